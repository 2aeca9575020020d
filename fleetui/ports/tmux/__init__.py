"""tmux: observed through one control-mode client per server, typed into under guard."""

from fleetui.ports.tmux.clients import OwnTerminal
from fleetui.ports.tmux.port import Tmux

__all__ = ["OwnTerminal", "Tmux"]

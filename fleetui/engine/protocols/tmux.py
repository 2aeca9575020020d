"""What the engine needs of tmux, and of the terminal the dashboard itself stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from fleetui.model.approval import Terminal
from fleetui.model.identities import PaneRef, ProcessId, ServerId
from fleetui.model.screen import Frame, Scrollback
from fleetui.model.value import value


@value
class PaneFacts:
    """The slow facts of one pane."""

    ref: PaneRef
    title: str
    command: str
    cwd: str
    dead: bool
    exit_code: int | None
    in_mode: bool
    input_off: bool
    width: int
    height: int
    where: str
    """session:window.pane, cleaned."""
    run: str = ""
    """The run's tag, for panes that fleetui made."""
    agent: str = ""
    """The seat's name, for panes that fleetui made."""


@value
class ServerSight:
    """What one tick saw of one tmux server."""

    socket: str
    server: ServerId | None
    """``None`` when it did not answer."""
    error: str = ""
    gone: bool = False
    """True when the server is known to be dead, not merely slow."""
    panes: Mapping[str, PaneFacts] | None = None
    """All panes by id, on the ticks that list them (about once a second); ``None`` on the others."""
    frames: Mapping[str, Frame] | None = None
    """Frames that differ from the last ones handed out, by pane id. A pane that printed the same bytes again,
    or nothing, is not in it."""


@value
class WindowSpec:
    """A window to make on fleetui's own server for one run."""

    agent: str
    run: str
    """The tag: put into the environment as ``FLEETUI_RUN``, with ``FLEETUI_AGENT``."""
    argv: tuple[str, ...]
    cwd: str
    environment: Mapping[str, str]
    """Added to the operator's environment."""
    width: int = 120
    height: int = 40
    relay: str = ""
    """The folder for what the run reports of itself through a relay; empty for a run without one."""


class PasteResult(StrEnum):
    """What a guarded paste came to."""

    PASTED = "pasted"
    REFUSED = "refused"
    """The guard inside the server refused: another process, a dead pane, copy mode, input off. Nothing typed."""


class TmuxPort(Protocol):
    """Every tmux server of this user that the fleet has to do with."""

    own_socket: str

    async def version(self) -> str:
        """The installed tmux; raises ``PortError`` with what to install when it is missing or too old."""
        ...

    async def observe(self, socket: str, panes: frozenset[str], *, everything: bool = False) -> ServerSight:
        """One tick of one server: frames of those ``panes`` that changed since the last call.

        ``everything`` captures all of them whatever their activity says. Never raises for a server that is
        slow or gone: the sight says so. Does not start a process once connected.
        """
        ...

    async def look(self, pane: PaneRef) -> Frame | None:
        """An observed pane between two ticks: its frame where it differs from the last one handed out."""
        ...

    async def fresh_frame(self, pane: PaneRef) -> Frame:
        """The pane as it is now, past every filter. Raises ``Gone`` when it, or its server, is no more."""
        ...

    async def glance(self, panes: Sequence[PaneRef]) -> dict[PaneRef, Frame]:
        """Panes of servers that nobody watches, as they are now; those that cannot be read are left out.

        Attaches to nothing.
        """
        ...

    async def scrollback(self, pane: PaneRef, lines: int) -> Scrollback:
        """History and screen, oldest first."""
        ...

    async def paste(
        self,
        pane: PaneRef,
        text: str,
        *,
        bracketed: bool = True,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Paste exactly these bytes, once, guarded in the server by the pane's identity; no Enter.

        ``foreground`` is what tmux must still name as the program in front there, ``reader`` the process that must
        still be: looked at last before the server is asked.
        A server that does not answer raises ``Unanswered`` within seconds, and types nothing later than that.
        Where the caller is ``patient``, what it did is waited for instead, for as long as it takes to go on.
        """
        ...

    async def press(
        self,
        pane: PaneRef,
        keys: Sequence[str],
        *,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Press keys by tmux name, in the same way."""
        ...

    async def type_literal(self, pane: PaneRef, text: str) -> PasteResult:
        """Type text as keys under the same guard, for typing through."""
        ...

    async def create(self, spec: WindowSpec) -> PaneRef:
        """Start a run in a new window of the own server, starting the server where needed."""
        ...

    async def close(self, pane: PaneRef) -> None:
        """Close a pane of the own server, by identity. A pane that is gone is fine; a stranger is refused."""
        ...

    async def discover(self, also: Sequence[str] = ()) -> tuple[PaneFacts, ...]:
        """Every pane of every tmux server of this user that answers, own server included.

        They are looked for in tmux's folder; ``also`` names sockets that are elsewhere.
        """
        ...

    def attach_command(self, pane: PaneRef) -> tuple[str, ...]:
        """Argument list that attaches a terminal to this pane's window."""
        ...

    async def show_here(self, pane: PaneRef) -> str:
        """Show this pane in the terminal that shows this program, where both are of one tmux server.

        The keys that come back, which work there already; empty where the servers differ: ``attach_command`` is for
        that. Raises ``PortError``, also while the server does not answer.
        """
        ...

    async def disconnect(self) -> None:
        """Close all control clients. Servers and agents go on."""
        ...


class TerminalPort(Protocol):
    """The dashboard's own terminal, as those can reach it who press its keys."""

    async def look(self, agents: Mapping[int, str]) -> Terminal:
        """What it is inside of now, within a few seconds; ``agents`` names who runs in which pane process.

        Never raises: what cannot be found out is ``Tier.UNKNOWN`` with the reason.
        """
        ...

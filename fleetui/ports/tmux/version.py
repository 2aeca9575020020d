"""tmux versions, and what may be asked of which."""

from __future__ import annotations

import re

from fleetui.engine.protocols.errors import PortError
from fleetui.model.tmux_version import NEEDED, OLDEST

Version = tuple[int, int]

CAPTURE_TO_CLIENT: Version = (3, 6)
"""Before it, ``capture-pane -p`` for a control client is never freed in the server (tmux/tmux#4590)."""
INSTALL = f"install tmux {NEEDED} or newer: apt-get install tmux, dnf install tmux or brew install tmux"


def parse_version(text: str) -> Version:
    """``3.3a`` and ``tmux next-3.6`` as numbers; development builds without one count as new."""
    found = re.search(r"(\d+)\.(\d+)", text)
    if found is None:
        return (99, 0) if "master" in text or "openbsd" in text else (0, 0)
    # openbsd-7.4 names the system, not tmux
    return (99, 0) if "openbsd" in text else (int(found[1]), int(found[2]))


def require(text: str) -> None:
    """Raise, saying what to install, when this version is too old."""
    if parse_version(text) < OLDEST:
        raise PortError(
            "tmux", "check its version", f"tmux {text.strip() or 'unknown'} is too old; {INSTALL}"
        )

"""The places of the dashboard by name: a screen opens another by its name, and imports none that stands above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from fleetui.ui.agent.answer.typing import TypingScreen
from fleetui.ui.agent.happened import HappenedScreen
from fleetui.ui.agent.screen import FocusScreen
from fleetui.ui.audit.screen import AuditScreen
from fleetui.ui.away.digest import DigestScreen
from fleetui.ui.board.screen import BoardScreen
from fleetui.ui.figures.screen import FiguresScreen
from fleetui.ui.fleet.arrange.search_screen import SearchScreen
from fleetui.ui.fleet.new_agent import NewAgent
from fleetui.ui.ledger.screen import LedgerScreen
from fleetui.ui.queue.lanes import LanesScreen
from fleetui.ui.shell.dialogs.journal import JournalScreen
from fleetui.ui.shell.shared_state import SharedState


def _digest(shared: SharedState) -> DigestScreen:
    return DigestScreen(shared, shared.read_marks.since)


PLACES: Mapping[str, Callable[..., Screen[Any]]] = {
    "audit": AuditScreen,
    "board": BoardScreen,
    "digest": _digest,
    "figures": FiguresScreen,
    "focus": FocusScreen,
    "happened": HappenedScreen,
    "journal": JournalScreen,
    "lanes": LanesScreen,
    "ledger": LedgerScreen,
    "new": NewAgent,
    "search": SearchScreen,
    "typing": TypingScreen,
}
"""What makes the screen of a place, from what all screens share and, where the place is an agent's, its name."""

"""The places of the dashboard by name: a screen opens another by its name, and imports none that stands above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from fleetui.ui.desk import Desk
from fleetui.ui.screens.board import BoardScreen
from fleetui.ui.screens.digest import DigestScreen
from fleetui.ui.screens.focus import FocusScreen
from fleetui.ui.screens.journal import JournalScreen
from fleetui.ui.screens.search import SearchScreen
from fleetui.ui.screens.typing import TypingScreen


def _digest(desk: Desk) -> DigestScreen:
    return DigestScreen(desk, desk.reader.since)


PLACES: Mapping[str, Callable[..., Screen[Any]]] = {
    "board": BoardScreen,
    "digest": _digest,
    "focus": FocusScreen,
    "journal": JournalScreen,
    "search": SearchScreen,
    "typing": TypingScreen,
}
"""What makes the screen of a place, from what all screens share and, where the place is an agent's, its name."""

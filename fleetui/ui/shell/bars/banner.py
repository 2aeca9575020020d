"""Rows that say what does not work, who acts, and what is wrong in the configuration."""

from __future__ import annotations

import re

from textual.strip import Strip

from fleetui.ui.draw.labels.ages import age, clock
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, row
from fleetui.ui.shell.shared_state import SharedState

_MOST = 4
_ACTION = re.compile(r"\{([a-z_.]+)\}")
NOBODY_ACTS = "nobody acts for this fleet: what is queued waits until a dashboard or fleetui run is started"


class Banner(Painted):
    """Takes no row while all is well."""

    shared: SharedState

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared, id="banner")

    def repaint(self) -> None:
        """Take as many rows as there is to say, then draw them."""
        height = self.tall
        if self.display is not bool(height):
            self.display = bool(height)
        if height and self.styles.height is not None and self.styles.height.value != height:
            self.styles.height = height
        super().repaint()

    @property
    def tall(self) -> int:
        """Rows that it takes."""
        return len(self._messages())

    def paint(self, width: int, height: int) -> list[Strip]:
        """One row each, severe ones filled."""
        return [
            row(self.shared.ink, width, left, right, ground=ground)
            for left, right, ground in self._messages()
        ]

    def _messages(self) -> list[tuple[list[Span], list[Span], str]]:
        view = self.shared.view
        found: list[tuple[list[Span], list[Span], str]] = []
        if self.shared.limits.only_shows:
            found += [([Span(NOBODY_ACTS, "low")], [], "line")] if view.ready and view.owner == "none" else []
        elif view.owner == "other":
            key = self.shared.keymap.shown("fleet.take_over")
            words = [Span("watching", "low bold"), Span(f"   pid {view.owner_pid} acts   ", "text")]
            found.append(([*words, Span(key, "bright bold"), Span(" takes over", "dim")], [], "line"))
        for one in view.health:
            since = age(one.since, self.shared.now())
            ink = "on_block bold" if one.severe else "text"
            lead = Span(f"{one.port}  ", "on_block bold" if one.severe else "low bold")
            found.append(
                ([lead, Span(one.text, ink)], [Span(since, ink)], "stuck_block" if one.severe else "line")
            )
        found += self._digest()
        found += self._guided()
        config = Span("config  ", "low bold")
        found += [([config, Span(mistake, "text")], [], "line") for mistake in self.shared.keymap.mistakes]
        if len(found) > _MOST:
            more = len(found) - _MOST + 1
            found = [
                *found[: _MOST - 1],
                ([Span(f"and {more} more: the journal has them", "dim")], [], "line"),
            ]
        return found

    def _guided(self) -> list[tuple[list[Span], list[Span], str]]:
        keymap = self.shared.keymap
        said = self.shared.guide(self.shared.view)
        parts = _ACTION.split(said)
        spans = [
            Span(keymap.shown(part), "bright bold") if index % 2 else Span(part, "dim")
            for index, part in enumerate(parts)
        ]
        return [([Span("try  ", "context bold"), *spans], [], "tile")] if said else []

    def _digest(self) -> list[tuple[list[Span], list[Span], str]]:
        digest = self.shared.read_marks.digest
        if digest is None:
            return []
        since = Span(f"since {clock(digest.since)}  ", "bright bold")
        key = self.shared.keymap.shown("news.show")
        said = ", ".join(f"{number} {what}" for what, number in digest.counts.items())
        return [([since, Span(said, "text")], [Span(key, "bright bold"), Span(" shows", "dim")], "line")]

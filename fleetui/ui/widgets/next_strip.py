"""What is next for the operator, in order, with the reason."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.ui.present import NextItem, next_items
from fleetui.ui.strips import Span, row, shortened, width_of
from fleetui.ui.widgets.painted import Painted

_LENGTHS = (60, 44, 32, 24, 16, 10)
"""Cells a reason may take, tried in this order until all fit."""


class NextStrip(Painted):
    """One row above the footer."""

    def paint(self, width: int, height: int) -> list[Strip]:
        """As many as fit, then how many more."""
        items = next_items(self.desk.view, self.desk.now())
        lead = [Span("NEXT FOR YOU" if width >= 100 else "NEXT", "dim bold"), Span("   ")]
        if not items:
            words = "nobody waits" if self.desk.view.agents else ""
            return [row(self.desk.ink, width, [*lead, Span(words, "dim")], ground="tile")]
        return [
            row(
                self.desk.ink,
                width,
                [*lead, *self._fitting(items, width - width_of(lead) - 2)],
                ground="tile",
            )
        ]

    def _fitting(self, items: list[NextItem], room: int) -> list[Span]:
        for most in (*_LENGTHS, 0):
            spans = [self._item(item, most) for item in items]
            if sum(width_of(one) for one in spans) <= room:
                return [span for one in spans for span in one]
        shown: list[Span] = []
        for index, one in enumerate(spans):
            more = [Span(f"+{len(items) - index}", "dim")]
            if width_of(shown) + width_of(one) + 4 > room:
                return [*shown, *more]
            shown += one
        return shown

    def _item(self, item: NextItem, most: int) -> list[Span]:
        text = shortened(item.text, most, self.desk.ink.more)
        after = f" {text}, {item.age}" if most else f" {item.age}"
        return [
            Span(f"{self.desk.sign(item.key)} ", item.ink),
            Span(item.name, "bright bold"),
            Span(f"{after}    ", "text"),
        ]

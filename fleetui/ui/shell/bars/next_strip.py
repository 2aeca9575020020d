"""What is next for the operator, in order, with the reason."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.ui.draw.clickable import GO, Clickable
from fleetui.ui.draw.strips import Span, row, shortened, width_of
from fleetui.ui.shell.bars.next_items import NextItem, next_items
from fleetui.ui.shell.shared_state import SharedState

_LONGEST = 60
"""Cells a reason may take."""


class NextStrip(Clickable):
    """One row above the footer."""

    shared: SharedState

    def paint(self, width: int, height: int) -> list[Strip]:
        """As many as fit, then how many more."""
        items = next_items(self.shared.read_marks.next_up(self.shared.view), self.shared.now())
        lead = [Span("NEXT FOR YOU" if width >= 100 else "NEXT", "dim bold"), Span("   ")]
        if not items:
            self.spans = ()
            words = "nobody waits" if self.shared.view.agents else ""
            return [row(self.shared.ink, width, [*lead, Span(words, "dim")], ground="tile")]
        self.spans = [*lead, *self._fitting(items, width - width_of(lead) - 2)]
        return [row(self.shared.ink, width, self.spans, ground="tile")]

    def _fitting(self, items: list[NextItem], room: int) -> list[Span]:
        texts = [item.verb for item in items]
        spans = [self._item(item, text) for item, text in zip(items, texts, strict=True)]
        if sum(width_of(one) for one in spans) > room:
            return self._brief(items, room)
        for index, item in enumerate(items):
            longer = self._item(item, shortened(item.text, _LONGEST, self.shared.ink.more))
            others = sum(width_of(one) for n, one in enumerate(spans) if n != index)
            if others + width_of(longer) <= room:
                spans[index] = longer
        return [span for one in spans for span in one]

    def _brief(self, items: list[NextItem], room: int) -> list[Span]:
        shown: list[Span] = []
        for index, item in enumerate(items):
            one = self._item(item, "")
            if width_of(shown) + width_of(one) + 4 > room:
                return [*shown, Span(f"+{len(items) - index}", "dim")]
            shown += one
        return shown

    def _item(self, item: NextItem, text: str) -> list[Span]:
        after = f" {text}, {item.age}" if text else f" {item.age}"
        act = f"{GO} {item.name}"
        return [
            Span(f"{self.shared.sign(item.key)} ", item.ink if item.calls else "dim", act=act),
            Span(item.name, "bright bold" if item.calls else "dim", act=act),
            Span(f"{after}    ", "text" if item.calls else "dim", act=act),
        ]

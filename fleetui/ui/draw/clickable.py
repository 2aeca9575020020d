"""A row of words some of which do something when they are clicked on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message

from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, width_of

DO, GO, ONLY = "do", "go", "only"
"""``do ACTION``, ``go AGENT``, ``only STATE``: what a span's ``act`` may say."""


class WordClicked(Message):
    """The operator clicked on a word that does something."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__()
        self.kind = kind
        self.what = what


class Clickable(Painted):
    """Subclasses keep ``spans`` as they were drawn last, from the row's edge on."""

    spans: Sequence[Span] = ()
    edge = 1
    """Blank cells before them."""

    def on_click(self, event: Click) -> None:
        """Do what the word under the pointer says."""
        act = act_at(self.spans, event.x - self.edge)
        if act:
            event.stop()
            kind, _, what = act.partition(" ")
            self.post_message(WordClicked(kind, what))


def act_at(spans: Sequence[Span], cell: int) -> str:
    """What a click on this cell means; empty where nothing stands that does something."""
    for span in spans:
        width = width_of((span,))
        if 0 <= cell < width:
            return span.act
        cell -= width
    return ""

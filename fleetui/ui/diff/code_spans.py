"""One line of code as spans: its colours, what differs in it, what was looked for, tabs as blanks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from fleetui.model.difference.visible import named_signs
from fleetui.ui.diff.syntax import Stretch
from fleetui.ui.draw.strips import Span, cells

TAB = 4
_LOUD = "low bold"
_FOUND = ("on_block bold", "asking_block")

Look = tuple[str, str]
"""Ink and ground of a character."""


def code_spans(
    text: str,
    look: Look,
    *,
    colours: Sequence[Stretch] = (),
    marks: Sequence[tuple[int, int]] = (),
    marked: Look = ("", ""),
    hits: Iterable[tuple[int, int]] = (),
) -> list[Span]:
    """``marked`` is the ground of what differs, and what is added to its ink."""
    looks = [look] * len(text)
    for start, end, ink in colours:
        looks[start:end] = [(ink, look[1])] * len(looks[start:end])
    for start, end in marks:
        looks[start:end] = [(f"{ink} {marked[0]}", marked[1] or ground) for ink, ground in looks[start:end]]
    for start, end in named_signs(text):
        looks[start:end] = [(_LOUD, ground) for _, ground in looks[start:end]]
    for start, end in hits:
        looks[start:end] = [_FOUND] * len(looks[start:end])
    return _tabs_as_blanks(_spans(text, looks))


def _spans(text: str, looks: Sequence[Look]) -> Iterable[Span]:
    at = 0
    for (ink, ground), same in groupby(looks):
        length = sum(1 for _ in same)
        yield Span(text[at : at + length], ink, ground)
        at += length


def _tabs_as_blanks(spans: Iterable[Span]) -> list[Span]:
    """A tab goes to the next stop, counted from where the line begins."""
    made: list[Span] = []
    column = 0
    for span in spans:
        text = span.text
        if "\t" in text:
            first, *others = text.split("\t")
            text = first
            for part in others:
                text += " " * (TAB - (column + cells(text)) % TAB) + part
        column += cells(text)
        made.append(span._replace(text=text))
    return made

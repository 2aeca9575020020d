"""The header of the wall: how many agents are in which state, in letters for three metres."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from fleetui.ui.draw.block_letters import high, letters, sign
from fleetui.ui.draw.labels.ages import clock
from fleetui.ui.draw.labels.counts import IN_QUEUE, Count, counts, queued
from fleetui.ui.draw.strips import Span, row, width_of
from fleetui.ui.shell.shared_state import SharedState

Piece = list[list[Span]]
"""The spans of each row."""


def large_height(shared: SharedState) -> int:
    """Rows it takes."""
    return high(1, shared.glyphs)


def large_rows(shared: SharedState, width: int) -> list[Strip]:
    """Loud counts as blocks, then the others as far as there is room, the clock at the right."""
    found = [one for one in counts(shared.view) if one.key not in IN_QUEUE]
    pieces = [_count(shared, one) for one in sorted(found, key=lambda one: not one.loud)]
    waiting = queued(shared.view)[0]
    if waiting:
        pieces.append(_piece(shared, "held", waiting, ("queue", "queue")))
    right = [[Span(line, "dim")] for line in letters(clock(shared.now()), 1, shared.glyphs)]
    shown = _fitting(pieces, width - 3 - width_of(right[0]))
    return [
        row(shared.ink, width, [span for piece in shown for span in piece[at]], right[at])
        for at in range(large_height(shared))
    ]


def _fitting(pieces: Sequence[Piece], room: int) -> list[Piece]:
    shown: list[Piece] = []
    for piece in pieces:
        room -= width_of(piece[0])
        if room < 0:
            break
        shown.append(piece)
    return shown


def _count(shared: SharedState, count: Count) -> Piece:
    if count.loud:
        ink = "on_block bold"
        return _piece(shared, count.key, count.number, (ink, ink), f"{count.key}_block")
    return _piece(shared, count.key, count.number, (count.ink, "dim"))


def _piece(shared: SharedState, key: str, number: int, inks: tuple[str, str], ground: str = "") -> Piece:
    signs, figures = sign(key, 1, shared.glyphs), letters(str(number), 1, shared.glyphs)
    return [
        [Span(f"  {one}  ", inks[0], ground), Span(f"{two}  ", inks[1], ground), Span("  ")]
        for one, two in zip(signs, figures, strict=True)
    ]

"""A held follow-up put right: what would be replaced by what, or noted, is shown before it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.model.anchors.correction import Correction
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import CONFIRM
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_WIDTH = 90
"""Cells that the stylesheet leaves a line of a dialog."""
_MOST = 12
"""Rows of the text; more are counted."""
_COMPARED = 250_000
"""Product of the numbers of words that are compared word by word."""
_WORD = re.compile(r"\s+|[\w.-]+|.")

Row = list[Span]


class CorrectionDialog(Dialog, inherit_bindings=False):
    """Its result is true when the operator takes it."""

    WHERE = CONFIRM
    BINDINGS = bindings(CONFIRM)

    def __init__(self, shared: SharedState, heading: str, found: Correction, *, note: bool) -> None:
        super().__init__(shared)
        self._heading = heading
        self._found = found
        self._note = note
        self._about = FixedRows(shared, ground="dialog", fit=True)

    def compose(self) -> ComposeResult:
        """Title, what holds it, how its text would be, keys."""
        with Vertical(id="correction", classes="dialog"):
            title = [Span(self._heading, "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="limited_block")
            yield self._about
            yield Footer(self.shared, self.WHERE, Selection, "dialog")

    def on_mount(self) -> None:
        """As wide as there is room."""
        self._say()

    def on_resize(self) -> None:
        """Fold the lines anew."""
        self._say()

    def do_go(self) -> None:
        """Take it."""
        self.dismiss(result=True)

    def _say(self) -> None:
        width = min(_WIDTH, int(self.app.size.width * 0.96) - 2)
        found = self._found
        text = noted(found, width) if self._note else replaced(found, width)
        over = len(text) - _MOST
        if over > 0:
            text = [*text[:_MOST], [Span(f"  and {over} more rows", "dim")]]
        self._about.say([[], *self._holding(width), [], *text, [], *self._after(width), []])

    def _holding(self, width: int) -> Iterator[Row]:
        for why in self._found.holds or ("nothing holds it; this is what is elsewhere now",):
            sign = Span(f"{self.shared.sign('fail' if self._found.holds else 'dot')} ", "low")
            for index, line in enumerate(wrapped(why, width - 2)):
                yield [sign if not index else Span("  "), Span(line, "text" if self._found.holds else "dim")]

    def _after(self, width: int) -> Iterator[Row]:
        if self._note:
            told = "It is sent as it is, with this at its end; its claims are not checked again."
            yield from ([Span(line, "dim")] for line in wrapped(told, width))
        elif self._found.still:
            for why in self._found.still:
                yield from ([Span(line, "low")] for line in wrapped(f"It would still be held: {why}", width))
        else:
            told = "It is queued anew, with what is true of it now."
            yield from ([Span(line, "dim")] for line in wrapped(told, width))


def replaced(found: Correction, width: int) -> list[Row]:
    """The lines that differ, each as it is and as it would be, with the words that do in bold."""
    rows: list[Row] = []
    for old, new in zip(found.old.split("\n"), found.new.split("\n"), strict=False):
        if old != new:
            before, after = _differing(old, new)
            rows += [*_folded("- ", before, "stuck", width), *_folded("+ ", after, "ok", width)]
    return rows


def noted(found: Correction, width: int) -> list[Row]:
    """The end of the text, and the note behind it."""
    last = wrapped(found.old.rstrip().split("\n")[-1], width - 2)[-2:]
    note = [line for part in found.note.split("\n") for line in wrapped(part, width - 2)]
    sign = ["+ "] + ["  "] * len(note)
    return [
        *([Span(f"  {line}", "dim")] for line in last),
        [],
        *([Span(lead, "ok"), Span(line, "ok")] for lead, line in zip(sign, note, strict=False)),
    ]


Words = list[tuple[str, bool]]


def _differing(old: str, new: str) -> tuple[Words, Words]:
    """Both lines in words, each with whether it is only in this one."""
    one, two = _WORD.findall(old), _WORD.findall(new)
    before: Words = []
    after: Words = []
    for tag, a, b, c, d in _changes(one, two):
        before += [(word, tag != "equal") for word in one[a:b]]
        after += [(word, tag != "equal") for word in two[c:d]]
    return before, after


def _changes(one: list[str], two: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """What is equal and what is not. Blanks are many: of two long lines only what stands between the first and the last
    difference is compared, and where that is long it differs as a whole."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    ends = zip(reversed(one[start:]), reversed(two[start:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    first, last = len(one) - tail, len(two) - tail
    yield "equal", 0, start, 0, start
    if (first - start) * (last - start) > _COMPARED:
        yield "replace", start, first, start, last
    else:
        matcher = SequenceMatcher(None, one[start:first], two[start:last], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag, start + a, start + b, start + c, start + d
    yield "equal", first, len(one), last, len(two)


def _folded(sign: str, words: Words, ink: str, width: int) -> list[Row]:
    """Words as rows of at most ``width`` cells, behind a sign."""
    rows: list[Row] = [[Span(sign, ink)]]
    room = left = width - len(sign)
    for word, differs in words:
        for piece in _pieces(word, room):
            if cell_len(piece) > left:
                rows.append([Span(" " * len(sign))])
                left = room
            rows[-1].append(Span(piece, f"{ink} bold" if differs else "text"))
            left -= cell_len(piece)
    return rows


def _pieces(word: str, width: int) -> Sequence[str]:
    return [word] if cell_len(word) <= width else wrapped(word, width)

"""One row of a difference as a strip: a file's heading, a line, or two lines beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.strip import Strip

from fleetui.model.counts import count
from fleetui.model.difference.reading import CRLF, ChangedFile, PatchLine
from fleetui.ui.diff.code_spans import Look, code_spans
from fleetui.ui.diff.contents import Contents
from fleetui.ui.diff.folding import Folds
from fleetui.ui.diff.layout import NONE, Kind, Row
from fleetui.ui.draw.strips import Ink, Span, cells, row, shortened, width_of

Hits = Callable[[str], Sequence[tuple[int, int]]]
"""Where in a line stands what is looked for."""
_GROUND = "tile"
_SIGNS = {"+": ("ok", "added"), "-": ("stuck", "gone"), " ": ("text", _GROUND)}
_LEAST_PATH = 16


class Painter:
    """Draws rows of one difference. ``side_by_side`` and ``left`` (cells scrolled away) may change at any time."""

    def __init__(self, contents: Contents, folds: Folds, ink: Ink, sign: Callable[[str], str]) -> None:
        self.contents = contents
        self.folds = folds
        self.ink = ink
        self.sign = sign
        self.side_by_side = False
        self.said = ""
        """Stands at the right of the summary."""
        self.left = 0
        self.gathered: frozenset[tuple[str, int]] = frozenset()
        self.hits: Hits = lambda _text: ()

    def strip(self, one: Row, width: int, *, chosen: bool) -> Strip:
        """A row of exactly ``width`` cells; the first is the bar's, the last stays blank."""
        room = max(0, width - 2)
        ground = "line" if one.kind is Kind.FILE or chosen else _GROUND
        bar = self.ink.bar(self.sign("selected"), ground) if chosen else self.ink.blank(1, ground)
        drawn = self._drawn(one, room, chosen)
        edge = self.ink.blank(1, _GROUND if one.kind is Kind.LINE else ground)
        return Strip.join([bar, *drawn, edge]).crop(0, width)

    def _drawn(self, one: Row, room: int, chosen: bool) -> list[Strip]:
        if one.kind is Kind.LINE:
            whole = not self.side_by_side or self.contents.difference.files[one.file].one_sided
            return [self._below(one, room, chosen)] if whole else self._beside(one, room, chosen)
        left, right = self._words(one, room)
        ground = "line" if one.kind is Kind.FILE or chosen else _GROUND
        return [row(self.ink, room, left, right, ground, pad=0)]

    def _words(self, one: Row, room: int) -> tuple[list[Span], list[Span]]:
        if one.kind is Kind.FILE:
            return self._heading(one.file, room)
        if one.kind is Kind.SUMMARY:
            return self._summary()
        if one.kind is Kind.HUNK:
            heading = self.contents.difference.files[one.file].hunks[one.hunk].heading
            return [Span(f"    {self.sign('gap')}  ", "faint"), Span(heading, "dim")], []
        if one.kind is Kind.NOTE:
            return [Span(self.contents.difference.notes[one.right], "low")], []
        return [], []

    def _summary(self) -> tuple[list[Span], list[Span]]:
        files = self.contents.difference.files
        added, deleted = sum(file.added for file in files), sum(file.deleted for file in files)
        folded = sum(self.folds.is_folded(file.path) for file in files)
        spans = [Span(count(len(files), "file"), "bright bold"), *_figures(added, deleted)]
        if folded:
            spans.append(Span(f"   {folded} folded", "dim"))
        return spans, [Span(self.said, "dim")]

    def _heading(self, number: int, room: int) -> tuple[list[Span], list[Span]]:
        files = self.contents.difference.files
        file = files[number]
        folded = self.folds.is_folded(file.path)
        place = f"{number + 1} of {len(files)}" if len(files) > 1 else self.said
        why = f"folded: {said}   " if folded and (said := self.folds.why(file.path)) else ""
        right = [Span(why, "low"), Span(place, "dim")]
        kind = f"   {file.kind}" if file.kind else ""
        after = [*_figures(file.added, file.deleted), Span(kind, "context")]
        taken = sum(cells(span.text) for span in (*right, *after))
        path = _end_of(file.path, max(_LEAST_PATH, room - taken - 4), self.ink.more)
        fold = self.sign("folded" if folded else "unfolded") if file.hunks else " "
        return [Span(f"{fold} ", "dim"), Span(path, "merge bold"), *after], right

    def _below(self, one: Row, room: int, chosen: bool) -> Strip:
        line = self.contents.line(one.file, one.hunk, one.left)
        number = line.old if line.sign == "-" else line.new
        return self._line(one, one.left, number, room, chosen, gap=" ")

    def _beside(self, one: Row, room: int, chosen: bool) -> list[Strip]:
        half = (room - 1) // 2
        between = row(self.ink, 1, [Span(self.sign("between"), "faint")], (), "bg", pad=0)
        return [
            self._half(one, one.left, half, chosen, old=True),
            between,
            self._half(one, one.right, room - half - 1, chosen, old=False),
        ]

    def _half(self, one: Row, place: int, width: int, chosen: bool, *, old: bool) -> Strip:
        if place == NONE:
            return self.ink.blank(width, "line" if chosen else "quiet")
        line = self.contents.line(one.file, one.hunk, place)
        return self._line(one, place, line.old if old else line.new, width, chosen, gap="")

    def _line(self, one: Row, place: int, number: int, width: int, chosen: bool, gap: str) -> Strip:
        line = self.contents.line(one.file, one.hunk, place)
        ink, tint = _SIGNS[line.sign]
        plain = "line" if chosen and line.sign == " " else tint
        edge = "line" if chosen else tint
        path = self.contents.difference.files[one.file].path
        mark = self.sign("mark") if (path, line.new) in self.gathered else " "
        head = [
            Span(f"{number:>5}", "bright" if chosen else "dim", edge),
            Span(mark, "queue bold", edge),
            Span(f"{gap}{line.sign} ", f"{ink} bold", edge),
        ]
        used = sum(cells(span.text) for span in head)
        room = max(0, width - used)
        code = [*self._code(one, place, line, plain), *_ending(line)]
        drawn = self._in_sight(code, room, plain)
        return Strip.join([row(self.ink, min(used, width), head, (), edge, pad=0), drawn])

    def _in_sight(self, code: Sequence[Span], room: int, ground: str) -> Strip:
        """A stretch of a long line, with a sign at its end where it goes on."""
        end = self.left + room
        length = width_of(code)
        drawn = row(self.ink, max(length, end), code, (), ground, pad=0)
        if length <= end or not room:
            return drawn.crop(self.left, end)
        more = row(self.ink, 1, [Span(self.ink.more, "dim")], (), ground, pad=0)
        return Strip.join([drawn.crop(self.left, end - 1).adjust_cell_length(room - 1), more])

    def _code(self, one: Row, place: int, line: PatchLine, ground: str) -> list[Span]:
        """Where the terminal has too few colours for tints, ink alone says what came and went."""
        marks = self.contents.marks(one.file, one.hunk, place)
        tinted = self.ink.palette.tinted
        if line.sign != " " and not tinted:
            look: Look = (_SIGNS[line.sign][0], ground)
            return code_spans(
                line.text, look, marks=marks, marked=("bold underline", ""), hits=self.hits(line.text)
            )
        return code_spans(
            line.text,
            ("text", ground),
            colours=self.contents.colours(one.file, one.hunk, place),
            marks=marks,
            marked=("bold", f"{_SIGNS[line.sign][1]}_word"),
            hits=self.hits(line.text),
        )


def _figures(added: int, deleted: int) -> list[Span]:
    if not added and not deleted:
        return []
    return [Span(f"   +{added}", "ok"), Span(f" -{deleted}", "stuck")]


def heading_words(file: ChangedFile) -> str:
    """A file's heading as plain words."""
    figures = f"   +{file.added} -{file.deleted}" if file.changed else ""
    return f"{file.path}{figures}{f'   {file.kind}' if file.kind else ''}"


def _ending(line: PatchLine) -> list[Span]:
    """How a line ends, where it does not end as most do."""
    if not line.end:
        return []
    if line.end == CRLF:
        return [Span("\u240d", "faint" if line.sign == " " else "dim")]
    return [Span(f"   ({line.end})", "low")]


def _end_of(path: str, room: int, more: str) -> str:
    """The end of a long path says most."""
    if cells(path) <= room:
        return path
    kept = path
    while kept and cells(kept) > room - 1:
        kept = kept[max(1, (cells(kept) - room + 1) // 2) :]
    return f"{more}{kept}" if kept else shortened(path, room, more)

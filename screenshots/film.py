"""A recording of a terminal as an asciicast and as one SVG that plays by itself: CSS alone, no script, no web font.

The SVG is a film strip. Every distinct row is drawn once and used by the pictures that show it; one animation moves the
strip from picture to picture.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.terminal_theme import SVG_EXPORT_THEME

from fleetui.model.screen import Line, StyledRun
from fleetui.model.sgr import PLAIN, Colour, Style, parameters_of

FONTS = "ui-monospace,'Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"
INK, GROUND = (0xC9, 0xD1, 0xD9), (0x0D, 0x10, 0x14)
CELL, ROW, BASE = 8, 18, 13
MARGIN = 12
CAPTION = 34
LONGEST_S = 2.5
"""A picture that stands longer is cut to this: nobody wants to wait for a gate in a film."""
LAST_S = 4.0
"""The last picture stands so long before it begins again."""

BLOCKS = {
    **{sign: (0, 8, high) for high, sign in enumerate("▁▂▃▄▅▆▇█", 1)},
    **{sign: (0, wide, 8) for wide, sign in enumerate("▏▎▍▌▋▊▉", 1)},
    "▐": (4, 4, 8),
}
"""Where a block begins, how wide and how high it is, in eighths of a cell."""
_STRETCHES = re.compile(f"[{''.join(BLOCKS)}]+|[^{''.join(BLOCKS)}]+")


class Caption(NamedTuple):
    """Below the screen: what is pressed, and what for."""

    key: str = ""
    words: str = ""


NOTHING = Caption()


@dataclass(frozen=True, slots=True)
class Picture:
    """What the screen showed from a moment on."""

    at: float
    """Seconds from the beginning."""
    lines: tuple[Line, ...]
    caption: Caption = NOTHING


def edited(pictures: Sequence[Picture]) -> list[Picture]:
    """Only the pictures on which something changed, none standing longer than ``LONGEST_S``, from 0 on."""
    changed = [
        picture
        for before, picture in zip([None, *pictures], pictures, strict=False)
        if before is None or (before.lines, before.caption) != (picture.lines, picture.caption)
    ]
    cut: list[Picture] = []
    at = 0.0
    for before, picture in zip([None, *changed], changed, strict=False):
        at += min(picture.at - before.at, LONGEST_S) if before else 0.0
        cut.append(Picture(at, picture.lines, picture.caption))
    return cut


# ---------------------------------------------------------------- asciicast, version 2


def asciicast(pictures: Sequence[Picture], width: int, height: int, title: str) -> str:
    """The recording for terminal players: each picture writes only the rows that changed; captions are markers."""
    head = {"version": 2, "width": width, "height": height, "title": title, "env": {"TERM": "xterm-256color"}}
    rows = [json.dumps(head)]
    shown: tuple[Line, ...] = ()
    caption = NOTHING
    for picture in pictures:
        if picture.caption != caption and any(picture.caption):
            rows.append(json.dumps([round(picture.at, 3), "m", " ".join(picture.caption).strip()]))
        caption = picture.caption
        text = "".join(_changed_rows(shown, picture.lines))
        if not shown:
            text = f"\x1b[?25l\x1b[2J{text}"
        if text:
            rows.append(json.dumps([round(picture.at, 3), "o", text], ensure_ascii=False))
        shown = picture.lines
    return "\n".join(rows) + "\n"


def _changed_rows(before: Sequence[Line], after: Sequence[Line]) -> Iterator[str]:
    for number in range(max(len(before), len(after))):
        line = after[number] if number < len(after) else None
        if line is None or number >= len(before) or before[number] is not line:
            text = "".join(_written(run) for run in line.runs) if line else ""
            yield f"\x1b[{number + 1};1H{text}\x1b[K"


def _written(run: StyledRun) -> str:
    return run.text if run.style == PLAIN else f"\x1b[{parameters_of(run.style)}m{run.text}\x1b[0m"


# ---------------------------------------------------------------- the film strip


def animated_svg(pictures: Sequence[Picture], width: int, height: int, title: str) -> str:
    """One SVG that plays the pictures for ever; who wants no motion sees the middle one."""
    strip = _Strip(width, height)
    frames = [strip.frame(number, picture) for number, picture in enumerate(pictures)]
    wide, high = strip.size
    length = pictures[-1].at + LAST_S
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"',
        f' role="img" aria-label="{html.escape(title)}"><title>{html.escape(title)}</title><style>',
        _play(pictures, length, wide, still=len(pictures) // 2),
        *strip.styles(),
        "</style><defs>",
        *strip.drawn(),
        f'</defs><rect width="{wide}" height="{high}" rx="8" class="ground"/><g class="film">',
        *frames,
        "</g></svg>\n",
    ]
    return "".join(parts)


def _play(pictures: Sequence[Picture], length: float, wide: int, still: int) -> str:
    steps = "".join(
        f"{100 * picture.at / length:.4g}%{{transform:translateX(-{number * wide}px)}}"
        for number, picture in enumerate(pictures)
    )
    last = f"100%{{transform:translateX(-{(len(pictures) - 1) * wide}px)}}"
    return (
        f"@keyframes film{{{steps}{last}}}.film{{animation:film {length:.2f}s step-end infinite}}"
        f"@media (prefers-reduced-motion:reduce){{.film{{animation:none;transform:translateX(-{still * wide}px)}}}}"
        f"text{{font:13.3px {FONTS};white-space:pre}}.ground{{fill:{_hex(GROUND)}}}"
    )


class _Strip:
    """Gives every distinct row, style and caption a name, and draws each once."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width * CELL + 2 * MARGIN, height * ROW + 2 * MARGIN + CAPTION)
        self._screen = height
        self._rows: dict[object, tuple[str, str]] = {}
        self._inks: dict[str, str] = {}

    def frame(self, number: int, picture: Picture) -> str:
        """One picture, at its place in the strip."""
        uses = [
            f'<use href="#{name}" y="{MARGIN + BASE + row * ROW}"/>'
            for row, line in enumerate(picture.lines[: self._screen])
            if (name := self._row(line))
        ]
        if any(picture.caption):
            uses.append(f'<use href="#{self._caption(picture.caption)}" y="{self.size[1] - CAPTION // 2}"/>')
        return f'<g transform="translate({number * self.size[0] + MARGIN})">{"".join(uses)}</g>'

    def styles(self) -> Iterable[str]:
        """A class for every ink."""
        return (f".{name}{{{rule}}}" for rule, name in self._inks.items())

    def drawn(self) -> Iterable[str]:
        """Every distinct row once."""
        return (f'<g id="{name}">{drawing}</g>' for name, drawing in self._rows.values() if drawing)

    def _row(self, line: Line) -> str:
        """The name of a row; empty for one on which nothing is."""
        if line.runs not in self._rows:
            grounds, words = [], []
            column = 0
            for text, style in line.runs:
                cells = cell_len(text)
                grounds += self._ground(style, column, cells)
                words += self._words(text, style, column)
                column += cells
            self._rows[line.runs] = (f"r{len(self._rows):x}", "".join([*_joined(grounds), *words]))
        name, drawing = self._rows[line.runs]
        return name if drawing else ""

    def _caption(self, caption: Caption) -> str:
        if caption not in self._rows:
            key, words = html.escape(caption.key), html.escape(caption.words)
            wide = cell_len(caption.key) * CELL + 16 if caption.key else 0
            pill = (
                f'<rect y="-11" width="{wide}" height="22" rx="4" class="{self._ink("fill:#232a33")}"/>'
                if wide
                else ""
            )
            pressed = (
                f'<text x="8" y="5" class="{self._ink("fill:#fff;font-weight:bold")}">{key}</text>'
                if wide
                else ""
            )
            told = f'<text x="{wide + 12 if wide else 0}" y="5" class="{self._ink("fill:#c9d1d9")}">{words}</text>'
            self._rows[caption] = (f"c{len(self._rows):x}", pill + pressed + told)
        return self._rows[caption][0]

    def _ground(self, style: Style, column: int, cells: int) -> list[tuple[str, int, int]]:
        colour = style.fg or INK if style.reverse else style.bg
        return [] if colour is None else [(self._ink(f"fill:{_hex(colour)}"), column, cells)]

    def _words(self, text: str, style: Style, column: int) -> Iterator[str]:
        """The visible stretches of a run, each exactly as wide as its cells; blocks are drawn, for fonts leave gaps."""
        for stretch in _STRETCHES.findall(text):
            if stretch[0] in BLOCKS:
                yield f'<path class="{self._ink(_rule(style))}" d="{_block(stretch, column)}"/>'
            elif stretch.strip(" "):
                yield self._word(stretch, style, column)
            column += cell_len(stretch)

    def _word(self, text: str, style: Style, column: int) -> str:
        bare = text.lstrip(" ")
        x = (column + len(text) - len(bare)) * CELL
        bare = bare.rstrip(" ")
        return (
            f'<text class="{self._ink(_rule(style))}" x="{x}" textLength="{cell_len(bare) * CELL}" '
            f'lengthAdjust="spacingAndGlyphs">{html.escape(bare, quote=False)}</text>'
        )

    def _ink(self, rule: str) -> str:
        return self._inks.setdefault(rule, f"i{len(self._inks):x}")


def _block(stretch: str, column: int) -> str:
    """The path of block characters: eighths of a cell from its left or its bottom."""
    parts = []
    for number, sign in enumerate(stretch):
        left, wide, high = BLOCKS[sign]
        x, tall = (column + number + left / 8) * CELL, high * ROW / 8
        parts.append(f"M{x:g} {ROW - BASE - tall:g}h{wide * CELL / 8:g}v{tall:g}H{x:g}z")
    return "".join(parts)


def _joined(grounds: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Neighbours of one colour as one patch: no seams between them, and fewer of them."""
    patches: list[tuple[str, int, int]] = []
    for ink, column, cells in grounds:
        if patches and patches[-1][0] == ink and sum(patches[-1][1:]) == column:
            patches[-1] = (ink, patches[-1][1], patches[-1][2] + cells)
        else:
            patches.append((ink, column, cells))
    for ink, column, cells in patches:
        x = column * CELL
        yield f'<path class="{ink}" d="M{x}-{BASE}h{cells * CELL}v{ROW}H{x}z"/>'


def _rule(style: Style) -> str:
    colour = (style.bg or GROUND) if style.reverse else (style.fg if style.fg is not None else INK)
    rules = [f"fill:{_hex(colour)}"]
    rules += ["font-weight:bold"] if style.bold else []
    rules += ["font-style:italic"] if style.italic else []
    rules += ["opacity:.6"] if style.dim else []
    lines = " ".join(
        name for name, on in (("underline", style.underline), ("line-through", style.strike)) if on
    )
    return ";".join([*rules, *([f"text-decoration:{lines}"] if lines else [])])


def _hex(colour: Colour) -> str:
    if isinstance(colour, int):
        colour = tuple(Color.from_ansi(colour).get_truecolor(SVG_EXPORT_THEME))
    red, green, blue = colour or INK
    return f"#{red:02x}{green:02x}{blue:02x}"

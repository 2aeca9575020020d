"""Real screens made odd: cropped, folded, spliced, shifted, too wide, and with dialogs quoted in their prose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.regions import Regions
from fleetui.model.screen import Frame, parse_frame
from tests.agents.screen.test_captures import PAIRS, capture

PROFILES = load_profiles()
_STYLE = re.compile(r"\x1b\[[\d;]*m")
_ODD = ["令牌", "🚀", "e\u0301", "\u200b", "\u202e", "\ufeff", "\u00a0", "\x1b[7m", "\t", "ﷺ", "👨‍👩‍👧"]


@dataclass(frozen=True)
class Odd:
    """A screen that may never have been shown so."""

    profile: str
    rows: tuple[str, ...]
    title: str
    width: int
    cursor: tuple[int, int] | None
    phase: str = ""
    """What the capture it was made of is read as."""

    def frame(self) -> Frame:
        """As the observer would hand it on."""
        text = "\n".join(self.rows)
        height = max(1, len(self.rows))
        return parse_frame(text, width=self.width, height=height, cursor=self.cursor, title=self.title)


@cache
def real(path: Path) -> Odd:
    """A capture as it is, without styles."""
    facts, frame = capture(path)
    rows = tuple(_STYLE.sub("", row) for row in path.with_suffix(".screen").read_text("utf-8").split("\n"))
    expected = facts["expected"]
    assert isinstance(expected, dict)
    return Odd(str(facts["profile"]), rows, frame.title, frame.width, frame.cursor, str(expected["phase"]))


captures = st.sampled_from(PAIRS).map(real)


@st.composite
def odd(draw: st.DrawFn) -> Odd:
    """A real screen after some mishaps."""
    screen = draw(captures)
    for mishap in draw(st.lists(st.sampled_from(MISHAPS), max_size=4)):
        screen = mishap(draw, screen)
    return screen


def _cropped(draw: st.DrawFn, screen: Odd) -> Odd:
    top, left = draw(st.integers(0, 30)), draw(st.integers(0, 20))
    rows = screen.rows[top : top + draw(st.integers(1, 60))]
    return replace(screen, rows=tuple(row[left : left + draw(st.integers(1, 220))] for row in rows))


def _folded(draw: st.DrawFn, screen: Odd) -> Odd:
    """As a terminal folds what was drawn for a wider one."""
    width = draw(st.sampled_from([1, 2, 3, 7, 20, 40, 79]))
    rows = [row[at : at + width] for row in screen.rows for at in range(0, max(1, len(row)), width)]
    return replace(screen, rows=tuple(rows[-60:]), width=width)


def _spliced(draw: st.DrawFn, screen: Odd) -> Odd:
    """The upper part of one and the lower of another: caught in the middle of being drawn."""
    other = draw(captures)
    at = draw(st.integers(0, 40))
    return replace(screen, rows=screen.rows[:at] + other.rows[at:])


def _shifted(draw: st.DrawFn, screen: Odd) -> Odd:
    by = draw(st.integers(-30, 30))
    return replace(screen, rows=("",) * by + screen.rows if by > 0 else screen.rows[-by:])


def _doubled(draw: st.DrawFn, screen: Odd) -> Odd:
    at, count = draw(st.integers(0, 40)), draw(st.integers(1, 10))
    return replace(screen, rows=screen.rows[: at + count] + screen.rows[at:])


def _sprinkled(draw: st.DrawFn, screen: Odd) -> Odd:
    rows = list(screen.rows)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(rows) - 1)) if rows else 0
        rows[at : at + 1] = [f"{row[:3]}{draw(st.sampled_from(_ODD))}{row[3:]}" for row in rows[at : at + 1]]
    return replace(screen, rows=tuple(rows))


def _huge(draw: st.DrawFn, screen: Odd) -> Odd:
    rows = list(screen.rows)
    at = draw(st.integers(0, len(rows)))
    rows.insert(at, draw(st.sampled_from(["x", " ", "─", "❯ 1. ", "│ ", "┃", ". ", "1"])) * 2000)
    return replace(screen, rows=tuple(rows), width=2000)


def _titled(draw: st.DrawFn, screen: Odd) -> Odd:
    """With the title of another moment, or of another program."""
    return replace(screen, title=draw(captures).title)


def _pointed(draw: st.DrawFn, screen: Odd) -> Odd:
    cursor = draw(st.none() | st.tuples(st.integers(-2, 2100), st.integers(-2, 90)))
    return replace(screen, cursor=cursor)


def _misread(draw: st.DrawFn, screen: Odd) -> Odd:
    """Looked at as if another program had drawn it."""
    return replace(screen, profile=draw(st.sampled_from(sorted(PROFILES))))


MISHAPS: tuple[Callable[[st.DrawFn, Odd], Odd], ...] = (
    _cropped, _folded, _spliced, _shifted, _doubled, _sprinkled, _huge, _titled, _pointed, _misread,
)  # fmt: skip

# Prose that quotes

SET_IN = {"claude": 2, "codex": 2, "gemini": 2, "opencode": 5, "qwen": 4}
"""By how many cells each sets in what its model says."""


def _answers(path: Path) -> bool:
    """True for an agent whose last answer may stand above its composer: while it sums up it says nothing."""
    screen = real(path)
    at_work = screen.phase in ("idle", "working") and screen.profile in SET_IN
    return at_work and not path.stem.startswith("compressing")


WITH_COMPOSER = [path for path in PAIRS if _answers(path)]
DIALOGS = [path for path in PAIRS if real(path).phase == "asking"]


@st.composite
def quotations(draw: st.DrawFn) -> Odd:
    """Some screen with some dialog quoted from some row on, in some manner, scrolled or not."""
    edge = draw(st.sampled_from(["", "", "> ", "    ", "│ ", "1 "]))
    screen, dialog = draw(st.sampled_from(WITH_COMPOSER)), draw(st.sampled_from(DIALOGS))
    return quoting(real(screen), real(dialog), draw(st.integers(0, 30)), edge, scrolled=draw(st.booleans()))


def quoting(screen: Odd, dialog: Odd, first: int = 0, edge: str = "", *, scrolled: bool = False) -> Odd:
    """An agent at its composer, which has just said what a whole dialog looks like."""
    quoted, at = _quoted(dialog), _end_of_answer(screen)
    margin = " " * SET_IN[screen.profile] + edge
    said = [f"{margin}{row}".rstrip() for row in quoted[min(first, len(quoted) - 2) :]]
    rows = [*screen.rows[:at], "", *said, "", *screen.rows[at:]]
    kept = len(screen.rows) if scrolled else len(rows)
    cursor = screen.cursor and (screen.cursor[0], screen.cursor[1] + kept - len(screen.rows))
    return replace(screen, rows=tuple(rows[-kept:]), cursor=cursor)


@cache
def _quoted(dialog: Odd) -> list[str]:
    return "\n".join(row.rstrip() for row in dialog.rows).rstrip().split("\n")


@cache
def _end_of_answer(screen: Odd) -> int:
    """Where it is: above the blank row that stands before the last lines above the composer."""
    box = Regions(screen.frame(), PROFILES[screen.profile].composer).box
    assert box is not None, screen
    at = box.first
    for _ in range(2):
        while at and screen.rows[at - 1].strip():
            at -= 1
        while at and not screen.rows[at - 1].strip():
            at -= 1
    return at

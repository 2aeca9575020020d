"""The colours of code in a difference: by the file's name alone, only of what is looked at, and never longer than a
moment. What cannot be coloured is plain."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import FrameType
from typing import NamedTuple

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

CHUNK = 120
"""Lines that are coloured at once."""
_LONGEST = 1000
"""Characters of a line: no code that a person reads is longer."""
_MOST = 24_000
"""Characters of a chunk."""
_MOMENT_S = 0.25
"""Processor time that a chunk may take. Some expressions of some languages never end on a text that was made for it."""
_TROUBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError, ClassNotFound)
"""What lexers raise on a text that they cannot read."""

_INKS: dict[_TokenType, str] = {
    Token.Comment: "code_comment",
    Token.Keyword: "code_keyword",
    Token.Operator.Word: "code_keyword",
    Token.Name.Tag: "code_keyword",
    Token.Literal.String: "code_string",
    Token.Literal.Number: "code_number",
    Token.Keyword.Constant: "code_number",
    Token.Name.Builtin: "code_number",
    Token.Name.Builtin.Pseudo: "",
    Token.Name.Class: "code_name",
    Token.Name.Function: "code_name",
    Token.Name.Decorator: "code_name",
    Token.Name.Attribute: "code_name",
    Token.Generic.Heading: "code_name",
    Token.Generic.Subheading: "code_name",
}


class Stretch(NamedTuple):
    """Characters of a line in one colour."""

    start: int
    end: int
    ink: str


class TooLong(Exception):
    """A text took longer than a moment."""


class Syntax:
    """The colours of one text, such as all lines of a hunk as they are now."""

    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self._lexer = lexer_of(path)
        self._lines = lines
        self._known: dict[int, tuple[tuple[Stretch, ...], ...]] = {}

    def of(self, line: int) -> tuple[Stretch, ...]:
        """The colours of a line, in order; what is in none of them has the colour of text."""
        if self._lexer is None:
            return ()
        number = line // CHUNK
        chunk = self._known.get(number)
        if chunk is None:
            chunk = self._known[number] = self._coloured(self._lexer, number * CHUNK)
        return chunk[line - number * CHUNK] if chunk else ()

    def _coloured(self, lexer: Lexer, start: int) -> tuple[tuple[Stretch, ...], ...]:
        lines = self._lines[start : start + CHUNK]
        if sum(map(len, lines)) > _MOST or max(map(len, lines), default=0) > _LONGEST:
            return ()
        try:
            with _a_moment():
                return _stretches(lexer, lines)
        except (TooLong, *_TROUBLES):
            self._lexer = None
            return ()


@lru_cache(maxsize=256)
def lexer_of(path: str) -> Lexer | None:
    """What reads files of this name; nothing of their content is looked at for that."""
    try:
        return get_lexer_for_filename(path.rpartition("/")[2])
    except _TROUBLES:
        return None


def _stretches(lexer: Lexer, lines: Sequence[str]) -> tuple[tuple[Stretch, ...], ...]:
    found: list[list[Stretch]] = [[] for _ in lines]
    row, begins = 0, 0
    for at, kind, text in lexer.get_tokens_unprocessed("\n".join(lines) + "\n"):
        while row < len(lines) - 1 and at > begins + len(lines[row]):
            begins += len(lines[row]) + 1
            row += 1
        ink = ink_of(kind)
        if ink:
            _place(found, lines, row, at - begins, text, ink)
    return tuple(map(tuple, found))


def _place(found: list[list[Stretch]], lines: Sequence[str], row: int, at: int, text: str, ink: str) -> None:
    """One token, which may go over several lines."""
    for part in text.split("\n"):
        if row >= len(lines):
            return
        end = min(at + len(part), len(lines[row]))
        before = found[row][-1] if found[row] else Stretch(0, 0, "")
        if before.end <= at < end:
            if (before.end, before.ink) == (at, ink):
                found[row].pop()
                at = before.start
            found[row].append(Stretch(at, end, ink))
        row, at = row + 1, 0


@lru_cache(maxsize=512)
def ink_of(kind: _TokenType) -> str:
    """The colour of a token: its own, or that of the nearest kind above it; empty for plain text."""
    at: _TokenType | None = kind
    while at is not None:
        if at in _INKS:
            return _INKS[at]
        at = at.parent
    return ""


@contextmanager
def _a_moment() -> Iterator[None]:
    """Raises ``TooLong`` once what is inside took too long; by a signal, as an expression lets nothing else in."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, _MOMENT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexer import Lexer, RegexLexer
from pygments.token import Token

from fleetui.ui.diff import syntax
from fleetui.ui.diff.syntax import CHUNK, Syntax, lexer_of


def inks(path: str, *lines: str) -> list[list[tuple[str, str]]]:
    known = Syntax(path, lines)
    return [[(line[one.start : one.end], one.ink) for one in known.of(n)] for n, line in enumerate(lines)]


def test_code_has_the_colours_of_its_language_over_lines() -> None:
    first, second, third = inks("a/b.py", 'def f(): """a', 'b"""', "return 3  # why")
    assert ("def", "code_keyword") in first
    assert ("f", "code_name") in first
    assert ('"""a', "code_string") in first
    assert second[0] == ('b"""', "code_string")
    assert third == [("return", "code_keyword"), ("3", "code_number"), ("# why", "code_comment")]


@pytest.mark.parametrize("path", ["unknown.zzz", "no-end", "", "a/", "[", "*.py[", "x.txt"])
def test_what_no_language_is_known_for_is_plain(path: str) -> None:
    assert inks(path, "def f(): pass") == [[]]


def test_the_content_has_no_say_in_which_language_it_is() -> None:
    assert inks("notes", "#!/usr/bin/env python", "def f(): pass") == [[], []]


def test_only_what_is_looked_at_is_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = syntax._stretches

    def counted(lexer: Any, lines: Any) -> Any:
        read.append(len(lines))
        return real(lexer, lines)

    monkeypatch.setattr(syntax, "_stretches", counted)
    known = Syntax("x.py", ["x = 1"] * 10_000)
    for line in range(5000, 5040):
        known.of(line)
    assert read == [CHUNK]


class Endless(RegexLexer):
    tokens: ClassVar[Any] = {"root": [(r"(a+)+$", Token.Keyword), (r".|\n", Token.Text)]}


class Broken(Lexer):
    def get_tokens_unprocessed(self, text: str) -> Iterator[Any]:
        raise IndexError(text)


def test_an_expression_that_never_ends_is_ended_and_its_file_stays_plain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    monkeypatch.setattr(syntax, "lexer_of", lambda _path: Endless())
    known = Syntax("x.py", ["a" * 60 + "b"] * (2 * CHUNK))
    assert known.of(0) == ()
    assert known._lexer is None, "no further part of it is tried"
    assert known.of(CHUNK) == ()
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_a_language_that_breaks_on_a_text_leaves_it_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "lexer_of", lambda _path: Broken())
    assert Syntax("x.py", ["x"]).of(0) == ()


def test_a_line_of_a_minified_file_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "_stretches", lambda *_: pytest.fail("tried"))
    assert Syntax("x.js", ["f();" * 1000]).of(0) == ()


NAMES = st.sampled_from(
    ["x.py", "x.js", "x.md", "x.html", "x.yaml", "x.rs", "x.c", "x.sh", "x.diff", "Makefile", "x.php"]
)


@given(NAMES, st.lists(st.text(st.characters(exclude_characters="\n"), max_size=60), min_size=1, max_size=8))
def test_colours_stay_within_their_lines_and_in_order(path: str, lines: list[str]) -> None:
    known = Syntax(path, lines)
    assert lexer_of(path) is not None
    for n, line in enumerate(lines):
        at = 0
        for one in known.of(n):
            assert at <= one.start < one.end <= len(line)
            at = one.end

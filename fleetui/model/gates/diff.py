"""A unified difference as the lines that it adds and takes away, and what is suspicious in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from fleetui.model.evidence import FileChange
from fleetui.model.redact import redact
from fleetui.model.value import value

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_TEST_PATH = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?)/|(?:^|/)test_[^/]+$|[._-](?:test|tests|spec)\.[^/]+$|Tests?\.\w+$",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"^\s*(?:async\s+)?def test\w*\s*\("  # pytest, unittest
    r"|^\s*(?:it|test)(?:\.each\b.*)?\s*\("  # jest, vitest, mocha, node
    r"|^func (?:Test|Fuzz)\w*\s*\("  # go
    r"|^\s*#\[(?:\w+::)*test\b"  # rust
    r"|^\s*@(?:Parameterized)?Test\b"  # JUnit
    r"|^\s*\[(?:Fact|Theory|Test|TestMethod)\b"  # .NET
    r"|^\s*it ['\"]"  # RSpec
)
_SKIP = re.compile(
    r"@(?:pytest\.mark\.|unittest\.)(?:skip|xfail|expectedFailure)|\b(?:pytest|self|t|b)\.(?:skip|Skip|skipTest|SkipNow)\w*\("
    r"|\b(?:it|test|describe|context)\.(?:skip|todo|only)\b|^\s*(?:xit|xtest|xdescribe|fit|fdescribe)\s*\("
    r"|^\s*#\[ignore|^\s*@(?:Ignore|Disabled)\b|\bSkip\s*=\s*\"|^\s*(?:xit|pending) ['\"]"
)
"""How a test is left out, or all others are."""


@value
class ChangedLines:
    """What a difference adds to one file and takes from it, by the line's number where it is added."""

    path: str
    added: tuple[tuple[int, str], ...] = ()
    removed: tuple[str, ...] = ()


def changed_lines(text: str) -> tuple[ChangedLines, ...]:
    """Per file, in order. What stands in a hunk is counted by its head, so that no line passes for another head."""
    return tuple(_files(iter(text.split("\n"))))


def _files(lines: Iterator[str]) -> Iterator[ChangedLines]:
    path, added, removed = "", list[tuple[int, str]](), list[str]()
    for line in lines:
        if line.startswith("diff --git "):
            if path:
                yield ChangedLines(path, tuple(added), tuple(removed))
            path, added, removed = line.removeprefix("diff --git ").rpartition(" b/")[2], [], []
        elif found := _HUNK.match(line):
            _hunk(lines, found, added, removed)
    if path:
        yield ChangedLines(path, tuple(added), tuple(removed))


def _hunk(
    lines: Iterator[str], head: re.Match[str], added: list[tuple[int, str]], removed: list[str]
) -> None:
    old, new = int(head[1] or 1), int(head[3] or 1)
    number = int(head[2])
    while old > 0 or new > 0:
        line = next(lines, None)
        if line is None:
            return
        sign = line[:1]
        if sign == "+":
            added.append((number, line[1:]))
        elif sign == "-":
            removed.append(line[1:])
        old -= sign in ("-", " ", "")
        new -= sign in ("+", " ", "")
        number += sign in ("+", " ", "")


def deleted_test_files(files: Iterable[FileChange]) -> tuple[str, ...]:
    """Files of tests that are gone; one that stands in another folder now is not."""
    known = tuple(files)
    new = {file.path.rpartition("/")[2] for file in known if file.kind.startswith("new")}
    return tuple(
        file.path
        for file in known
        if file.kind.startswith("gone")
        and _TEST_PATH.search(file.path)
        and file.path.rpartition("/")[2] not in new
    )


def fewer_tests(lines: Iterable[ChangedLines]) -> tuple[int, int]:
    """How many beginnings of tests are taken away, and how many are added."""
    known = tuple(lines)
    return (
        sum(bool(_TEST.search(line[:400])) for file in known for line in file.removed),
        sum(bool(_TEST.search(line[:400])) for file in known for _, line in file.added),
    )


def new_skips(lines: Iterable[ChangedLines]) -> tuple[str, ...]:
    """Where a test is left out that was not: ``path:line``. One that was only moved within its file is none."""
    found = []
    for file in lines:
        before = sum(bool(_SKIP.search(line[:400])) for line in file.removed)
        now = [f"{file.path}:{number}" for number, line in file.added if _SKIP.search(line[:400])]
        found += now[: max(0, len(now) - before)]
    return tuple(found)


def new_secrets(lines: Iterable[ChangedLines]) -> tuple[str, ...]:
    """Where something is added that looks like a secret: ``path:line``, and never the secret itself."""
    return tuple(
        f"{file.path}:{number}" for file in lines for number, line in file.added if redact(line[:4000])[1]
    )


def first_of(found: Sequence[str]) -> str:
    """The first, and how many more there are."""
    return f"{found[0]} and {len(found) - 1} more" if len(found) > 1 else found[0]

"""JUnit reports that a gate wrote while it ran: how many tests passed, and how many did not.

The files are written by the agent's code. So none is followed out of the checkout, sizes and numbers are bounded, and
a document type, which could declare entities, is refused before anything of it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from fleetui.config.regular_file import NotRegular, open_regular
from fleetui.model.clean import clean_line
from fleetui.model.value import value

MOST_FILES = 2000
MOST_ENTRIES = 200_000
"""How many names are looked at for files that match."""
MOST_BYTES = 16 * 1024 * 1024
MOST_DEPTH = 60
MOST_NAMES = 1000
_FAILED = ("failure", "error")

Seen = Mapping[str, tuple[int, ...]]


class Unreadable(Exception):
    """A report cannot be believed; the text says which and why."""


@value
class Report:
    """All reports of one run, added up."""

    passed: int = 0
    failed: int = 0
    files: int = 0
    names: tuple[str, ...] = ()
    """Those that failed, at most ``MOST_NAMES``."""


def seen(folder: str, pattern: str) -> Seen:
    """The matching files before the run, by what changes when they are written. Raises ``Unreadable``."""
    return {path: _identity(Path(folder, path)) for path in _matching(folder, pattern)}


def read(folder: str, pattern: str, before: Seen) -> Report:
    """What was written since. Raises ``Unreadable``."""
    passed = failed = files = 0
    names: list[str] = []
    for path in _matching(folder, pattern):
        if before.get(path) == _identity(Path(folder, path)):
            continue
        one = _parsed(path, _content(Path(folder, path)))
        passed, failed, files = passed + one.passed, failed + one.failed, files + 1
        names += one.names
    return Report(passed, failed, files, tuple(names[:MOST_NAMES]))


def _identity(path: Path) -> tuple[int, ...]:
    about = path.lstat()
    return (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def _matching(folder: str, pattern: str) -> list[str]:
    found: list[str] = []
    wanted = PurePosixPath(pattern).parts
    for entries, path in enumerate(_no_deeper(_walked(folder, "", wanted), pattern), 1):
        if entries > MOST_ENTRIES:
            raise Unreadable(f"more than {MOST_ENTRIES} files where {pattern} looks")
        if path:
            found.append(path)
        if len(found) > MOST_FILES:
            raise Unreadable(f"more than {MOST_FILES} files match {pattern}")
    return sorted(set(found))


def _no_deeper(walked: Iterator[str], pattern: str) -> Iterator[str]:
    try:
        yield from walked
    except RecursionError:
        raise Unreadable(f"the folders where {pattern} looks lie too deep in each other") from None


def _walked(folder: str, below: str, wanted: tuple[str, ...]) -> Iterator[str]:
    """Every name looked at: its path where it is a file that matches, else empty. Links are not followed."""
    if not wanted:
        return
    first, rest = wanted[0], wanted[1:]
    if first == "**" and rest:
        yield from _walked(folder, below, rest)
    try:
        entries = list(os.scandir(Path(folder, below)))
    except OSError:
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        matches = fnmatchcase(entry.name, "*" if first == "**" else first)
        if entry.is_dir(follow_symlinks=False) and matches and entry.name != ".git":
            yield ""
            yield from _walked(folder, path, wanted if first == "**" else rest)
        elif entry.is_file(follow_symlinks=False):
            yield path if matches and not rest else ""


def _content(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            content = file.read(MOST_BYTES + 1)
    except NotRegular:
        raise Unreadable(f"{path.name} is no regular file") from None
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{path.name} is larger than {MOST_BYTES // 2**20} MB")
    return content


def _parsed(name: str, content: bytes) -> Report:
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.StartElementHandler = counter.begin
    parser.EndElementHandler = counter.end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(f"{name}: {error}") from error
    if not counter.suites:
        raise Unreadable(f"{name} holds no testsuite")
    passed = max(0, counter.cases - counter.excused - counter.bad)
    return Report(passed, max(counter.bad, counter.claimed), 1, tuple(counter.names))


class _Counter:
    """Counts test cases by what stands in them; what a suite claims of itself counts where it is more."""

    def __init__(self) -> None:
        self.cases = self.bad = self.excused = self.claimed = self.suites = 0
        self._depth = 0
        self._of_case = self._called = ""
        self.names: list[str] = []

    def doctype(self, *_: object) -> None:
        raise ValueError("it has a document type, which no JUnit report needs")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ValueError("its elements stand in each other too deeply")
        tag = name.rpartition(":")[2]
        if tag in ("testsuite", "testsuites"):
            self.suites += 1
            self.claimed = max(self.claimed, sum(_number(attributes.get(f"{word}s", "")) for word in _FAILED))
        elif tag == "testcase":
            self.cases, self._of_case = self.cases + 1, "passed"
            self._called = "::".join(
                part for part in (attributes.get("classname"), attributes.get("name")) if part
            )
        elif self._of_case == "passed" and tag in (*_FAILED, "skipped"):
            self._of_case = "told"
            self.bad += tag in _FAILED
            if tag in _FAILED and self._called and len(self.names) < MOST_NAMES:
                self.names.append(clean_line(self._called))
            self.excused += tag == "skipped"

    def end(self, name: str) -> None:
        self._depth -= 1
        if name.rpartition(":")[2] == "testcase":
            self._of_case = ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

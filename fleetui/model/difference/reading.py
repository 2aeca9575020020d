"""A unified difference as files, hunks and lines. What stands in a hunk is counted by its head, so that no content
passes for another head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fleetui.model.difference.visible import CARRIAGE_RETURN
from fleetui.model.value import value

CRLF, NO_NEWLINE = "CRLF", "no newline at the end"
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)")
_BINARY = re.compile(r"(?:Binary files|GIT binary patch)\b")
_MODES = {"100644": "plain file", "100755": "executable", "120000": "link", "160000": "submodule"}
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_ESCAPED = {"n": "\n", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "r": "\r", "v": "\v"}


class PatchLine(NamedTuple):
    """One line of a hunk."""

    sign: str
    """``+``, ``-`` or a blank."""
    text: str
    old: int
    """Its number in the file as it was; of one that came, where it would stand."""
    new: int
    """Its number in the file as it is; of one that went, where it would stand."""
    end: str = ""
    """``CRLF``, or that the file ends without a line end; empty where it ends as most do."""


@value
class Hunk:
    """Lines that stand together."""

    heading: str
    """What git says of the place, such as the function it is in."""
    lines: tuple[PatchLine, ...]


@value
class ChangedFile:
    """What becomes of one file."""

    path: str
    kind: str = ""
    """``added``, ``deleted``, ``renamed from a.py``, ``binary`` and what else is not said by lines; may be several."""
    added: int = 0
    deleted: int = 0
    hunks: tuple[Hunk, ...] = ()
    gone: bool = False

    @property
    def one_sided(self) -> bool:
        """It has no old state, or no new one."""
        return self.gone or self.kind.startswith("added")

    @property
    def changed(self) -> int:
        """Lines that came and went."""
        return self.added + self.deleted


@value
class Difference:
    """All files in order, and what was said outside of them, such as that it was cut."""

    files: tuple[ChangedFile, ...] = ()
    notes: tuple[str, ...] = ()


@value
class DiffLine:
    """One line of a difference, where it stands in the file as it is now."""

    path: str
    line: int
    """Of one that went: where it would stand."""
    sign: str
    """``+``, ``-`` or a blank."""
    text: str


def read_difference(text: str) -> Difference:
    """Any text is read; what is no difference becomes notes."""
    reader = _Reader()
    lines = text.split("\n")
    for line in lines[:-1] if not lines[-1] else lines:
        reader.read(line)
    return reader.ended()


class _File:
    """One file while it is read."""

    def __init__(self, header: str) -> None:
        self.header = header
        self.old_path = self.new_path = ""
        self.kinds: list[str] = []
        self.hunks: list[Hunk] = []
        self.added = self.deleted = 0
        self.gone = False
        self.old_mode = ""

    def ended(self) -> ChangedFile:
        path = self.new_path or self.old_path or _same_path(self.header)
        kind = ", ".join(self.kinds)
        return ChangedFile(path, kind, self.added, self.deleted, tuple(self.hunks), self.gone)


class _Reader:
    """Line by line."""

    def __init__(self) -> None:
        self._files: list[ChangedFile] = []
        self._notes: list[str] = []
        self._file: _File | None = None
        self._heading = ""
        self._lines: list[PatchLine] = []
        self._old = self._new = self._old_left = self._new_left = 0

    def read(self, line: str) -> None:
        """One more line."""
        if self._in_hunk(line):
            self._content(line)
        elif line.startswith("\\"):
            self._no_newline()
        elif line.startswith("diff --git "):
            self._end_file()
            self._file = _File(line.removeprefix("diff --git "))
        elif self._file is None:
            self._note(line)
        elif found := _HUNK.match(line):
            self._begin_hunk(found)
        elif not self._said(self._file, line):
            self._note(line)

    def ended(self) -> Difference:
        """All that was read."""
        self._end_file()
        return Difference(tuple(self._files), tuple(self._notes))

    def _in_hunk(self, line: str) -> bool:
        """False as well where a difference was cut in the middle of a hunk: then something else goes on."""
        left = self._old_left > 0 or self._new_left > 0
        if left and line[:1] not in ("", " ", "+", "-", "\\"):
            self._old_left = self._new_left = 0
            return False
        return left and not line.startswith("\\")

    def _note(self, line: str) -> None:
        if line.strip():
            self._notes.append(line)

    def _end_hunk(self) -> None:
        if self._file is not None and self._lines:
            self._file.hunks.append(Hunk(self._heading, tuple(self._lines)))
        self._lines = []
        self._old_left = self._new_left = 0

    def _end_file(self) -> None:
        self._end_hunk()
        if self._file is not None:
            self._files.append(self._file.ended())
        self._file = None

    def _begin_hunk(self, found: re.Match[str]) -> None:
        self._end_hunk()
        self._old, self._new = int(found[1]), int(found[3])
        self._old_left = int(found[2] or 1)
        self._new_left = int(found[4] or 1)
        self._heading = found[5].strip()

    def _content(self, line: str) -> None:
        sign, text = line[:1] or " ", line[1:]
        end = CRLF if text.endswith(CARRIAGE_RETURN) else ""
        self._lines.append(PatchLine(sign, text.removesuffix(CARRIAGE_RETURN), self._old, self._new, end))
        if sign != "+":
            self._old, self._old_left = self._old + 1, self._old_left - 1
        if sign != "-":
            self._new, self._new_left = self._new + 1, self._new_left - 1
        if self._file is not None:
            self._file.added += sign == "+"
            self._file.deleted += sign == "-"

    def _no_newline(self) -> None:
        if self._lines:
            last = self._lines[-1]
            said = f"{last.end}, {NO_NEWLINE}" if last.end else NO_NEWLINE
            self._lines[-1] = last._replace(end=said)

    def _said(self, file: _File, line: str) -> bool:
        """A line of a file's head is understood."""
        word, _, rest = line.partition(" ")
        if word in ("index", "similarity", "dissimilarity"):
            return True
        if word in ("---", "+++"):
            _named(file, word, rest)
            return True
        if _BINARY.match(line):
            file.kinds.append("binary")
            return True
        return _kind(file, line)


def _kind(file: _File, line: str) -> bool:
    """A line that says what becomes of a file beyond its lines."""
    if line.startswith("new file mode "):
        file.kinds.append(_with_mode("added", line[-6:]))
    elif line.startswith("deleted file mode "):
        file.kinds.append(_with_mode("deleted", line[-6:]))
        file.gone = True
    elif line.startswith("old mode "):
        file.old_mode = line[-6:]
    elif line.startswith("new mode "):
        file.kinds.append(
            f"{_MODES.get(file.old_mode, file.old_mode)} becomes {_MODES.get(line[-6:], line[-6:])}"
        )
    elif line.startswith(("rename from ", "copy from ")):
        word, _, path = line.partition(" from ")
        file.kinds.append(f"{'renamed' if word == 'rename' else 'copied'} from {_unquoted(path)}")
    elif line.startswith(("rename to ", "copy to ")):
        file.new_path = _unquoted(line.partition(" to ")[2])
    else:
        return False
    return True


def _with_mode(word: str, mode: str) -> str:
    what = _MODES.get(mode, "")
    return word if what in ("", "plain file") else f"{word} {what}"


def _named(file: _File, word: str, rest: str) -> None:
    path = _unquoted(rest.rstrip("\t"))
    if path == "/dev/null":
        return
    if word == "---":
        file.old_path = path.partition("/")[2] or path
    else:
        file.new_path = path.partition("/")[2] or path


def _same_path(header: str) -> str:
    """Of a file without lines: both names in its head are the same, but for the letter before them."""
    names = list(_names(header))
    if len(names) == 2:
        return names[1].partition("/")[2]
    half = (len(header) - 1) // 2
    return header[half + 1 :].partition("/")[2]


def _names(header: str) -> Iterator[str]:
    """Both names where at least one of them is quoted; else nothing."""
    if header.startswith('"'):
        first = re.match(r'"(?:[^"\\]|\\.)*"', header)
        if first:
            yield _unquoted(first[0])
            yield _unquoted(header[first.end() :].lstrip())
    elif header.endswith('"') and ' "' in header:
        left, _, right = header.partition(' "')
        yield left
        yield _unquoted(f'"{right}')


def _unquoted(name: str) -> str:
    """A name as it is, in one line; git quotes those with unusual characters as C does."""
    if len(name) < 2 or not (name.startswith('"') and name.endswith('"')):
        return name
    body = name[1:-1]
    if not re.search(r"\\[0-7]{3}", body):
        return _one_line(_ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), body))
    raw = bytearray()
    at = 0
    for found in _ESCAPE.finditer(body):
        raw += body[at : found.start()].encode("utf-8", "replace")
        said = found[1]
        raw += (
            bytes([int(said, 8) & 255])
            if said.isdigit()
            else _ESCAPED.get(said, said).encode("utf-8", "replace")
        )
        at = found.end()
    raw += body[at:].encode("utf-8", "replace")
    return _one_line(raw.decode("utf-8", "replace"))


def _one_line(name: str) -> str:
    return "".join(one if one.isprintable() else "\N{MIDDLE DOT}" for one in name)

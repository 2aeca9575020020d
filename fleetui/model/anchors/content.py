"""A file's text as judging uses it: lines, a digest, and one number per line by which lines are told apart."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from array import array
from collections.abc import Sequence

LINES_KEPT = 60_000
"""A file with more lines is kept without their numbers."""


class Content:
    """The bytes of one text file, or of one that was: then only the numbers of its lines are known."""

    __slots__ = ("_data", "_digest", "_lines", "_outline", "_text")

    def __init__(self, data: bytes | None, digest: str = "", outline: Sequence[int] = ()) -> None:
        self._data = data
        self._digest = digest
        self._outline: Sequence[int] | None = outline if data is None else None
        self._lines: list[bytes] | None = None
        self._text: str | None = None

    @property
    def known(self) -> bool:
        """True when its text is known and not only its outline."""
        return self._data is not None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self._data or b"")

    @property
    def digest(self) -> str:
        """Hex, the same for the same bytes."""
        if not self._digest:
            self._digest = hashlib.blake2b(self._data or b"", digest_size=16).hexdigest()
        return self._digest

    @property
    def raw_lines(self) -> list[bytes]:
        """Its lines without their ends."""
        if self._lines is None:
            self._lines = (self._data or b"").split(b"\n")
            if self._lines and not self._lines[-1]:
                self._lines.pop()
        return self._lines

    @property
    def text(self) -> str:
        """All of it; what is no UTF-8 is replaced. Line ends are newlines."""
        if self._text is None:
            self._text = (self._data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
        return self._text

    @property
    def outline(self) -> Sequence[int]:
        """One number per line: equal lines have equal numbers."""
        if self._outline is None:
            self._outline = array("I", [zlib.crc32(line.rstrip(b"\r")) for line in self.raw_lines])
        return self._outline

    def line(self, number: int) -> str:
        """One line, from 1; empty beyond the ends."""
        lines = self.raw_lines
        return _decoded(lines[number - 1]) if 1 <= number <= len(lines) else ""

    def span(self, first: int, last: int, most: int = 200) -> tuple[str, ...]:
        """Some lines, from 1, both ends included."""
        return tuple(
            _decoded(line) for line in self.raw_lines[max(0, first - 1) : min(last, first - 1 + most)]
        )

    def line_of(self, offset: int) -> int:
        """The line, from 1, in which a character of ``text`` stands."""
        return self.text.count("\n", 0, offset) + 1


def packed(outline: Sequence[int]) -> str:
    """An outline as text, to be kept; empty where it is too long."""
    if len(outline) > LINES_KEPT:
        return ""
    numbers = b"".join(number.to_bytes(4, "little") for number in outline)
    return base64.b85encode(zlib.compress(numbers, 1)).decode("ascii")


def unpacked(text: str) -> Sequence[int]:
    """The outline in a text; empty for one that holds none."""
    try:
        opener = zlib.decompressobj()
        numbers = opener.decompress(base64.b85decode(text), LINES_KEPT * 4)
    except (ValueError, zlib.error, binascii.Error):
        return ()
    whole = len(numbers) // 4 * 4
    return array("I", [int.from_bytes(numbers[at : at + 4], "little") for at in range(0, whole, 4)])


def _decoded(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", "replace")

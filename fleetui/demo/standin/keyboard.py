"""What is typed: the terminal's bytes as texts, pastes and keys, and the draft they make in the composer."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
KEYS = {
    b"\r": "Enter",
    b"\x03": "C-c",
    b"\x04": "C-d",
    b"\x15": "C-u",
    b"\x7f": "BSpace",
    b"\x1b[A": "Up",
    b"\x1b[B": "Down",
    b"\x1bOA": "Up",
    b"\x1bOB": "Down",
    b"\x1b": "Escape",
    b"\t": "Tab",
    b"\x1b[Z": "BTab",
}


class Input:
    """Turns the bytes of a terminal into texts, pastes and keys."""

    def __init__(self) -> None:
        self._bytes = b""

    def feed(self, data: bytes, *, more_may_come: bool = True) -> Iterator[tuple[str, bytes]]:
        """Pairs of ``text``, ``paste`` or ``key`` and their bytes; half a sequence waits for its rest."""
        self._bytes += data
        while self._bytes:
            found = self._next(more_may_come=more_may_come)
            if found is None:
                return
            yield found

    @property
    def waits(self) -> bool:
        """True while half a sequence stands."""
        return bool(self._bytes)

    def _next(self, *, more_may_come: bool) -> tuple[str, bytes] | None:
        head = self._bytes
        if head.startswith(PASTE_BEGIN):
            end = head.find(PASTE_END)
            return None if end < 0 else self._take("paste", len(PASTE_BEGIN), end, end + len(PASTE_END))
        if head[:1] == b"\x1b":
            if more_may_come and (len(head) < 3 or PASTE_BEGIN.startswith(head)):
                return None
            length = next((n for n in (3, 1) if head[:n] in KEYS), 1)
            return self._take("key", 0, length, length)
        if head[:1] in KEYS:
            return self._take("key", 0, 1, 1)
        end = next((at for at in range(len(head)) if head[at : at + 1] in KEYS), len(head))
        return self._take("text", 0, end, end)

    def _take(self, kind: str, begin: int, end: int, used: int) -> tuple[str, bytes]:
        taken, self._bytes = self._bytes[begin:end], self._bytes[used:]
        return kind, taken


class Draft:
    """What stands in the composer: pieces of bytes, each with how it shows."""

    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, str]] = []
        self._typed = codecs.getincrementaldecoder("utf-8")("replace")
        self._pastes = 0

    def type(self, data: bytes) -> None:
        """Keys, which may end in the middle of a character."""
        self.pieces.append((data, self._typed.decode(data)))

    def paste(self, data: bytes, *, shown: bool) -> None:
        """A long paste shows as a placeholder, as agents do it."""
        text = data.decode("utf-8", "replace")
        lines = text.count("\n")
        if lines > 10 or len(text) > 1500:
            self._pastes += 1
            text = f"[Pasted text #{self._pastes} +{lines} lines]"
        self.pieces.append((data, text if shown else ""))

    def rub_out(self) -> None:
        """Take one character, or one pasted piece, away."""
        if self.pieces:
            data, shown = self.pieces.pop()
            if len(shown) > 1 and not shown.startswith("[Pasted"):
                rest = data.decode("utf-8", "replace")[:-1]
                self.pieces.append((rest.encode(), shown[:-1]))

    def take(self) -> bytes:
        """Everything, leaving the composer empty."""
        data = b"".join(piece for piece, _ in self.pieces)
        self.pieces = []
        return data

    @property
    def shown(self) -> str:
        """What the composer shows."""
        return "".join(text for _, text in self.pieces)


def readable(data: bytes) -> str:
    """Bytes as text from which every byte can be had back."""
    return data.decode("utf-8", "surrogateescape")

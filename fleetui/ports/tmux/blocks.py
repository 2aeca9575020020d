"""The control-mode stream as blocks: what stands between a ``%begin`` and exactly its own ``%end``."""

from __future__ import annotations

from typing import NamedTuple

_BEGIN = b"%begin "
_EXIT = b"%exit"


class Block(NamedTuple):
    """One answer to one command."""

    ok: bool
    ours: bool
    """False for blocks that answer nobody's command line, such as those of the attach itself and of hooks."""
    body: bytes


class BlockReader:
    """Cuts a byte stream into blocks, however it arrives in pieces.

    A pane may print ``%end`` or ``%output`` itself: inside a block everything is data until the line that
    repeats time, number and flags of its ``%begin``.
    """

    def __init__(self) -> None:
        self.exited = False
        """True once the server said ``%exit``."""
        self.news = False
        """True once the server said of itself that something is different, such as a closed window or copy mode."""
        self._tail = b""
        self._head = b""
        self._body: list[bytes] | None = None

    def feed(self, data: bytes) -> list[Block]:
        """The blocks that are complete with this piece."""
        *lines, self._tail = (self._tail + data).split(b"\n")
        found: list[Block] = []
        for line in lines:
            if self._body is None:
                self._outside(line)
            elif line.endswith(self._head) and line in (b"%end " + self._head, b"%error " + self._head):
                found.append(
                    Block(line.startswith(b"%end"), self._head.endswith(b" 1"), b"\n".join(self._body))
                )
                self._body = None
            else:
                self._body.append(line)
        return found

    def _outside(self, line: bytes) -> None:
        if line.startswith(_BEGIN):
            self._head, self._body = line[len(_BEGIN) :], []
        elif line == _EXIT or line.startswith(_EXIT + b" "):
            self.exited = True
        elif line.startswith(b"%"):
            self.news = True

"""What is drawn on: the terminal, and nothing any more once that is gone."""

from __future__ import annotations

from typing import TextIO


class LastingOutput:
    """A terminal as a file that may be written to after it is gone; what is written then is dropped.

    Textual's writer ends at such an error, and whoever draws then waits for it for ever: nothing would notice that
    the terminal is gone.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> int:
        """Draw."""
        if not self._gone:
            try:
                return self._file.write(text)
            except OSError:
                self._gone = True
        return len(text)

    def flush(self) -> None:
        """Have all of it drawn."""
        if not self._gone:
            try:
                self._file.flush()
            except OSError:
                self._gone = True

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is one."""
        return self._file.isatty()

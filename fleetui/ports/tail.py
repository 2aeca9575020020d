"""The end of a file that somebody else writes: what is new, in bounded pieces, whatever happens to the file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REACHES = (256 * 1024, 4 * 1024 * 1024)
"""Bytes from the end that are read of a file seen for the first time: more only where the last lines are that long."""
MOST = 1024 * 1024
"""What may be new at once; of more only the end counts."""
_LONGEST_LINE = 1024 * 1024
"""A longer line is left out: to read it would hold up everything else."""
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Tail:
    """Follows one path. A file that was replaced or cut is read from its tail again."""

    def __init__(self, path: str, reaches: tuple[int, ...] = REACHES) -> None:
        self.path = path
        self._reaches = reaches
        self.size = 0
        self.at = 0.0
        self.anew = False
        """True when what was read last begins anew: it is not the sequel of what was read before."""
        self._file = (0, 0)
        self._place = 0
        self._half = b""
        self._amid = False

    def changed(self) -> bool:
        """True when there is something to read."""
        stat = self._stat()
        return stat is not None and self._state(stat) != (*self._file, self.size, self.at)

    def read(self) -> list[Mapping[str, Any]]:
        """The records that are new and complete; none while nothing changed, or the file is gone."""
        stat = self._stat()
        if stat is None or (
            self._state(stat) == (*self._file, self.size, self.at) and self._place >= self.size
        ):
            return []
        other = (stat.st_dev, stat.st_ino) != self._file or stat.st_size < self._place
        leaps = other or stat.st_size - self._place > MOST
        self.anew = leaps
        self._file, self.size, self.at = (stat.st_dev, stat.st_ino), stat.st_size, stat.st_mtime
        return self._from_the_end() if leaps else self._records(self._bytes())

    def _from_the_end(self) -> list[Mapping[str, Any]]:
        """The last records; the line that is cut at the beginning is left out."""
        for reach in self._reaches:
            self._place = max(0, self.size - reach)
            self._half, self._amid = b"", self._place > 0
            records = self._records(self._bytes())
            if records or self.size <= reach:
                break
        return records

    def _bytes(self) -> bytes:
        try:
            descriptor = os.open(self.path, _FLAGS)
        except OSError:
            return b""
        try:
            data = os.pread(descriptor, max(0, self.size - self._place), self._place)
        except OSError:
            return b""
        finally:
            os.close(descriptor)
        self._place += len(data)
        return data

    def _records(self, data: bytes) -> list[Mapping[str, Any]]:
        lines = (self._half + data).split(b"\n")
        self._half = lines.pop()
        if self._amid and lines:
            lines, self._amid = lines[1:], False
        if len(self._half) > _LONGEST_LINE:
            self._half, self._amid = b"", True
        fit = (line for line in lines if len(line) <= _LONGEST_LINE)
        return [record for line in fit if (record := record_of(line)) is not None]

    def _stat(self) -> os.stat_result | None:
        try:
            return Path(self.path).lstat()
        except OSError:
            return None

    @staticmethod
    def _state(stat: os.stat_result) -> tuple[int, int, int, float]:
        return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime


def record_of(line: bytes) -> Mapping[str, Any] | None:
    """The JSON object in a line; ``None`` when it holds none."""
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

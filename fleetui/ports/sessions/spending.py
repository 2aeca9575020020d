"""Reads whole session files for what their answers took, those of an agent's own agents too; a bounded piece a look.

The tail that the rest is read from does not hold the beginning of a long file; lines without figures need no parser.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.sessions import Parser, SpentKeeper
from fleetui.model.tokens import Usage
from fleetui.ports.tail import record_of

PIECE = 2 * 1024 * 1024
"""Bytes that are read at one look; the beginning of a long file takes some."""
_LONGEST_LINE = 1024 * 1024
_MOST_FILES = 200
_MOST_ROWS = 60
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(slots=True)
class _File:
    """How far one file was read."""

    inode: int = 0
    place: int = 0
    half: bytes = b""
    amid: bool = False
    """The rest of a line that was too long comes first."""


class Spending:
    """Follows all session files of one run."""

    def __init__(self, keeper: SpentKeeper) -> None:
        self.keeper = keeper
        self.whole = False
        """True once everything was read that stands there."""
        self._files: dict[str, _File] = {}

    def look(self, path: str, inner: str, parser: Parser) -> None:
        """Read on in the session's file, and in those that the pattern ``inner`` names beside it."""
        left = PIECE
        for one in (path, *_inner(path, inner)):
            left -= self._read(one, parser, left)
            if left <= 0:
                self.whole = False
                return
        self.whole = True

    def take(self, records: Sequence[Mapping[str, Any]], parser: Parser) -> None:
        """Records of a database that gives all that counts each time: the whole session only while that is short."""
        if not self.whole and len(records) >= _MOST_ROWS:
            return
        for record in records:
            self.keeper.take(parser.usages(record))
        self.whole = True

    def _read(self, path: str, parser: Parser, most: int) -> int:
        known = self._files.setdefault(path, _File())
        try:
            stat = Path(path).lstat()
            if (stat.st_ino, stat.st_size) == (known.inode, known.place):
                return 0
            if stat.st_ino != known.inode or stat.st_size < known.place:
                known = self._files[path] = _File(stat.st_ino)
            data = _bytes(path, most, known.place)
        except OSError:
            return 0
        known.place += len(data)
        for line in _lines(known, data):
            if any(mark in line for mark in parser.usage_marks) and (record := record_of(line)):
                self.keeper.take(_told(path, usage) for usage in parser.usages(record))
        return len(data)


def _bytes(path: str, most: int, place: int) -> bytes:
    descriptor = os.open(path, _FLAGS)
    try:
        return os.pread(descriptor, most, place)
    finally:
        os.close(descriptor)


def _told(path: str, usage: Usage) -> Usage:
    return replace(usage, key=f"{path} {usage.key}") if usage.of_file else usage


def _lines(known: _File, data: bytes) -> list[bytes]:
    lines = (known.half + data).split(b"\n")
    known.half = lines.pop()
    if known.amid and lines:
        lines, known.amid = lines[1:], False
    if len(known.half) > _LONGEST_LINE:
        known.half, known.amid = b"", True
    return [line for line in lines if len(line) <= _LONGEST_LINE]


def _inner(path: str, pattern: str) -> list[str]:
    """Files of the agents that the session started, by name; none where the pattern is empty."""
    if not pattern:
        return []
    try:
        found = sorted(map(str, Path(path).parent.glob(pattern.replace("{session}", Path(path).stem))))
    except (OSError, ValueError):
        return []
    return found[-_MOST_FILES:]

"""Whether the file at a path is still the one that is open, and still whole: SQLite goes on in one that is gone."""

from __future__ import annotations

from pathlib import Path

_BESIDE = ("", "-wal", "-shm")


class Identity:
    """Of one open database in WAL mode, with the two files that SQLite has beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = [_inode(self._beside(suffix)) for suffix in _BESIDE]
        self._size = 0

    def lost(self) -> str:
        """Why it is not the same any more; empty while it is. Three ``stat``."""
        for index, suffix in enumerate(_BESIDE):
            path = self._beside(suffix)
            now, known = _inode(path), self._known[index]
            if known is None:
                self._known[index] = now
            elif now is None:
                return f"its file was gone ({path.name})"
            elif now != known:
                return f"its file was replaced ({path.name})"
        try:
            size = self._path.stat().st_size
        except OSError:
            return f"its file was gone ({self._path.name})"
        if size < self._size:
            return f"its file was cut from {self._size} to {size} bytes"
        self._size = size
        return ""

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)

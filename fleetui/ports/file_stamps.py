"""Whether files may have been written since they were last looked at, for the price of a ``stat`` each."""

from __future__ import annotations

from pathlib import Path

from fleetui.ports.clock import wall

SETTLED_S = 0.2
"""File times are coarse: a stamp younger than this may still stand for a later write as well."""
AT_LEAST_S = 5.0
"""Looked at all the same after this long: a clock may jump, a file system may keep times badly."""

Mark = tuple[float, tuple[tuple[int, int, int] | None, ...]]


class Still:
    """Says that nothing was written to some files since the last look at them; in doubt it does not say so."""

    def __init__(self, *paths: Path) -> None:
        self._paths = paths
        self._seen: Mark | None = None

    def mark(self) -> Mark:
        """Take this before a look, and hand it to ``looked`` after it."""
        return wall(), tuple(_stamp(path) for path in self._paths)

    def looked(self, mark: Mark) -> None:
        """A look that began at ``mark`` saw everything that was written before."""
        self._seen = mark

    def still(self) -> bool:
        """True when nothing was written since."""
        if self._seen is None:
            return False
        at, stamps = self._seen
        now, found = self.mark()
        settled = all(stamp is None or abs(at - stamp[2] / 1e9) > SETTLED_S for stamp in stamps)
        return settled and found == stamps and 0 <= now - at < AT_LEAST_S


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns)

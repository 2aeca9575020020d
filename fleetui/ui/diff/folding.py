"""Which files of a difference start folded, and what is said of that."""

from __future__ import annotations

import re

from fleetui.model.difference.reading import ChangedFile, Difference
from fleetui.model.regenerate import LOCK_FILES

LARGE = 400
"""Changed lines of a file from which on it starts folded, where it is not alone."""
_GENERATED = re.compile(
    r"\.min\.(?:js|css)$|\.(?:map|snap)$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h)$|\.g\.dart$|(?:^|/)(?:generated|vendor|node_modules)/"
)


def why_folded(file: ChangedFile, difference: Difference) -> str:
    """Why a file starts folded; empty where it starts open. One that is alone does."""
    if not file.hunks or len(difference.files) == 1:
        return ""
    if file.path.rpartition("/")[2] in LOCK_FILES:
        return "lock file"
    if _GENERATED.search(file.path):
        return "generated"
    return "large" if file.changed > LARGE else ""


class Folds:
    """What is folded now: as it starts, but for what the operator folded or unfolded."""

    def __init__(self) -> None:
        self._turned: dict[str, bool] = {}
        self._start: dict[str, str] = {}

    def of(self, difference: Difference) -> Folds:
        """The same choices for another state of the difference."""
        self._start = {file.path: why_folded(file, difference) for file in difference.files}
        return self

    def is_folded(self, path: str) -> bool:
        """A file shows its heading alone."""
        return self._turned.get(path, bool(self._start.get(path)))

    def why(self, path: str) -> str:
        """Why a folded file is: as it started, or by the operator's hand."""
        return "" if path in self._turned else self._start.get(path, "")

    def turn(self, path: str) -> None:
        """Fold it, or unfold it."""
        self._turned[path] = not self.is_folded(path)

    def turn_all(self) -> None:
        """Unfold all where any is folded, else fold all."""
        folded = any(map(self.is_folded, self._start))
        self._turned = dict.fromkeys(self._start, not folded)

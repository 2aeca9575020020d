"""Finding what a file was renamed to by what it holds, where git does not say: not committed yet, or no repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from fleetui.model.anchors.content import Content

LIKE = 0.5
"""Share of lines that two files have in common to count as one, as for git."""
MOST = 300
MOST_BYTES = 24 * 1024 * 1024


def most_like(path: str, old: Content, names: Iterable[str], read: Callable[[str], Content | None]) -> str:
    """The name of the file that is ``old`` now; empty where none is enough like it."""
    left, best, found = MOST_BYTES, LIKE, ""
    lines = Counter(old.outline)
    for name in _likeliest(path, names)[:MOST]:
        content = read(name)
        if content is None:
            continue
        if content.digest == old.digest:
            return name
        left -= content.size
        share = _share(lines, len(old.outline), content)
        if share > best or (share == best and not found):
            best, found = share, name
        if left < 0:
            break
    return found


def _likeliest(path: str, names: Iterable[str]) -> list[str]:
    """Those with the same last part first, then the same suffix, then the same folder."""
    folder, _, last = path.rpartition("/")
    suffix = last.rpartition(".")[2]

    def rank(name: str) -> tuple[bool, bool, bool]:
        where, _, end = name.rpartition("/")
        return end != last, end.rpartition(".")[2] != suffix, where != folder

    return sorted((name for name in names if name != path and name.endswith(suffix)), key=rank)


def _share(lines: Counter[int], count: int, content: Content) -> float:
    size = max(count, len(content.outline))
    if not size or min(count, len(content.outline)) < size * LIKE:
        return 0.0
    return sum((lines & Counter(content.outline)).values()) / size

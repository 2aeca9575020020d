"""Which files a worktree has: git's own list where it is one, else a walk. Remembered while nothing changed."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.anchors.tree import CouldNot
from fleetui.ports.anchors.scratch import Scratch
from fleetui.ports.git.repository_files import stamp

MOST = 400_000
"""Files listed of one worktree."""
WALK_S = 3.0
REMEMBERED = 16
"""Worktrees whose lists are remembered."""
_LIST_MOST = 64 * 1024 * 1024


@dataclass(slots=True)
class Names:
    """Paths, and where each last part occurs."""

    paths: tuple[str, ...]
    by_last: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.paths:
            self.by_last.setdefault(path.rpartition("/")[2], []).append(path)

    def ending(self, name: str) -> list[str]:
        """Those that are ``name`` or end in ``/name``."""
        end = "/" + name
        return [
            one for one in self.by_last.get(name.rpartition("/")[2], ()) if one == name or one.endswith(end)
        ]


@dataclass(slots=True)
class _Walked:
    """Names that were found by looking into folders, and those folders' times."""

    names: Names
    folders: dict[str, int]

    def stands(self) -> bool:
        """True while no folder got or lost an entry."""
        return all(_mtime(folder) == then for folder, then in self.folders.items())


class Listings:
    """Lists of several worktrees. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._tracked: dict[str, tuple[object, Names]] = {}
        self._walked: dict[str, _Walked] = {}

    def tracked(self, scratch: Scratch) -> Names:
        """What git's index lists."""
        key = scratch.repo.git_dir
        now = stamp(f"{key}/index")
        known = self._tracked.get(key)
        if known is None or known[0] != now:
            known = (now, Names(_listed(scratch, "--cached")))
            _remember(self._tracked, key, known)
        return known[1]

    def untracked(self, scratch: Scratch) -> Names:
        """What git does not track and does not ignore."""
        key = scratch.repo.git_dir
        known = self._walked.get(key)
        if known is None or not known.stands():
            names = Names(_listed(scratch, "--others", "--exclude-standard"))
            folders = _folders(scratch.repo.top, (*self.tracked(scratch).paths, *names.paths))
            known = _Walked(names, folders)
            _remember(self._walked, key, known)
        return known.names

    def plain(self, top: str) -> Names:
        """Every file of a folder without git."""
        known = self._walked.get(top)
        if known is None or not known.stands():
            known = _walk(top)
            _remember(self._walked, top, known)
        return known.names


def _remember(
    where: dict[str, object] | dict[str, _Walked] | dict[str, tuple[object, Names]], key: str, what: object
) -> None:
    if len(where) >= REMEMBERED:
        where.pop(next(iter(where)))
    where[key] = what  # type: ignore[assignment]


def _listed(scratch: Scratch, *which: str) -> tuple[str, ...]:
    try:
        ran = scratch.with_index("ls-files", "-z", *which, most=_LIST_MOST)
    except PortError as error:
        raise CouldNot(f"the files could not be listed: {error.detail}") from None
    if ran.code and not ran.cut:
        raise CouldNot("git could not read the index")
    found = dict.fromkeys(os.fsdecode(name) for name in ran.fields[:MOST])
    return tuple(name for name in found if not name.endswith("/"))


def _folders(top: str, paths: Iterable[str]) -> dict[str, int]:
    folders = {path.rpartition("/")[0] for path in paths}
    for folder in tuple(folders):
        while folder := folder.rpartition("/")[0]:
            folders.add(folder)
    return {full: _mtime(full) for folder in (*folders, "") for full in (f"{top}/{folder}",)}


def _mtime(folder: str) -> int:
    try:
        found = os.lstat(folder)
    except OSError:
        return 0
    return found.st_mtime_ns if stat.S_ISDIR(found.st_mode) else 0


def _walk(top: str) -> _Walked:
    deadline = time.monotonic() + WALK_S
    found: list[str] = []
    folders: dict[str, int] = {}
    work = [""]
    while work:
        inside = work.pop()
        full = str(Path(top, inside))
        folders[full] = _mtime(full)
        try:
            entries = list(os.scandir(full))
        except OSError:
            continue
        for entry in entries:
            path = f"{inside}/{entry.name}" if inside else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git":
                    work.append(path)
            else:
                found.append(path)
        if len(found) > MOST or time.monotonic() > deadline:
            raise CouldNot("too many files to be listed")
    return _Walked(Names(tuple(sorted(found))), folders)

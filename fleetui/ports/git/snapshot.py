"""Everything that lies in a worktree, by name and bytes: what a rescue keeps and what it is checked against.

Files are taken as they lie on the disk, read here and by nobody's filter. Links are kept as links and never followed,
also not as a folder on the way to a file. What cannot be kept is named.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from fleetui.engine.ports import PortError
from fleetui.ports.git.peek import Repository, head, regular, repository
from fleetui.ports.git.run import Ran, checked
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.views import View, bring_index, forget_index, rebuild_index, take_index

DOING = "rescue"
LOOK_S = 300.0
LINK = "120000"
SUBMODULE = "160000"
_CHUNK = 1 << 20


class Kept(NamedTuple):
    """One file as it lies: mode, object name of its bytes, size."""

    mode: str
    oid: str
    size: int


@dataclass(slots=True)
class Snapshot:
    """A worktree's content at one moment."""

    files: dict[bytes, Kept] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    embedded: dict[bytes, Repository] = field(default_factory=dict)
    """Repositories inside the worktree; their files are in ``files``."""

    def same_bytes(self, other: Snapshot) -> bool:
        """True when both hold the same files with the same bytes."""
        return self.files == other.files


def look(view: View, known: dict[bytes, tuple[str, str]]) -> Snapshot:
    """Tracked, staged and untracked files now; ``known`` are the head's, kept even where they are ignored."""
    return _Look(view, wide=len(view.head.commit) > len("0" * 40)).all(known)


class _Look:
    """One pass over a worktree."""

    def __init__(self, view: View, *, wide: bool) -> None:
        self._view = view
        self._top = os.fsencode(view.repo.top)
        self._wide = wide
        self._found = Snapshot()
        self._folders: dict[bytes, bool] = {b"": True}
        self._deadline = time.monotonic() + LOOK_S

    def all(self, known: dict[bytes, tuple[str, str]]) -> Snapshot:
        """Everything there is."""
        listed = self._listed()
        for path in dict.fromkeys([*listed, *known]):
            self._take(path.rstrip(b"/"))
        self._found.ignored = [shown(path) for path in _ignored(self._view)]
        return self._found

    def _listed(self) -> list[bytes]:
        """Paths git knows or sees as new. An index that cannot be used elsewhere is made anew from the head."""
        arguments = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        bring_index(self._view)
        try:
            ran = self._view.git(*arguments, doing=DOING)
        except PortError:
            rebuild_index(self._view, DOING)
            forget_index(self._view)  # the look that checks this one must say the same
            self._found.left_out.append("the index: it cannot be read, so what was staged only is not kept")
            ran = self._view.git(*arguments, doing=DOING)
        return _complete(ran)

    def _take(self, path: bytes) -> None:
        if b".git" in path.lower().split(b"/"):
            self._found.left_out.append(f"{shown(path)}: git can hold nothing of this name")
            return
        about = self._about(path)
        if about is None:
            return  # tracked and deleted: the worktree has it not
        if stat.S_ISDIR(about.st_mode):
            self._enter(path)
        elif stat.S_ISLNK(about.st_mode):
            target = os.readlink(self._full(path))  # noqa: PTH115 - bytes
            self._found.files[path] = Kept(LINK, self._digest(len(target), iter((target,))), len(target))
        elif stat.S_ISREG(about.st_mode):
            self._read(path, about)
        else:
            self._found.left_out.append(f"{shown(path)}: a pipe, socket or device")

    def _about(self, path: bytes) -> os.stat_result | None:
        if not self._is_reached(os.path.dirname(path)):  # noqa: PTH120 - bytes
            return None
        try:
            return os.lstat(self._full(path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _is_reached(self, folder: bytes) -> bool:
        """True when a folder is one, all the way down: a link in its place leads to somebody else's files."""
        if folder not in self._folders:
            above = self._is_reached(os.path.dirname(folder))  # noqa: PTH120 - bytes
            full = self._full(folder)
            self._folders[folder] = above and os.path.isdir(full) and not os.path.islink(full)  # noqa: PTH112, PTH114 - bytes
        return self._folders[folder]

    def _read(self, path: bytes, about: os.stat_result) -> None:
        stream = regular(self._full(path))
        if stream is None:
            raise PortError("git", DOING, f"{shown(path)} cannot be read: chmod it, or move it away")
        with stream:
            size = os.fstat(stream.fileno()).st_size
            oid = self._digest(size, iter(lambda: stream.read(min(size + 1, _CHUNK)), b""))
        self._found.files[path] = Kept("100755" if about.st_mode & 0o100 else "100644", oid, size)

    def _digest(self, size: int, chunks: Iterator[bytes]) -> str:
        """The object name git gives these bytes."""
        header = f"blob {size}\0".encode()
        total = hashlib.sha256(header) if self._wide else hashlib.sha1(header, usedforsecurity=False)
        for chunk in chunks:
            total.update(chunk)
            if time.monotonic() > self._deadline:
                raise PortError("git", DOING, f"the worktree could not be read within {LOOK_S:g} s")
        return total.hexdigest()

    def _enter(self, path: bytes) -> None:
        """A repository inside the worktree: git would keep its name only, so its files are listed in their turn."""
        full = os.fsdecode(self._full(path))
        inner = repository(full) if os.path.lexists(f"{full}/.git") else None
        if not inner or inner.top != full:
            return
        self._found.embedded[path] = inner
        for below in _embedded(self._view, inner):
            self._take(os.path.join(path, below.rstrip(b"/")))  # noqa: PTH118 - bytes

    def _full(self, path: bytes) -> bytes:
        return os.path.join(self._top, path)  # noqa: PTH118 - bytes


def _embedded(view: View, inner: Repository) -> list[bytes]:
    """Files of an embedded repository, read through the view with a copy of its index: nothing of its own runs."""
    index = str(Path(view.folder, "index.embedded"))
    take_index(inner, index)
    ran = checked(
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        doing=DOING,
        folder=inner.top,
        git_dir=view.folder,
        work_tree=inner.top,
        environment=view.environment(index),
    )
    return list(dict.fromkeys(_complete(ran)))


def _ignored(view: View) -> list[bytes]:
    arguments = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    return sorted(view.git(*arguments, doing=DOING).fields)


def _complete(ran: Ran) -> list[bytes]:
    """git only warns about a folder it may not enter; a rescue without it would not be complete."""
    if ran.cut:
        raise PortError("git", DOING, "the worktree has too many files to list")
    if "could not open directory" in ran.err:
        raise PortError("git", DOING, f"{one_line(ran.err)}: chmod it, or move it away")
    return ran.fields


def embedded_head(inner: Repository) -> str:
    """The commit an embedded repository stands on; empty when there is none to be read."""
    try:
        return head(inner).commit
    except PortError:
        return ""

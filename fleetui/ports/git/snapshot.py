"""Everything that lies in a worktree, by name and bytes: what a rescue keeps and what it is checked against.

Files are taken as they lie on the disk, read here and by nobody's filter. Links are kept as links and never followed,
also not as a folder on the way to a file. What cannot be kept is named, and so is what is too large: sizes are added up
before anything is read. A file counts with its length, also where it is sparse: so much has to be read and written
back. Worktrees that lie inside are others' own and only named; other repositories inside are taken with their files.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.projects import same_repository
from fleetui.ports.git.repository_files import Repository, head, regular, repository
from fleetui.ports.git.rescued_file import DOING, HeldFile, Kept, megabytes, mode_of, named
from fleetui.ports.git.run import Ran, checked
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.views import View, bring_index, forget_index, rebuild_index, take_index

LOOK_S = 300.0
LINK = "120000"
SUBMODULE = "160000"
TOO_LARGE = "more than a rescue keeps"
UNSTEADY = "it changes while it is being kept: as it was at one moment"
NOT_ITS_OWN = "another worktree, whose files are not its own"
_CHUNK = 1 << 20


@value
class SnapshotTerms:
    """What a look goes by, the same for the looks that are compared."""

    known: dict[bytes, tuple[str, str]]
    """Mode and object name of the head's files: kept even where they are ignored."""
    sizes: Callable[[list[str]], Mapping[str, int]]
    """How large objects of the head are, by name, where that is known."""
    most: int
    """How many bytes that the head does not have are kept."""
    others: frozenset[str] = frozenset()
    """Real paths of other agents' worktrees."""
    held: dict[bytes, HeldFile | None] = field(default_factory=dict)
    """Files that do not rest, and ``None`` for those that come and go."""
    read: Callable[[int, int], None] = lambda done, whole: None
    """Told how many bytes of how many were read."""


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


def look(view: View, terms: SnapshotTerms) -> Snapshot:
    """Tracked, staged and untracked files now."""
    return _Look(view, terms).all()


def survey(view: View, terms: SnapshotTerms) -> Snapshot:
    """The same by names and sizes alone: ``files`` holds the links only."""
    return _Look(view, terms).all(read=False)


class _Look:
    """One pass over a worktree: what there is, what of it is not too large, what it holds."""

    def __init__(self, view: View, terms: SnapshotTerms) -> None:
        self._view = view
        self._terms = terms
        self._top = os.fsencode(view.repo.top)
        self._found = Snapshot()
        self._there: dict[bytes, os.stat_result] = {}
        self._folders: dict[bytes, bool] = {b"": True}
        self._deadline = time.monotonic() + LOOK_S
        self._done = 0

    def all(self, *, read: bool = True) -> Snapshot:
        """Everything there is."""
        listed = self._listed()
        for path in dict.fromkeys([*listed, *self._terms.known]):
            self._take(path.rstrip(b"/"))
        self._leave_out()
        whole = sum(about.st_size for about in self._there.values())
        for path, about in self._there.items() if read else ():
            self._read(path, about)
            self._terms.read(self._done, whole)
        self._found.ignored = [shown(path) for path in _ignored(self._view)]
        return self._found

    def _leave_out(self) -> None:
        """Name and drop the largest of what the head does not have, until the rest may be kept."""
        new = self._new()
        over = sum(new.values()) - self._terms.most
        for path in sorted(new, key=lambda path: (-new[path], path)):
            if over <= 0:
                break
            over -= new[path]
            del self._there[path]
            self._found.left_out.append(f"{shown(path)}: {megabytes(new[path])}, {TOO_LARGE}")

    def _new(self) -> dict[bytes, int]:
        """Sizes of the files whose bytes the head has not, as far as their sizes tell.

        A tracked file of the head's size counts as unchanged: reading it tells. The head is only asked where the sum is
        too large otherwise.
        """
        sizes = {path: about.st_size for path, about in self._there.items()}
        if sum(sizes.values()) <= self._terms.most:
            return sizes
        known = {path: self._terms.known[path][1] for path in sizes if path in self._terms.known}
        had = self._terms.sizes(sorted(set(known.values())))
        return {
            path: size for path, size in sizes.items() if path not in known or had.get(known[path]) != size
        }

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
        if path in self._terms.held:
            self._hold(path, self._terms.held[path])
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
            self._there[path] = about
        else:
            self._found.left_out.append(f"{shown(path)}: a pipe, socket or device")

    def _hold(self, path: bytes, held: HeldFile | None) -> None:
        if held is None:
            self._found.left_out.append(f"{shown(path)}: it comes and goes while it is being kept")
            return
        self._found.files[path] = held.kept
        self._found.left_out.append(f"{shown(path)}: {UNSTEADY}")

    def _about(self, path: bytes) -> os.stat_result | None:
        if not self._is_reached(os.path.dirname(path)):  # noqa: PTH120 - bytes
            return None
        try:
            return os.lstat(self._full(path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _is_reached(self, folder: bytes) -> bool:
        """True when a folder is one, all the way down: a link in its place leads to somebody else's files."""
        unknown = []
        while folder not in self._folders:  # of any depth: no recursion has as many levels as a path
            unknown.append(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120 - bytes
        reached = self._folders[folder]
        for below in reversed(unknown):
            full = self._full(below)
            reached = reached and os.path.isdir(full) and not os.path.islink(full)  # noqa: PTH112, PTH114 - bytes
            self._folders[below] = reached
        return reached

    def _read(self, path: bytes, about: os.stat_result) -> None:
        stream = regular(self._full(path))
        if stream is None:
            if self._about(path) is None:
                return  # it went between the two
            raise PortError("git", DOING, f"{shown(path)} cannot be read: chmod it, or move it away")
        with stream:
            size = os.fstat(stream.fileno()).st_size
            oid = self._digest(size, iter(lambda: stream.read(min(size + 1, _CHUNK)), b""))
        self._found.files[path] = Kept(mode_of(about), oid, size)

    def _digest(self, size: int, chunks: Iterator[bytes]) -> str:
        """The object name git gives these bytes."""
        total = named(self._view, size)
        for chunk in chunks:
            total.update(chunk)
            self._done += len(chunk)
            self._terms.read(self._done, 0)
            if time.monotonic() > self._deadline:
                raise PortError("git", DOING, f"the worktree could not be read within {LOOK_S:g} s")
        return total.hexdigest()

    def _enter(self, path: bytes) -> None:
        """A repository inside the worktree: git would keep its name only, so its files are listed in their turn."""
        full = os.fsdecode(self._full(path))
        inner = repository(full) if os.path.lexists(f"{full}/.git") else None
        if not inner or inner.top != full:
            return
        if os.path.realpath(full) in self._terms.others or same_repository(inner, self._view.repo):
            self._found.left_out.append(f"{shown(path)}/: {NOT_ITS_OWN}")
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

"""What a worktree holds against its base: one git process when nothing moved, five when everything did."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.value import value
from fleetui.model.view import ChangedFile, GitFacts
from fleetui.ports.clock import CLOCK
from fleetui.ports.git import landed_heads
from fleetui.ports.git.projects import same_repository
from fleetui.ports.git.repository_files import ref, regular, repository, stamp
from fleetui.ports.git.run import Ran
from fleetui.ports.git.texts import shown
from fleetui.ports.git.unfinished import unfinished
from fleetui.ports.git.vault import Vault, borrowed
from fleetui.ports.git.views import View, bring_index, open_view, rebuild_index

_DOING = "facts"
_SUBJECTS = 20
_COUNTED_FILES = 200
_COUNTED_BYTES = 1 << 20
_STATUS_MOST = 4 << 20

NO_SURPRISES = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--ignore-submodules=all")


@value
class _Distance:
    """How a head lies to its base. Depends on the two commits, and on where a shallow history ends."""

    fork: str
    """The merge base, or what landed of the head since; empty when there is none."""
    ahead: int
    behind: int
    subjects: tuple[str, ...]


class FactReader:
    """Reads facts, and remembers per worktree what need not be read again."""

    def __init__(self) -> None:
        self._distances: dict[tuple[object, ...], _Distance] = {}
        self._last: dict[str, tuple[object, GitFacts]] = {}

    def read(self, vault: Vault, project: Project, worktree: str) -> GitFacts:
        """The facts now; the same object's values when nothing changed since the last call."""
        view = open_view(vault, worktree, _DOING)
        base = ref(vault.source, f"refs/heads/{project.base}") or ""
        bring_index(view)
        status = status_of(view, _DOING)
        listed = [(field[:2], field[3:]) for field in status.fields]
        dirty = [(kind, path) for kind, path in listed if not _is_nested(view, path)]
        begun = None if view.head.branch else unfinished(view.repo)
        mark = (
            view.head,
            begun,
            base,
            _ends(vault),
            status.out,
            tuple(_touched(view, path) for _, path in dirty),
        )
        last = self._last.get(view.folder)
        if last and last[0] == mark:
            return replace(last[1], at=CLOCK.now())
        facts = replace(self._fresh(vault, view, base, dirty), unfinished=begun)
        self._last[view.folder] = (mark, facts)
        return facts

    def _fresh(self, vault: Vault, view: View, base: str, dirty: list[tuple[bytes, bytes]]) -> GitFacts:
        distance = self._distance(vault, view, base)
        files = _changed(view, distance.fork, [path for _, path in dirty]) if distance.fork else ()
        files += _untracked(view, [path for kind, path in dirty if kind == b"??"])
        return GitFacts(
            branch=shown(view.head.branch),
            head=view.head.commit,
            base=base,
            ahead=distance.ahead,
            behind=distance.behind,
            dirty=len(dirty),
            added=sum(file.added for file in files),
            deleted=sum(file.deleted for file in files),
            files=files,
            commits=distance.subjects,
            at=CLOCK.now(),
        )

    def _distance(self, vault: Vault, view: View, base: str) -> _Distance:
        head = view.head.commit
        if not head or not base or head == base:
            return _Distance(head or base, 0, 0, ())
        key = (vault.path, base, head, _ends(vault))
        if key not in self._distances:
            if len(self._distances) > 500:
                self._distances.clear()
            self._distances[key] = _measure(vault, view, base, head)
        return self._distances[key]


def _ends(vault: Vault) -> object:
    """What changes when a repository becomes shallow, or deeper, and when a branch landed."""
    return stamp(f"{vault.source.common}/shallow"), landed_heads.marked(vault)


def merge_base(vault: Vault, view: View, base: str, head: str) -> str:
    """The commit both come from, or the newest of the head's that landed on the base; empty for unrelated histories."""
    since = landed_heads.since(vault, base, head, _DOING, borrowed(view.repo))
    return _fork(vault, view, base, head, since)


def _fork(vault: Vault, view: View, base: str, head: str, since: tuple[str, ...]) -> str:
    ran = vault.tries("merge-base", head, base, *since, environment=borrowed(view.repo))
    return ran.text if ran.code == 0 else ""


def _measure(vault: Vault, view: View, base: str, head: str) -> _Distance:
    borrows = borrowed(view.repo)
    lies = landed_heads.distance(vault, base, head, _DOING, environment=borrows)
    if not lies.ahead:
        return _Distance(head, 0, lies.behind, ())
    log = vault.git(
        "log",
        "-z",
        f"--max-count={_SUBJECTS}",
        "--format=%s",
        head,
        *(f"^{one}" for one in (base, *lies.told_before)),
        "--",
        doing=_DOING,
        environment=borrows,
    )
    subjects = tuple(shown(field[:200]) for field in log.fields)
    fork = _fork(vault, view, base, head, lies.since) if lies.behind or lies.since else base
    return _Distance(fork, lies.ahead, lies.behind, subjects)


def status_of(view: View, doing: str) -> Ran:
    """Paths that differ from HEAD, staged or not, and untracked ones; embedded repositories are not entered."""
    arguments = (
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--no-renames",
        "--no-ahead-behind",
    )
    try:
        return view.git(*arguments, doing=doing, most=_STATUS_MOST)
    except PortError:
        rebuild_index(view, doing)
        return view.git(*arguments, doing=doing, most=_STATUS_MOST)


def without_unreadable(view: View, paths: list[bytes]) -> list[str]:
    """Path limits that leave out what git cannot read, such as a fifo in a file's place; it would give up."""
    odd = unreadable(view, paths)
    return [":(top)", *(":(top,exclude,literal)" + os.fsdecode(path) for path in odd)] if odd else []


def unreadable(view: View, paths: list[bytes]) -> list[bytes]:
    """Those of some paths that git cannot read."""
    return [path for path in paths if not _readable(_full(view, path))]


def _readable(path: bytes) -> bool:
    try:
        kind = os.lstat(path).st_mode
    except OSError:
        return True  # gone: that is a change git can tell
    if stat.S_ISREG(kind):
        return os.access(path, os.R_OK)
    return stat.S_ISLNK(kind) or stat.S_ISDIR(kind)


def _full(view: View, path: bytes) -> bytes:
    return os.path.join(os.fsencode(view.repo.top), path)  # noqa: PTH118 - bytes


def _is_nested(view: View, path: bytes) -> bool:
    """True for another worktree of the same repository that lies inside: what it holds is not this one's."""
    if path[-1:] != b"/":
        return False
    full = os.fsdecode(_full(view, path.rstrip(b"/")))
    inner = repository(full)
    return bool(inner and inner.top == full and same_repository(inner, view.repo))


def _touched(view: View, path: bytes) -> tuple[int, int] | None:
    try:
        found = os.lstat(_full(view, path))
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)


def _changed(view: View, fork: str, dirty: list[bytes]) -> tuple[ChangedFile, ...]:
    """Tracked files that differ from the fork point, uncommitted changes included."""
    limits = without_unreadable(view, dirty)
    ran = view.git("diff-index", "--numstat", "-z", *NO_SURPRISES, fork, "--", *limits, doing=_DOING)
    return tuple(_numbered(field) for field in ran.fields)


def _numbered(field: bytes) -> ChangedFile:
    added, deleted, path = field.split(b"\t", 2)
    return ChangedFile(shown(path), _count(added), _count(deleted))


def _count(field: bytes) -> int:
    return 0 if field == b"-" else int(field)


def _untracked(view: View, paths: list[bytes]) -> tuple[ChangedFile, ...]:
    top = Path(view.repo.top)
    return tuple(
        ChangedFile(shown(path), _lines(top / os.fsdecode(path)) if number < _COUNTED_FILES else 0, 0)
        for number, path in enumerate(paths)
    )


def _lines(path: Path) -> int:
    """Lines of a small regular file; 0 for anything else."""
    stream = regular(str(path))
    if stream is None:
        return 0
    with stream:
        if os.fstat(stream.fileno()).st_size > _COUNTED_BYTES:
            return 0
        data = stream.read(_COUNTED_BYTES)
    return 0 if b"\0" in data else data.count(b"\n") + (not data.endswith(b"\n") and bool(data))

"""The fast-forward of a checkout: files, then index, then branch, while the index is locked.

All that can refuse is asked before the first file changes. Until the branch moves, everything can be put back; the
move of the branch is a compare-and-swap and the last step, so what the branch says decides what became of it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from fleetui.engine.protocols.errors import PortError
from fleetui.model.train import Train
from fleetui.ports.fault import point
from fleetui.ports.folders import walk
from fleetui.ports.git import index_lock
from fleetui.ports.git.changes import SUBMODULE, Change
from fleetui.ports.git.repository_files import Repository, head
from fleetui.ports.git.run import WRITE_S, Ran
from fleetui.ports.git.target_checkout import in_checkout
from fleetui.ports.git.texts import listed, one_line, shown
from fleetui.ports.git.vault import Vault

_DOING = "land"
_MOST = 512 << 20
SKIPPED = b"S"

Entries = dict[bytes, bytes]
"""What an index holds, by path: tag, mode, blob and stage."""


def prepare(vault: Vault, train: Train, where: Repository, changes: list[Change]) -> Entries:
    """Lock the index and ask everything that may refuse; what the index should hold afterwards.

    Raises ``PortError`` with the reason; then nothing has changed and nothing is locked.
    """
    index_lock.take(where, train)
    try:
        now = head(where)
        if (now.branch, now.commit) != (train.target, train.base):
            raise _refusal(f"{shown(where.top)} no longer stands on {train.target} at {train.base[:12]}")
        index = index_lock.copy(where)
        in_checkout(
            vault,
            where,
            "update-index",
            "-q",
            "--refresh",
            "--ignore-submodules",
            index=index,
            limit_s=WRITE_S,
        )
        before = entries(vault, where, index)
        in_the_way = [shown(path) for path in _in_the_way(where, changes, before)]
        if in_the_way:
            raise _refusal(f"{_touched(where)}: {listed(in_the_way)} would be overwritten")
        _need(where, _read_tree(vault, where, train.base, train.candidate, "-n"))
    except (PortError, OSError):
        index_lock.release(where, train)
        raise
    return _expected(before, changes)


def write(vault: Vault, train: Train, where: Repository, changes: list[Change], expected: Entries) -> None:
    """Write files and index. Raises ``PortError`` when they are not what they should be: put them back."""
    switch(vault, where, train.base, train.candidate, left_out(changes, expected))
    point("land.files_written")
    _require(vault, where, changes, expected)
    index_lock.install(where)
    point("land.index_written")


def odd(vault: Vault, where: Repository, expected: Entries) -> str:
    """Read the index back after everything: empty when it is what it should be, else what to look at."""
    whole = entries(vault, where) == expected
    return (
        "" if whole else f"the index of {shown(where.top)} is not the landed tree: look at git status there"
    )


def entries(vault: Vault, where: Repository, index: str = "") -> Entries:
    """What an index holds."""
    ran = in_checkout(vault, where, "ls-files", "-t", "-s", "-z", index=index, most=_MOST, limit_s=WRITE_S)
    if ran.code or ran.cut:
        raise _refusal(one_line(ran.err) or f"the index of {shown(where.top)} cannot be read")
    pairs = (field.split(b"\t", 1) for field in ran.fields)
    return {path: info for info, path in pairs}


def left_out(changes: list[Change], held: Entries) -> list[bytes]:
    """Changed paths that a sparse checkout has no file for, on purpose."""
    return [change.path for change in changes if held.get(change.path, b"")[:1] == SKIPPED]


def switch(vault: Vault, where: Repository, old: str, new: str, without: list[bytes]) -> None:
    """Take files and the copied index from one commit to another; paths ``without`` a file get none."""
    _need(where, _read_tree(vault, where, old, new))
    if without:
        stdin = b"".join(path + b"\0" for path in without)
        skip = ("update-index", "--skip-worktree", "-z", "--stdin")
        _need(where, in_checkout(vault, where, *skip, index=index_lock.new_index(where), stdin=stdin))
    for path in without:
        remove(where, path)


def remove(where: Repository, path: bytes) -> None:
    """Remove a file the landing wrote, and folders that hold nothing else."""
    full = _full(where, path)
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(full)  # noqa: PTH108 - bytes
    folder = os.path.dirname(full)  # noqa: PTH120 - bytes
    while folder != os.fsencode(where.top):
        try:
            os.rmdir(folder)  # noqa: PTH106 - bytes
        except OSError:
            return
        folder = os.path.dirname(folder)  # noqa: PTH120 - bytes


def _read_tree(vault: Vault, where: Repository, old: str, new: str, *only: str) -> Ran:
    arguments = ("read-tree", "-m", "-u", *only, old, new)
    return in_checkout(vault, where, *arguments, index=index_lock.new_index(where), limit_s=WRITE_S)


def _expected(before: Entries, changes: list[Change]) -> Entries:
    """The index with the candidate's paths in it, and every other entry as it was."""
    after = dict(before)
    for change in changes:
        if change.new:
            tag = after.get(change.path, b"H")[:1]
            after[change.path] = tag + f" {change.new_mode} {change.new} 0".encode()
        else:
            after.pop(change.path, None)
    return after


def _require(vault: Vault, where: Repository, changes: list[Change], expected: Entries) -> None:
    found = entries(vault, where, index_lock.new_index(where))
    if found != expected:
        odd = [
            shown(path) for path in expected.keys() | found.keys() if expected.get(path) != found.get(path)
        ]
        raise _refusal(f"git makes another index than the candidate's, at {listed(sorted(odd))}")
    wrong = [shown(change.path) for change in changes if not _is_written(where, change, found)]
    if wrong:
        raise _refusal(f"git did not write {listed(wrong)} into {shown(where.top)}")


def _is_written(where: Repository, change: Change, found: Entries) -> bool:
    if SUBMODULE in (change.old_mode, change.new_mode) or found.get(change.path, b"")[:1] == SKIPPED:
        return True
    there = _kind(_full(where, change.path))
    return there in (stat.S_IFREG, stat.S_IFLNK) if change.new else there in (0, stat.S_IFDIR)


def _in_the_way(where: Repository, changes: list[Change], tracked: Entries) -> Iterator[bytes]:
    """Files that git does not know and would lose: it takes ignored ones for nobody's."""
    known = {_folded(path) for path in tracked}
    for change in changes:
        if change.old_mode == SUBMODULE != change.new_mode and below(_full(where, change.path)):
            yield change.path
        elif change.new and not change.old:
            yield from _strangers(where, change.path, known)


def _strangers(where: Repository, path: bytes, known: set[bytes]) -> Iterator[bytes]:
    parts = path.split(b"/")
    for end in range(1, len(parts)):
        above = b"/".join(parts[:end])
        if _kind(_full(where, above)) not in (0, stat.S_IFDIR) and _folded(above) not in known:
            yield above
            return
    there = _kind(_full(where, path))
    if there == stat.S_IFDIR:
        yield from (one for one in below(_full(where, path), path) if _folded(one) not in known)
    elif there and _folded(path) not in known:
        yield path


def below(folder: bytes, name: bytes = b"") -> list[bytes]:
    """Every file and link below a folder, under the folder's ``name``."""
    found = []
    for at, folders, files in walk(folder):
        rest = at[len(folder) :].lstrip(b"/")
        links = [each for each in folders if _kind(os.path.join(at, each)) == stat.S_IFLNK]  # noqa: PTH118 - bytes
        found += [b"/".join(part for part in (name, rest, file) if part) for file in (*files, *links)]
    return found


def _folded(path: bytes) -> bytes:
    """Paths that one file may have on a file system that ignores case."""
    return os.fsencode(os.fsdecode(path).casefold())


def _kind(full: bytes) -> int:
    """What stands there; 0 for nothing."""
    try:
        return stat.S_IFMT(os.lstat(full).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _full(where: Repository, path: bytes) -> bytes:
    return os.path.join(os.fsencode(where.top), path)  # noqa: PTH118 - bytes


def _need(where: Repository, ran: Ran) -> None:
    if ran.code:
        raise _refusal(f"{_touched(where)}: {one_line(' '.join(ran.err.splitlines()))}")


def _touched(where: Repository) -> str:
    return f"{shown(where.top)} has work that the landing would touch"


def _refusal(text: str) -> PortError:
    return PortError("git", _DOING, text)

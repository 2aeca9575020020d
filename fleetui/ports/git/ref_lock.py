"""The locks that git takes to move a branch, and what a git leaves of them that was killed while it did.

Before a landing moves its target, a note in the vault says which commit it moves to. The git that moves it holds that
note open under a lock of the system: as long as somebody has it, that git lives. A lock of git is removed only where a
note is left, nobody holds it, and the lock is what that move made; every other one is named, and stays.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.train import Train
from fleetui.model.value import value
from fleetui.ports.git.repository_files import Repository, head, ref, small_file
from fleetui.ports.git.target_checkout import worktrees
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "land"
_GONE_S = 2.0
_TOGETHER_NS = 1_000_000_000
"""git takes both locks in one go, the branch's first."""


@value
class _Begun:
    """A move whose git has not been seen to end well."""

    candidate: str
    since_ns: int


@contextmanager
def noted(vault: Vault, train: Train) -> Iterator[int]:
    """Note the move that begins; the descriptor is for its git. The note stays where git did not end well."""
    handle = os.open(_note(vault), os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, f"{train.target} {train.candidate}\n".encode())
        os.fsync(handle)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
        os.unlink(_note(vault))  # noqa: PTH108 - as it was made
    finally:
        os.close(handle)


def clear(vault: Vault, target: str) -> str:
    """Remove the locks that a killed move of the target left; says which, empty for none."""
    begun = _begun(vault, target)
    if begun is None:
        return ""
    ours = [lock for lock in _locks(vault.source, target) if _is_ours(vault.source, target, lock, begun)]
    for lock in ours:
        Path(lock).unlink(missing_ok=True)
    Path(_note(vault)).unlink(missing_ok=True)
    names = " and ".join(map(shown, ours))
    return f"the git that moved {target} was killed; what it left is removed: {names}" if ours else ""


def require_free(vault: Vault, target: str) -> None:
    """Raise ``PortError`` with file, age and what to do where somebody has locked the target."""
    for lock in _locks(vault.source, target):
        raise PortError("git", _DOING, _said(lock, target, vault.source))


def _locks(source: Repository, target: str) -> list[str]:
    """The locks that are there: the branch's own, then that of each HEAD that names it."""
    heads = {each.git_dir: None for each in (source, *worktrees(source)) if _names(each, target)}
    every = (_branch_lock(source, target), *(f"{git_dir}/HEAD.lock" for git_dir in heads))
    return [lock for lock in every if os.path.lexists(lock)]


def _names(where: Repository, target: str) -> bool:
    try:
        return head(where).branch == target
    except PortError:
        return False


def _begun(vault: Vault, target: str) -> _Begun | None:
    """The move of this target that a killed git left open; ``None`` while that git lives."""
    words = (small_file(_note(vault)) or b"").decode("utf-8", "replace").split()
    if len(words) != 2 or words[0] != target or not _is_gone(_note(vault)):
        return None
    return _Begun(words[1], os.lstat(_note(vault)).st_mtime_ns)


def _is_gone(note: str) -> bool:
    """True once no process has the note open; one that is being started may have it for a moment."""
    handle = os.open(note, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    deadline = time.monotonic() + _GONE_S
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.02)
    finally:
        os.close(handle)


def _is_ours(source: Repository, target: str, lock: str, begun: _Begun) -> bool:
    """True for what that move made: the branch's lock holds its commit, and HEAD's, always empty, came with it."""
    made = _plain(lock)
    if made is None or made.st_mtime_ns < begun.since_ns:
        return False
    branch = _branch_lock(source, target)
    if lock == branch:
        return small_file(lock) == f"{begun.candidate}\n".encode()
    if made.st_size:
        return False
    return _came_with(made, source, target, begun)


def _came_with(made: os.stat_result, source: Repository, target: str, begun: _Begun) -> bool:
    """HEAD's lock is taken after the branch's, and before that becomes the branch."""
    branch = _branch_lock(source, target)
    if (held := _plain(branch)) and _is_ours(source, target, branch, begun):
        return 0 <= made.st_mtime_ns - held.st_mtime_ns <= _TOGETHER_NS
    moved = _plain(branch.removesuffix(".lock"))
    if moved is None or ref(source, f"refs/heads/{target}") != begun.candidate:
        return False
    return moved.st_mtime_ns <= made.st_mtime_ns <= moved.st_ctime_ns


def _plain(path: str) -> os.stat_result | None:
    """What is known of a file of this user; ``None`` for anything else."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() else None


def _said(lock: str, target: str, source: Repository) -> str:
    try:
        made = time.strftime("%H:%M:%S", time.localtime(os.lstat(lock).st_mtime))
    except OSError:
        made = "a moment ago"
    return (
        f"{shown(lock)} is there since {made}: another git moves {target}, or one died there; "
        f"if no git works in {shown(source.top)}, remove that file and land again"
    )


def _branch_lock(source: Repository, target: str) -> str:
    return f"{source.common}/refs/heads/{target}.lock"


def _note(vault: Vault) -> str:
    return f"{vault.path}/fleetui-move"

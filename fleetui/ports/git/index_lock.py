"""The lock on a checkout's index while a landing changes it, and the index that is made meanwhile.

The lock is git's own file, so that nobody commits, switches or stages in between. It and a note beside it hold the
landing's id: what a killed landing left is known by that, and nothing else is ever removed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.train import Train
from fleetui.ports.git.repository_files import Repository, small_file
from fleetui.ports.git.target_checkout import index_of
from fleetui.ports.git.texts import shown

_DOING = "land"


def is_marked(where: Repository, train: Train) -> bool:
    """True when this landing began to change this checkout, and has not ended."""
    return small_file(_note(where)) == _mark(train)


def take(where: Repository, train: Train) -> None:
    """Lock the index. Raises ``PortError``, and changes nothing, where another git has it.

    May be taken again by the same landing, such as after a crash; then it does not matter who removed the lock.
    """
    lock, fresh = _lock(where), not is_marked(where, train)
    if small_file(lock) == _mark(train):
        return
    if fresh:
        _write(_note(where), _mark(train))
    try:
        _place(_note(where), lock)
    except FileExistsError:
        if fresh:
            _unlink(_note(where))
        raise PortError(
            "git", _DOING, f"{shown(lock)} exists: another git works in the checkout, or one died there"
        ) from None


def release(where: Repository, train: Train) -> None:
    """Give the index back, and remove what was only needed meanwhile."""
    _unlink(f"{new_index(where)}.lock")
    _unlink(new_index(where))
    if small_file(_lock(where)) == _mark(train):
        _unlink(_lock(where))
    if is_marked(where, train):
        _unlink(_note(where))


def copy(where: Repository) -> str:
    """A copy of the index to work on, with its time: git takes entries as recent as their index for changed."""
    _unlink(f"{new_index(where)}.lock")
    shutil.copy2(index_of(where), new_index(where))
    return new_index(where)


def install(where: Repository) -> None:
    """Make the copy the index, in one step."""
    Path(new_index(where)).replace(index_of(where))


def new_index(where: Repository) -> str:
    """Where the copy is."""
    return f"{where.git_dir}/fleetui-index"


def _note(where: Repository) -> str:
    return f"{where.git_dir}/fleetui-landing"


def _lock(where: Repository) -> str:
    return f"{where.git_dir}/index.lock"


def _mark(train: Train) -> bytes:
    return f"fleetui landing {train.id} {train.candidate}\n".encode()


def _place(note: str, lock: str) -> None:
    """The lock appears with its content, also through a kill, where the file system has links."""
    try:
        os.link(note, lock)
    except FileExistsError:
        raise
    except OSError:
        _write(lock, Path(note).read_bytes(), os.O_EXCL)


def _write(path: str, data: bytes, how: int = os.O_TRUNC) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | how, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def _unlink(path: str) -> None:
    Path(path).unlink(missing_ok=True)

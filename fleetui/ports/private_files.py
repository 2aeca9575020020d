"""Files nobody else may read: folders 0700, files 0600, replaced whole or not at all."""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.folders import remove_folder
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

T = TypeVar("T")
LIMIT_S = 2.0


class NotPrivate(OSError):
    """A folder belongs to somebody else, or others may write to it."""


def private_folder(folder: Path) -> Path:
    """The folder, made 0700 where it is missing; raises ``NotPrivate`` when others could change what is in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.stat()
    if not stat.S_ISDIR(facts.st_mode):
        raise NotPrivate(f"{folder} is not a folder")
    if facts.st_uid != os.geteuid():
        raise NotPrivate(f"{folder} belongs to another user")
    if facts.st_mode & 0o022:
        raise NotPrivate(f"others may write to {folder}: chmod 700 it")
    return folder


def make_private(path: Path) -> None:
    """Make the file 0600, empty where it is missing, before anything is written to it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes, *, durable: bool) -> None:
    """Put ``content`` in the file's place in one step; readers see the old bytes or the new ones.

    ``durable`` also waits until it would survive a power loss. On an error the old file stays as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hand_over(folder: Path, name: str, text: str) -> None:
    """Write a file into a private folder made anew; raises ``OSError`` where what was there could not be removed."""
    _drop(folder)
    private_folder(folder.parent)
    folder.mkdir(mode=0o700)
    replace_file(private_folder(folder) / name, text.encode("utf-8", "replace"), durable=False)


def handed_back(folder: Path, name: str, most: int) -> bytes | None:
    """A plain file of this user, through no link on the way from ``folder`` on; at most one byte more than ``most``."""
    plain = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        inside = os.open(folder, plain | os.O_DIRECTORY)
        try:
            handle = os.open(name, plain, dir_fd=inside)
        finally:
            os.close(inside)
    except FileNotFoundError:
        return None
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or facts.st_uid != os.geteuid():
        os.close(handle)  # a folder could not be opened as a file, and would stay open
        raise NotPrivate(f"{folder}/{name} is no plain file of this user")
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1)


def _drop(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        remove_folder(str(folder))


class Files:
    """Implements ``FilePort``: in a thread, within a time limit."""

    def __init__(self) -> None:
        self._worker = Worker("files")

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter."""
        await self._do(f"make {path}", lambda: private_folder(Path(path)))

    async def hand_over(self, folder: str, name: str, text: str) -> None:
        """Write a file into a private folder made anew."""
        await self._do(f"write {folder}/{name}", lambda: hand_over(Path(folder), name, text))

    async def handed_back(self, folder: str, name: str, most: int) -> bytes | None:
        """What somebody else wrote there; ``None`` where there is no such file."""
        return await self._do(f"read {folder}/{name}", lambda: handed_back(Path(folder), name, most))

    async def remove(self, folder: str) -> None:
        """Remove such a folder."""
        await self._do(f"remove {folder}", lambda: _drop(Path(folder)))

    async def _do(self, doing: str, work: Callable[[], T]) -> T:
        try:
            async with time_limit(LIMIT_S):
                return await asyncio.get_running_loop().run_in_executor(self._worker, work)
        except TimeoutError:
            raise PortError("files", doing, f"the disk gave no answer within {LIMIT_S:g} s") from None
        except OSError as error:
            raise PortError("files", doing, disk_says(error)) from None

"""Files nobody else may read: folders 0700, files 0600, replaced whole or not at all."""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

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


class Files:
    """Implements ``FilePort``: in a thread, within a time limit."""

    def __init__(self) -> None:
        self._worker = Worker("files")

    async def private_folder(self, path: str) -> None:
        """Make a folder that nobody else may enter."""
        try:
            async with time_limit(LIMIT_S):
                await asyncio.get_running_loop().run_in_executor(self._worker, private_folder, Path(path))
        except TimeoutError:
            raise PortError(
                "files", f"make {path}", f"the disk gave no answer within {LIMIT_S:g} s"
            ) from None
        except OSError as error:
            raise PortError("files", f"make {path}", clean_line(str(error))) from None

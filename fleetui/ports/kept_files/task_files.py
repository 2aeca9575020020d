"""The files tasks are kept in: one folder a project, Markdown files in it, read safely and written whole or not at all.

A task folder may lie in a repository that agents write to. Its way is opened part by part and follows no link; a file
that is a link, no regular file, too large or no UTF-8 is told of and not read.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from fleetui.config.regular_file import NotRegular, open_regular
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.task_files import FoundTask, TaskFolder
from fleetui.model.clean import clean_line
from fleetui.model.value import value
from fleetui.ports.clock import wall
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 5.0
MOST_FILES = 1000
"""Files of one folder that are looked at, by name."""
MOST_BYTES = 256 * 1024
ENDING = ".md"
NOT_TASKS = frozenset({"readme", "index"})
"""Files that people put into a folder to say what it is for."""
SETTLED_S = 0.2
"""File times are coarse: a file written this shortly before a look is looked at again."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

T = TypeVar("T")
Stamp = tuple[str, int, int, int, int]


@value
class _Listing:
    """The names in one folder with what changes when a file does; ``problem`` where it could not be listed."""

    stamps: tuple[Stamp, ...] = ()
    problem: str = ""
    over: int = 0
    """Files that are not looked at, because there are too many."""


class TaskFiles:
    """Implements ``TaskFilePort``."""

    def __init__(self) -> None:
        self._worker = Worker("task files")
        self._seen: tuple[tuple[TaskFolder, _Listing], ...] | None = None

    async def look(self, folders: Sequence[TaskFolder]) -> tuple[FoundTask, ...] | None:
        """Every task file, by name; ``None`` while all are as at the last look."""
        return await self._in_thread("look for tasks", lambda: self._look(tuple(folders)))

    async def write(self, folder: TaskFolder, name: str, text: str) -> str:
        """A new file; its path."""
        await self._in_thread("write a task", lambda: _write(folder, name, text))
        return f"{folder.path}/{name}{ENDING}"

    async def rewrite(self, folder: TaskFolder, name: str, before: str, after: str) -> None:
        """Put another text in a file's place, in one step."""
        await self._in_thread("change a task", lambda: _rewrite(folder, name, before, after))

    async def _in_thread(self, doing: str, work: Callable[[], T]) -> T:
        running = asyncio.get_running_loop().run_in_executor(self._worker, work)
        try:
            async with time_limit(LIMIT_S):
                return await running
        except TimeoutError:
            raise PortError("tasks", doing, f"the disk gave no answer within {LIMIT_S:g} s") from None
        except FileExistsError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise PortError("tasks", doing, clean_line(f"{where}{error.strerror or error}")) from None

    def _look(self, folders: tuple[TaskFolder, ...]) -> tuple[FoundTask, ...] | None:
        now = wall()
        listed = tuple((folder, _listing(folder)) for folder in folders)
        if listed == self._seen:
            return None
        found = tuple(task for folder, listing in listed for task in _read_all(folder, listing))
        fresh = any(
            abs(now - stamp[3] / 1e9) < SETTLED_S for _, listing in listed for stamp in listing.stamps
        )
        self._seen = None if fresh else listed
        return found


def _listing(folder: TaskFolder) -> _Listing:
    try:
        with _opened(folder) as handle, os.scandir(handle) as entries:
            names = sorted(entry.name for entry in entries if _is_task(entry.name))
            stamps = tuple(_stamps(handle, names[:MOST_FILES]))
            return _Listing(stamps, over=max(0, len(names) - MOST_FILES))
    except FileNotFoundError:
        return _Listing()
    except OSError as error:
        return _Listing(problem=clean_line(f"cannot be read: {error.strerror or error}"))


def _is_task(name: str) -> bool:
    stem = name.removesuffix(ENDING)
    return name.endswith(ENDING) and not stem.startswith(".") and stem.lower() not in NOT_TASKS


def _stamps(folder: int, names: Sequence[str]) -> Iterator[Stamp]:
    for name in names:
        with contextlib.suppress(OSError):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            yield name, found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


@contextlib.contextmanager
def _opened(folder: TaskFolder, *, make: bool = False) -> Iterator[int]:
    """A descriptor of a task folder. Raises ``OSError``, also where a link stands on its way."""
    here = os.open(folder.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in PurePosixPath(folder.inside).parts:
            if part == ".." or part == "/":
                raise OSError("it leads out of the checkout")
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, dir_fd=here)
            if stat.S_ISLNK(os.stat(part, dir_fd=here, follow_symlinks=False).st_mode):
                raise OSError(f"{clean_line(part)} is a link: name the real folder")
            below = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        yield here
    finally:
        os.close(here)


def _read_all(folder: TaskFolder, listing: _Listing) -> Iterator[FoundTask]:
    if listing.problem:
        yield FoundTask(
            folder.project, "task-folder", folder.path, problem=f"the task folder {listing.problem}"
        )
        return
    if not listing.stamps:
        return
    if listing.over:
        why = (
            f"the task folder holds {MOST_FILES + listing.over} files: the last {listing.over} by name are not read; "
            "move what is done elsewhere"
        )
        yield FoundTask(folder.project, "task-folder", folder.path, problem=why)
    try:
        with _opened(folder) as handle:
            for name, *_ in listing.stamps:
                yield _read(folder, handle, name)
    except OSError:
        return  # it went away between the two looks: the next one says so


def _read(folder: TaskFolder, handle: int, name: str) -> FoundTask:
    stem, file = name.removesuffix(ENDING), f"{folder.path}/{name}"
    try:
        return FoundTask(folder.project, stem, file, text=_text(handle, name))
    except UnicodeDecodeError as error:
        why = f"is not UTF-8 (byte {error.start + 1}): save it as UTF-8"
    except _NotRead as error:
        why = str(error)
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    return FoundTask(folder.project, stem, file, problem=why)


class _NotRead(Exception):
    """A file is not read, whatever it holds."""


def _text(folder: int, name: str) -> str:
    if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        raise _NotRead("is a link: put the file itself here")
    try:
        with open_regular(name, dir_fd=folder) as file:
            data = file.read(MOST_BYTES + 1)
    except NotRegular:
        raise _NotRead("is no file: a folder, pipe, socket or device of this name") from None
    if len(data) > MOST_BYTES:
        raise _NotRead(
            f"is larger than {MOST_BYTES // 1024} KiB: a task is a page, what it needs can be named in it"
        )
    return data.decode("utf-8")


# ---------------------------------------------------------------- writing


def _write(folder: TaskFolder, name: str, text: str) -> None:
    with _opened(folder, make=True) as handle:
        draft = _draft(handle, text, 0o644)
        try:
            os.link(draft, f"{name}{ENDING}", src_dir_fd=handle, dst_dir_fd=handle, follow_symlinks=False)
        finally:
            os.unlink(draft, dir_fd=handle)
        os.fsync(handle)


def _rewrite(folder: TaskFolder, name: str, before: str, after: str) -> None:
    with _opened(folder) as handle:
        file = f"{name}{ENDING}"
        try:
            same = _text(handle, file) == before
        except (_NotRead, UnicodeDecodeError):
            same = False
        if not same:
            raise OSError(f"{file} was changed meanwhile: look at it, and do it again")
        mode = stat.S_IMODE(os.stat(file, dir_fd=handle, follow_symlinks=False).st_mode)
        draft = _draft(handle, after, mode)
        os.rename(draft, file, src_dir_fd=handle, dst_dir_fd=handle)
        os.fsync(handle)


def _draft(folder: int, text: str, mode: int) -> str:
    """A file beside the others under a name that no task has; its content is on the disk."""
    name = f".fleetui-{secrets.token_hex(6)}"
    handle = os.open(
        name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=folder
    )
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    return name

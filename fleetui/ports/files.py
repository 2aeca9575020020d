"""Reading a worktree safely: nothing outside it, nothing that blocks, nothing without an end.

A path is opened part by part from the worktree's own descriptor and no step follows a link, so a folder swapped for a
link between two steps leads nowhere. The same walk works where the kernel has no ``openat2``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.files import FileCheck
from fleetui.model.clean import clean_line
from fleetui.ports.private_files import private_folder
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 2.0
MOST_BYTES = 32 * 1024 * 1024
"""A file larger than this is not read for a line number."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LINKS = 8


class _Outside(Exception):
    """A path leaves the worktree."""


class Files:
    """Implements ``FilePort``: claims are checked in a thread, within a time limit."""

    def __init__(self) -> None:
        self._worker = Worker("files", 2)

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

    async def check(self, worktree: str, claims: Sequence[tuple[str, int | None]]) -> tuple[FileCheck, ...]:
        """Each claim against the files now. Raises ``PortError`` when the disk does not answer in time."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, check_all, worktree, tuple(claims))
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError("files", "check claims", f"no answer within {LIMIT_S:g} s") from None


def check_all(worktree: str, claims: Sequence[tuple[str, int | None]]) -> tuple[FileCheck, ...]:
    """The same, here and now."""
    try:
        root = os.open(worktree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise PortError("files", "check claims", clean_line(f"{worktree}: {error.strerror}")) from None
    try:
        return tuple(_check(root, path, line) for path, line in claims)
    finally:
        os.close(root)


def _check(root: int, path: str, line: int | None) -> FileCheck:
    said = clean_line(path if line is None else f"{path}:{line}", 300)
    try:
        with _opened(root, path) as (handle, through):
            verdict, detail, holds = _judge(handle, line)
            return FileCheck(said, verdict, "; ".join(part for part in (detail, through) if part), holds)
    except _Outside as error:
        return FileCheck(said, "refused", str(error), holds=False)
    except (FileNotFoundError, NotADirectoryError):
        if line is None:
            return FileCheck(said, "to be created", "there is no such file yet", holds=True)
        return FileCheck(said, "missing", "there is no such file", holds=False)
    except OSError as error:
        return FileCheck(said, "refused", clean_line(f"cannot be read: {error.strerror}"), holds=False)


def _judge(handle: int, line: int | None) -> tuple[str, str, bool]:
    """Verdict, detail, and whether the claim holds."""
    facts = os.fstat(handle)
    if stat.S_ISDIR(facts.st_mode):
        return ("ok", "a folder", True) if line is None else ("changed", "a folder has no lines", False)
    if line is None:
        return "ok", "", True
    if facts.st_size > MOST_BYTES:
        return "refused", "too large to look for a line", False
    have = _lines(handle)
    if 1 <= line <= have:
        return "ok", "", True
    return "changed", f"has only {have} lines" if have != 1 else "has only 1 line", False


def _lines(handle: int) -> int:
    count, last = 0, b"\n"
    while chunk := os.read(handle, 1 << 16):
        count += chunk.count(b"\n")
        last = chunk
    return count + (not last.endswith(b"\n"))


@contextlib.contextmanager
def _opened(root: int, path: str) -> Iterator[tuple[int, str]]:
    """A descriptor strictly beneath ``root``, and what to say of links on the way: they stay beneath too."""
    if ".." in PurePosixPath(path).parts:
        raise _Outside("it may not go up")
    parts, through = _parts(path), ""
    for _ in range(_LINKS):
        target = _walk(root, parts)
        if isinstance(target, int):
            try:
                yield target, through
            finally:
                os.close(target)
            return
        parts, through = target, clean_line(f"a link to {'/'.join(target)}", 200)
    raise _Outside("too many links")


def _parts(path: str) -> list[str]:
    """The parts of a path that stays in the worktree. A ``..`` comes from a link only; what stands before it was
    walked without meeting one."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or "\0" in path:
        raise _Outside("not a path in the worktree")
    kept: list[str] = []
    for part in pure.parts:
        if part != "..":
            kept.append(part)
        elif kept:
            kept.pop()
        else:
            raise _Outside("a link leads out of the worktree")
    return kept


def _walk(root: int, parts: list[str]) -> int | list[str]:
    """Open part by part without following any link: a descriptor, or the path with the first link put in."""
    here = os.dup(root)
    try:
        for at, part in enumerate(parts):
            kind = os.stat(part, dir_fd=here, follow_symlinks=False).st_mode
            if stat.S_ISLNK(kind):
                return _with_link(parts, at, os.readlink(part, dir_fd=here))
            if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
                raise _Outside("a pipe, socket or device")  # opening one could do something
            below = os.open(part, _FILE if at == len(parts) - 1 else _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        found, here = here, -1
        return found
    finally:
        if here >= 0:
            os.close(here)


def _with_link(parts: list[str], at: int, target: str) -> list[str]:
    if target.startswith("/"):
        raise _Outside("a link leads out of the worktree")
    return _parts("/".join([*parts[:at], target, *parts[at + 1 :]]))

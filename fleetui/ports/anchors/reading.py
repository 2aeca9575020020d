"""Reading a worktree safely: nothing outside it, nothing that blocks, nothing without an end.

A path is opened part by part from the worktree's own descriptor and no step follows a link, so a folder swapped for a
link between two steps leads nowhere. The same walk works where the kernel has no ``openat2``.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import PurePosixPath

from fleetui.model.anchors.content import Content
from fleetui.model.anchors.tree import Look, Place
from fleetui.model.clean import clean_line

MOST_BYTES = 16 * 1024 * 1024
"""A file larger than this is not read."""
_SNIFFED = 8000
"""Bytes in which a NUL makes a file binary, as for git."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LINKS = 8


class Outside(Exception):
    """A path leaves the worktree, or is nothing that is read."""


def look_at(root: int, path: str) -> Look:
    """What stands at ``path`` beneath an open folder; raises nothing."""
    try:
        with opened(root, path) as (handle, through):
            return _seen(handle, through)
    except Outside as error:
        return Look(Place.REFUSED, str(error))
    except (FileNotFoundError, NotADirectoryError):
        return Look(Place.NOTHING)
    except OSError as error:
        return Look(Place.REFUSED, clean_line(f"cannot be read: {error.strerror}"))
    except ValueError:  # an embedded NUL, a character that is no file name
        return Look(Place.NOTHING)


def _seen(handle: int, through: str) -> Look:
    facts = os.fstat(handle)
    if stat.S_ISDIR(facts.st_mode):
        return Look(Place.FOLDER, through)
    if facts.st_size > MOST_BYTES:
        return Look(Place.FILE, "too large to be read")
    data = _bytes(handle)
    if data is None:
        return Look(Place.FILE, "too large to be read")
    if b"\0" in data[:_SNIFFED]:
        return Look(Place.FILE, "a binary file")
    return Look(Place.FILE, through, Content(data))


def _bytes(handle: int) -> bytes | None:
    """All of it, whatever size it claimed to have; ``None`` where it does not end."""
    chunks: list[bytes] = []
    left = MOST_BYTES + 1
    while left > 0 and (chunk := os.read(handle, min(left, 1 << 20))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks) if left > 0 else None


@contextlib.contextmanager
def opened(root: int, path: str) -> Iterator[tuple[int, str]]:
    """A descriptor strictly beneath ``root``, and what to say of links on the way: they stay beneath too."""
    if ".." in PurePosixPath(path).parts:
        raise Outside("it may not go up")
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
    raise Outside("too many links")


def _parts(path: str) -> list[str]:
    """The parts of a path that stays in the worktree. A ``..`` comes from a link only; what stands before it was
    walked without meeting one."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or "\0" in path:
        raise Outside("not a path in the worktree")
    kept: list[str] = []
    for part in pure.parts:
        if part != "..":
            kept.append(part)
        elif kept:
            kept.pop()
        else:
            raise Outside("a link leads out of the worktree")
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
                raise Outside("a pipe, socket or device")  # opening one could do something
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
        raise Outside("a link leads out of the worktree")
    return _parts("/".join([*parts[:at], target, *parts[at + 1 :]]))

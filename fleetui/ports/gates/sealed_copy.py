"""Copies of folders that share nothing with what they are copied from, and a digest of all that was copied.

A file is cloned where the file system can do that: it takes no room, and a write to one is not seen in the other. No
hard link stays one, because tools link what they install to a cache of theirs. The digest is read back from the copy:
it is of what is there now, not of what was there when it was looked at.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from fleetui.model.value import value

_CLONE = 0x40049409
"""The request that clones a file (Linux: FICLONE)."""
_CHUNK = 1 << 20
_UNUSUAL = "is a pipe, socket or device"


class NotCopied(Exception):
    """It cannot be copied as it is; the text says why."""


@value
class Copied:
    """What was copied."""

    digest: str
    size: int
    """Bytes of all files."""


def size_of(path: Path) -> int:
    """Bytes of all files below, as they would be copied."""
    return sum(about.st_size for _, about in _walk(path) if stat.S_ISREG(about.st_mode))


def copy(source: Path, target: Path, stopped: Callable[[], bool] = lambda: False) -> Copied:
    """Copy a folder or a file to where nothing is yet. Links are copied, never followed.

    Raises ``NotCopied`` and ``OSError``; what was copied until then is left to the caller.
    """
    seal, size = hashlib.sha256(), 0
    folders: list[tuple[Path, os.stat_result]] = []
    for below, about in _walk(source):
        if stopped():
            raise NotCopied("it was stopped")
        at, to = Path(source, below), Path(target, below)
        if stat.S_ISDIR(about.st_mode):
            to.mkdir(mode=0o700)
            folders.append((to, about))
            content = b""
        elif stat.S_ISLNK(about.st_mode):
            to.symlink_to(at.readlink())
            content = os.fsencode(to.readlink())
        elif stat.S_ISREG(about.st_mode):
            content = _file(at, to)
            size += about.st_size
        else:
            raise NotCopied(f"{below} {_UNUSUAL}")
        seal.update(repr((os.fsencode(below), stat.S_IFMT(about.st_mode), about.st_mode & 0o777)).encode())
        seal.update(content + b"\n")
    for folder, about in reversed(folders):
        os.utime(folder, ns=(about.st_atime_ns, about.st_mtime_ns))
        folder.chmod(about.st_mode & 0o777)
    return Copied(seal.hexdigest(), size)


def _walk(top: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Everything from ``top`` on, which is empty, always in the same order."""
    work = [""]
    while work:
        below = work.pop()
        at = os.path.join(top, below) if below else str(top)  # noqa: PTH118 - one per file
        about = os.lstat(at)
        yield below, about
        if stat.S_ISDIR(about.st_mode):
            names = sorted(os.listdir(at), reverse=True)  # noqa: PTH208 - one per folder
            work += [f"{below}/{name}" if below else name for name in names]


def _file(source: Path, target: Path) -> bytes:
    """Copy one file with its time and its right to be run; when it changed, and the digest of what was written."""
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        about = os.fstat(reading)
        if not stat.S_ISREG(about.st_mode):
            raise NotCopied(f"{source.name} {_UNUSUAL}")
        writing = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _content(reading, writing)
            os.fchmod(writing, about.st_mode & 0o777)
            os.utime(writing, ns=(about.st_atime_ns, about.st_mtime_ns))
            return b"%d " % os.fstat(writing).st_mtime_ns + _digest(writing)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _content(reading: int, writing: int) -> None:
    with contextlib.suppress(OSError):
        fcntl.ioctl(writing, _CLONE, reading)
        return
    while chunk := os.read(reading, _CHUNK):
        written = 0
        while written < len(chunk):
            written += os.write(writing, chunk[written:])


def _digest(descriptor: int) -> bytes:
    digest, place = hashlib.sha256(), 0
    while chunk := os.pread(descriptor, _CHUNK, place):
        digest.update(chunk)
        place += len(chunk)
    return digest.digest()


def why_full(error: OSError) -> str:
    """A file system's error, for people."""
    return "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error.strerror or error)

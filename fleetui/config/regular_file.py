"""Opening a file whose place others can put something else in: a folder, a pipe, a device, a link."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegular(OSError):
    """Something other than a file stands there."""


def open_regular(path: str | bytes | Path, *, follow: bool = False, dir_fd: int | None = None) -> BinaryIO:
    """A regular file, to be closed; a link is opened with ``follow`` alone. Never waits, and on an error nothing stays
    open. Raises ``NotRegular`` and ``OSError``."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags, dir_fd=dir_fd)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise _not_regular() from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)  # Python opens no folder as a file, and would leave it open
        raise _not_regular()
    return os.fdopen(handle, "rb")


def _not_regular() -> NotRegular:
    return NotRegular(0, "is not a file")

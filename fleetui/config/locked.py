"""One writer at a time for the small files that fleetui keeps."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

LOCK_S = 5.0


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one fleetui changes files in a folder at a time; the lock is on the folder, so nothing is left behind.

    What was renamed into it is durable afterwards. Raises ``OSError`` when another one does not finish.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _take(descriptor)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    """Lock, or give up after ``LOCK_S``."""
    until = time.monotonic() + LOCK_S
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise OSError(0, "another fleetui is writing it and does not finish") from None
            time.sleep(0.02)

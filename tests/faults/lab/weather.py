"""Bad days: processes that stand still, disks that are full or read-only, file systems of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """A process that is stopped inside the block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def file_system(path: Path, size: str = "64m") -> Iterator[Path]:
    """A file system of its own at this path. Skips where this user may not mount."""
    path.mkdir(parents=True, exist_ok=True)
    argv = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(path)]
    if os.geteuid() != 0 or subprocess.run(argv, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], capture_output=True, check=False)


@contextlib.contextmanager
def full(path: Path) -> Iterator[None]:
    """No byte is left on the file system of this folder inside the block."""
    ballast = path / ".ballast"
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
            file.flush()
    try:
        yield
    finally:
        ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[None]:
    """A file system of its own that takes no write inside the block."""
    remount = ["mount", "-o", "remount,ro", str(path)]
    if subprocess.run(remount, capture_output=True, check=False).returncode:
        pytest.skip("cannot be remounted here")
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(path)], capture_output=True, check=False)

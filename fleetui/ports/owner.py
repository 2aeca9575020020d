"""The exclusive lock of the one process that acts for a fleet."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

import psutil

from fleetui.engine.ports import PortError
from fleetui.ports.private import private_folder

RECORD = 256
"""The file always has this size, so that naming the owner needs no room on the disk."""


class Lock:
    """A lock file that names its holder: pid, start ticks, boot and whether it has a screen.

    The kernel frees it when the holder dies, however it dies. The file itself is never removed.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._handle: int | None = None

    def take(self, *, screen: bool, brief: bool = False) -> bool:
        """Try to become the owner; says whether this process now is. Raises ``PortError`` when it cannot be tried.

        ``brief`` tells others that this owner does one thing, answers no requests, and is worth waiting for.
        """
        try:
            if self._handle is None and not self._lock():
                return False
            pid = os.getpid()
            self._say(
                {"pid": pid, "started": _started(pid), "boot": _boot(), "screen": screen, "brief": brief}
            )
        except OSError as error:
            self.release()
            raise PortError("owner", "take the lock", f"{error.strerror or error}: {self._path}") from error
        return True

    def release(self) -> None:
        """Give it up. Without holding it this does nothing."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        try:
            os.pwrite(handle, b" " * RECORD, 0)
        except OSError:  # the lock matters, its label does not: a dead holder's label counts for nothing
            pass
        finally:
            os.close(handle)

    def holder(self) -> tuple[int, bool] | None:
        """Pid of the present owner and whether it has a screen; ``None`` when nobody owns.

        Does not touch the lock, so that asking never makes a ``take`` elsewhere fail.
        """
        said = self._label()
        return (int(said["pid"]), bool(said.get("screen"))) if said else None

    def held_briefly(self) -> bool:
        """True while a command line verb owns: it will be gone in a moment and serves nobody meanwhile."""
        return bool(self._label().get("brief"))

    def _label(self) -> dict[str, Any]:
        """What the present owner said of itself; empty when nobody owns."""
        try:
            said = json.loads(self._path.read_bytes() or b"{}")
            pid, started, boot = int(said["pid"]), int(said["started"]), said["boot"]
        except (OSError, ValueError, LookupError, TypeError):
            return {}
        alive = boot == _boot() and started and _started(pid) == started
        return dict(said) if alive else {}

    def _lock(self) -> bool:
        private_folder(self._path.parent)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except OSError:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def _say(self, label: dict[str, Any]) -> None:
        if self._handle is not None:
            os.pwrite(self._handle, json.dumps(label).encode().ljust(RECORD), 0)


def _started(pid: int) -> int:
    """Start of a living process in clock ticks since boot; 0 when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _started_without_proc(pid)
    return 0 if fields[0] in "ZX" else int(fields[19])


def _started_without_proc(pid: int) -> int:
    try:
        return int(psutil.Process(pid).create_time() * 100)
    except psutil.Error:
        return 0


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return str(int(psutil.boot_time()))

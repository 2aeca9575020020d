"""The exclusive lock of the one process that acts for a fleet."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.private_files import private_folder

RECORD = 256
"""The file always has this size, so that naming the owner needs no room on the disk."""
TRIES = 5
"""How often the file may be replaced while it is being locked."""


class Lock:
    """A lock file that names its holder: pid, start ticks, boot and whether it has a screen.

    The kernel frees it when the holder dies, however it dies. The file itself is never removed; where somebody else
    removed or replaced it, the one that stands at the path counts.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._handle: int | None = None
        self._said: dict[str, Any] = {}
        self._turn = threading.RLock()

    def take(self, *, screen: bool, brief: bool = False) -> bool:
        """Try to become the owner; says whether this process now is. Raises ``PortError`` when it cannot be tried.

        ``brief`` tells others that this owner does one thing, answers no requests, and is worth waiting for.
        """
        try:
            with self._turn:
                if not self.holds() and not self._lock():
                    return False
                pid = os.getpid()
                self._said = {
                    "pid": pid, "started": _started(pid), "boot": _boot(), "screen": screen, "brief": brief,
                }  # fmt: skip
                self._say()
        except OSError as error:
            self.release()
            raise self._failed(error) from error
        return True

    def holds(self) -> bool:
        """Whether this process is the owner, of any thread; two ``stat`` while it is.

        A lock file that is gone or another one now is taken anew; ``False`` where somebody else has that one.
        Raises ``PortError`` when that cannot be told; it is still the owner of the former one then.
        """
        with self._turn:
            former = self._handle
            if former is None or self._stands(former):
                return former is not None
            try:
                if self._lock():
                    self._say()
                else:
                    self._handle = None
            except OSError as error:
                self._handle = former
                raise self._failed(error) from error
            os.close(former)
            return self._handle is not None

    def release(self) -> None:
        """Give it up. Without holding it this does nothing."""
        with self._turn:
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
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return {}
        alive = boot == _boot() and started and _started(pid) == started
        return dict(said) if alive else {}

    def _lock(self) -> bool:
        """Lock the file that stands at the path, also after it was locked; says whether it could."""
        for _ in range(TRIES):
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
            if self._stands(handle):
                self._handle = handle
                return True
            os.close(handle)
        return False

    def _stands(self, handle: int) -> bool:
        """Whether an open file is the one at the path."""
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat(follow_symlinks=False))
        except OSError:
            return False

    def _say(self) -> None:
        if self._handle is not None:
            os.pwrite(self._handle, json.dumps(self._said).encode().ljust(RECORD), 0)

    def _failed(self, error: OSError) -> PortError:
        return PortError("owner", "take the lock", f"{error.strerror or error}: {self._path}")


def _started(pid: int) -> int:
    """Start of a living process in clock ticks since boot; 0 when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _started_without_proc(pid)
    return 0 if fields[0] in "ZX" else int(fields[19])


def _started_without_proc(pid: int) -> int:
    import psutil  # other systems alone need it: every command would pay for it with its start

    try:
        return int(psutil.Process(pid).create_time() * 100)
    except psutil.Error:
        return 0


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        import psutil

        return str(int(psutil.boot_time()))

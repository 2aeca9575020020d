"""Runs a gate: ``python -I supervisor.py STATUS CONTROL ARGV...``. Imports nothing of fleetui.

It is a child subreaper: whatever the gate starts stays below it, also what forks twice, starts a session of its own
and empties its environment; and it reaps what ended, where the system's first process does not. How the gate ended is
written to STATUS. Once CONTROL is closed, also because fleetui died, everything below is ended, and then it ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    """Run the gate and stay until CONTROL is closed."""
    status, control, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    os.set_inheritable(status, False)  # noqa: FBT003
    os.set_inheritable(control, False)  # noqa: FBT003
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # it ends last, and by CONTROL
    try:
        gate = subprocess.Popen(argv, preexec_fn=as_before)  # noqa: PLW1509 - the operator's own; one thread
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        tell(status, {"error": f"{argv[0]}: {getattr(error, 'strerror', None) or error}"})
        return 1
    stay(gate.pid, status, control, woken)
    end_all()
    return 0


def as_before() -> None:
    """What the keeper ignores, the gate does not."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def stay(gate: int, status: int, control: int, woken: int) -> None:
    """Reap whatever ends, and tell how the gate did, until CONTROL is closed."""
    while True:
        while ended := reap():
            if ended[0] == gate:
                tell(status, {"code": os.waitstatus_to_exitcode(ended[1])})
        ready, _, _ = select.select([control, woken], [], [])
        if control in ready:
            return
        with contextlib.suppress(BlockingIOError):
            os.read(woken, 4096)


def reap() -> tuple[int, int] | None:
    """One that ended, and its status; ``None`` while nothing did."""
    try:
        ended = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return ended if ended[0] else None


def tell(status: int, what: dict[str, object]) -> None:
    """Say how the gate ended; nobody may be there to hear it."""
    with contextlib.suppress(OSError):
        os.write(status, json.dumps(what).encode())


def end_all() -> None:
    """End every child, and again those that are handed over when their parent ends, until there is none.

    No pid is given to a stranger meanwhile: it is free only once it was reaped here.
    """
    while True:
        for pid in children():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children() -> list[int]:
    """Pids whose parent is this process."""
    with contextlib.suppress(OSError):
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        return [int(pid) for pid in listed.split()]
    return [int(at.name) for at in Path("/proc").glob("[0-9]*") if parent_of(at) == os.getpid()]


def parent_of(at: Path) -> int:
    """The parent of a process by its folder in ``/proc``; 0 for one that is gone."""
    try:
        return int((at / "stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main())

"""Removing a demo, however it ended: by a guard that outlives it, and at the next start by identity.

A demo's folder says who owns it: process id and start time. Only a folder of this user, made by ``new_folder``, whose
owner is dead, is ever removed; only processes that carry the folder in their environment are ever stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

PREFIX = "fleetui-demo-"
MARK = "demo.json"
OTHER_PLACES = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes it private
TAG = "FLEETUI_DEMO"
"""Variable that every process of a demo carries; its value is the demo's folder."""
PATIENCE_S = 3.0
"""How long processes may take to end, first by themselves."""


def new_folder() -> Path:
    """A private folder, owned by this process and marked so."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place())).resolve()
    me = psutil.Process()
    (folder / MARK).write_text(json.dumps({"pid": me.pid, "started": me.create_time()}))
    return folder


def place() -> Path:
    """Where a demo can be. Raises ``OSError`` that says what to do when there is no such place."""
    for folder in _places():
        if os.access(folder, os.W_OK | os.X_OK) and not _in_worktree(folder):
            return folder
    tried = ", ".join(map(str, _places()))
    raise OSError(0, f"no place for the demo outside of git worktrees ({tried}): set TMPDIR to a short path")


def _places() -> tuple[Path, ...]:
    """Where demos may be, best first: sockets lie below, and their paths must be short."""
    usual = Path(tempfile.gettempdir())
    short = (usual,) if len(os.fsencode(usual)) <= 40 else ()
    return tuple(dict.fromkeys((*short, *map(Path, OTHER_PLACES))))


def _in_worktree(folder: Path) -> bool:
    """True where the fleet's own state would lie in somebody's repository, which fleetui refuses."""
    dots = (parent / ".git" for parent in (folder, *folder.parents))
    return any(dot.is_file() or (dot / "HEAD").exists() for dot in dots)


def start_guard(folder: Path, *, keep: bool) -> subprocess.Popen[bytes]:
    """A process that removes the demo once this process closes its input, or is gone."""
    environment = {key: value for key, value in os.environ.items() if key != TAG}
    return subprocess.Popen(
        [sys.executable, "-P", __file__, str(folder), "keep" if keep else "remove"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        start_new_session=True,
    )


def let_go(guard: subprocess.Popen[bytes]) -> bool:
    """Let the guard do its work; whether it did it within a minute."""
    if guard.stdin:
        guard.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        guard.wait(timeout=60)
    return guard.returncode == 0


def sweep() -> tuple[Path, ...]:
    """Remove what demos left whose process and guard are both dead; the folders removed."""
    demos = (folder for place in _places() for folder in place.glob(f"{PREFIX}*"))
    found = tuple(folder for folder in demos if _is_abandoned(folder))
    for folder in found:
        remove(folder)
    return found


def _is_abandoned(folder: Path) -> bool:
    try:
        facts = folder.lstat()
        mine = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid()
        if not mine or (folder / "kept").exists():
            return False
        owner = json.loads((folder / MARK).read_text())
        return not _lives(int(owner["pid"]), float(owner["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False  # not, or not yet, a demo's folder


def _lives(pid: int, started: float) -> bool:
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and _runs(process)
    return False


def remove(folder: Path, *, keep: bool = False) -> None:
    """Stop every process of a demo and remove its folder; ``keep`` leaves the folder."""
    stop(folder)
    if keep:
        (folder / "kept").touch()
        return
    for _ in range(5):  # a process that was just stopped may still have written
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def stop(folder: Path) -> None:
    """Stop all processes that carry the folder in their environment: politely, then not."""
    for _ in range(3):
        found = list(members(folder))
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        alive = _still_running(found)
        for process in alive:
            with contextlib.suppress(psutil.Error):
                process.kill()
        _still_running(alive)
        if not found:
            return


def _still_running(found: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that did not end in time. A zombie ended: in a container without an init nobody takes it away."""
    end = time.monotonic() + PATIENCE_S
    while (alive := [process for process in found if _runs(process)]) and time.monotonic() < end:
        time.sleep(0.02)
    return alive


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def members(folder: Path) -> Iterator[psutil.Process]:
    """This user's processes that carry the folder, except this one and those it runs in."""
    me = psutil.Process()
    spared = {me.pid, *(parent.pid for parent in me.parents())}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid in spared or process.uids().real != os.getuid():
                continue
            if process.environ().get(TAG) == str(folder) and _runs(process):
                yield process


def main(arguments: list[str]) -> None:
    """Wait until the demo's process lets go of this one's input, then clear up."""
    folder, how = Path(arguments[0]), arguments[1]
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    remove(folder, keep=how == "keep")
    if how != "keep" and folder.exists():
        sys.exit(f"{folder} could not be removed")


if __name__ == "__main__":
    main(sys.argv[1:])

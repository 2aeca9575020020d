"""Starts the agent: ``python -I launch.py SPEC``. Imports nothing of fleetui and ends as a small shell.

The shell is the pane's first process and waits for the agent below it. It is a child subreaper, which survives the
exec: children that fork twice or start a session of their own are handed to it and not to init, and when they end it
reaps them, which an agent would not do. And tmux lets a pane's first process go on whenever it is stopped; the agent
below it stays frozen while its work is rescued.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import stat
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
FROM_TMUX = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE")
"""What the window's own tmux knows better than the operator's terminal."""
KEEPER = "fleetui-run"
"""What the shell calls itself, so that it is known among a run's processes."""
SCRIPT = 'trap : INT QUIT; "$@"; exit $?'
"""A trap that does nothing keeps the shell through keys meant for the agent, and is not handed down to it."""


def read_spec(path: str) -> tuple[list[str], str, dict[str, str]]:
    """Argument list, folder and environment; the file, which holds the environment, is deleted first."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="utf-8") as file:
        Path(path).unlink()
        about = os.fstat(descriptor)
        if about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o077:
            raise PermissionError(f"{path} is not private")
        spec = json.load(file)
    return list(spec["argv"]), str(spec["cwd"]), dict(spec["environment"])


def main() -> int:
    """The exit code when nothing could be started; never returns when all is well."""
    try:
        argv, folder, environment = read_spec(sys.argv[1])
    except (OSError, ValueError, KeyError, IndexError) as error:
        return complain(f"cannot read what to start: {error}", 126)
    try:
        os.chdir(folder)
    except OSError as error:
        return complain(f"cannot enter {folder!r}: {error.strerror}", 126)
    environment = of_this_pane(environment, folder)
    program = shutil.which(argv[0], path=environment.get("PATH", os.defpath))
    if program is None:
        return complain(f"cannot start {argv[0]!r}: {why_not(argv[0])}", 127)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Python ignores these two, and what is ignored stays so in the program that is started
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    # by its path: a shell has commands of its own under some names
    return become(["sh", "-c", SCRIPT, KEEPER, str(Path(program).absolute()), *argv[1:]], environment)


def become(argv: list[str], environment: dict[str, str]) -> int:
    """Go on as the shell."""
    try:
        os.execve("/bin/sh", argv, environment)  # noqa: S606 - going on as the shell is the purpose
    except OSError as error:
        return complain(f"cannot start /bin/sh: {error.strerror}", 126)


def of_this_pane(environment: dict[str, str], folder: str) -> dict[str, str]:
    """The environment with what belongs to this pane and folder instead of the operator's terminal."""
    kept = {name: value for name, value in environment.items() if name not in (*FROM_TMUX, "OLDPWD")}
    return kept | {name: os.environ[name] for name in FROM_TMUX if name in os.environ} | {"PWD": folder}


def why_not(program: str) -> str:
    """Why a program was not found."""
    return "it is not executable" if "/" in program and Path(program).exists() else "there is no such program"


def complain(text: str, code: int) -> int:
    """One line for whoever looks at the pane."""
    sys.stderr.write(f"fleetui: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

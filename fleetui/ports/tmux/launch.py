"""Becomes the agent: ``python -I launch.py SPEC``. Imports nothing of fleetui, leaves nothing behind.

As a child subreaper, which survives the exec, the agent's process keeps its whole set below itself: children that
fork twice or start their own session are handed to it and not to init.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import stat
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
FROM_TMUX = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE")
"""What the window's own tmux knows better than the operator's terminal."""


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
    """Never returns when all is well."""
    try:
        argv, folder, environment = read_spec(sys.argv[1])
    except (OSError, ValueError, KeyError, IndexError) as error:
        return complain(f"cannot read what to start: {error}", 126)
    try:
        os.chdir(folder)
    except OSError as error:
        return complain(f"cannot enter {folder!r}: {error.strerror}", 126)
    for name in FROM_TMUX:
        environment.pop(name, None)
        if name in os.environ:
            environment[name] = os.environ[name]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Python ignores these two, and what is ignored stays so in the program that is started
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(argv[0], argv, environment)  # noqa: S606 - becoming the agent is the purpose
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        return complain(f"cannot start {argv[0]!r}: {error.strerror}", 127 if missing else 126)


def complain(text: str, code: int) -> int:
    """One line for whoever looks at the pane."""
    sys.stderr.write(f"fleetui: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

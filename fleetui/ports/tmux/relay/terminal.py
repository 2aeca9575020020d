"""Becomes the agent on a terminal of its own: ``python -I -S terminal.py PROGRAM ARGUMENT...``.

Standard input is that terminal. Imports nothing of fleetui.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import termios

KEPT = 3
"""Descriptors that a program starts with."""


def main() -> int:
    """The exit code when the program could not be started; never returns when all is well."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # a shell lets what it starts in the background ignore the first two, and Python ignores the others
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.closerange(KEPT, 16)
    program = sys.argv[1]
    try:
        os.execv(program, sys.argv[1:])  # noqa: S606 - going on as the agent is the purpose
    except OSError as error:
        sys.stderr.write(f"fleetui: cannot start {program!r}: {error.strerror}\n")
        return 126


if __name__ == "__main__":
    sys.exit(main())

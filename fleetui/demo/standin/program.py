"""The program in its terminal: started, and ended however it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import termios
import time
import tty
from pathlib import Path

from .agent import StandIn
from .options import parse


def main(arguments: list[str]) -> int:
    """Run in this terminal until it ends; the exit code."""
    options = parse(arguments)
    if options.deaf_to_term:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for _ in range(options.strays):
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    before = termios.tcgetattr(0)
    tty.setraw(0)
    if not options.no_bracketed:
        os.write(1, b"\x1b[?2004h")
    agent = StandIn(options)
    run = {"agent": os.environ.get("FLEETUI_AGENT", ""), "run": os.environ.get("FLEETUI_RUN", "")}
    agent.record("start", argv=arguments, cwd=str(Path.cwd()), **run)
    code = 0
    try:
        agent.run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except OSError:  # the terminal is gone
        while options.deaf_to_term:
            time.sleep(1)
        code = 129
    finally:
        with contextlib.suppress(OSError, termios.error):
            agent.screen.leave()
            os.write(1, b"\x1b[?2004l")
            termios.tcsetattr(0, termios.TCSANOW, before)
    agent.record("exit", code=code)
    with contextlib.suppress(OSError):
        print(f"Resume this session with: standin.py --resume {agent.session}", flush=True)
    return code

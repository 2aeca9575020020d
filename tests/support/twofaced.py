"""An agent whose screen, title and file about itself say what a test tells them to: sources that differ, on purpose.

It draws as Claude Code does and writes ``sessions/PID.json`` as Claude Code does. It reads its orders from a file.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.support.scratch import Scratch

BAR = "─" * 60
PROGRAM = """
import json, os, sys, time
orders, folder = sys.argv[1:3]
started = open("/proc/self/stat").read().rpartition(")")[2].split()[19]
path = folder + "/sessions/%d.json" % os.getpid()
os.makedirs(folder + "/sessions", exist_ok=True)
last = turn = None
os.system("stty -echo -icanon")
while True:
    try:
        now = json.load(open(orders))
    except ValueError:
        continue
    if now != last:
        status = now["status"]
        if status and (last or {}).get("status") != status:
            told = dict(pid=os.getpid(), sessionId="s", cwd=os.getcwd(), procStart=started, status=status,
                        statusUpdatedAt=int(time.time() * 1000), version="2.1.197")
            with open(path + ".new", "w") as file:
                json.dump(told, file)
            os.replace(path + ".new", path)
        if not status and os.path.exists(path):
            os.unlink(path)
        if now["own"] != (last or {}).get("own"):
            print("\\x1b]7501;%s\\x07" % now["own"], end="")
        print("\\x1b]2;%s\\x07\\x1b[2J\\x1b[H%s" % (now["title"], now["screen"]), end="", flush=True)
        last = now
    time.sleep(0.05)
"""


def composer(above: str = "● done", draft: str = "") -> str:
    """A screen of Claude Code with its composer."""
    return "\r\n".join([above, BAR, f"❯ {draft}", BAR, "  ? for shortcuts"])


DIALOG = "\r\n".join(
    ["Bash command", "", " Do you want to proceed?", " ❯ 1. Yes", "   2. No", "", " Esc to cancel"]
)
SPINNER = "✻ Baking… (4s · ↓ 14 tokens)"


class TwoFaced:
    """Gives one such agent its orders."""

    def __init__(self, scratch: Scratch, name: str, *, relay: bool = False) -> None:
        self.orders = scratch.root / f"{name}.orders"
        self.folder = scratch.root / f"{name}.files"
        self._now: dict[str, Any] = {
            "screen": composer(),
            "title": "host",
            "status": "idle",
            "own": "state=idle",
        }
        self.say()
        program = scratch.root / "claude"
        program.write_text(PROGRAM)
        argv = ["env", f"CLAUDE_CONFIG_DIR={self.folder}", sys.executable, str(program), str(self.orders)]
        argv.append(str(self.folder))
        config = scratch.paths.config
        config.write_text(
            config.read_text()
            + f'[agents.{name}]\nprofile = "claude"\nproject = "shop"\ncommand = {json.dumps(argv)}\n'
            + ("relay = true\n" if relay else "")
        )

    def say(self, **orders: str) -> None:
        """Change some of what it shows: screen, title, status (empty: no file at all), own (a body of OSC 7501)."""
        self._now = {**self._now, **orders}
        new = Path(f"{self.orders}.new")
        new.write_text(json.dumps(self._now))
        os.replace(new, self.orders)  # noqa: PTH105 - at once

"""What an agent's own server says is its phase, from the moment its own screen is there and no sooner."""

from __future__ import annotations

import json
import sys

from fleetui.engine.observe.told import servers
from fleetui.model import commands as c
from fleetui.model.status import Phase
from tests.ports.servers.app_server import IDLE, WORKS, AppServer, thread
from tests.support.scratch import Live, Scratch

SERVES = """
import os, pathlib, sys, time
told, shown = pathlib.Path(sys.argv[1]), ""
while True:
    text = told.read_text()
    if text != shown:
        shown = text
        print("\\033[2J\\033[H" + text, end="", flush=True)
        print(f"\\033]0;one | {os.path.basename(os.getcwd())}\\007", end="", flush=True)
    time.sleep(0.05)
"""
PROFILE = """
name = "serves"
programs = ["serves.py"]
[composer]
line = '^> ?(?P<text>.*)$'
[[rule]]
name = "prompt"
phase = "idle"
where = "composer"
[session]
format = "codex"
folder = ".codex"
variable = "CODEX_HOME"
files = "sessions/{session}.jsonl"
[server]
format = "codex"
socket = "app-server-control/app-server-control.sock"
"""


def told(live: Live) -> tuple[Phase, str, str]:
    status = live.agent("ada").status
    return status.phase, status.evidence.source, status.evidence.rule


def shown(live: Live) -> tuple[str, ...]:
    frame = live.engine.core.sight("ada").frame
    return frame.texts if frame else ()


async def test_a_server_is_listened_to_once_the_agents_own_screen_is_there(scratch: Scratch) -> None:
    scratch.configure()
    (scratch.root / "serves.py").write_text(SERVES)
    (scratch.root / "profiles" / "serves.toml").write_text(PROFILE)
    screen, home = scratch.root / "screen", scratch.root / "h"
    screen.write_text("Loading")
    argv = ["env", f"CODEX_HOME={home}", sys.executable, str(scratch.root / "serves.py"), str(screen)]
    seat = f'[agents.ada]\nprofile = "serves"\nproject = "shop"\ncommand = {json.dumps(argv)}\n'
    scratch.paths.config.write_text(scratch.paths.config.read_text() + seat)
    async with AppServer(home) as server, scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        for text in ("Loading", "Loading still", "Loading yet"):
            screen.write_text(text)
            await live.until(lambda text=text: text in shown(live))
            live.engine.core.sight("ada").version = "0.171.0"  # as a screen of Codex shows it
            await live.engine.servers.sample()
        assert not server.heard
        server.threads = [thread(1, live.agent("ada").seat.worktree, name="one", status=WORKS)]
        screen.write_text("> ")
        await live.until(lambda: told(live) == (Phase.WORKING, "server", "active"))
        await server.say(0, {"type": "active", "activeFlags": ["waitingOnApproval"]})
        await live.until(lambda: told(live) == (Phase.ASKING, "server", "active waitingOnApproval"))
        await server.say(0, {"type": "active", "activeFlags": ["waitingOnSomethingNew"]})
        await live.until(lambda: told(live)[0] is Phase.IDLE)
        (said,) = (part for part in live.engine.view.health if part.port == servers.PORT)
        assert "status.activeFlags" in said.text
        await server.say(0, IDLE)
        await live.until(lambda: told(live) == (Phase.IDLE, "server", "idle"))

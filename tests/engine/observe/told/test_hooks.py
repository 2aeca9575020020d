"""What an agent's hooks tell is its phase and its context, before anything else that speaks of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fleetui.config.paths import prepare
from fleetui.engine.decide.condition_facts import Facts
from fleetui.model import commands as c
from fleetui.model.condition_parts import Truth
from fleetui.model.conditions import parse
from fleetui.model.quota import QuotaWindow
from fleetui.model.snapshot.fleet import snapshot
from fleetui.model.status import Phase
from fleetui.ports.hooks.settings_files import script_bytes
from tests.support.scratch import Scratch

TELLS = """
import pathlib, subprocess, sys, time
told, hook = pathlib.Path(sys.argv[1]), sys.argv[2]
print("> ", flush=True)
done = 0
while True:
    lines = told.read_text().splitlines()
    for line in lines[done:]:
        event, _, said = line.partition(" ")
        subprocess.run(["sh", "-c", f'sh "{hook}" tells {event} "$PPID" >/dev/null'], input=said.encode())
    done = len(lines)
    time.sleep(0.1)
"""
PROFILE = """
name = "tells"
programs = ["tells.py"]
[[rule]]
name = "prompt"
phase = "idle"
where = "screen"
match = "^>"
[hooks]
file = "settings.json"
status_line = true
reserved = 20000
[hooks.events]
Stop = "idle"
UserPromptSubmit = "working"
PermissionRequest = "asking"
"""
LINE = {"context_window": {"total_input_tokens": 90_000, "context_window_size": 200_000}}
QUOTA = {"rate_limits": {"five_hour": {"used_percentage": 62, "resets_at": 4_000_000_000}}}


def installed(scratch: Scratch) -> Path:
    """A seat whose program tells what it is told to; the file that says what."""
    scratch.configure()
    told = scratch.root / "told"
    told.touch()
    hooks = scratch.paths.hooks
    prepare(scratch.paths)
    hooks.mkdir(mode=0o700)
    (hooks / "spool").mkdir(mode=0o700)
    (hooks / "fleetui-hook").write_bytes(script_bytes())
    (scratch.root / "tells.py").write_text(TELLS)
    (scratch.root / "profiles" / "tells.toml").write_text(PROFILE)
    argv = json.dumps(
        [sys.executable, str(scratch.root / "tells.py"), str(told), str(hooks / "fleetui-hook")]
    )
    seat = f'[agents.ada]\nprofile = "tells"\nproject = "shop"\ncommand = {argv}\n'
    scratch.paths.config.write_text(scratch.paths.config.read_text() + seat)
    return told


async def test_its_events_are_its_phase_and_its_status_line_its_context(scratch: Scratch) -> None:
    told = installed(scratch)

    def tell(event: str, said: object) -> None:
        with told.open("a") as file:
            file.write(f"{event} {json.dumps(said, separators=(',', ':'))}\n")

    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        await live.until(lambda: live.agent("ada").status.phase is Phase.IDLE)
        tell("UserPromptSubmit", {"session_id": "s"})
        await live.until(lambda: live.agent("ada").status.phase is Phase.WORKING)
        evidence = live.agent("ada").status.evidence
        assert (evidence.source, evidence.rule) == ("hook", "UserPromptSubmit")
        tell("PermissionRequest", {"session_id": "s", "tool_name": "Bash"})
        await live.until(lambda: live.agent("ada").status.phase is Phase.ASKING)
        asked = live.agent("ada").question
        assert asked
        assert asked.text == "permission: Bash"
        tell("Stop", {"session_id": "s"})
        tell("StatusLine", LINE)
        await live.until(lambda: live.agent("ada").status.phase is Phase.IDLE)
        await live.until(lambda: live.agent("ada").context is not None)
        context = live.agent("ada").context
        assert context
        assert (context.left_percent, context.source) == (50, "status line, 200k window")


async def test_what_its_account_may_still_spend_is_shown_published_and_waited_for(scratch: Scratch) -> None:
    told = installed(scratch)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        await live.until(lambda: live.agent("ada").status.phase is Phase.IDLE)
        assert live.engine.view.quotas == ()
        told.write_text(f"Stop {{}}\nStatusLine {json.dumps({**LINE, **QUOTA}, separators=(',', ':'))}\n")
        await live.until(lambda: live.engine.view.quotas)
        (account,) = live.engine.view.quotas
        assert account.agents == ("ada",)
        assert account.quota.windows == (QuotaWindow("5h", 62, 4_000_000_000),)
        published = snapshot(live.engine.view, live.engine.view.observed)["quotas"]
        assert isinstance(published, list)
        assert published[0]["windows"] == [{"name": "5h", "left_percent": 38, "resets_at": 4_000_000_000}]
        facts = Facts(live.engine.core, "ada", 0.0)
        assert parse("quota >= 38%").judge(facts).met
        assert parse("quota >= 39%").judge(facts).truth is Truth.NOT_YET

"""What an agent leaves running beside its rest holds its queue only where the operator wants that."""

from __future__ import annotations

import json
import sys

import pytest

from fleetui.model import commands as c
from fleetui.model.status import Background, Phase
from tests.support.scratch import Live, Scratch

AGENT = """
import sys
shells, waiting = 0, ""
while True:
    print(f"status {shells} shells{waiting}")
    text = input("> ")
    with open(sys.argv[1], "a") as file:
        file.write(text + "\\n")
    shells = 1 if text == "shell" else 0 if text == "end" else shells
    waiting = " Waiting for 2 agents" if text == "agents" else ""
"""
PROFILE = r"""
name = "leaves"
programs = ["leaves.py"]
[composer]
where = "cursor"
line = '^> (?P<text>.*)$'
[[rule]]
name = "agents run"
phase = "working"
where = "above"
match = 'Waiting for \d agents\Z'
[[rule]]
name = "composer"
phase = "idle"
where = "composer"
[[background]]
kind = "shells"
where = "above"
match = '^status (?P<count>\d) shells[^\n]*\Z'
[[background]]
kind = "agents"
where = "above"
match = 'Waiting for (?P<count>\d) agents\Z'
[delivery]
while_working = "Enter"
"""


def left(scratch: Scratch, waits_for: str = "") -> Scratch:
    """A fleet of one agent that leaves running what it is told to."""
    scratch.configure()
    (scratch.root / "leaves.py").write_text(AGENT)
    (scratch.root / "profiles" / "leaves.toml").write_text(PROFILE)
    command = json.dumps([sys.executable, str(scratch.root / "leaves.py"), str(scratch.root / "got")])
    told = f'[agents.ada]\nprofile = "leaves"\nproject = "shop"\ncommand = {command}\n'
    told += f'waits_for = "{waits_for}"\n' if waits_for else ""
    scratch.paths.config.write_text(scratch.paths.config.read_text() + told)
    return scratch


def got(scratch: Scratch) -> list[str]:
    path = scratch.root / "got"
    return path.read_text().splitlines() if path.exists() else []


async def told(live: Live, *texts: str) -> None:
    await live.do(c.StartAgent("ada"))
    await live.phase("ada", Phase.IDLE)
    for text in texts:
        await live.do(c.AddEntry("ada", text))


async def test_a_shell_that_runs_on_holds_nothing_and_is_shown(scratch: Scratch) -> None:
    async with left(scratch).engine() as live:
        await told(live, "shell", "next")
        await live.until(lambda: got(scratch) == ["shell", "next"], 40)
        assert live.agent("ada").background == Background(shells=1)


async def test_where_the_operator_wants_it_the_queue_waits_for_the_shell(scratch: Scratch) -> None:
    async with left(scratch, "all").engine() as live:
        await told(live, "shell", "next")
        await live.until(lambda: live.agent("ada").waits == "for 1 shell in its background", 40)
        assert got(scratch) == ["shell"]
        await live.do(c.TypeKeys("ada", ("e", "n", "d", "Enter")))
        await live.until(lambda: got(scratch) == ["shell", "end", "next"], 40)


async def test_what_is_sent_at_once_does_not_wait_for_the_shell(scratch: Scratch) -> None:
    async with left(scratch, "all").engine() as live:
        await told(live, "shell", "next")
        await live.until(lambda: live.agent("ada").waits == "for 1 shell in its background", 40)
        entry = next(one for one in live.agent("ada").queue if one.text == "next")
        await live.do(c.UrgeEntry("ada", entry.id))
        await live.until(lambda: got(scratch) == ["shell", "next"], 40)


@pytest.mark.parametrize("waits_for", ["", "agents", "all"])
async def test_its_own_agents_hold_a_queue(scratch: Scratch, waits_for: str) -> None:
    async with left(scratch, waits_for).engine() as live:
        await told(live, "agents", "next")
        await live.until(lambda: live.agent("ada").waits == "working", 40)
        assert live.agent("ada").background == Background(agents=2)
        assert got(scratch) == ["agents"]


async def test_its_own_agents_hold_nothing_where_the_operator_wants_that(scratch: Scratch) -> None:
    async with left(scratch, "nothing").engine() as live:
        await told(live, "agents", "next", "agents", "last")
        await live.until(lambda: got(scratch) == ["agents", "next", "agents", "last"], 60)

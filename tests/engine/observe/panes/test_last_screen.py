from __future__ import annotations

import json

from fleetui.engine.link import AskExplain, AskLog
from fleetui.model import commands as c
from fleetui.model.explained import Explanation
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch

LEAVING = """
import sys
print("the last thing it did")
print("Resume this session with:")
print("standin.py --resume 0b1c-77; rm -rf ~")
sys.exit(137)
"""


def configured(scratch: Scratch, *argv: str) -> None:
    scratch.configure()
    with scratch.paths.config.open("a") as file:
        file.write(f'[agents.cache]\nprofile = "standin"\nproject = "shop"\ncommand = {json.dumps(argv)}\n')


async def ended(live: Live) -> str:
    await live.until(lambda: (run := live.agent("cache").ended) is not None and bool(run.screen))
    run = live.agent("cache").ended
    assert run is not None
    text = await live.engine.ask(AskLog(run.screen))
    assert isinstance(text, str)
    return text


async def test_the_last_screen_of_a_run_outlives_the_run_and_the_dashboard(scratch: Scratch) -> None:
    configured(scratch, "python3", "-c", LEAVING)
    async with scratch.engine() as live:
        await live.do(c.StartAgent("cache"))
        assert "the last thing it did" in await ended(live)
        first = live.agent("cache").ended
        assert first is not None
        assert (first.exit_code, first.reason) == (137, "exited with 137, killed by SIGKILL")
        assert first.resume == "standin.py --resume"
        assert first.command.startswith("python3 -c ")
        await live.do(c.StartAgent("cache"))
        await live.until(lambda: (run := live.agent("cache").ended) is not None and run.tag != first.tag)
    async with scratch.engine() as again:
        assert "the last thing it did" in await ended(again)
        found = await again.engine.ask(AskExplain("cache"))
        assert isinstance(found, Explanation)
        assert (found.reading.phase, found.reading.rule) == (Phase.EXITED, "process gone")
        assert "the last thing it did" in found.frame.texts


async def test_what_the_operator_stopped_keeps_its_last_screen_too(scratch: Scratch) -> None:
    configured(scratch, "python3", "-c", "print('was here', flush=True); import time; time.sleep(600)")
    async with scratch.engine() as live:
        await live.do(c.StartAgent("cache"))
        await live.until(lambda: (f := live.agent("cache").frame) is not None and "was here" in f.texts)
        await live.do(c.KillAgent("cache"))
        assert "was here" in await ended(live)


async def test_a_program_that_is_missing_is_named_before_anything_is_made_or_stopped(
    scratch: Scratch,
) -> None:
    configured(scratch, "no-such-agent-anywhere")
    async with scratch.engine() as live:
        for want in (c.StartAgent("cache"), c.RestartAgent("cache", "")):
            outcome = await live.engine.do(want)
            assert not outcome.ok
            assert outcome.text.startswith("no-such-agent-anywhere: not found in PATH: install it")
            assert 'under [agents.cache] in fleet.toml project = "shop" and command = [' in outcome.text
        added = await live.engine.do(c.AddAgent("new", "shop", "gemini", command=("no-such-agent-anywhere",)))
        assert not added.ok
        assert live.engine.view.agent("new") is None
        assert live.agent("cache").ended is None
        seat = await live.engine.do(
            c.AddAgent("new", "shop", "gemini", command=("no-such-agent-anywhere",), start=False)
        )
        assert seat.ok


async def test_a_program_that_went_missing_in_its_worktree_is_named_instead_of_a_number(
    scratch: Scratch,
) -> None:
    configured(scratch, "./agent", "--go")
    async with scratch.engine() as live:
        await live.do(c.StartAgent("cache"))
        await live.until(lambda: live.agent("cache").ended is not None)
        attention = live.agent("cache").attention
        assert attention is not None
        assert attention.reason.startswith("./agent: there is no such program")

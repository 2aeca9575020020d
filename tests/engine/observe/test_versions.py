"""A version that no captured screen is of is flagged, also where only the agent's greeting says it."""

from __future__ import annotations

import json

from fleetui.model import commands as c
from tests.support.scratch import Scratch

GREETS = "print('Aider v9.9.9', flush=True); import time; time.sleep(600)"


async def test_an_agent_whose_profile_has_no_capture_at_all_is_flagged_without_a_version(
    scratch: Scratch,
) -> None:
    scratch.configure()
    with scratch.paths.config.open("a") as file:
        command = json.dumps(["python3", "-c", GREETS])
        file.write(f'[agents.new]\nprofile = "agy"\nproject = "shop"\ncommand = {command}\n')
    async with scratch.engine() as live:
        await live.do(c.StartAgent("new"))
        await live.until(lambda: live.agent("new").untested == "any version")


async def test_the_version_on_the_screen_is_flagged_where_no_file_says_it(scratch: Scratch) -> None:
    scratch.configure()
    with scratch.paths.config.open("a") as file:
        for name, words in (("new", GREETS), ("known", GREETS.replace("9.9.9", "0.86.2"))):
            command = json.dumps(["python3", "-c", words])
            file.write(f'[agents.{name}]\nprofile = "aider"\nproject = "shop"\ncommand = {command}\n')
    async with scratch.engine() as live:
        for name in ("new", "known"):
            await live.do(c.StartAgent(name))
        await live.until(lambda: live.agent("new").untested == "9.9.9")
        await live.until(lambda: live.engine.core.sight("known").version == "0.86.2")
        assert live.agent("known").untested == ""

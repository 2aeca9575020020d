"""Standing rules on their way: what the agent gets is what was shown and what the journal says."""

from __future__ import annotations

from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.status import Phase
from tests.support.scratch import Scratch

BLOCK = "Standing rules:\n- Run the tests.\n- Find faults only."


def configure(scratch: Scratch, every: int) -> None:
    scratch.configure("cache", extra='[roles.reviewer]\nrules = ["Find faults only."]\n')
    config = scratch.paths.config
    text = config.read_text()
    text = text.replace(
        "[projects.shop]\n", f'[projects.shop]\nrules = ["Run the tests."]\nrules_every = {every}\n'
    )
    config.write_text(text.replace("[agents.cache]\n", '[agents.cache]\nrole = "reviewer"\n'))


async def test_the_first_follow_up_of_a_run_and_every_nth_carry_the_rules_of_project_and_role(
    scratch: Scratch,
):
    configure(scratch, every=2)
    async with scratch.engine() as live:
        await live.started("cache")
        await live.phase("cache", Phase.IDLE)
        assert live.agent("cache").rules.added_to("") == BLOCK
        for number in (1, 2, 3):
            shown = live.agent("cache").rules.added_to("")
            await live.do(c.AddEntry("cache", f"step {number}"))
            await live.until(lambda number=number: len(scratch.texts("cache")) == number)  # type: ignore[misc]
            want = f"step {number}\n\n{shown}" if shown else f"step {number}"
            assert scratch.texts("cache")[-1] == want, "what was shown is what was typed"
            await live.phase("cache", Phase.IDLE)
            await live.until(lambda: not live.agent("cache").queue)
        assert ["Standing rules" in text for text in scratch.texts("cache")] == [True, False, True]
        records = await live.engine.core.world.journal.read(0)
        said = [one.event.text for one in records if isinstance(one.event, e.RulesAdded)]
        assert said == [BLOCK, BLOCK]


async def test_a_handoff_says_them_and_the_follow_up_after_it_does_not(scratch: Scratch):
    configure(scratch, every=0)
    async with scratch.engine() as live:
        await live.started("cache")
        await live.phase("cache", Phase.IDLE)
        await live.do(c.AddEntry("cache", "one"))
        await live.until(lambda: len(scratch.texts("cache")) == 1)
        await live.do(c.RestartAgent("cache"))
        await live.until(lambda: len(scratch.texts("cache")) == 2)
        await live.do(c.AddEntry("cache", "two"))
        await live.until(lambda: len(scratch.texts("cache")) == 3)
        first, handoff, last = scratch.texts("cache")
        assert first == f"one\n\n{BLOCK}"
        assert "## Rules\n- Run the tests.\n- Find faults only." in handoff
        assert last == "two"

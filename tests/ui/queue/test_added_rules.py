"""What is typed with a follow-up is shown where it is written and where it waits."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.standing_rules import RulesPlan
from fleetui.model.view import FleetView
from tests.support.fleets import fleet
from tests.support.screens import running

TEXT = "Standing rules:\n- Run the tests.\n- Say what you did not do."


def told(view: FleetView, **plans: RulesPlan) -> FleetView:
    agents = tuple(replace(one, rules=plans.get(one.name, one.rules)) for one in view.agents)
    return replace(view, agents=agents)


async def test_the_editor_shows_the_rules_that_go_out_with_what_is_written() -> None:
    view = told(fleet(3), billing=RulesPlan(TEXT, (), one_more=True))
    async with running(view, (80, 24)) as run:
        await run.press("f")
        assert "typed with it, as things stand:" in run.text
        assert "- Run the tests." in run.text
        assert "ctrl+s" in run.text, "the keys stay in sight"
        await run.show(fleet(3))
        assert "typed with it" not in run.text


async def test_for_several_agents_it_says_who_gets_them() -> None:
    view = told(fleet(3), search=RulesPlan(TEXT, (), one_more=True))
    async with running(view) as run:
        await run.press("space", "l", "space", "f")
        assert "typed with it for search, as things stand:" in run.text


async def test_the_queue_shows_them_below_the_entry_that_they_go_out_with() -> None:
    view = fleet(3)
    first, second = (one.id for one in view.agents[0].queue)
    async with running(told(view, billing=RulesPlan(TEXT, (second,)))) as run:
        await run.press("F")
        assert run.app.screen.chosen.entry.id == first
        assert "Run the tests" not in run.text
        await run.press("j")
        assert "Run the tests" in run.text

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.link import AskError, AskLog, AskProgram
from fleetui.model.view import FleetView
from tests.support.fleets import fleet, with_ended
from tests.support.screens import running

TEXT = "a" * 64


def living(view: FleetView, screen: str) -> FleetView:
    """A fresh run lives where one ended."""
    gone = with_ended(view, "billing").agents[0].ended
    assert gone is not None
    first = replace(view.agents[0], ended=replace(gone, screen=screen))
    return replace(view, agents=(first, *view.agents[1:]))


async def test_the_last_screen_opens_with_when_how_what_and_how_to_go_on() -> None:
    async with running(with_ended(fleet(3), "billing")) as run:
        run.link.answers[AskLog] = "it did this\nand that\n"
        run.app.fleet.select("billing")
        await run.press("L")
        await run.until("and that")
        for text in (
            "12m ago, after 1h: exited with 1",
            "claude --model opus",
            "claude --resume 8f14",
            "r restarts",
        ):
            assert text in run.text
        assert run.link.asked[-1] == AskLog(TEXT)


async def test_it_says_that_a_fresh_run_lives_since_and_where_nothing_was_kept() -> None:
    async with running(living(fleet(3), "")) as run:
        run.app.fleet.select("billing")
        await run.press("L")
        await run.until("nothing of its screen was kept")
        assert "a fresh run lives in this seat since" in run.text
        assert not [one for one in run.link.asked if isinstance(one, AskLog)]


async def test_without_an_ended_run_the_key_says_so() -> None:
    async with running(fleet(3)) as run:
        await run.press("L")
        await run.until("has ended yet")


async def test_a_tile_and_the_own_view_name_the_end_and_the_way_on() -> None:
    async with running(with_ended(fleet(3), "billing")) as run:
        run.app.fleet.select("billing")
        await run.until("exited with 1: claude --res")
        await run.press("enter")
        await run.until("L shows its last screen")


async def test_a_new_agent_whose_program_is_missing_is_said_before_a_task_is_written_down() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskProgram] = "claude: not found in PATH: install it"
        await run.press("n", *"fresh", "tab", "tab", "tab", *"work", "ctrl+s")
        await run.until("claude: not found in PATH")
        assert run.link.commands == []
        run.link.answers[AskProgram] = AskError("not known")
        await run.press("ctrl+s")
        assert len(run.link.commands) == 2

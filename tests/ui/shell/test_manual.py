"""The manual is reached from the help, and its texts are as wide as the terminal."""

from __future__ import annotations

from fleetui.ui.shell.manual import topics
from tests.support.screens import running
from tests.support.waiting import until_async


async def test_enter_in_the_help_lists_the_topics_and_shows_the_one_that_is_taken() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("question_mark", "enter")
        await run.until("how to add an agent CLI")
        assert all(topic in run.text for topic in topics())
        await run.press(str(1 + list(topics()).index("safety")))
        await run.until("Manual: safety")
        await run.until("fleet")
        await run.press("escape")
        await run.until("type to search")
        await run.press("escape")
        assert run.kind == "FleetScreen"


async def test_a_text_of_the_manual_begins_at_its_start_and_scrolls() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("question_mark", "enter", str(1 + list(topics()).index("safety")))
        await run.until("Safety: limits")
        await run.press("end")
        await until_async(lambda: "Safety: limits" not in run.text, 5)

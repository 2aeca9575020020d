"""`s` on the queue screen tells what happened to the entry under the bar."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.link import AskStory, JournalLine
from tests.support.fleets import NOW, fleet
from tests.support.screens import running

STORY = (
    JournalLine(3, NOW - 90, "entry-added", "billing", "queued: add VAT tests"),
    JournalLine(9, NOW - 10, "delivery-accepted", "billing", "taken by the agent: it left the composer"),
)


async def test_the_story_names_the_sign_and_follows_the_journal() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskStory] = STORY
        await run.press("F", "s")
        assert "add VAT tests" in run.text
        assert "+80s" in run.text
        assert "taken by the agent: it left the composer" in run.text
        assert run.link.asked[-1] == AskStory("e001")
        later = JournalLine(11, NOW, "status-changed", "billing", "idle")
        run.link.answers[AskStory] = (*STORY, later)
        await run.show(replace(run.link.view, seq=11))
        assert "status-changed" in run.text


async def test_an_empty_queue_has_no_story() -> None:
    view = fleet(3)
    empty = replace(view.agents[0], queue=())
    async with running(replace(view, agents=(empty, *view.agents[1:]))) as run:
        await run.press("F", "s")
        assert AskStory not in {type(question) for question in run.link.asked}

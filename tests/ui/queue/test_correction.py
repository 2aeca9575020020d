"""`r` takes a held follow-up to where that is now, `w` sends it with a note: both show first what would be."""

from __future__ import annotations

from fleetui.engine.link import AskCorrection
from fleetui.model.anchors.correction import Correction
from fleetui.model.commands import NoteEntry, ReanchorEntry
from tests.support.fleets import fleet
from tests.support.screens import running
from tests.support.waiting import until_async

OLD = "look at src/cache/lru.py:88 first,\nthen at the rest"
NEW = "look at src/cache/lru.py:92 first,\nthen at the rest"
HELD = "src/cache/lru.py:88: it is line 92 now"
NOTE = "Note: src/cache/lru.py:88 moved to :92 since this was written."
FOUND = Correction(OLD, NEW, (("src/cache/lru.py:88", "src/cache/lru.py:92"),), NOTE, (HELD,))


async def test_the_old_and_the_new_text_are_shown_before_the_new_one_is_taken() -> None:
    async with running(fleet(3), (80, 24)) as run:
        run.link.answers[AskCorrection] = FOUND
        await run.press("F", "r")
        await run.until("- look at src/cache/lru.py:88 first,")
        assert "+ look at src/cache/lru.py:92 first," in run.text
        assert HELD in run.text
        assert run.link.commands == [], "it was rewritten in silence"
        await run.press("enter")
        assert run.link.commands == [ReanchorEntry("billing", "e001", NEW)]


async def test_leaving_the_question_changes_nothing() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskCorrection] = FOUND
        await run.press("F", "r")
        await run.until("it is line 92 now")
        await run.press("escape")
        await run.press("w")
        await run.until(NOTE)
        await run.press("escape")
        assert run.link.commands == []


async def test_the_note_is_shown_before_it_goes_out_with_the_text() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskCorrection] = FOUND
        await run.press("F", "w")
        await run.until(NOTE)
        await run.press("enter")
        assert run.link.commands == [NoteEntry("billing", "e001", NOTE)]


async def test_a_claim_whose_new_place_is_not_known_is_not_offered() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskCorrection] = Correction(OLD, OLD, (), "", ("lru.py:88: there is no such file",))
        await run.press("F", "r")
        await until_async(lambda: any("there is no such file" in said for said in run.said), 5)
        assert run.kind == "QueueScreen"


async def test_what_would_still_be_held_is_said_before() -> None:
    async with running(fleet(3)) as run:
        still = ("branch gone: there is no such branch",)
        run.link.answers[AskCorrection] = Correction(OLD, NEW, FOUND.replaced, NOTE, (HELD,), still)
        await run.press("F", "r")
        await run.until("It would still be held: branch gone")

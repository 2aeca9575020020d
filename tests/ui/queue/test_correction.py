"""`r` takes a held follow-up to where that is now, `w` sends it with a note: both show first what would be."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from fleetui.engine.link import AskCorrection
from fleetui.model.anchors.correction import Correction
from fleetui.model.commands import NoteEntry, ReanchorEntry
from fleetui.ui.queue import correction
from fleetui.ui.queue.correction import replaced
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


async def test_what_has_no_other_place_is_not_offered_and_says_what_to_do_instead() -> None:
    async with running(fleet(3)) as run:
        gone = Correction(OLD, OLD, (), "Note: lru.py:88: there is no such file", ("lru.py:88: gone",))
        run.link.answers[AskCorrection] = gone
        await run.press("F")
        await until_async(lambda: "Queue of" in run.text and "re-anchor" not in run.text, 5)
        assert "w with a note" in run.text
        await run.press("r")
        wanted = "it has no other place that is known: e edits it, w sends it with a note, D deletes it"
        await until_async(lambda: any(wanted in said for said in run.said), 5)
        assert run.kind == "QueueScreen"


async def test_where_a_place_is_known_the_key_that_takes_it_is_offered() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskCorrection] = FOUND
        await run.press("F")
        await run.until("r re-anchor")


async def test_what_would_still_be_held_is_said_before() -> None:
    async with running(fleet(3)) as run:
        still = ("branch gone: there is no such branch",)
        run.link.answers[AskCorrection] = Correction(OLD, NEW, FOUND.replaced, NOTE, (HELD,), still)
        await run.press("F", "r")
        await run.until("It would still be held: branch gone")


def test_of_two_endless_lines_only_what_lies_between_the_differences_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []

    def noted(junk: None, one: list[str], two: list[str], **how: bool) -> SequenceMatcher[str]:
        compared.append(len(one) * len(two))
        return SequenceMatcher(junk, one, two, **how)

    monkeypatch.setattr(correction, "SequenceMatcher", noted)
    words = "word " * 5000
    for old, new in (
        (f"{words}a.py:1 {words}", f"{words}a.py:2 {words}"),
        (f"a.py:1 {words} b.py:1", f"a.py:2 {words} b.py:2"),
    ):
        rows = replaced(Correction(old, new, (), "", ()), 80)
        bold = ["".join(span.text for span in row if "bold" in span.ink) for row in rows]
        assert "1" in "".join(bold)
        assert "2" in "".join(bold)
    assert sum(compared) < 1_000_000

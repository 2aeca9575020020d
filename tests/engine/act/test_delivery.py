"""Follow-ups reach an agent once, in order, and doubt is said."""

from __future__ import annotations

import pytest

from fleetui.engine.act import delivery
from fleetui.engine.core import Core
from fleetui.engine.link import AskArrival, AskNeverTyped
from fleetui.model import commands as c
from fleetui.model.fleet import Run, Seat
from fleetui.model.identities import Reader
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.relayed import EITHER
from tests.support.scratch import Scratch

HARD = 'do this;\n\tuse "$(id)" and `date`, #{pane_id} \\\nüñí 🙂 — and end with a semicolon;'


@EITHER
async def test_follow_ups_arrive_byte_for_byte_once_and_in_order(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        for text in ("first", HARD, "third"):
            await live.do(c.AddEntry("cache", text))
        await live.until(lambda: len(scratch.texts("cache")) == 3, 40)
        await live.until(lambda: all(x.state is EntryState.ACCEPTED for x in live.queue("cache")))
        assert scratch.texts("cache") == ["first", HARD, "third"]


async def test_the_next_one_waits_for_an_agent_that_shows_late_that_it_works(scratch: Scratch) -> None:
    """What looks at rest a moment after it took a follow-up may be at work: the next would be typed into that turn."""
    scratch.configure("cache", cache=["--late", "1", "--turn", "30"])
    async with scratch.engine() as live:
        await live.started("cache")
        for text in ("first", "second"):
            await live.do(c.AddEntry("cache", text))
        await live.until(lambda: len(scratch.texts("cache")) == 2, 40)
        assert [one["queued"] for one in scratch.got("cache")] == [False, False]


@pytest.mark.parametrize("change", ["edited", "deleted", "another is next", "paused"])
async def test_what_the_operator_changes_during_the_last_look_is_what_counts(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    look, changed = delivery.reader_of, False
    scratch.configure("cache")
    async with scratch.engine() as live:

        async def look_while_the_queue_changes(core: Core, seat: Seat, run: Run) -> Reader:
            nonlocal changed
            if not changed:
                changed = True
                old, other = live.queue("cache")
                commands = {
                    "edited": c.EditEntry("cache", old.id, "new words"),
                    "deleted": c.DeleteEntry("cache", old.id),
                    "another is next": c.MoveEntry("cache", other.id, 0),
                    "paused": c.PauseAgent("cache"),
                }
                await live.do(commands[change])
            return await look(core, seat, run)

        monkeypatch.setattr(delivery, "reader_of", look_while_the_queue_changes)
        await live.do(c.AddEntry("cache", "old words"))
        await live.do(c.AddEntry("cache", "other"))
        await live.started("cache")
        if change == "paused":
            await live.until(lambda: changed)
            await live.do(c.RefreshNow())
            assert scratch.texts("cache") == []
            await live.do(c.ResumeAgent("cache"))
        wanted = {
            "edited": ["new words", "other"],
            "deleted": ["other"],
            "another is next": ["other", "old words"],
        }
        await live.until(lambda: scratch.texts("cache") == wanted.get(change, ["old words", "other"]), 40)


@EITHER
async def test_nothing_is_sent_while_an_agent_asks(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        await live.phase("cache", Phase.ASKING)
        await live.do(c.AddEntry("cache", "two"))
        await live.do(c.RefreshNow())
        assert scratch.texts("cache") == ["one"]
        assert live.agent("cache").attention is not None
        await live.do(c.TypeKeys("cache", ("1",)))
        await live.until(lambda: scratch.texts("cache") == ["one", "two"], 30)
        assert not [item for item in scratch.got("cache", "paste") if item["where"] != "composer"]


@EITHER
async def test_a_swallowed_enter_is_pressed_again_and_nothing_is_typed_twice(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--swallow-enter", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "only once"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED, 30)
        assert scratch.texts("cache") == ["only once"]
        assert len(scratch.got("cache", "paste")) == 1


async def test_a_follow_up_nobody_took_is_not_confirmed_and_stops_the_queue(scratch: Scratch) -> None:
    scratch.configure("cache", extra="[thresholds]\naccept_s = 6.0\n", cache=["--swallow-enter", "all"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "lost?"))
        await live.do(c.AddEntry("cache", "behind it"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.UNKNOWN, 40)
        entry = live.queue("cache")[0]
        assert "did not show" in entry.reason
        assert live.queue("cache")[1].state is EntryState.QUEUED
        assert scratch.texts("cache") == []
        await live.do(c.MarkDelivered("cache", entry.id))
        assert live.queue("cache")[0].state is EntryState.ACCEPTED


async def test_a_wrong_line_claim_holds_the_follow_up_and_says_why(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "fix shop.py:99 please"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.HELD)
        entry = live.queue("cache")[0]
        assert "shop.py:99" in entry.reason
        await live.do(c.EditEntry("cache", entry.id, "fix shop.py:2 please"))
        await live.until(lambda: scratch.texts("cache") == ["fix shop.py:2 please"], 30)


@EITHER
async def test_control_characters_never_reach_the_agent(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        outcome = await live.do(c.AddEntry("cache", "a\x1b[201~\rrm -rf x\x07b"))
        assert "gets it without 2 control or hidden characters" in outcome.text
        await live.until(lambda: len(scratch.texts("cache")) == 1, 30)
        assert not set("\x1b\x07\r") & set(scratch.texts("cache")[0])


async def test_a_held_seat_gets_nothing_until_it_is_let_go(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntry("cache", "later"))
        await live.do(c.RefreshNow())
        assert live.queue("cache")[0].state is EntryState.QUEUED
        live.engine.hold("cache", held=False)
        await live.until(lambda: scratch.texts("cache") == ["later"], 30)


async def test_a_follow_up_that_could_never_be_typed_is_told_before_and_when_it_is_queued(
    scratch: Scratch,
) -> None:
    scratch.configure(
        "cache",
        extra='[agents.plain]\nprofile = "shell"\nproject = "shop"\ncommand = ["sh"]\n'
        '[agents.cc]\nprofile = "claude"\nproject = "shop"\ncommand = ["sh"]\n',
    )
    async with scratch.engine() as live:
        asked = await live.engine.ask(AskNeverTyped(("plain", "cache"), "one\ntwo"))
        assert isinstance(asked, tuple)
        (why,) = asked
        assert "each line by itself" in str(why)
        assert await live.engine.ask(AskNeverTyped(("plain", "cache"), "one")) == ()
        told = await live.engine.ask(AskArrival(("cc", "cache", "cc"), "a\tb\u200e"))
        assert told == ("Claude Code gets it 4 blanks for a tab",), (
            "each once, without what all see taken out"
        )
        queued = await live.do(c.AddEntry("plain", "one\ntwo"))
        assert f"it will be held: {str(why).removeprefix('plain: ')}" in queued.text
        assert "held" not in (await live.do(c.EditEntry("plain", queued.value, "one"))).text
        assert "it will be held" in (await live.do(c.EditEntry("plain", queued.value, "one\ntwo"))).text
        assert "held" not in (await live.do(c.AddEntry("cache", "one\ntwo"))).text

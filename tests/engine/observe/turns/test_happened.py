"""At the end of every turn what it reported is compared with what is so: from its files and its session file."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.observe.turns import happened, turns
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.attention import Want
from fleetui.model.happened.redo import redo
from fleetui.model.happened.shortfall import Kind
from fleetui.model.happened.turns import JudgedTurn
from fleetui.model.queue import EntryState
from fleetui.model.snapshot.agent import agent_snapshot
from fleetui.model.status import Phase
from tests.engine.observe.turns.reporting_agent import Plan, reports
from tests.support.scratch import Live, Scratch, git

LESSONS = 30
WRONG = {3, 9, 17, 21, 28}
"""Lessons whose text is not what the agent thinks it is."""


def lessons(scratch: Scratch) -> Plan:
    folder = scratch.repo / "lessons"
    folder.mkdir()
    plan: list[list[str]] = []
    for number in range(LESSONS):
        phase = "phase:  1" if number in WRONG else "phase: 1"
        (folder / f"{number:02}.md").write_text(f"---\n{phase}\n---\n")
        plan.append(["edit", f"lessons/{number:02}.md", "phase: 1", "phase: 2"])
    git(scratch.repo, "add", "-A")
    git(scratch.repo, "commit", "-q", "-m", "lessons")
    return {"Set phase 2": [*plan, ["say", "All 30 lessons are updated: every patch went in."]]}


async def turn(live: Live, text: str, name: str = "ada") -> JudgedTurn:
    """The judgement of the turn that a follow-up begins."""
    before = live.agent(name).turns[-1:]
    await live.do(c.AddEntry(name, text))
    await live.until(lambda: live.agent(name).turns[-1:] not in ((), before), 40)
    return live.agent(name).turns[-1]


async def test_thirty_were_reported_and_twenty_five_are_in_the_files(scratch: Scratch) -> None:
    reports(scratch, lessons(scratch))
    async with scratch.engine() as live:
        await live.started("ada")
        found = await turn(live, "Set phase 2 in every lesson.")
        assert found.short == "reported 30, in the files 25"
        assert {Path(one.reported).stem for one in found.shortfalls} == {f"{n:02}" for n in WRONG}
        assert {one.kind for one in found.shortfalls} == {Kind.EDIT} and not found.loud
        said = agent_snapshot(live.agent("ada"), live.engine.core.world.now())["undone"]
        assert isinstance(said, list) and (said[0]["reported"], said[0]["in_files"]) == (30, 25)
        done = await live.do(c.RedoTurn("ada", found.id))
        assert any(entry.id == done.value and "lessons/03.md" in entry.text for entry in live.queue("ada"))
        assert all(one.id != found.id for one in live.agent("ada").turns)


async def test_what_a_follow_up_expects_is_judged_in_the_files_and_nothing_else(scratch: Scratch) -> None:
    reports(scratch, lessons(scratch))
    text = (
        "Set phase 2 in every lesson.\nexpects: count lessons/*.md phase=2 30\n"
        'expects: contains lessons/01.md "phase: 2"'
    )
    async with scratch.engine() as live:
        await live.started("ada")
        worktree = Path(live.agent("ada").seat.worktree)
        for number in set(range(LESSONS)) - WRONG:
            (worktree / f"lessons/{number:02}.md").write_text("---\nphase: 2\n---\n")
        await took(live, "x1", text)
        await live.until(lambda: live.agent("ada").turns, 60)
        found = live.agent("ada").turns[-1]
        expected = [(one.kind, one.reported) for one in found.shortfalls]
        assert expected == [(Kind.EXPECTED, "count lessons/*.md phase=2 30")]
        assert found.short == "reported 30, in the files 25" and found.loud
        assert "not lessons/03.md, lessons/09.md" in found.shortfalls[0].found
        assert "expects: count lessons/*.md phase=2 30" in redo(found)


async def took(live: Live, entry: str, text: str) -> None:
    """The journal says that the agent took a follow-up of several lines, which this agent cannot."""
    run = live.engine.core.live_run("ada")
    assert run is not None
    await live.engine.core.ledger.append(
        e.EntryAdded("ada", entry, text),
        e.DeliveryIntended("ada", entry, "d", run.tag, run.pane, ""),
        e.DeliveryPasted("ada", entry, "d"),
        e.DeliverySubmitted("ada", entry, "d"),
        e.DeliveryAccepted("ada", entry, "d", "seen"),
    )


async def test_each_of_two_follow_ups_is_judged_once_although_the_first_was_answered_before_it_was_seen_to_work(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happened, "WRITTEN_S", 0.0)  # no session file will tell of them
    reports(scratch, {})
    async with scratch.engine() as live:
        await live.started("ada")
        for entry in ("x1", "x2"):
            await took(live, entry, f"Do {entry}.")
            await live.until(lambda entry=entry: began(live) == entry, 10)
        await live.until(
            lambda: live.agent("ada").turns[-1:] and live.agent("ada").turns[-1].entry == "x2", 60
        )
        judged = live.agent("ada").turns[-1].at
        await live.until(
            lambda: live.engine.core.sight("ada").observed > judged + 1
        )  # still as if just taken
        records = await live.engine.core.world.journal.read(0)
        assert [one.event.entry for one in records if isinstance(one.event, e.TurnBegan)] == ["x1", "x2"]
        assert [one.event.entry for one in records if isinstance(one.event, e.TurnJudged)] == ["x1", "x2"]


async def test_a_turn_is_judged_although_its_agent_works_on_the_next_follow_up_before_it_was_seen_to_rest(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happened, "WRITTEN_S", 0.0)
    reports(scratch, {"Work": [["run", "sleep 4"], ["say", "Worked."]]})
    async with scratch.engine() as live:
        await live.started("ada")
        first = (await live.do(c.AddEntry("ada", "Work on it."))).value
        await live.until(lambda: live.agent("ada").status.phase is Phase.WORKING and began(live) == first, 20)
        await live.until(lambda: live.queue("ada")[-1].state is EntryState.ACCEPTED, 20)
        assert live.agent("ada").status.phase is Phase.WORKING
        await took(live, "x2", "Do x2.")
        await live.until(lambda: began(live) == "x2", 20)
        records = await live.engine.core.world.journal.read(0)
        began_as = [one.event.entry for one in records if isinstance(one.event, e.TurnBegan)]
        assert began_as == [first, "x2"]
        await live.until(
            lambda: live.agent("ada").turns[-1:] and live.agent("ada").turns[-1].entry == "x2", 40
        )
        records = await live.engine.core.world.journal.read(0)
        assert [one.event.entry for one in records if isinstance(one.event, e.TurnJudged)] == [first, "x2"]


async def test_a_follow_up_that_is_seen_late_is_judged_without_what_the_files_were(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happened, "WRITTEN_S", 0.0)
    monkeypatch.setattr(turns, "LATE_S", 0.0)
    reports(scratch, {})
    async with scratch.engine() as live:
        await live.started("ada")
        await took(live, "x1", "Do x1.")
        await live.until(lambda: live.agent("ada").turns[-1:], 40)
        judged = live.agent("ada").turns[-1]
        assert (judged.entry, judged.shortfalls) == ("x1", ())
        assert any("the files" in one for one in judged.unchecked)


def began(live: Live) -> str:
    """The entry whose turn is open."""
    turn = live.engine.core.fleet.turns.get("ada")
    return turn.entry if turn else ""


async def test_a_turn_that_did_what_it_says_leaves_nothing_to_say(scratch: Scratch) -> None:
    plan: Plan = {
        "Raise": [
            ["edit", "shop.py", "return 1", "return 2"], ["run", "python3 -m unittest -h"],
            ["say", "Done: the price is raised in shop.py. All tests pass."],
        ]
    }  # fmt: skip
    reports(scratch, plan)
    async with scratch.engine() as live:
        await live.started("ada")
        found = await turn(live, "Raise the price in shop.py and run the tests.")
        assert (found.shortfalls, found.unchecked) == ((), ())


async def test_done_without_a_change_calls_until_the_operator_knows(scratch: Scratch) -> None:
    reports(scratch, {"Fix": [["say", "Done. I fixed the price in shop.py."]]})
    async with scratch.engine() as live:
        await live.started("ada")
        found = await turn(live, "Fix the price in shop.py.")
        assert [one.kind for one in found.shortfalls] == [Kind.NOTHING]
        await live.until(lambda: live.agent("ada").attention)
        attention = live.agent("ada").attention
        assert attention is not None
        assert (attention.want, attention.reason) == (Want.UNDONE, "says done, nothing changed")
        await live.do(c.SettleTurn("ada", found.id))
        assert live.agent("ada").attention is None
        refused = await live.engine.do(c.SettleTurn("ada", found.id))
        assert not refused.ok


async def test_a_turn_goes_on_to_be_judged_by_the_owner_that_comes_after(scratch: Scratch) -> None:
    slow = [["run", "sleep 6"], ["say", "Done. I fixed the price in shop.py."]]
    reports(scratch, {"Fix": slow})
    async with scratch.engine() as first:
        await first.started("ada")
        await first.do(c.AddEntry("ada", "Fix the price in shop.py."))
        await first.until(lambda: first.queue("ada")[-1].state is EntryState.ACCEPTED)
        await first.until(lambda: first.engine.core.fleet.turns.get("ada"))
        first.engine.ownership.hands_over = False
    async with scratch.engine() as live:
        await live.until(lambda: live.agent("ada").turns, 40)
        assert [one.kind for one in live.agent("ada").turns[-1].shortfalls] == [Kind.NOTHING]


async def test_what_is_typed_by_hand_is_a_turn_too(scratch: Scratch) -> None:
    reports(scratch, {"Fix": [["run", "sleep 6"], ["say", "Done. I fixed the price in shop.py."]]})
    async with scratch.engine() as live:
        await live.started("ada")
        await live.do(c.TypeKeys("ada", literal="Fix the price in shop.py."))
        await live.do(c.TypeKeys("ada", ("Enter",)))
        await live.until(lambda: live.agent("ada").turns, 40)
        assert [one.kind for one in live.agent("ada").turns[-1].shortfalls] == [Kind.NOTHING]

"""Two columns: what a turn reported, and what is in the files; one key queues what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.engine.link import AskLog
from fleetui.model.attention import Attention, Want
from fleetui.model.commands import RedoTurn, SettleTurn
from fleetui.model.happened.afterwards import ChangedAnchor
from fleetui.model.happened.shortfall import Kind, Shortfall
from fleetui.model.happened.turns import JudgedTurn, OpenTurn
from fleetui.model.view import FleetView
from tests.support.fleets import NOW, fleet
from tests.support.screens import running

WHY = "String to replace not found in file.: it does not stand there"
FIVE = tuple(Shortfall(Kind.EDIT, f"lessons/{number:02}.md", WHY) for number in (3, 9, 17, 21, 28))
TURN = JudgedTurn(
    "t1",
    "run",
    NOW - 120,
    "e1",
    "Set phase 2 in every lesson.",
    FIVE,
    reported=30,
    in_files=25,
    evidence="e" * 64,
)
NOTHING = JudgedTurn(
    "t2", "run", NOW - 900, "e2", "Fix the parser in src/parse.py.",
    (Shortfall(Kind.NOTHING, "Done. I fixed the parser.", "no file changed in this turn"),),
)  # fmt: skip


def undone(*turns: JudgedTurn, name: str = "export") -> FleetView:
    """One agent that reported what is not so."""
    view = fleet(12)
    loud = [one for one in turns if one.loud]
    attention = Attention(Want.UNDONE, loud[-1].short, loud[-1].at, "agent.happened") if loud else None
    agents = tuple(
        replace(one, turns=turns, attention=attention) if one.name == name else one for one in view.agents
    )
    return replace(view, agents=agents)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_tile_says_it_and_the_list_has_two_columns(size: tuple[int, int]) -> None:
    async with running(undone(TURN), size) as run:
        run.app.fleet.select("export")
        await run.press("enter")
        await run.until("reported 30, in the files 25")
        await run.press("H")
        await run.until("Did it happen: export")
        for text in (
            "reported",
            "in the files",
            "lessons/03.md",
            "lessons/28.md",
            "Set phase 2 in every lesson.",
        ):
            assert text in run.text
        await run.press("j", "f")
        assert run.link.commands[-1] == RedoTurn("export", "t1")


async def test_nothing_changed_although_it_says_done_calls_and_is_known_by_a_key() -> None:
    async with running(undone(NOTHING, TURN)) as run:
        run.app.fleet.select("export")
        await run.until("not done")
        await run.press("H")
        await run.until("says done, nothing changed")
        await run.press("G", "A")
        assert run.link.commands[-1] == SettleTurn("export", "t2")
        await run.show(undone())
        await run.until("fleet" if run.kind == "FleetScreen" else "export")
        assert run.kind != "HappenedScreen"


async def test_what_it_was_judged_by_is_read_from_the_journal() -> None:
    async with running(undone(TURN)) as run:
        run.link.answers[AskLog] = '{"message": "All 30 lessons are updated."}'
        run.app.fleet.select("export")
        await run.press("H", "enter")
        await run.until("All 30 lessons are updated.")
        assert run.link.asked[-1] == AskLog("e" * 64)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_others_changed_since_is_said_and_begins_the_next_follow_up(size: tuple[int, int]) -> None:
    changed = (ChangedAnchor("contested", "src/ws.py", "ws", NOW - 60),)
    turn = OpenTurn("t9", "run", NOW - 90, "e9", anchors=changed)
    view = undone()
    agents = tuple(replace(one, turn=turn) if one.name == "export" else one for one in view.agents)
    async with running(replace(view, agents=agents), size) as run:
        run.app.fleet.select("export")
        await run.press("enter")
        await run.until("contested: src/ws.py, by ws")
        await run.press("F")
        await run.until("since the last one was sent")
        await run.press("f")
        await run.until("the agent ws works on it too")


async def test_the_evidence_tab_says_how_the_last_turn_went() -> None:
    fine = JudgedTurn(
        "t3", "run", NOW - 60, unchecked=("the files, since what they were before is not known",)
    )
    async with running(undone(fine)) as run:
        run.app.fleet.select("export")
        await run.press("H")
        await run.until("no turn of export reported what is not in its files")
        await run.press("enter", "tab")
        await run.until("nothing could be compared")
        assert "the files, since what they were before" in run.text

"""The footer in a small terminal keeps what can act now."""

from __future__ import annotations

from dataclasses import replace

from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.shell.limits import Limits
from tests.support.fleets import fleet
from tests.support.screens import running
from tests.support.waiting import until_async


async def test_where_not_all_fits_what_can_act_now_stays() -> None:
    async with running(fleet(12), size=(80, 24)) as run:
        asking = run.text.splitlines()[-1]
        await run.press("j")
        stuck = run.text.splitlines()[-1]
    assert "I choose" in asking
    assert "I choose" not in stuck
    assert "r restart" in stuck


async def test_an_agent_is_answered_from_the_board_too() -> None:
    async with running() as run:
        await run.press("3", "i")
        assert run.kind == "TypingScreen"
        await run.press("f12")
        assert run.kind == "BoardScreen"


async def test_a_footer_offers_no_key_that_cannot_act() -> None:
    view = fleet(12)
    first = replace(view.agents[0], attention=None, question=None, pane=None)
    async with running(replace(view, agents=(first, *view.agents[1:])), (220, 50)) as run:
        await run.press("g")
        keys = run.text.splitlines()[-1]
        assert run.app.fleet.selected == first.name
        assert "r restart" in keys
        assert all(gone not in keys for gone in ("i answer", "I choose", "a attach"))


async def test_an_empty_queue_offers_to_add_and_nothing_that_needs_an_entry() -> None:
    view = fleet(12)
    empty = replace(view.agents[0], queue=())
    async with running(replace(view, agents=(empty, *view.agents[1:])), (220, 50)) as run:
        await run.press("F")
        keys = run.text.splitlines()[-1].strip().split("   ")
        assert keys == ["f add", "v look", "esc back", "? help"]


async def test_a_dashboard_that_only_shows_offers_nothing_that_it_leaves_alone() -> None:
    async with running(size=(220, 50), limits=Limits(only_shows=True)) as run:
        await run.press("3")
        keys = run.text.splitlines()[-1]
        assert "approve" not in keys
        assert "run gates" not in keys
        assert "enter log" in keys


async def test_in_a_small_terminal_the_way_back_keeps_its_word_and_the_branch_its_key() -> None:
    view = fleet(12)
    lands = next(agent.name for agent in view.agents if state_of(agent).key == "merge")
    async with running(size=(80, 24)) as run:
        run.app.go("fleet", lands)
        await run.pilot.pause()
        assert "m merge" in run.text.splitlines()[-1]
        await run.press("3")
        assert "esc back" in run.text.splitlines()[-1]
        assert "? help" in run.text.splitlines()[-1]


async def test_every_way_out_of_the_restart_dialog_stands_below_it_in_a_small_terminal() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("j", "r")
        await run.until("esc back")
        keys = next(row for row in run.text.splitlines() if "esc back" in row)
        for key in ("r restart", "e edit", "R bare", "c go on", "D kill", "w no rescue"):
            assert key in keys


async def test_a_word_at_the_corner_takes_the_place_of_the_one_it_makes_untrue() -> None:
    async with running() as run:
        await run.press(*["underscore"] * 6, *["plus"] * 9)
        await until_async(lambda: len(run.app._notifications) == 1)


async def test_a_board_with_more_branches_than_rows_says_how_many_are_out_of_sight() -> None:
    view = fleet(12)
    rows = tuple(replace(view.board[0], seat=f"a{n}", branch=f"agent/a{n}") for n in range(12))
    async with running(replace(view, board=rows), (80, 24)) as run:
        await run.press("3")
        assert "4 below" in run.text
        await run.press("G")
        await run.until("4 above")
        assert "below" not in run.text

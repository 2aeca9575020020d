"""The order of a train on the board: all that may land are marked as breaks least, and a better order is one key."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.landing_order import Place
from fleetui.model.train import Proposal
from fleetui.model.train_order import BetterOrder
from tests.support.fleets import fleet, train
from tests.support.screens import running
from tests.support.waiting import until_async

WHY = "api-auth, cache before docs-gen: docs-gen regenerates uv.lock"


async def test_all_that_may_land_are_marked_in_the_order_that_breaks_least() -> None:
    view = fleet()
    places = {"cache": 1, "docs-gen": 2, "api-auth": 3}
    board = tuple(
        replace(
            row,
            may_land=row.seat in places,
            why_not="",
            landed="",
            place=Place(places.get(row.seat, 0), 3, ""),
        )
        for row in view.board
    )
    async with running(replace(view, board=board), size=(160, 40)) as run:
        await run.press("3", "t")
        await run.until("3 marked")
        await run.press("m")
        await until_async(lambda: bool(run.link.prepared))
        assert run.link.prepared == [Proposal("clawdemy", ("cache", "docs-gen", "api-auth"))]
        await run.press("escape", "t")
        await run.until("may land")
        assert "marked" not in run.text


async def test_a_better_order_is_said_with_its_reason_and_taken_by_one_key() -> None:
    better = BetterOrder(("api-auth", "cache", "docs-gen"), WHY)
    async with running(replace(fleet(), train=replace(train(), better=better)), size=(120, 40)) as run:
        await run.press("3", "space", "space", "m")
        await run.until(WHY)
        await run.press("o")
        await until_async(lambda: len(run.link.prepared) == 2)
        assert run.link.prepared[-1] == Proposal("clawdemy", better.seats)
        run.link.show(replace(run.link.view, train=train()))
        await until_async(lambda: "uv.lock" not in run.text)
        await run.press("o")
        await run.until("no other order is known to break less")
        assert len(run.link.prepared) == 2


async def test_the_key_of_the_board_on_the_board_keeps_marks_and_bar() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "j", "space")
        at = run.app.screen.chosen.row  # type: ignore[attr-defined]
        await run.press("3")
        assert run.kind == "BoardScreen"
        assert "1 marked" in run.text
        assert run.app.screen.chosen.row == at  # type: ignore[attr-defined]

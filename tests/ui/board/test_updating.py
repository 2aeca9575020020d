"""R offers to bring the base into a pull request's branch, too, where the forge has what stands here."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.link import AskBlueprints
from fleetui.model.blueprints import Blueprint
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.forge.wishes.pull_acts import UpdatePull
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.board.behind import BLUEPRINT
from tests.support.fleets import fleet
from tests.support.remarks import with_remarks
from tests.support.screens import running
from tests.support.waiting import until_async

REBASE = Blueprint(BLUEPRINT, ("Rebase onto {base}.",))


def behind() -> tuple[FleetView, BranchRow]:
    view = with_remarks(fleet(12))
    chosen = next(one for one in view.board if one.pull and not one.landed)
    assert chosen.pull is not None
    row = replace(chosen, pull=replace(chosen.pull, head=chosen.head, behind=True))
    project = replace(view.projects[row.project], forge=ForgeRules("me/clawdemy"))
    board = tuple(row if one is chosen else one for one in view.board)
    return replace(view, board=board, projects={**view.projects, row.project: project}), row


async def test_the_forge_is_asked_once_and_what_the_agent_is_told_is_shown_first() -> None:
    view, row = behind()
    assert row.pull is not None
    async with running(view) as run:
        run.link.answers[AskBlueprints] = (REBASE,)
        run.app.go("board", row.seat)
        await until_async(lambda: run.kind == "BoardScreen")
        await run.press("R")
        await until_async(lambda: run.kind == "ChoiceDialog")
        assert f"into #{row.pull.number}" in run.text
        await run.press("j", "j", "j", "enter")
        await until_async(lambda: run.link.wishes)
        assert run.link.wishes == [UpdatePull(row.project, row.pull.number, row.pull.head)]
        await until_async(lambda: run.kind == "FollowUpEditor")
        assert "git pull" in run.text
        assert run.link.commands == []


async def test_it_is_not_offered_where_the_forge_has_another_commit() -> None:
    view, row = behind()
    assert row.pull is not None
    moved = replace(row, pull=replace(row.pull, head="f" * 40))
    async with running(replace(view, board=tuple(moved if one is row else one for one in view.board))) as run:
        run.link.answers[AskBlueprints] = (REBASE,)
        run.app.go("board", row.seat)
        await until_async(lambda: run.kind == "BoardScreen")
        await run.press("R")
        await until_async(lambda: run.kind != "BoardScreen" or run.said)
        assert f"into #{row.pull.number}" not in run.text

"""A report of success against a gate that says otherwise, as tile, board, detail and one agent draw it."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.attention import Attention, Want
from fleetui.model.evidence import Verdict
from fleetui.model.happened.success import Against, Success
from fleetui.model.view import FleetView
from tests.support.fleets import NOW, fleet
from tests.support.screens import running

AGAINST = Against(
    Success("tests pass", "its last words", NOW - 240), "test", Verdict.FAIL, NOW - 120, "exit 1"
)
WANTED = Attention(Want.UNDONE, "says tests pass, test fails: exit 1", NOW - 120, "mode.merge")


def against(view: FleetView, name: str, one: Against | None = AGAINST) -> FleetView:
    wanted = WANTED if one else None
    agents = tuple(
        replace(agent, against=one, attention=wanted) if agent.name == name else agent
        for agent in view.agents
    )
    return replace(view, agents=agents)


async def test_it_is_said_in_one_mark_with_its_sources_and_ages() -> None:
    async with running(against(fleet(), "api-auth"), size=(220, 60)) as run:
        await run.until("says tests pass, test fails")
        assert "\u2260test\u2716" in run.text, "beside the gates of the tile"
        run.app.fleet.select("api-auth")
        await run.press("enter", "right_square_bracket")
        await run.until("tests pass: its last words, 4m ago")
        await run.until("test fails: evidence on its head, 2m ago   exit 1")
        await run.press("escape", "m")
        await run.until("\u2260 says tests pass, test fails")
        await run.until("its last words 4m ago, evidence 2m ago")


async def test_without_a_report_nothing_is_said() -> None:
    async with running(against(fleet(), "api-auth", None), size=(160, 45)) as run:
        await run.press("3")
        await run.until("test fails")
        assert "says tests pass" not in run.text


async def test_advice_is_never_called_evidence() -> None:
    one = replace(AGAINST, advice=True)
    async with running(against(fleet(), "api-auth", one), size=(160, 45)) as run:
        assert "\u2260test" not in run.text
        run.app.fleet.select("api-auth")
        await run.press("m")
        await run.until("advice on its uncommitted files 2m ago")

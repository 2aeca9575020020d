"""The footer in a small terminal keeps what can act now."""

from __future__ import annotations

from tests.support.fleets import fleet
from tests.support.screens import running


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

"""The agent the operator looks at is seen sooner than a tick, and costs nothing while it is silent."""

from __future__ import annotations

import pytest

from fleetui.engine.own import journal_file as module
from fleetui.model import commands as c
from fleetui.model.screen import Frame
from tests.support.scratch import Live, Scratch


def count_glances(live: Live) -> list[Frame | None]:
    """What looks between ticks brought, as they come."""
    came: list[Frame | None] = []
    port = live.engine.core.world.tmux
    look = port.look

    async def counted(pane):  # type: ignore[no-untyped-def]
        came.append(await look(pane))
        return came[-1]

    port.look = counted  # type: ignore[method-assign]
    return came


async def test_a_focused_agent_is_followed_between_ticks_while_it_moves_and_left_alone_when_silent(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        came = count_glances(live)
        live.engine.look_at(frozenset({"cache", "docs"}), "cache")
        assert not came, "in a grid that nobody touches the ticks are enough"
        await live.do(c.AddEntry("cache", "work"))
        await live.until(lambda: any(frame is not None for frame in came))
        shown = next(frame for frame in reversed(came) if frame is not None)
        assert live.agent("cache").frame is not None
        assert shown.width == live.agent("cache").frame.width  # type: ignore[union-attr]
        core = live.engine.core
        await live.until(lambda: core.world.now() >= live.engine.focus._hot_until, 60)
        await live.until(lambda: not live.engine.focus._awake.is_set())


async def test_an_agent_shown_alone_is_followed_for_as_long_as_it_moves(scratch: Scratch) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        focus, now = live.engine.focus, live.engine.core.world.now
        for visible, hot in (({"cache"}, True), ({"cache", "docs"}, False)):
            live.engine.look_at(frozenset(visible), "cache")
            focus._hot_until = now() + 60
            assert focus._is_hot() is hot
        focus.stir("docs")
        assert not focus._is_hot(), "what is done with another agent is no reason"
        focus.stir("cache")
        assert focus._is_hot()


async def test_the_owner_keeps_a_backup_of_the_journal(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACK_UP_LOOK_S", 0.2)
    scratch.configure("cache")
    async with scratch.engine() as live:
        folder = scratch.paths.journal.parent
        await live.until(lambda: list((folder / "backups").glob("journal-*")))
        assert not [health for health in live.engine.view.health if health.port == "backup"]

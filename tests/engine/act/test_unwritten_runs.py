"""A run whose start could not be written down is taken back; a second one would work in the same worktree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model.events import Event, Record, RunStarted
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch


def fails_at_a_start(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start of a run cannot be written down."""
    journal = live.engine.core.world.journal
    append = journal.append

    async def full(events: Sequence[Event]) -> tuple[Record, ...]:
        if any(isinstance(event, RunStarted) for event in events):
            monkeypatch.setattr(journal, "append", append)
            raise PortError("journal", "write", "the disk is full")
        return await append(events)

    monkeypatch.setattr(journal, "append", full)


@pytest.mark.parametrize(
    "again", [c.StartAgent("ada"), c.RestartAgent("ada", "")], ids=["started", "restarted"]
)
async def test_an_agent_whose_start_was_not_written_down_is_not_started_a_second_time(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch, again: c.Command
) -> None:
    scratch.configure("ada")
    async with scratch.engine() as live:
        fails_at_a_start(live, monkeypatch)
        refused = await live.engine.do(c.StartAgent("ada"))
        assert (refused.ok, refused.text) == (False, "write: the disk is full")
        assert live.engine.core.live_run("ada") is None
        await live.do(again)
        await live.phase("ada", Phase.IDLE)
        panes = await live.engine.core.world.tmux.discover()
        assert [pane.agent for pane in panes if pane.agent] == ["ada"]
        run = live.engine.core.live_run("ada")
        assert run and run.tag in {pane.run for pane in panes}

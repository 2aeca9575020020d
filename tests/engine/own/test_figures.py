"""Figures of a living fleet: what its journal holds now, grown by what is new each time they are asked for."""

from __future__ import annotations

from fleetui.engine.link import AskFigures
from fleetui.model import events as e
from fleetui.model.figures.report import Figure, Report, Wanted
from tests.support.scratch import Live, Scratch


async def figure(live: Live, name: str, wanted: Wanted | None = None) -> Figure:
    found = await live.engine.ask(AskFigures(wanted or Wanted()))
    assert isinstance(found, Report)
    return found.total.figure(name)


async def test_they_grow_with_the_journal_and_count_nothing_twice(scratch: Scratch) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        assert (await figure(live, "gate_pass_rate")).value is None
        ledger = live.engine.core.ledger
        await ledger.append(e.GateFinished("cache", "shop", "build", "c", "d", "pass"))
        assert (await figure(live, "gate_pass_rate")).samples == 1
        await ledger.append(e.GateFinished("cache", "shop", "build", "c", "d", "fail"))
        found = await figure(live, "gate_pass_rate")
        assert (found.samples, found.value) == (2, 0.5)
        assert (await figure(live, "gate_pass_rate", Wanted(project="other"))).value is None

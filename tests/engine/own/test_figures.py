"""Figures of a living fleet: what its journal holds now, grown by what is new each time they are asked for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from fleetui.engine.link import AskFigures
from fleetui.engine.protocols.journal import Streamed
from fleetui.model import events as e
from fleetui.model.figures.report import Figure, Report, Wanted
from fleetui.ports.journal.reader import JournalReader
from tests.support.scratch import Live, Scratch
from tests.support.waiting import until_async


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


async def test_no_append_waits_while_a_long_journal_is_read(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        reading, go_on = threading.Event(), threading.Event()

        def slow(reader: JournalReader, kinds: frozenset[str]) -> Iterator[Streamed]:
            reading.set()
            assert go_on.wait(20)
            return iter(())

        monkeypatch.setattr(JournalReader, "stream", slow)
        asked = asyncio.create_task(figure(live, "landed"))
        await until_async(reading.is_set)
        await live.engine.core.ledger.append(e.Noted("x", "y"))
        assert not asked.done()
        go_on.set()
        assert (await asked).value is None

"""Appends that wait for the disk are made durable together, and each of them is still all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from fleetui.engine.own.ledger import Ledger
from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import Event, Noted, Record
from fleetui.model.fleet import Fleet
from fleetui.ports.journal.port import Journal
from tests.support.waiting import until_async

UNWRITABLE = Noted("note", text=["no text"])  # type: ignore[arg-type]


class Slow:
    """A journal whose writes wait until they are let go."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.read_only = ""
        self.groups: list[list[str]] = []
        self.go = asyncio.Event()

    async def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        self.groups.append([event.text for event in events if isinstance(event, Noted)])
        await self.go.wait()
        return await self.journal.append(events)


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Slow]:
    journal = await Journal.open(tmp_path / "journal.db")
    yield Slow(journal)
    await journal.close()


def made(slow: Slow) -> Ledger:
    return Ledger(slow, lambda: None)  # type: ignore[arg-type]


def append(ledger: Ledger, *texts: str) -> asyncio.Task[None]:
    return asyncio.ensure_future(ledger.append(*(Noted("note", text) for text in texts)))


async def kept(slow: Slow) -> list[str]:
    records = await slow.journal.read(0)
    return [record.event.text for record in records if isinstance(record.event, Noted)]


async def test_what_waits_for_the_disk_is_written_together_and_in_order(slow: Slow) -> None:
    ledger = made(slow)
    first = append(ledger, "one")
    await until_async(lambda: bool(slow.groups))
    others = [append(ledger, f"two {number}", f"three {number}") for number in range(30)]
    await asyncio.sleep(0)
    slow.go.set()
    await asyncio.gather(first, *others)
    assert len(slow.groups) == 2
    assert await kept(slow) == ["one", *(f"{word} {n}" for n in range(30) for word in ("two", "three"))]
    assert ledger.fleet.seq == 61


async def test_what_was_decided_on_a_queue_that_changed_meanwhile_is_not_written(slow: Slow) -> None:
    ledger = made(slow)
    first = append(ledger, "one")
    await until_async(lambda: bool(slow.groups))
    seq = ledger.fleet.seq
    changes = append(ledger, "two")

    def unchanged(fleet: Fleet) -> bool:
        return fleet.seq == seq + 1

    late = asyncio.ensure_future(ledger.append_if(unchanged, Noted("note", "decided before two")))
    fits = asyncio.ensure_future(ledger.append_if(lambda fleet: fleet.seq == seq + 2, Noted("note", "three")))
    slow.go.set()
    await asyncio.gather(first, changes)
    assert (await late, await fits) == (False, True)
    assert await kept(slow) == ["one", "two", "three"]


async def test_an_event_that_cannot_be_kept_takes_no_other_along(slow: Slow) -> None:
    ledger = made(slow)
    first = append(ledger, "one")
    await until_async(lambda: bool(slow.groups))
    wrong = asyncio.ensure_future(ledger.append(UNWRITABLE))
    right = append(ledger, "two")
    await asyncio.sleep(0)
    slow.go.set()
    await asyncio.gather(first, right)
    with pytest.raises(PortError):
        await wrong
    assert await kept(slow) == ["one", "two"]
    assert ledger.fleet.seq == 2


async def test_one_that_is_cancelled_before_its_turn_writes_nothing(slow: Slow) -> None:
    ledger = made(slow)
    first = append(ledger, "one")
    await until_async(lambda: bool(slow.groups))
    given_up, stays = append(ledger, "two"), append(ledger, "three")
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait({given_up})
    slow.go.set()
    await asyncio.gather(first, stays)
    assert await kept(slow) == ["one", "three"]


async def test_one_that_is_cancelled_while_it_is_written_is_true_before_the_cancellation_goes_on(
    slow: Slow,
) -> None:
    ledger = made(slow)
    first = append(ledger, "one")
    await until_async(lambda: bool(slow.groups))
    first.cancel()
    await asyncio.sleep(0)
    assert not first.done()
    slow.go.set()
    await asyncio.wait({first})
    assert first.cancelled()
    assert ledger.fleet.seq == 1
    assert await kept(slow) == ["one"]

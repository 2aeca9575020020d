"""What tests of steps share: turns of a stand-in, queueing in one call, entries by their words, records by kind."""

from __future__ import annotations

import json

from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.queue import Entry, EntryState
from fleetui.model.steps import Planned, written
from tests.support.scratch import Live, Scratch


def plays(scratch: Scratch, *turns: list[dict[str, object]]) -> list[str]:
    """Flags of a stand-in that plays these turns."""
    path = scratch.root / "work.json"
    path.write_text(json.dumps(list(turns)))
    return ["--work", str(path)]


def price(number: int) -> list[dict[str, object]]:
    """A turn that changes the price."""
    return [{"write": "shop.py", "text": f"def price():\n    return {number}\n"}]


async def plan(live: Live, name: str, *planned: Planned) -> None:
    await live.do(c.AddEntries(name, tuple(written(one) for one in planned)))


def entries(live: Live, name: str = "cache") -> dict[str, Entry]:
    return {entry.text: entry for entry in live.queue(name)}


def state_of(live: Live, text: str, name: str = "cache") -> EntryState | None:
    found = entries(live, name).get(text)
    return found.state if found else None


async def records(live: Live, *kinds: type[e.Event]) -> list[e.Event]:
    found = await live.engine.core.world.journal.read(0)
    return [record.event for record in found if isinstance(record.event, kinds)]

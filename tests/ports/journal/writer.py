"""A process of its own that writes to a journal and says what was acknowledged.

``count``: appends numbered pairs for ever. ``fill``: appends until it is refused, then says why.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import EntryAdded, Noted
from fleetui.ports.journal.port import Journal


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def count(path: str, start: int) -> None:
    journal = await Journal.open(path)
    number = start
    while True:
        pair = (
            EntryAdded("a", f"e{number}", "text " * (number % 40)),
            Noted("pair", str(number)),
        )
        records = await journal.append(pair)
        say(number=number, last=records[-1].seq)
        number += 1


async def fill(path: str, limit: int) -> None:
    journal = await Journal.open(path)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = 0
    try:
        while True:
            await journal.append([Noted("row", "x" * 4000), Noted("row", str(done))])
            done += 1
    except PortError as error:
        say(done=done, error=str(error), read_only=journal.read_only)
    records = await journal.read(0)
    say(readable=len(records))
    try:
        await journal.put_text(b"y" * 8_000_000)
    except PortError as error:
        say(text=str(error), left=sorted(p.name for p in Path(path).parent.glob("texts/*")))
    await journal.close()
    again = await Journal.open(path)
    say(after=len(await again.read(0)), notices=list(again.notices))
    await again.close()


if __name__ == "__main__":
    what, path, number = sys.argv[1:]
    asyncio.run({"count": count, "fill": fill}[what](path, int(number)))

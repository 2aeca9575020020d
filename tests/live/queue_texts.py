"""Queue many texts for one agent, each as ``fleetui queue NAME add`` does: JSON texts in, JSON outcomes out."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict

from fleetui.__main__ import reach
from fleetui.model.commands import AddEntry, Outcome


async def add(name: str, texts: list[str], *, now: bool) -> list[Outcome]:
    """What became of each."""
    async with reach() as link:
        return [await link.do(AddEntry(name, text, now=now)) for text in texts]


if __name__ == "__main__":
    outcomes = asyncio.run(add(sys.argv[1], json.load(sys.stdin), now="now" in sys.argv[2:]))
    print(json.dumps([asdict(one) for one in outcomes]))

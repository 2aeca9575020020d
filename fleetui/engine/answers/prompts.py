"""The prompts of an agent's branch, from the journal."""

from __future__ import annotations

import asyncio

from fleetui.engine.core import Core
from fleetui.model.landing_story import Prompt, StoryTeller


class Prompts:
    """Goes through the journal once; from then on only through what is new in it."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._teller, self._telling = StoryTeller(), asyncio.Lock()

    async def of(self, name: str) -> tuple[Prompt, ...]:
        """What an agent was given since it came to its branch or last landed, oldest first."""
        async with self._telling:
            after = self._teller.fleet.seq
            if after > self.core.fleet.seq:
                after, self._teller = 0, StoryTeller()  # records were taken out that no owner wrote
            records = await self.core.world.journal.read(after)
            await asyncio.to_thread(self._teller.hear, records)
            return self._teller.prompts_of(name)

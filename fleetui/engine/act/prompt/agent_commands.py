"""An agent's own commands, such as its compaction: put at the head of its queue and delivered like a follow-up.

They go the same verified way: only to an agent that rests with an empty composer, never into a dialog, at most once.
"""

from __future__ import annotations

from fleetui.agents.profile import Profile
from fleetui.engine.core import Core, Refused
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.queue import COMMAND, live


class OwnCommands:
    """Performs ``CompactAgent`` and ``ClearAgent``."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def compact(self, want: c.CompactAgent) -> Outcome:
        """Have it sum its conversation up."""
        profile = self._profile(want.name)
        return await self._put(want.name, profile.compact, f"{profile.label} has no command that compacts")

    async def clear(self, want: c.ClearAgent) -> Outcome:
        """Have it forget its conversation."""
        profile = self._profile(want.name)
        return await self._put(want.name, profile.clear, f"{profile.label} has no command that clears")

    def _profile(self, name: str) -> Profile:
        return self.core.profile(self.core.seat(name))

    async def _put(self, name: str, text: str, none: str) -> Outcome:
        if not text:
            raise Refused(f"{name}: {none}, as far as its profile says")
        if self.core.live_run(name) is None:
            raise Refused(f"nothing runs in {name}")
        waiting = live(self.core.fleet.queues.get(name, ()))
        if any(entry.kind == COMMAND and entry.text == text for entry in waiting):
            raise Refused(f"{name}: {text} is in its queue already")
        entry = self.core.world.mint()
        await self.core.ledger.append(e.EntryAdded(name, entry, text, COMMAND, front=True))
        return Outcome(ok=True, text=f"{name} gets {text} next", value=entry)

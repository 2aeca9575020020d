"""What agents tell by their hooks: looked at often, because it is cheap and the first to know."""

from __future__ import annotations

from fleetui.agents.told.hooks import SOURCE, hook_claim, line_context, prompted_at
from fleetui.engine.core import Core
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.pace import rest
from fleetui.engine.protocols.sessions import HookAsk
from fleetui.model.fleet import Seat
from fleetui.model.hooks import HookFacts

LOOK_S = 0.5
NONE_S = 5.0
"""How often it is looked up whether hooks were installed meanwhile."""


class HookSampler:
    """Keeps what the hooks of every live run report."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def run(self) -> None:
        """Look for ever, and hardly at all where no hooks are installed."""
        while True:
            there = self.core.world.hooks.there()
            if there:
                await self.sample()
            await rest(LOOK_S if there else NONE_S)

    async def sample(self) -> None:
        """One look at everybody."""
        asked = [ask for seat in self.core.seats() if (ask := self._ask(seat))]
        if not asked or not self.core.world.hooks.there():
            return
        with self.core.watching("hooks"):
            found = await self.core.world.hooks.sample(asked)
            for ask in asked:
                if ask.name in found:
                    self._take(ask, found[ask.name])

    def _ask(self, seat: Seat) -> HookAsk | None:
        run, profile = self.core.live_run(seat.name), self.core.profile(seat)
        if run is None or profile.hooks is None or not profile.programs:
            return None
        if self.core.sight(seat.name).run != run.tag:
            return None
        return HookAsk(seat.name, run.tag, run.pane, profile.programs)

    def _take(self, ask: HookAsk, facts: HookFacts) -> None:
        seen, hooks = self.core.sight(ask.name), self.core.profile(self.core.seat(ask.name)).hooks
        if hooks is None or seen.run != ask.run:
            return
        before, now = _shown(seen), self.core.world.now()
        if facts.events:
            last = None if facts.begins else seen.reports.get(SOURCE)
            seen.take_report(SOURCE, hook_claim(hooks, facts.events, last), now)
            seen.prompted = max(seen.prompted, prompted_at(facts.events))
        if facts.line is not None:
            seen.contexts.take_line(line_context(hooks, facts.line), facts.line.window, now)
            seen.take_quota(facts.line.quota)
            seen.cost = facts.line.cost if facts.line.cost is not None else seen.cost
        if before != _shown(seen):
            self.core.touch_seat(ask.name)


def _shown(seen: SeatSight) -> tuple[object, ...]:
    """What of an agent a person could see change."""
    return seen.status, seen.reading, seen.context, seen.quota, seen.cost

"""Acknowledge, snooze, mute: how an operator says that an agent need not call him. Nothing here hides an agent."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.view import FleetView

LONGEST_SNOOZE_MIN = 7 * 24 * 60
GONE_S = 1.0
AWAITED_S = 60.0
"""After a start it takes a while until every repository and branch was looked at again."""


class Quieter:
    """Performs the three commands, and ends an acknowledgement once its reason is gone."""

    def __init__(self, core: Core, view: Callable[[], FleetView]) -> None:
        self.core = core
        self.view = view
        self._there: dict[str, float] = {}
        """When each acknowledged reason was seen last."""
        self._awaited: dict[str, float] = {}
        """Since when one is looked for that this process has not seen yet."""

    async def acknowledge(self, want: c.AcknowledgeAgent) -> Outcome:
        """The operator knows; or wants to be called again."""
        self.core.seat(want.name)
        quiet = self.core.fleet.quiet.get(want.name)
        if not want.on:
            if quiet and quiet.acknowledged:
                await self.core.ledger.append(e.AcknowledgementEnded(want.name, "taken back"))
            return Outcome(ok=True, text=f"{want.name} calls again")
        agent = self.view().agent(want.name)
        if agent is None or agent.attention is None:
            raise Refused(f"{want.name} does not wait for you: there is nothing to acknowledge")
        if not agent.attention.acknowledged:
            await self.core.ledger.append(e.AttentionAcknowledged(want.name, agent.attention.topic))
        return Outcome(ok=True, text=f"{want.name}: you know; it calls again when its reason changes")

    async def snooze(self, want: c.SnoozeAgent) -> Outcome:
        """Not now; or wake it."""
        self.core.seat(want.name)
        if not 0 <= want.minutes <= LONGEST_SNOOZE_MIN:
            raise Refused(f"a snooze lasts 1 to {LONGEST_SNOOZE_MIN} minutes, and 0 ends it")
        until = self.core.world.now() + want.minutes * 60 if want.minutes else 0.0
        await self.core.ledger.append(e.AgentSnoozed(want.name, until))
        if not want.minutes:
            return Outcome(ok=True, text=f"{want.name} is awake")
        return Outcome(ok=True, text=f"{want.name} snoozes for {count(want.minutes, 'minute')}")

    async def mute(self, want: c.MuteAgent) -> Outcome:
        """No alerts of this one; or alerts again."""
        self.core.seat(want.name)
        await self.core.ledger.append(e.MuteChanged(want.name, want.on))
        word = "is muted: it stays on screen and raises no alert" if want.on else "raises alerts again"
        return Outcome(ok=True, text=f"{want.name} {word}")

    async def end_acknowledgements(self) -> None:
        """Forget those whose reason is gone, so that the same reason calls when it comes back."""
        known = [
            (name, quiet.acknowledged) for name, quiet in self.core.fleet.quiet.items() if quiet.acknowledged
        ]
        over = [name for name, topic in known if self._is_over(name, topic)]
        if over and not self.core.ledger.read_only:
            try:
                ended = (e.AcknowledgementEnded(name, "its reason changed") for name in over)
                await self.core.ledger.append(*ended)
            except PortError as error:
                self.core.stumbled(error)

    def _is_over(self, name: str, topic: str) -> bool:
        """Its reason has been another for a while: a frame in the middle of a redraw is none."""
        agent, now = self.view().agent(name), self.core.world.now()
        if agent is None:
            return False
        if agent.attention is not None and agent.attention.topic == topic:
            self._there[name] = now
            self._awaited.pop(name, None)
        if name in self._there:
            gone = now - self._there[name] > GONE_S
        else:
            gone = now - self._awaited.setdefault(name, now) > AWAITED_S
        if gone:
            self._there.pop(name, None)
            self._awaited.pop(name, None)
        return gone

    def snooze_ended(self) -> bool:
        """A snooze ends by the clock alone: somebody has to look."""
        if not self.core.fleet.quiet:
            return False
        now = self.core.world.now()
        return any(a.snoozed_until is not None and a.snoozed_until <= now for a in self.view().agents)

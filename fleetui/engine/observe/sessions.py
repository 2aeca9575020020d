"""What the agents' own session files say: looked at often where something moves, seldom where nothing does."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.observe.file_times import Stamps
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.pace import few_at_once
from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model.fleet import Seat
from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase

RESTING_S = 30.0
FRESH_S = 10.0
"""How long after it printed something an agent's file is still looked at often."""
_RESTS = frozenset({Phase.IDLE, Phase.ASKING, Phase.FAILED, Phase.EXITED})


class SessionSampler:
    """Keeps the session facts of every live run."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._looked: dict[str, float] = {}
        self._stamps = Stamps(core)

    async def sample(self, *, differing: bool = False) -> None:
        """Look at those that are due; or only at those whose sources differ."""
        seats = [seat for seat in self.core.seats() if not differing or self.core.sight(seat.name).open]
        await self._look([ask for seat in seats if (ask := self._ask(seat))])

    async def look(self, seat: Seat) -> None:
        """Look at one agent's file now, whatever is due."""
        ask = self._ask(seat, at_once=True)
        await self._look([ask] if ask else [])

    async def _look(self, asked: list[SessionAsk]) -> None:
        if not asked:
            return
        with self.core.watching("sessions"):
            found = await self.core.world.sessions.sample(asked)
            async for ask in few_at_once(asked):
                self._take(ask, self._stamps.of(ask.name, found.get(ask.name)))

    def _ask(self, seat: Seat, *, at_once: bool = False) -> SessionAsk | None:
        run = self.core.live_run(seat.name)
        profile = self.core.profile(seat)
        if run is None or profile.session is None or not profile.programs:
            return None
        now = self.core.world.now()
        seen = self.core.sight(seat.name)
        awaited = at_once or seat.name in self.core.reports_awaited
        if seen.run != run.tag or (not awaited and self._is_quiet(seen, now) and not self._due(seat, now)):
            return None
        self._looked[seat.name] = now
        begins = tuple(words for words in (profile.chosen, profile.resume) if words)
        said = seen.server.path if seen.server else ""
        return SessionAsk(
            seat.name,
            run.tag,
            run.pane,
            profile.programs,
            profile.session,
            begins,
            run.session,
            seen.open,
            said,
        )

    def _is_quiet(self, seen: SeatSight, now: float) -> bool:
        printed = now - (seen.last_output or 0.0) < FRESH_S
        return seen.status.phase in _RESTS and not printed and not seen.open

    def _due(self, seat: Seat, now: float) -> bool:
        return now - self._looked.get(seat.name, 0.0) >= RESTING_S

    def _take(self, ask: SessionAsk, facts: SessionFacts | None) -> None:
        seen, run = self.core.sight(ask.name), self.core.live_run(ask.name)
        if run is None or seen.run != ask.run:
            return
        before = (seen.session, seen.status, seen.reading)
        seen.take_session(facts, self.core.world.now(), 0.0 if run.adopted else run.started)
        if before != (facts, seen.status, seen.reading):
            self.core.touch_seat(ask.name)

"""What programs say of themselves through the relays of their runs: looked at often, because it is cheap."""

from __future__ import annotations

from fleetui.agents.told.program_status import SOURCE, program_claim
from fleetui.engine.core import Core
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.pace import rest
from fleetui.model.events import Noted
from fleetui.model.fleet import Run, Seat
from fleetui.model.program_status import ProgramStatus

LOOK_S = 0.5
NONE_S = 5.0
"""How often it is looked up whether a run has a relay meanwhile."""
LOST = "lost"


class ProgramStatusSampler:
    """Keeps what the program of every live run with a relay says of itself."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._lost: set[str] = set()
        """Runs of which it was written down that nobody listens any more."""

    async def run(self) -> None:
        """Look for ever, and hardly at all where no run has a relay."""
        while True:
            await self.sample()
            await rest(LOOK_S if self.core.world.program_status.there() else NONE_S)

    async def sample(self) -> None:
        """One look at everybody."""
        port = self.core.world.program_status
        asked = {seat.name: run for seat in self.core.seats() if (run := self._asked(seat))}
        if not asked:
            return
        with self.core.watching("relays"):
            panes = {name: run.pane for name, run in asked.items()}
            found = await port.sample(panes) if port.there() else {}
            for name, run in asked.items():
                self._take(run, found.get(name))
            await self._write_down([asked[name] for name, said in found.items() if said.state == LOST])

    def _asked(self, seat: Seat) -> Run | None:
        """The run of a seat, where it may have a relay."""
        run = self.core.live_run(seat.name)
        fits = run is not None and not run.adopted and self.core.sight(seat.name).run == run.tag
        return run if fits else None

    def _take(self, run: Run, said: ProgramStatus | None) -> None:
        """Nothing said is nothing known: what was said before is over."""
        if run.seat not in self.core.sights or self.core.sight(run.seat).run != run.tag:
            return
        seen, now = self.core.sight(run.seat), self.core.world.now()
        if said is None and SOURCE not in seen.reports:
            return
        before = _shown(seen)
        seen.take_report(SOURCE, program_claim(said, now) if said else None, now)
        if before != _shown(seen):
            self.core.touch_seat(run.seat)

    async def _write_down(self, lost: list[Run]) -> None:
        """Say once of each run that its relay failed for good: until its end the screen tells its phase."""
        new = [run for run in lost if run.tag not in self._lost and self.core.acts]
        self._lost |= {run.tag for run in new}
        for run in new:
            text = "its relay failed five times: it goes on without one until it is started again"
            await self.core.ledger.append(Noted(f"relay of {run.seat}", text))


def _shown(seen: SeatSight) -> tuple[object, ...]:
    """What of an agent a person could see change."""
    return seen.status, seen.reading

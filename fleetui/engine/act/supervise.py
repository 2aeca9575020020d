"""Start and recover, one code path: what the configuration wants, what the journal says, what really lives."""

from __future__ import annotations

from fleetui.engine.act.seats import Seats
from fleetui.engine.act.starts.unwritten_runs import take_back
from fleetui.engine.core import Core
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.model import events as e
from fleetui.model.fleet import SeatState
from fleetui.model.settings import Settings


class Supervisor:
    """Brings seats, runs and configuration together."""

    def __init__(self, core: Core, facts: SlowFacts, seats: Seats) -> None:
        self.core = core
        self.facts = facts
        self.seats = seats

    def differs(self) -> bool:
        """True while the configuration names a seat that the journal does not know."""
        known = {seat.name for seat in self.core.seats()}
        return any(spec.name not in known for spec in self.core.settings.seats)

    async def reconcile(self) -> None:
        """Make the fleet agree with the configuration. Nothing that runs is ended by this."""
        core = self.core
        declared = {spec.name: spec for spec in core.settings.seats}
        known = {seat.name for seat in core.seats()}
        for name, spec in declared.items():
            if name not in known:
                await self.seats.declare(spec)
        for seat in core.seats():
            gone = seat.name not in declared
            if gone and core.live_run(seat.name) is None and not core.doing.get(seat.name):
                await core.ledger.append(
                    e.SeatStateChanged(seat.name, SeatState.ARCHIVED, "not configured any more")
                )
            elif gone != seat.undeclared:
                await core.ledger.append(e.SeatChanged(seat.name, undeclared=gone))

    async def configure(self, settings: Settings) -> None:
        """Take in a configuration that was edited while this runs."""
        self.core.settings = settings
        self.core.well("config")
        self.core.touch()
        if self.core.acts:
            await self.reconcile()

    async def take_back_runs(self) -> None:
        """Find runs that were started but not yet journalled when an earlier engine ended."""
        core = self.core
        with core.watching("discovery"):
            await take_back(core, self.seats.begins)

    def crashed_too_often(self, name: str) -> str:
        """Why a seat may not be started again by itself; empty while it may."""
        limits = self.core.settings.thresholds
        starts = self.core.fleet.restarts.get(name, ())
        recent = [at for at in starts if self.core.world.now() - at < limits.restart_window_s]
        if len(recent) <= limits.restarts:
            return ""
        return f"{len(recent)} starts within {limits.restart_window_s / 60:.0f} minutes"

    async def halt_crash_loops(self) -> None:
        """Give up on seats whose runs keep ending; the operator starts them again."""
        core = self.core
        for seat in core.seats():
            run = core.fleet.run_of(seat.name)
            ended = run is not None and run.ended is not None
            if ended and seat.state is SeatState.ACTIVE and (why := self.crashed_too_often(seat.name)):
                await core.ledger.append(e.SeatStateChanged(seat.name, SeatState.HALTED, why))

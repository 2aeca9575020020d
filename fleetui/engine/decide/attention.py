"""What of an agent waits for the operator, from its run, its queue and its branch."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.decide.limit_ends import of_limit
from fleetui.model.attention import Attention, Want
from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.handoff import first_line
from fleetui.model.happened.success import Against
from fleetui.model.queue import EntryState, Queue, live
from fleetui.model.status import Phase
from fleetui.model.touched import Touched, touched_words
from fleetui.model.view import BranchRow

STOPPED = "stopped by the operator"
"""The reason of a run that the operator ended on purpose."""


def _of_touched(touched: tuple[Touched, ...], since: float) -> Attention | None:
    """What it is about is every path: the operator who knows of one is called for another."""
    if not touched:
        return None
    about = ", ".join(sorted(one.path for one in touched))
    return Attention(Want.TOUCHED, touched_words(touched), since, "agent.followup", about=about)


def _of_report(against: Against | None) -> Attention | None:
    """Only what failed calls: a gate that could not run says nothing of the work."""
    if against is None or against.verdict is not Verdict.FAIL:
        return None
    detail = f": {against.detail}" if against.detail else ""
    return Attention(Want.UNDONE, f"{against.short}{detail}", against.at, "mode.merge", about=against.short)


def of_queue(queue: Queue) -> Attention | None:
    """An entry that is held or not confirmed."""
    for entry in live(queue):
        if entry.state is EntryState.UNKNOWN:
            said = f"not confirmed: {first_line(entry.text)}"
            return Attention(Want.UNCONFIRMED, said, entry.changed, "agent.queue")
        if entry.state is EntryState.HELD:
            return Attention(Want.HELD, f"held: {entry.reason}", entry.changed, "agent.queue")
    return None


class Wants:
    """Derives attention; keeps nothing."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def of(
        self,
        seat: Seat,
        row: BranchRow | None,
        touched: tuple[Touched, ...] = (),
        since: float = 0.0,
        against: Against | None = None,
    ) -> Attention | None:
        """The most urgent reason; ``None`` when nothing waits.

        ``touched`` is what it changed although its task says not to, ``since`` when that was found; ``against`` is
        the gate that speaks against what it reports.
        """
        queue = self.core.fleet.queues.get(seat.name, ())
        found = (
            self._of_run(seat), _of_touched(touched, since), of_queue(queue), self._of_turns(seat),
            _of_report(against), self._of_branch(seat, row),
        )  # fmt: skip
        wants = [want for want in found if want]
        return min(wants, key=lambda found: found.want) if wants else None

    def _of_run(self, seat: Seat) -> Attention | None:
        core = self.core
        seen = core.sight(seat.name)
        status = seen.status
        if seat.state is SeatState.HALTED:
            return Attention(Want.FAILED, seat.halted_because or "halted", status.since, "agent.start")
        run = core.fleet.run_of(seat.name)
        if run is None or seat.name in core.fleet.replacements:
            return None
        if run.ended is not None:
            return self._of_end(seat, run.reason, run.exit_code, run.ended)
        if seen.lost and status.phase is not Phase.ASKING:
            return Attention(Want.FAILED, seen.lost, seen.lost_since, "agent.kill")
        if seen.suspended:
            return Attention(Want.FAILED, status.note, status.since, "agent.start")
        if status.phase is Phase.ASKING:
            text = seen.reading.question.words if seen.reading and seen.reading.question else ""
            return Attention(Want.ASKING, text or "asks", status.since, "agent.answer")
        if seen.judgement.stuck:
            return Attention(Want.STUCK, seen.judgement.reason, seen.judgement.since, "agent.restart")
        if seen.judgement.failing:
            about = seen.session.failing if seen.session else ""
            return Attention(Want.FAILING, seen.judgement.failing, status.since, "agent.look", about=about)
        if status.phase is Phase.LIMITED:
            return of_limit(status, core.world.now(), core.clock_moved)
        if status.phase in (Phase.FAILED, Phase.EXITED):
            return Attention(Want.FAILED, status.note or status.phase, status.since, "agent.restart")
        return None

    def _of_end(self, seat: Seat, reason: str, code: int | None, at: float) -> Attention | None:
        if reason == STOPPED:
            return None
        waits = len(live(self.core.fleet.queues.get(seat.name, ())))
        if code == 0 and not waits:
            return None
        rest = f", {count(waits, 'follow-up')} wait{'s' if waits == 1 else ''}" if waits else ""
        return Attention(Want.FAILED, f"{reason}{rest}", at, "agent.restart")

    def _of_turns(self, seat: Seat) -> Attention | None:
        loud = [one for one in self.core.fleet.judged.get(seat.name, ()) if one.loud]
        if not loud:
            return None
        last = loud[-1]
        return Attention(Want.UNDONE, last.short, last.at, "agent.happened", about=f"{last.id} {last.short}")

    def _of_branch(self, seat: Seat, row: BranchRow | None) -> Attention | None:
        if row is None or row.landed:
            return None
        if row.may_land and row.candidate:
            made = row.candidate
            since = max((mark.at for mark in row.gates), default=0.0)
            text = f"+{made.added} -{made.deleted}, {count(row.ahead, 'commit')}, {row.behind} behind"
            return Attention(Want.TO_MERGE, text, since, "mode.merge")
        red = next((m for m in row.gates if m.verdict in (Verdict.FAIL, Verdict.ERROR)), None)
        if red and self.core.sight(seat.name).status.phase is not Phase.WORKING:
            return Attention(Want.GATE_RED, f"{red.gate}: {red.detail or red.verdict}", red.at, "mode.merge")
        return None

"""What a condition is judged on: the same facts, as sure as they must be for a follow-up to be sent."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.decide.attention import STOPPED
from fleetui.engine.decide.candidate_now import candidate_now
from fleetui.engine.decide.quotas import quota_left
from fleetui.engine.decide.why_waiting import took_just_now, unsettled, why_not_due
from fleetui.model.chains import whose
from fleetui.model.condition_parts import AgentFacts, Judged, Truth
from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Landing, Run, Seat, SeatState
from fleetui.model.judge import JUDGED
from fleetui.model.landing import marks
from fleetui.model.queue import ENDED, UNDER_WAY, Entry, EntryState, next_due
from fleetui.model.status import Phase
from fleetui.model.view import GateMark


class Facts:
    """Implements ``ConditionFacts`` on what an engine knows now."""

    def __init__(self, core: Core, own: str, since: float) -> None:
        self.core = core
        self._own = own
        self._since = since

    @property
    def own(self) -> str:
        """The agent whose queue the condition is in."""
        return self._own

    @property
    def now(self) -> float:
        """The present time."""
        return self.core.world.now()

    @property
    def since(self) -> float:
        """When the wait began."""
        return self._since

    @property
    def clock_moved(self) -> float:
        """How far the machine's clock was set."""
        return self.core.clock_moved

    def agents(self) -> tuple[str, ...]:
        """Every agent, by slot."""
        return tuple(seat.name for seat in self.core.seats())

    # ------------------------------------------------------------ agents

    def agent(self, name: str) -> AgentFacts | None:
        """An agent's phase, and whether that is sure."""
        seat = self._seat(name)
        if seat is None:
            return None
        run = self.core.live_run(name)
        if name in self.core.starting:
            return AgentFacts(Phase.STARTING)
        if name in self.core.fleet.replacements:
            return AgentFacts(self.core.sight(name).status.phase, unsure="it is being restarted")
        return self._living(seat, run) if run else AgentFacts(Phase.EXITED, rests=self._rests(name))

    def _seat(self, name: str) -> Seat | None:
        found = self.core.fleet.seats.get(name)
        return found if found and found.state is not SeatState.ARCHIVED else None

    def _rests(self, name: str) -> bool:
        last = self.core.fleet.run_of(name)
        return last is None or last.reason == STOPPED or last.exit_code == 0

    def _living(self, seat: Seat, run: Run) -> AgentFacts:
        seen = self.core.sight(seat.name)
        if seen.run != run.tag or not seen.observed:
            return AgentFacts(Phase.UNKNOWN, unsure="it was not looked at yet")
        return AgentFacts(
            seen.status.phase,
            unsure=self._unsure(seat, run),
            stuck=seen.status.phase in JUDGED and self._stuck(seat, run),
            busy=self._busy(seat),
        )

    def _unsure(self, seat: Seat, run: Run) -> str:
        seen = self.core.sight(seat.name)
        silent = self.now - seen.observed
        if self.core.is_silent(run.pane.server.socket):
            return "its tmux server does not answer"
        if silent > self.core.settings.thresholds.stale_s:
            return f"not seen for {silent:.0f} s"
        return unsettled(self.core, seat)

    def _stuck(self, seat: Seat, run: Run) -> bool:
        """As judged here, or by an owner that has watched it for longer."""
        said = self.core.fleet.stuck.get(seat.name)
        owned = not self.core.acts and self.core.world.lock.holder() is not None
        return self.core.sight(seat.name).judgement.stuck or (
            owned and said is not None and said.run == run.tag
        )

    def _busy(self, seat: Seat) -> str:
        """What is about to end its rest."""
        queue = self.core.fleet.queues.get(seat.name, ())
        if going := next((entry for entry in queue if entry.state in UNDER_WAY), None):
            return "a follow-up is on its way to it" if going.is_typed else f"its {going.text} runs"
        head = next_due(queue)
        if head is not None and head.is_typed and not why_not_due(self.core, seat):
            return "its next follow-up is about to be sent"
        return "it took a follow-up a moment ago" if took_just_now(self.core, seat) else ""

    def quota_left(self, agent: str) -> int | None:
        """Of the tightest window of its account."""
        seat = self._seat(agent)
        return quota_left(self.core, seat) if seat else None

    # ------------------------------------------------------------ entries

    def entry(self, entry: str) -> Judged:
        """A step is done once it is over, a follow-up once the turn that it began is."""
        what = f"entry {entry} done"
        found = whose(self.core.fleet.queues, entry)
        return self._entry(what, *found) if found else Judged(Truth.NEVER, f"{what}: there is no such entry")

    def _entry(self, what: str, name: str, entry: Entry) -> Judged:
        if entry.state is EntryState.CANCELLED or self._seat(name) is None:
            return Judged(Truth.NEVER, f"{what}: it was taken out of the queue")
        if entry.state not in ENDED:
            return Judged(Truth.NOT_YET, f"{what}: {entry.state} in the queue of {name}")
        if entry.state is not EntryState.ACCEPTED or entry.over or self._followed(name, entry):
            return Judged(Truth.MET, what)
        run = self.core.live_run(name)
        if run is None or (entry.run and run.tag != entry.run):
            return Judged(Truth.NEVER, f"{what}: its run ended before the turn did")
        agent = self.agent(name)
        if agent and agent.phase is Phase.IDLE and not (agent.unsure or agent.busy):
            return Judged(Truth.MET, what)
        return Judged(Truth.NOT_YET, f"{what}: {name} took it and is not done")

    def _followed(self, name: str, entry: Entry) -> bool:
        """Whether the same agent took another one after it: it did not before that turn was over."""
        queue = self.core.fleet.queues[name]
        return any(one.state is EntryState.ACCEPTED and one.changed > entry.changed for one in queue)

    # ------------------------------------------------------------ branches

    def landed(self, what: str) -> Judged:
        """The head that is known now, or any that landed since the wait began."""
        seat = self._seat(what)
        words = f"landed {what}"
        if seat is not None:
            return self._landed(words, seat, "")
        on_it = [
            one for one in self.core.seats() if (git := self.core.sight(one.name).git) and git.branch == what
        ]
        if self.own and (own := self._seat(self.own)):
            on_it = [one for one in on_it if one.project == own.project]
        if len({one.project for one in on_it}) > 1:
            return Judged(Truth.UNKNOWN, f"{words}: a branch of several projects: name the agent")
        if on_it:
            return self._landed(words, on_it[0], what)
        return self._landed(words, None, what)

    def _landed(self, words: str, seat: Seat | None, branch: str) -> Judged:
        for landing in self.core.fleet.landings.values():
            if landing.state == "landed" and not landing.reverts and self._is_it(landing, seat, branch):
                return Judged(Truth.MET, f"{words}: {landing.branch} on {landing.target}")
        if seat is None:
            return Judged(Truth.NOT_YET, f"{words}: no agent is on it")
        target = self.core.fleet.targets.get(seat.project)
        if target and seat.name in target.brings and target.at >= self.since:
            return Judged(Truth.MET, f"{words}: it came into {target.target} without a landing")
        return Judged(Truth.NOT_YET, f"{words}: not yet")

    def _is_it(self, landing: Landing, seat: Seat | None, branch: str) -> bool:
        """Whether it is what is waited for: its branch as it stands now, or as it stood since the wait began."""
        if (branch and landing.branch != branch) or (seat and landing.project != seat.project):
            return False
        if landing.at >= self.since:
            return bool(branch) or (seat is not None and landing.seat == seat.name)
        git = self.core.sight(seat.name).git if seat else None
        return git is not None and (landing.branch, landing.head) == (git.branch, git.head)

    # ------------------------------------------------------------ gates

    def gate(self, gate: str, agent: str) -> Judged:
        """Its word on the candidate of what the agent's worktree holds now, which was looked at for this."""
        words, seat = f"gate {gate} green of {agent}", self._seat(agent)
        if seat is None:
            return Judged(Truth.NEVER, f"{words}: there is no such agent")
        project = self.core.project(seat)
        if gate not in {one.name for one in project.gates}:
            known = ", ".join(one.name for one in project.gates) or "it has none"
            return Judged(Truth.NEVER, f"{words}: no such gate in its project: {known}")
        candidate = candidate_now(self.core, seat)
        mark = next(one for one in marks(project, candidate, self.core.fleet.evidence) if one.gate == gate)
        why = self._why_not_green(seat, mark)
        if why:
            return Judged(Truth.NOT_YET, f"{words}: {why}")
        if not self.core.wanted.is_fresh(agent, self.now, mark.at):
            return Judged(Truth.UNKNOWN, f"{words}: its worktree is looked at anew")
        return Judged(Truth.MET, f"{words}: on {candidate.head[:9] if candidate else ''}")

    def _why_not_green(self, seat: Seat, mark: GateMark) -> str:
        seen = self.core.sight(seat.name)
        if seen.lost or seen.git is None:
            return seen.lost or "its worktree was not looked at yet"
        if seen.git.dirty:
            return f"{count(seen.git.dirty, 'file')} not committed: no gate saw them"
        if mark.verdict is Verdict.PASS:
            return ""
        says = {Verdict.NONE: "it did not run on this", Verdict.OUTDATED: "it ran on an older tree"}
        return says.get(mark.verdict) or f"{mark.verdict}{f': {mark.detail}' if mark.detail else ''}"

    # ------------------------------------------------------------ files

    def claim(self, claim: str, agent: str) -> Judged:
        """What the last look at it found, a moment ago; it is looked at again because this was asked."""
        seat = self._seat(agent)
        if seat is None or not seat.worktree:
            return Judged(Truth.NEVER, f"{claim}: {f'{agent} has no worktree' if seat else 'of no agent'}")
        found = self.core.wanted.judged((seat.worktree, claim), self.now)
        return found or Judged(Truth.UNKNOWN, f"{claim}: looked at in a moment")

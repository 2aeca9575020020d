"""Advice for the lead: gates of the lead's stage, on a branch as it is committed, once its agent rests.

It is no evidence: the branch is not merged with the base. Where that would change nothing, the word of the candidate's
gates is taken, so that no gate runs twice on the same files. A project's lead may be told of it, in its queue.
"""

from __future__ import annotations

from fleetui.engine.act.landing.advice.advice_run import advised
from fleetui.engine.act.landing.board import Board
from fleetui.engine.core import Core
from fleetui.model import events as e
from fleetui.model.advice import HeadAdvice, lead_words, up_to_red
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import LEAD, Project, Seat, SeatState
from fleetui.model.landing import word_of
from fleetui.model.queue import ADVICE, ENDED
from fleetui.model.status import Phase
from fleetui.model.view import GateMark, GitFacts

_SAID = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)


class LeadAdviser:
    """Runs them once for each head; what they say is kept in memory, that it was told is journalled."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board
        self._looked: dict[str, tuple[str, ...]] = {}
        """By seat its head and the digests of the gates, as they were looked at last."""

    # ------------------------------------------------------------ the gates

    def start_due(self) -> None:
        """Start one; of a project one after the other, and not beside the author's advice."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            project = self.core.project(seat)
            if not self._is_due(seat, project) or self.core.lock(f"advice:{seat.project}").locked():
                continue
            self._looked[seat.name] = self._about(seat, project)
            self.board.spawn(self._run(seat.name), f"advice for the lead on {seat.name}")
            return

    def _is_due(self, seat: Seat, project: Project) -> bool:
        gates, git = _gates(project), self.core.sight(seat.name).git
        if not gates or git is None or not all(gate.digest for gate in gates):
            return False
        made = self.core.candidates.get(seat.name)
        if not self._rests(seat) or not _has_work(git, project) or made is None or made.error:
            return False
        if made.head != git.head:
            return False  # it is brought into the vault when its candidate is built
        new = self._looked.get(seat.name) != self._about(seat, project)
        return new and not (self._tree(seat, git) and self.board.pending(seat))

    def _about(self, seat: Seat, project: Project) -> tuple[str, ...]:
        git = self.core.sight(seat.name).git
        return (git.head if git else "", *(gate.digest for gate in _gates(project)))

    def _rests(self, seat: Seat) -> bool:
        if seat.state is not SeatState.ACTIVE or seat.role == LEAD:
            return False
        phase = self.core.sight(seat.name).status.phase
        return phase in (Phase.IDLE, Phase.EXITED) or self.core.live_run(seat.name) is None

    def _tree(self, seat: Seat, git: GitFacts) -> str:
        """The files of its head, where they are those of the candidate: the base has nothing that it lacks."""
        made = self.core.candidates.get(seat.name)
        if made is None or made.head != git.head or not made.commit:
            return ""
        return "" if made.behind or made.method.since else made.tree

    async def _run(self, name: str) -> None:
        seat = self.core.seat(name)
        async with self.core.lock(f"advice:{seat.project}"):
            with self.core.watching(f"advice for the lead on {name}"):
                await self._advise(seat)

    async def _advise(self, seat: Seat) -> None:
        project, git = self.core.project(seat), self.core.sight(seat.name).git
        gates = _gates(project)
        if git is None or not gates:
            return
        tree = self._tree(seat, git)
        here = Candidate(project.name, seat.name, git.branch, "", git.head, git.head, tree)
        marks = self._known(here, gates)
        lacking = tuple(gate for gate in gates if gate.name not in marks)
        if lacking and len(up_to_red(gates, marks)) == len(marks):  # behind a red one none is run
            marks |= {mark.gate: mark for mark in await advised(self.core, seat, project, here, lacking)}
        digests = tuple(gate.digest for gate in gates)
        self.core.head_advice[seat.name] = HeadAdvice(git.head, digests, up_to_red(gates, marks))
        self.core.touch()

    def _known(self, here: Candidate, gates: tuple[Gate, ...]) -> dict[str, GateMark]:
        proofs = (self.board.proof(gate, here) for gate in gates if here.tree)
        return {one.gate: word_of(one) for one in proofs if one is not None and one.verdict in _SAID}

    # ------------------------------------------------------------ telling the lead

    async def tell(self) -> None:
        """Queue what is due for the lead, each head once and one at a time for a branch."""
        if self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            lead = self._lead_of(seat)
            if lead is not None and self._is_news(seat, lead):
                await self._tell(seat, lead)

    def _lead_of(self, seat: Seat) -> Seat | None:
        """The first seat of its project with that role in which something runs."""
        wanted = self.core.settings.projects.get(seat.project)
        if wanted is None or not wanted.lead_told or seat.role == LEAD:
            return None
        return next(
            (
                one
                for one in self.core.seats()
                if one.project == seat.project
                and one.role == LEAD
                and one.state is SeatState.ACTIVE
                and self.core.live_run(one.name) is not None
            ),
            None,
        )

    def _is_news(self, seat: Seat, lead: Seat) -> bool:
        found, git = self.core.head_advice.get(seat.name), self.core.sight(seat.name).git
        if found is None or git is None or git.head != found.head or not found.marks:
            return False
        told = self.core.fleet.lead_told.get(seat.name, ())
        waiting = {x.id for x in self.core.fleet.queues.get(lead.name, ()) if x.state not in ENDED}
        return all(head != found.head and entry not in waiting for head, entry in told)

    async def _tell(self, seat: Seat, lead: Seat) -> None:
        found, git = self.core.head_advice[seat.name], self.core.sight(seat.name).git
        if git is None:
            return
        text = lead_words(seat.name, self.core.project(seat).base, git, found)
        entry = self.core.world.mint()
        await self.core.ledger.append(
            e.LeadTold(seat.name, lead.name, found.head, entry), e.EntryAdded(lead.name, entry, text, ADVICE)
        )


def _gates(project: Project) -> tuple[Gate, ...]:
    return tuple(gate for gate in project.gates if LEAD in gate.stages)


def _has_work(git: GitFacts, project: Project) -> bool:
    return bool(git.branch) and git.branch != project.base and git.ahead > 0

"""What is reviewed: asked for, given up, and as it is at the moment a round begins."""

from __future__ import annotations

from fleetui.engine.act.landing.board import Board
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.commands import CloseReview, Outcome, StartReview
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project, Seat
from fleetui.model.review.reviews import Review, latest, next_subject
from fleetui.model.review.rules import UNDER_WAY, ReviewRules, ReviewState
from fleetui.model.value import value


@value
class Matter:
    """What the reviewers of one round look at, and nothing else."""

    head: str
    """The commit whose checkout they stand in."""
    name: str
    """The name of the patch."""
    text: str
    """Its stored text."""


class Subjects:
    """Takes subjects in, and gives them up."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board

    async def start(self, want: StartReview) -> Outcome:
        """The patch of a branch becomes a subject, or goes into its next round."""
        core, seat = self.core, self.core.seat(want.name)
        project = core.project(seat)
        rules_of(project)
        candidate = await self._present(seat, project)
        known = latest(core.fleet.reviews, seat.name, candidate.branch)
        if known and known.state in UNDER_WAY:
            return Outcome(ok=True, text=f"{candidate.branch} is being reviewed already", value=known.id)
        if not candidate.patch:
            raise Refused(f"the patch of {candidate.branch} is too large to be reviewed: land it in parts")
        self._check_changed(known, candidate.patch, candidate.branch)
        asked = e.ReviewAsked(
            seat.name, known.id if known else core.world.mint(), project.name, candidate.branch
        )
        return await self._asked(asked, candidate.branch, again=known is not None)

    @staticmethod
    def _check_changed(known: Review | None, name: str, what: str) -> None:
        said = known and known.state in (ReviewState.ACCEPTED, ReviewState.REJECTED)
        if known and said and known.patch == name:
            raise Refused(f"{what} was {known.state} as it is: nothing in it changed since")

    async def _asked(self, asked: e.ReviewAsked, what: str, *, again: bool) -> Outcome:
        core = self.core
        await core.ledger.append(asked)
        core.world.fault("review.asked")
        before = next_subject(core.fleet.reviews, asked.project)
        waits = "" if before and before.id == asked.review else "; another subject has the seat first"
        then = "is reviewed again" if again else "is to be reviewed"
        return Outcome(ok=True, text=f"{what} {then}{waits}", value=asked.review)

    async def close(self, want: CloseReview) -> Outcome:
        """Give a subject up."""
        seat = self.core.seat(want.name)
        live = [one for one in self.core.fleet.reviews.values() if one.seat == seat.name and one.live]
        if not live:
            raise Refused(f"no review of {seat.name} is under way")
        closed = (e.ReviewClosed(seat.name, one.id, "closed by the operator") for one in live)
        await self.core.ledger.append(*closed)
        return Outcome(ok=True, text=f"the review of {live[0].branch} is closed; nothing is accepted by that")

    async def matter(self, one: Review) -> Matter:
        """What a round that begins now is about. Raises ``Refused`` and ``PortError``."""
        core, seat = self.core, self.core.seat(one.seat)
        project = core.project(seat)
        candidate = await self._present(seat, project)
        if candidate.branch != one.branch:
            raise Refused(f"{seat.name} works on another branch now")
        text = await core.ledger.put_text(await core.world.git.patch(project, candidate))
        return Matter(candidate.head, candidate.patch, text)

    async def _present(self, seat: Seat, project: Project) -> Candidate:
        """The candidate of a branch as it is now."""
        self.core.sight(seat.name).git = await self.core.world.git.facts(project, seat.worktree)
        found = await self.board.forecast(seat)
        if found is None or not found.commit:
            why = "nothing to review" if found is None else found.error or f"conflicts: {found.conflicts[0]}"
            raise Refused(f"{seat.name} has no candidate: {why}")
        return found


def rules_of(project: Project) -> ReviewRules:
    """How a project has its work reviewed. Raises ``Refused``."""
    if project.review is None:
        name = project.name or "NAME"
        raise Refused(f"no review is configured: add [projects.{name}.review] to fleet.toml")
    return project.review


def why_of(error: Refused | PortError) -> str:
    """An error as one reason."""
    return f"{error.doing}: {error.detail}" if isinstance(error, PortError) else str(error)

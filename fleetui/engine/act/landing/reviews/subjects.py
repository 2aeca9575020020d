"""What is reviewed: asked for, given up, and as it is at the moment a round begins."""

from __future__ import annotations

from fleetui.engine.act.landing.board import Board
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.commands import CloseReview, Outcome, StartReview, TellFindings
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project, Seat
from fleetui.model.queue import REPAIR
from fleetui.model.review.documents import MOST_BYTES, name_of, why_not_document
from fleetui.model.review.reviews import Review, latest, next_subject, of_subject
from fleetui.model.review.rules import UNDER_WAY, ReviewRules, ReviewState
from fleetui.model.review.texts import sent_back
from fleetui.model.value import value


@value
class Matter:
    """What the reviewers of one round look at, and nothing else."""

    head: str
    """The commit whose checkout they stand in."""
    name: str
    """The name of the patch, or of the document's text."""
    text: str
    """Its stored text."""


class Unchanged(Refused):
    """It came to its word already, exactly as it is."""

    def __init__(self, text: str, review: Review) -> None:
        super().__init__(text)
        self.review = review


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
        if want.document:
            return await self._start_document(seat, project, want.document)
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

    async def _start_document(self, seat: Seat, project: Project, document: str) -> Outcome:
        """A file of the author's worktree becomes a subject: the text that it holds when the round begins."""
        if why := why_not_document(document):
            raise Refused(why)
        core, known = self.core, of_subject(self.core.fleet.reviews, (seat.name, "", document))
        if known and known.state in UNDER_WAY:
            return Outcome(ok=True, text=f"{document} is being reviewed already", value=known.id)
        self._check_changed(known, name_of(await self._text(seat, document)), document)
        review = known.id if known else core.world.mint()
        asked = e.ReviewAsked(seat.name, review, project.name, seat.branch, document)
        return await self._asked(asked, document, again=known is not None)

    async def _text(self, seat: Seat, document: str) -> str:
        return await self.core.world.anchors.text(seat.worktree, document, MOST_BYTES)

    @staticmethod
    def _check_changed(known: Review | None, name: str, what: str) -> None:
        said = known and known.state in (ReviewState.ACCEPTED, ReviewState.REJECTED)
        if known and said and known.patch == name:
            raise Unchanged(f"{what} was {known.state} as it is: nothing in it changed since", known)

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
        own = [one for one in self.core.fleet.reviews.values() if one.seat == seat.name]
        live = [one for one in own if (one.live or one.stops) and one.document == want.document]
        if not live:
            what = want.document or f"the patch of {seat.name}"
            raise Refused(f"no review of {what} is under way")
        closed = (e.ReviewClosed(seat.name, one.id, "by the operator") for one in live)
        await self.core.ledger.append(*closed)
        goes_on = "; its queue goes on" if any(one.stops for one in live) else ""
        what = live[0].document or live[0].branch
        return Outcome(ok=True, text=f"the review of {what} is closed; nothing is accepted by that{goes_on}")

    async def tell(self, want: TellFindings) -> Outcome:
        """What the review of a document found goes to its author, before all that the review holds."""
        core, seat = self.core, self.core.seat(want.name)
        one = of_subject(core.fleet.reviews, (seat.name, "", want.document))
        if one is None or not (one.open or one.stops):
            raise Refused(f"no review of {want.document} found anything")
        text = sent_back("", one.open, one.detail, one.document)
        entry = f"{one.id}-{one.round}-found"
        if any(known.id == entry for known in core.fleet.queues.get(seat.name, ())):
            raise Refused(f"{seat.name} was told of this round already")
        await core.ledger.append(e.EntryAdded(seat.name, entry, text, REPAIR, front=True, literal=True))
        return Outcome(ok=True, text=f"{seat.name} is told what was found in {one.document}")

    # ------------------------------------------------------------ as it is now

    async def look(self) -> None:
        """Look at the documents whose reviews came to a word: it holds for exactly one text."""
        core = self.core
        for one in list(core.fleet.reviews.values()):
            if not one.document or one.state not in (ReviewState.ACCEPTED, ReviewState.REJECTED):
                continue
            now, was = await self._name_now(one), core.documents.get(one.id)
            if now != was:
                core.documents[one.id] = now
                core.touch_seat(one.seat)

    async def _name_now(self, one: Review) -> str:
        seat = self.core.fleet.seats.get(one.seat)
        if seat is None:
            return ""
        try:
            return name_of(await self._text(seat, one.document))
        except PortError:
            return ""  # what is not known is not what was accepted

    async def matter(self, one: Review) -> Matter:
        """What a round that begins now is about. Raises ``Refused`` and ``PortError``."""
        core, seat = self.core, self.core.seat(one.seat)
        project = core.project(seat)
        if one.document:
            return await self._document(one, seat, project)
        candidate = await self._present(seat, project)
        if candidate.branch != one.branch:
            raise Refused(f"{seat.name} works on another branch now")
        text = await core.ledger.put_text(await core.world.git.patch(project, candidate))
        return Matter(candidate.head, candidate.patch, text)

    async def _document(self, one: Review, seat: Seat, project: Project) -> Matter:
        text = await self._text(seat, one.document)
        head = await self.core.world.git.head_commit(project, seat.worktree)
        return Matter(head, name_of(text), await self.core.ledger.put_text(text))

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

"""The review seat of each project: who is next, the reviewer's run, and what its verdict comes to.

Everything is decided by what the journal says and by what lives, so a crash at any point is gone on from: a reviewer
whose round is over is taken out of the fleet whenever it is found there, and one whose run is gone is judged by the
file that it left.
"""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import PurePath
from typing import Any

from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.replace import Replacer
from fleetui.engine.act.seats import Seats
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.commands import CloseReview, Outcome, StartReview
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.names import minted
from fleetui.model.queue import IN_FLIGHT
from fleetui.model.review import texts, verdict
from fleetui.model.review.reviews import (
    UNDER_WAY,
    Review,
    ReviewRules,
    ReviewState,
    latest,
    next_subject,
    written,
)
from fleetui.model.settings import SeatSpec
from fleetui.model.status import Phase

ROLE = "review"
REST_S = 20.0
"""How long a reviewer may rest without a verdict that can be read before it has come to none."""
AGAIN_S = 30.0
"""How long what could not be done is left before it is tried again."""
_MINDED = "shell"
"""A profile that reads no agent: nobody reviews by it unless the operator says so."""


class Reviewing:
    """Starts reviewers, reads what they leave, and takes them out of the fleet again."""

    def __init__(self, core: Core, board: Board, seats: Seats, replacer: Replacer) -> None:
        self.core = core
        self.board = board
        self.seats = seats
        self.replacer = replacer
        self._busy: set[str] = set()
        """Reviews for which something is being done."""
        self._not_before: dict[str, float] = {}

    # ------------------------------------------------------------ asked for

    async def start(self, want: StartReview) -> Outcome:
        """The patch of a branch becomes a subject, or goes into its next round."""
        core, seat = self.core, self.core.seat(want.name)
        project = core.project(seat)
        self._rules(project)
        candidate = await self._present(seat, project)
        known = latest(core.fleet.reviews, seat.name, candidate.branch)
        if known and known.state in UNDER_WAY:
            return Outcome(ok=True, text=f"{candidate.branch} is being reviewed already", value=known.id)
        if not candidate.patch:
            raise Refused(f"the patch of {candidate.branch} is too large to be reviewed: land it in parts")
        said = known and known.state in (ReviewState.ACCEPTED, ReviewState.REJECTED)
        if known and said and known.patch == candidate.patch:
            raise Refused(f"{candidate.branch} was {known.state} as it is: nothing in it changed since")
        review = known.id if known else core.world.mint()
        await core.ledger.append(e.ReviewAsked(seat.name, review, project.name, candidate.branch))
        before = next_subject(core.fleet.reviews, project.name)
        waits = "" if before and before.id == review else "; another patch has the seat first"
        what = "is reviewed again" if known else "is to be reviewed"
        return Outcome(ok=True, text=f"{candidate.branch} {what}{waits}", value=review)

    async def close(self, want: CloseReview) -> Outcome:
        """Give a subject up."""
        seat = self.core.seat(want.name)
        live = [one for one in self.core.fleet.reviews.values() if one.seat == seat.name and one.live]
        if not live:
            raise Refused(f"no review of {seat.name} is under way")
        closed = (e.ReviewClosed(seat.name, one.id, "closed by the operator") for one in live)
        await self.core.ledger.append(*closed)
        return Outcome(ok=True, text=f"the review of {live[0].branch} is closed; nothing is accepted by that")

    def _rules(self, project: Project) -> ReviewRules:
        if project.review is None:
            name = project.name or "NAME"
            raise Refused(f"no review is configured: add [projects.{name}.review] to fleet.toml")
        return project.review

    async def _present(self, seat: Seat, project: Project) -> Candidate:
        """The candidate of a branch as it is now."""
        self.core.sight(seat.name).git = await self.core.world.git.facts(project, seat.worktree)
        found = await self.board.forecast(seat)
        if found is None or not found.commit:
            why = "nothing to review" if found is None else found.error or f"conflicts: {found.conflicts[0]}"
            raise Refused(f"{seat.name} has no candidate: {why}")
        return found

    # ------------------------------------------------------------ what is due

    def start_due(self) -> None:
        """Begin, judge and clear away whatever is due, each beside the loop."""
        core = self.core
        if not core.fleet.reviews or not core.acts or core.ledger.read_only:
            return
        there = {seat.name for seat in core.seats()}
        for one in core.fleet.reviews.values():
            if one.state is ReviewState.RUNNING:
                if one.seat in there and (final := self._is_over(one)) is not None:
                    self._do(one, self._judge(one, final=final))
            elif self._is_left(one):
                self._do(one, self._clear_away(one))
            if one.live and one.seat not in there:
                self._do(one, self._give_up(one))
        for name in {one.project for one in core.fleet.reviews.values()}:
            subject = next_subject(core.fleet.reviews, name)
            left = (one for one in core.fleet.reviews.values() if one.project == name and self._is_left(one))
            if subject and subject.seat in there and not any(left):
                self._do(subject, self._begin(subject))

    def _is_left(self, one: Review) -> bool:
        """True while a reviewer is in the fleet although its round is over: by its checkout, names come again."""
        seat = self.core.fleet.seats.get(one.reviewer)
        if one.state is ReviewState.RUNNING or seat is None or seat.state is SeatState.ARCHIVED:
            return False
        works = (x for x in self.core.fleet.reviews.values() if x.state is ReviewState.RUNNING)
        same = (seat.role, seat.worktree) == (ROLE, one.checkout)
        return same and not any(x.reviewer == one.reviewer for x in works)

    def _do(self, one: Review, work: Coroutine[Any, Any, None]) -> None:
        if one.id in self._busy or self._not_before.get(one.id, 0.0) > self.core.world.now():
            work.close()
            return
        self._busy.add(one.id)
        self.core.spawn(self._done(one, work), f"review of {one.seat}")

    async def _done(self, one: Review, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (Refused, PortError) as error:
            self._not_before[one.id] = self.core.world.now() + AGAIN_S
            why = f"{error.doing}: {error.detail}" if isinstance(error, PortError) else str(error)
            self.core.trouble_for(AGAIN_S, f"review {one.seat}", clean_line(why))
        finally:
            self._busy.discard(one.id)

    async def _give_up(self, one: Review) -> None:
        await self.core.ledger.append(e.ReviewClosed(one.seat, one.id, f"{one.seat} left the fleet"))

    # ------------------------------------------------------------ one round

    async def _begin(self, one: Review) -> None:
        core, seat = self.core, self.core.seat(one.seat)
        project = core.project(seat)
        try:
            rules = self._rules(project)
            candidate = await self._present(seat, project)
            await self._start_round(one, seat, project, rules, candidate)
        except (Refused, PortError) as error:
            why = f"{error.doing}: {error.detail}" if isinstance(error, PortError) else str(error)
            known = core.fleet.reviews[one.id]
            if known.live:
                await self._end(known, ReviewState.FAILED, f"no reviewer began: {why}")

    async def _start_round(
        self, one: Review, seat: Seat, project: Project, rules: ReviewRules, candidate: Candidate
    ) -> None:
        core, number = self.core, one.round + 1
        if candidate.branch != one.branch:
            raise Refused(f"{seat.name} works on another branch now")
        profile, who = self._reviewer(seat, rules)
        name = minted(f"review-{project.name}", (each.name for each in core.seats()))
        folder = str(PurePath(core.settings.scratch, "reviews", f"{one.id}-{number}"))
        patch = await core.world.git.patch(project, candidate)
        await core.world.files.hand_over(folder, texts.PATCH, texts.fenced(patch, core.world.mint()))
        checkout = await core.world.git.sealed_checkout(project, candidate.head)
        await core.ledger.append(
            e.ReviewStarted(
                seat.name, one.id, number, name, profile, who, candidate.head, candidate.patch, checkout, folder
            )
        )  # fmt: skip
        spec = SeatSpec(
            name, profile, worktree=checkout, role=ROLE, command=rules.command, unattended=rules.unattended
        )
        core.settings = core.world.local_config.add(spec)
        await self.seats.declare(spec)
        text = texts.told(rules, one.id, candidate.patch, candidate.head, folder, one.open)
        await core.ledger.append(e.EntryAdded(name, core.world.mint(), text, "handoff", literal=True))
        await self.seats.start(name)

    def _reviewer(self, author: Seat, rules: ReviewRules) -> tuple[str, str]:
        """The profile of a reviewer and why it is this one; the author's own only where the fleet has no other."""
        known = self.core.world.profiles
        if rules.profile:
            if rules.profile not in known:
                raise Refused(f"[projects.{author.project}.review] names no profile: {rules.profile!r}")
            return rules.profile, f"{known[rules.profile].label or rules.profile}, as configured"
        others = (x.profile for x in self.core.seats() if x.profile in known and x.role != ROLE)
        other = next((x for x in others if x not in (author.profile, _MINDED)), "")
        name = other or author.profile
        why = "another than the author's" if other else "the author's kind too: the fleet has no other"
        return name, f"{known[name].label or name if name in known else name}, {why}"

    def _is_over(self, one: Review) -> bool | None:
        """``True`` when a round must be judged now, ``False`` when it may be if its verdict is there, else ``None``."""
        core, now = self.core, self.core.world.now()
        if one.project not in core.settings.projects or core.settings.projects[one.project].review is None:
            return True
        rules = core.settings.projects[one.project].review
        if rules and now - one.started > rules.timeout_s:
            return True
        if one.reviewer in core.starting or core.doing.get(one.reviewer):
            return None
        if core.live_run(one.reviewer) is None:
            return True
        status, queue = core.sight(one.reviewer).status, core.fleet.queues.get(one.reviewer, ())
        if any(entry.waits or entry.state in IN_FLIGHT for entry in queue):
            return None
        if status.phase is Phase.EXITED:
            return True
        if status.phase is not Phase.IDLE:
            return None
        since = max([status.since, one.started, *(entry.changed for entry in queue)])
        return now - since > REST_S

    async def _judge(self, one: Review, *, final: bool) -> None:
        """Read what the reviewer left; where that is no verdict and it may still come, nothing is decided."""
        core = self.core
        try:
            data = await core.world.files.handed_back(one.folder, texts.VERDICT, verdict.MOST_BYTES)
            said = verdict.parse(data, one.id, one.patch, one.open)
        except (verdict.VerdictError, PortError) as error:
            if final:
                why = error.detail if isinstance(error, PortError) else str(error)
                await self._end(one, ReviewState.FAILED, why)
            return
        project = core.project_named(one.project)
        rules = project.review if project else None
        if project is None or rules is None:
            await self._end(one, ReviewState.FAILED, "no review is configured any more")
            return
        places = tuple(dict.fromkeys(finding.path for finding in (*said.findings, *one.open)))
        lines = await core.world.git.lines_of(project, one.head, places)
        changed = await self._changed(project, one)
        decided = verdict.decide(rules, said, one.findings, lines, changed)
        await self._end(one, decided.state, decided.detail, decided)

    async def _changed(self, project: Project, one: Review) -> verdict.Changed:
        """What the author changed since the round in which the earlier findings were found."""
        if not one.before or not one.open:
            return {}
        paths = tuple(dict.fromkeys(finding.path for finding in one.open))
        return await self.core.world.git.changed_between(project, one.before, one.head, paths)

    async def _end(
        self, one: Review, state: ReviewState, detail: str, decided: verdict.Decided | None = None
    ) -> None:
        findings = tuple(map(written, decided.findings if decided else one.findings))
        refused = decided.refused if decided else ()
        await self.core.ledger.append(
            e.ReviewEnded(
                one.seat, one.id, one.round, state, clean_line(detail, 300), findings, refused
            )
        )  # fmt: skip

    async def _clear_away(self, one: Review) -> None:
        """Stop a reviewer whose round is over, and take it, its checkout and its folder away."""
        core, name = self.core, one.reviewer
        if core.live_run(name) is not None:
            stopped = await self.replacer.stop(name)
            if not stopped.ok:
                raise Refused(stopped.text)
        if project := core.project_named(one.project):
            await core.world.git.drop_checkout(project, one.checkout)
        await core.world.files.remove(one.folder)
        await self.seats.remove(name)

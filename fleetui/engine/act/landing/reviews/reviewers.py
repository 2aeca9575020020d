"""One reviewer: chosen, put into its place, started, judged once by the file that it left, and taken away."""

from __future__ import annotations

from pathlib import PurePath

from fleetui.engine.act.landing.reviews.leftovers import end_leftovers
from fleetui.engine.act.landing.reviews.subjects import why_of
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.seats import Seats
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.names import minted
from fleetui.model.queue import IN_FLIGHT, live
from fleetui.model.review import documents, texts, verdict
from fleetui.model.review.findings import Finding, written
from fleetui.model.review.reviewers import Reviewer, asked_of
from fleetui.model.review.reviews import Review
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.settings import SeatSpec
from fleetui.model.status import Phase

ROLE = "review"
REST_S = 20.0
"""How long a reviewer may rest without a verdict that can be read before it has come to none."""
_MINDED = "shell"
"""A profile that reads no agent: nobody reviews by it unless the operator says so."""
_HANDED = "handed"
"""The folder beside a reviewer's checkout."""


class Reviewers:
    """Begins reviewers, reads what they leave, and takes them out of the fleet again."""

    def __init__(self, core: Core, seats: Seats, replacer: Replacer) -> None:
        self.core = core
        self.seats = seats
        self.replacer = replacer

    # ------------------------------------------------------------ begin

    async def begin(self, one: Review, reviewer: Reviewer, rules: ReviewRules, lane: int) -> None:
        """Give a reviewer its place and its name. Nothing runs yet."""
        try:
            began = await self._placed(one, reviewer, rules, lane)
        except (Refused, PortError) as error:
            await self._not_begun(one, reviewer, error)
            return
        if self._is(one, reviewer, ReviewState.WAITING):
            await self.core.ledger.append(began)
            self.core.world.fault("review.named")

    async def _placed(
        self, one: Review, reviewer: Reviewer, rules: ReviewRules, lane: int
    ) -> e.ReviewerStarted:
        core, author = self.core, self.core.seat(one.seat)
        project = core.project(author)
        profile, who = self._chosen(author, rules)
        taken = (*(each.name for each in core.seats()), *(each.seat for each in one.reviewers))
        name = minted(f"review-{project.name}", taken)
        await end_leftovers(core, await core.world.git.review_place(project, lane), ROLE)
        checkout = await core.world.git.sealed_checkout(project, one.head, lane)
        folder = str(PurePath(checkout).parent / _HANDED)
        text = await core.ledger.get_text(one.text)
        what = "document" if one.document else "patch"
        await core.world.files.hand_over(
            folder, texts.given(one), texts.fenced(text, core.world.mint(), what)
        )
        core.world.fault("review.placed")
        return e.ReviewerStarted(one.seat, one.id, reviewer.lens, name, profile, who, lane, checkout, folder)

    def _chosen(self, author: Seat, rules: ReviewRules) -> tuple[str, str]:
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

    def is_to_start(self, reviewer: Reviewer) -> bool:
        """True until a run of it was started once."""
        run = self.core.fleet.run_of(reviewer.seat)
        ran = run is not None and run.started >= reviewer.started
        return not ran and reviewer.seat not in self.core.starting

    async def start(self, one: Review, reviewer: Reviewer, rules: ReviewRules) -> None:
        """Its seat, what it is told, its run: from wherever that was cut short."""
        try:
            await self._seated(reviewer, rules)
            if self._is_in_doubt(reviewer):
                return  # it is settled now that the seat is there, and this is looked at again
            await self._told(one, reviewer)
            await self.seats.start(reviewer.seat)
            self.core.world.fault("review.started")
        except (Refused, PortError) as error:
            await self._not_begun(one, reviewer, error)

    async def _seated(self, reviewer: Reviewer, rules: ReviewRules) -> None:
        core = self.core
        if self._has_seat(reviewer):
            return
        spec = SeatSpec(
            reviewer.seat, reviewer.profile, worktree=reviewer.checkout, role=ROLE, command=rules.command,
            unattended=rules.unattended,
        )  # fmt: skip
        core.settings = core.world.local_config.add(spec)
        core.world.fault("review.configured")
        await self.seats.declare(spec)
        core.world.fault("review.seated")

    def _is_in_doubt(self, reviewer: Reviewer) -> bool:
        """Whether it is open what became of a text for one before of that name: that cannot be taken back yet."""
        return any(each.state in IN_FLIGHT for each in self.core.fleet.queues.get(reviewer.seat, ()))

    async def _told(self, one: Review, reviewer: Reviewer) -> None:
        core, entry = self.core, f"{one.id}-{one.round}-{one.reviewers.index(reviewer)}"
        if any(each.id == entry for each in core.fleet.queues.get(reviewer.seat, ())):
            return
        text = texts.told(one, reviewer.lens, reviewer.folder, self._asked(one, reviewer))
        # names come again: what one before was told, and perhaps never got, would stand in front of it
        before = live(core.fleet.queues.get(reviewer.seat, ()))
        await core.ledger.append(
            *(e.EntryCancelled(reviewer.seat, each.id) for each in before),
            e.EntryAdded(reviewer.seat, entry, text, "handoff", literal=True),
        )
        core.world.fault("review.told")

    @staticmethod
    def _asked(one: Review, reviewer: Reviewer) -> tuple[Finding, ...]:
        return asked_of(reviewer.lens, (each.lens for each in one.reviewers), one.open)

    async def _not_begun(self, one: Review, reviewer: Reviewer, error: Refused | PortError) -> None:
        await self._end(one, reviewer, ReviewState.FAILED, f"no reviewer began: {why_of(error)}")

    def _has_seat(self, reviewer: Reviewer) -> bool:
        seat = self.core.fleet.seats.get(reviewer.seat)
        there = seat is not None and seat.state is not SeatState.ARCHIVED
        return there and seat is not None and (seat.role, seat.worktree) == (ROLE, reviewer.checkout)

    # ------------------------------------------------------------ judge

    def is_over(self, reviewer: Reviewer, rules: ReviewRules) -> bool | None:
        """``True`` when it must be judged now, ``False`` when it may be if its verdict is there, else ``None``."""
        core, now, name = self.core, self.core.world.now(), reviewer.seat
        if self._is_late(reviewer, rules):
            return True
        if name in core.starting or core.doing.get(name):
            return None
        if core.live_run(name) is None:
            return True
        status, queue = core.sight(name).status, core.fleet.queues.get(name, ())
        if any(entry.waits or entry.state in IN_FLIGHT for entry in queue):
            return None
        if status.phase is Phase.EXITED:
            return True
        if status.phase is not Phase.IDLE:
            return None
        since = max([status.since, reviewer.started, *(entry.changed for entry in queue)])
        return now - since > REST_S

    def _is_late(self, reviewer: Reviewer, rules: ReviewRules) -> bool:
        return self.core.world.now() - reviewer.started > rules.timeout_s

    async def judge(self, one: Review, reviewer: Reviewer, rules: ReviewRules, *, final: bool) -> None:
        """Read what the reviewer left; where that is no verdict and it may still come, nothing is decided."""
        core, asked = self.core, self._asked(one, reviewer)
        try:
            data = await core.world.files.handed_back(reviewer.folder, texts.VERDICT, verdict.MOST_BYTES)
            said = verdict.parse(data, one.id, one.patch, asked)
        except (verdict.VerdictError, PortError) as error:
            if final:
                why = error.detail if isinstance(error, PortError) else str(error)
                late = f" within {rules.timeout_s:.0f} s" if self._is_late(reviewer, rules) else ""
                await self._end(one, reviewer, ReviewState.FAILED, f"{why}{late}")
            return
        project = core.project_named(one.project)
        if project is None:
            return  # the round ends by that
        changed, added = await self._disturbed(project, one, reviewer)
        if changed:
            await self._end(one, reviewer, ReviewState.FAILED, f"it changed {changed[0]} in its checkout")
            return
        decided = verdict.decide(rules, said, asked, *await self._places(project, one, asked, said.findings))
        core.world.fault("review.judged")
        left = f"; it left {added[0]} in its checkout" if added else ""
        await self._end(one, reviewer, decided.state, f"{decided.detail}{left}", decided)

    async def _disturbed(
        self, project: Project, one: Review, reviewer: Reviewer
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if not reviewer.lane:
            return (), ()
        return await self.core.world.git.disturbed(project, one.head, reviewer.lane)

    async def _places(
        self, project: Project, one: Review, asked: tuple[Finding, ...], new: tuple[Finding, ...]
    ) -> tuple[verdict.Lines, verdict.Changed]:
        """The lines that findings speak of, and what the author changed since the earlier ones were found."""
        if one.document:
            return await self._in_document(one)
        git = self.core.world.git
        lines = await git.lines_of(project, one.head, _paths((*new, *asked)))
        if not one.before or not asked:
            return lines, {}
        return lines, await git.changed_between(project, one.before, one.head, _paths(asked))

    async def _in_document(self, one: Review) -> tuple[verdict.Lines, verdict.Changed]:
        """Findings speak of the text that was looked at, and of no other file."""
        text = await self.core.ledger.get_text(one.text)
        lines = {one.document: documents.lines_of(text)}
        if not one.before:
            return lines, {}
        return lines, {one.document: documents.changed(await self.core.ledger.get_text(one.before), text)}

    async def _end(
        self,
        one: Review,
        reviewer: Reviewer,
        state: ReviewState,
        detail: str,
        decided: verdict.Decided | None = None,
    ) -> None:
        findings = tuple(map(written, decided.findings if decided else ()))
        refused = decided.refused if decided else ()
        if not self._is(one, reviewer, reviewer.state):
            return  # the review was given up meanwhile
        await self.core.ledger.append(
            e.ReviewerEnded(
                one.seat, one.id, reviewer.lens, state, clean_line(detail, 300), findings, refused
            )
        )
        self.core.world.fault("review.heard")

    def _is(self, one: Review, reviewer: Reviewer, state: ReviewState) -> bool:
        """Whether this reviewer of this round is still so."""
        known = self.core.fleet.reviews.get(one.id)
        found = [x for x in known.reviewers if x.lens == reviewer.lens] if known else []
        same = known is not None and known.round == one.round and known.state is ReviewState.RUNNING
        return same and any(x.state is state for x in found)

    # ------------------------------------------------------------ take away

    def left(self) -> list[tuple[Review, Reviewer]]:
        """Reviewers in the fleet although they came to their word; by their place, as names come again."""
        newest: dict[str, tuple[Review, Reviewer]] = {}
        for one in self.core.fleet.reviews.values():
            for reviewer in one.reviewers:
                known = newest.get(reviewer.seat)
                if reviewer.seat and (known is None or known[1].started <= reviewer.started):
                    newest[reviewer.seat] = one, reviewer
        return [
            (one, x) for one, x in newest.values() if x.state is not ReviewState.RUNNING and self._has_seat(x)
        ]

    async def clear_away(self, one: Review, reviewer: Reviewer) -> None:
        """Stop a reviewer that came to its word, and take it, its checkout and its folder away."""
        core, name = self.core, reviewer.seat
        if core.live_run(name) is not None:
            stopped = await self.replacer.stop(name)
            if not stopped.ok:
                raise Refused(stopped.text)
        core.world.fault("review.stopped")
        await core.world.files.remove(reviewer.folder)
        if project := core.project_named(one.project):
            if reviewer.lane:
                await core.world.git.drop_sealed(project, reviewer.lane)
            else:
                await core.world.git.drop_checkout(project, reviewer.checkout)
        core.world.fault("review.cleared")
        await self.seats.remove(name)


def _paths(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.path for finding in findings))

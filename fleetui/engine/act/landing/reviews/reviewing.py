"""The review seat of each project: who is next, and how far the rounds are.

Everything is decided by what the journal says and by what lives, so a crash at any point is gone on from: a reviewer
that was not begun whole is begun again, one whose run is gone is judged by the file that it left, and one that came to
its word is taken out of the fleet whenever it is found there.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.landing.reviews.reviewers import Reviewers
from fleetui.engine.act.landing.reviews.subjects import Subjects, rules_of, why_of
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.seats import Seats
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.review.findings import written
from fleetui.model.review.reviews import Review, next_subject
from fleetui.model.review.round import concluded
from fleetui.model.review.rules import ReviewRules, ReviewState

LOOK_S = 3.0
"""How often documents are looked at."""
LOOKS = "documents"
AGAIN_S = 30.0
"""How long what could not be done is left before it is tried again."""


class Reviewing:
    """Begins and ends rounds, and has their reviewers begun, judged and taken away."""

    def __init__(self, core: Core, board: Board, seats: Seats, replacer: Replacer) -> None:
        self.core = core
        self.subjects = Subjects(core, board)
        self.reviewers = Reviewers(core, seats, replacer)
        self._busy: set[str] = set()
        """Reviews and seats of reviewers for which something is being done."""
        self._not_before: dict[str, float] = {}
        self._looked = 0.0

    def start_due(self) -> None:
        """Begin, judge and clear away whatever is due, each beside the loop."""
        core = self.core
        if not core.fleet.reviews or not core.acts or core.ledger.read_only:
            return
        self._look()
        left = self.reviewers.left()
        for one, reviewer in left:
            self._do(reviewer.seat, one, self.reviewers.clear_away(one, reviewer))
        there = {seat.name for seat in core.seats()}
        for one in core.fleet.reviews.values():
            if one.live and one.seat not in there:
                self._do(one.id, one, self._give_up(one))
            elif one.state is ReviewState.RUNNING:
                self._go_on(one, {x.lane for other, x in left if other.project == one.project})
        for name in {one.project for one in core.fleet.reviews.values()}:
            subject = next_subject(core.fleet.reviews, name)
            if subject and subject.seat in there and not any(one.project == name for one, _ in left):
                self._do(subject.id, subject, self._begin(subject))

    def _look(self) -> None:
        """Look at documents now and then, beside the loop."""
        any_there = any(one.document for one in self.core.fleet.reviews.values())
        now = self.core.world.now()
        if any_there and now - self._looked >= LOOK_S and LOOKS not in self._busy:
            self._looked = now
            self._busy.add(LOOKS)
            self.core.spawn(self._looks(), "documents under review")

    async def _looks(self) -> None:
        try:
            await self.subjects.look()
        finally:
            self._busy.discard(LOOKS)

    def _do(self, key: str, one: Review, work: Coroutine[Any, Any, None]) -> None:
        if key in self._busy or self._not_before.get(key, 0.0) > self.core.world.now():
            work.close()
            return
        self._busy.add(key)
        self.core.spawn(self._done(key, one, work), f"review of {one.seat}")

    async def _done(self, key: str, one: Review, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (Refused, PortError) as error:
            self._not_before[key] = self.core.world.now() + AGAIN_S
            self.core.trouble_for(AGAIN_S, f"review {one.seat}", clean_line(why_of(error)))
        finally:
            self._busy.discard(key)

    async def _give_up(self, one: Review) -> None:
        await self.core.ledger.append(e.ReviewClosed(one.seat, one.id, f"{one.seat} left the fleet"))

    # ------------------------------------------------------------ one round

    async def _begin(self, one: Review) -> None:
        try:
            rules = rules_of(self.core.project(self.core.seat(one.seat)))
            matter = await self.subjects.matter(one)
        except (Refused, PortError) as error:
            await self._end(one, ReviewState.FAILED, f"no reviewer began: {why_of(error)}")
            return
        if self.core.fleet.reviews[one.id].state is not ReviewState.WAITING:
            return  # given up meanwhile
        await self.core.ledger.append(
            e.ReviewStarted(
                one.seat, one.id, one.round + 1, matter.head, matter.name, rules.lenses, matter.text
            )
        )
        self.core.world.fault("review.begun")

    def _go_on(self, one: Review, taken: set[int]) -> None:
        """What is due in a round that runs; lanes that are ``taken`` are still being cleared."""
        rules = self._rules(one)
        if rules is None or not any(reviewer.under_way for reviewer in one.reviewers):
            self._do(one.id, one, self._conclude(one, rules))
            return
        working = [reviewer for reviewer in one.reviewers if reviewer.state is ReviewState.RUNNING]
        for reviewer in working:
            if self.reviewers.is_to_start(reviewer):
                self._do(reviewer.seat, one, self.reviewers.start(one, reviewer, rules))
            elif (final := self.reviewers.is_over(reviewer, rules)) is not None:
                self._do(reviewer.seat, one, self.reviewers.judge(one, reviewer, rules, final=final))
        waiting = (each for each in one.reviewers if each.state is ReviewState.WAITING)
        taken = taken | {each.lane for each in working}
        lane = next((number for number in range(1, rules.at_once + 1) if number not in taken), 0)
        if lane and len(working) < rules.at_once and (then := next(waiting, None)):
            self._do(one.id, one, self.reviewers.begin(one, then, rules, lane))

    async def _conclude(self, one: Review, rules: ReviewRules | None) -> None:
        if rules is None:
            await self._end(one, ReviewState.FAILED, "no review is configured any more")
            return
        decided = concluded(rules, one.findings, one.reviewers)
        await self.core.ledger.append(
            e.ReviewEnded(
                one.seat, one.id, one.round, decided.state, decided.detail,
                tuple(map(written, decided.findings)), decided.refused,
            )
        )  # fmt: skip
        self.core.world.fault("review.ended")

    async def _end(self, one: Review, state: ReviewState, detail: str) -> None:
        if self.core.fleet.reviews[one.id].live:
            findings = tuple(map(written, one.findings))
            await self.core.ledger.append(
                e.ReviewEnded(one.seat, one.id, one.round, state, clean_line(detail, 300), findings)
            )

    def _rules(self, one: Review) -> ReviewRules | None:
        project = self.core.settings.projects.get(one.project)
        return project.review if project else None

"""Rows of the board for pull requests without an agent that were fetched: what is said of a branch is said of them."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.core import Core
from fleetui.engine.decide.fetched_pulls import fetched_pulls, landed_pulls
from fleetui.engine.decide.pull_release import overridable, release_of, why_pull_not_released
from fleetui.engine.observe.targets import alarm
from fleetui.model.fleet import Landing
from fleetui.model.forge.overriding import override_words
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.wishes.fetched import FetchedPull
from fleetui.model.landing import marks, why_not_land, word_of
from fleetui.model.landing_story import landed_on
from fleetui.model.protected import protected_among
from fleetui.model.review.marks import mark
from fleetui.model.view import BranchRow, GateMark

Marks = Callable[[tuple[GateMark, ...]], tuple[GateMark, ...]]


class PullRows:
    """Makes the rows of one core; one that did not change stays the same object."""

    def __init__(self, core: Core, waiting: Marks) -> None:
        """``waiting`` adds to gates that have no room yet what they wait for."""
        self.core = core
        self._waiting = waiting
        self._rows: dict[str, BranchRow] = {}

    def rows(self) -> tuple[BranchRow, ...]:
        """Those that are open at what was fetched, then those that landed."""
        made = [row for one, pull in fetched_pulls(self.core) if (row := self._open(one, pull))]
        there = {row.seat for row in made}
        made += [
            row
            for one, landing in landed_pulls(self.core)
            if one.name not in there and (row := self._landed(one, landing))
        ]
        kept = {row.seat: old if (old := self._rows.get(row.seat)) == row else row for row in made}
        self._rows = kept
        return tuple(kept.values())

    def _open(self, one: FetchedPull, pull: Pull) -> BranchRow | None:
        core, project = self.core, self.core.project_named(one.project)
        if project is None:
            return None
        made = core.candidates.get(one.name)
        made = made if made and made.head == one.head else None
        gates = self._waiting(marks(project, made, core.fleet.evidence))
        review = mark(project.review, made, core.fleet.reviews, one.name, one.label)
        trouble = None if made else core.health.get(f"candidate {one.name}")
        here = trouble.text if trouble else why_not_land(project, made, gates, review)
        if core.doing.get(one.name, "").startswith("land"):
            here = "landing now"
        now = core.pulls_now.get((one.project, one.number))
        there = "" if here or made is None else why_pull_not_released(core, project, made, now)
        over = overridable(core, project, made, now) if there else ()
        protected = protected_among(project.protected, made.files) if made else ()
        return BranchRow(
            seat=one.name, project=one.project, branch=one.label, target=project.base, head=one.head,
            candidate=made, gates=gates, ahead=made.ahead if made else 0, behind=made.behind if made else 0,
            dirty=0, protected=protected, alarm=alarm(core, project), may_land=not (here or there),
            why_not=here or there, word_for=self._word_for(protected, override_words(over)), review=review,
            method=made.method if made else None, pull=pull, pull_now=now,
            pull_release=release_of(project, made, pull, over), fetched=one,
        )  # fmt: skip

    def _word_for(self, protected: tuple[str, ...], over: str) -> str:
        reasons = [reason for reason in (over, "it changes protected paths" if protected else "") if reason]
        always = "release.word is always" if self.core.settings.release_word == "always" else ""
        return "; ".join(reasons) or always

    def _landed(self, one: FetchedPull, landing: Landing) -> BranchRow | None:
        project = self.core.project_named(one.project)
        if project is None:
            return None
        gates = tuple(map(word_of, landed_on(landing, self.core.fleet.evidence.values())))
        return BranchRow(
            seat=one.name, project=one.project, branch=one.label, target=landing.target, head=one.head,
            candidate=None, gates=gates, ahead=1, behind=0, dirty=0, why_not="landed", landed=landing.candidate,
            landed_over=landing.overridden, released=landing.at, method=landing.method, fetched=one,
        )  # fmt: skip

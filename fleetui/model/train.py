"""Trains: branches that are released together, each candidate built on the one before it.

What lands alone is a train of one: there is one way from what is shown to what the target becomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fleetui.model.evidence import Candidate, Verdict
from fleetui.model.fleet import Landing, Project
from fleetui.model.landing import Evidence, conflict_with, gave_up, marks, proof_of, why_not_land
from fleetui.model.landing_method import Method
from fleetui.model.review.marks import ReviewMark, mark, why_not_reviewed
from fleetui.model.review.reviews import Reviews
from fleetui.model.value import value


@value
class Member:
    """One branch of a release, with the exact candidate that would land."""

    seat: str
    branch: str
    base: str
    """What the candidate is built on: the target's commit, or the candidate of the member before."""
    head: str
    candidate: str
    tree: str
    reverts: str = ""
    """The landed commit that it takes back; empty for a branch."""
    method: Method = Method()
    pull: int = 0
    """The pull request without an agent whose head it is; 0 for a branch of an agent."""


@value
class Proposal:
    """What the operator wants to release together, in this order."""

    project: str
    seats: tuple[str, ...]
    reverts: str = ""
    """The commit that the one seat landed and that is to be taken back; empty for branches."""


@value
class Dropped:
    """A branch that is not in the train any more, and why."""

    candidate: Candidate
    why: str


@value
class Coupled:
    """A proposal as it stands now: those that are in it, each built on the one before, and those that dropped out."""

    wanted: Proposal
    members: tuple[Candidate, ...] = ()
    out: tuple[Dropped, ...] = ()


@value
class Train:
    """Landings that move a target once, in order. One landing alone is a train of one."""

    landings: tuple[Landing, ...]

    @property
    def id(self) -> str:
        """What the journal and the marks on disk call it."""
        return self.landings[0].train or self.landings[0].id

    @property
    def project(self) -> str:
        """The project whose target moves."""
        return self.landings[0].project

    @property
    def target(self) -> str:
        """The branch that moves."""
        return self.landings[0].target

    @property
    def base(self) -> str:
        """The commit it moves from."""
        return self.landings[0].base

    @property
    def candidate(self) -> str:
        """The commit it moves to."""
        return self.landings[-1].candidate

    @property
    def tree(self) -> str:
        """The tree of that commit."""
        return self.landings[-1].tree

    @property
    def branches(self) -> str:
        """Its branches, for people."""
        return named(one.branch for one in self.landings)


def trains(landings: Iterable[Landing]) -> tuple[Train, ...]:
    """The trains of these landings, each in its order, which is the order of the journal."""
    found: dict[str, list[Landing]] = {}
    for one in landings:
        found.setdefault(one.train or one.id, []).append(one)
    return tuple(Train(tuple(together)) for together in found.values())


def taken_back(landings: Mapping[str, Landing]) -> dict[str, str]:
    """By each landed commit that was taken back since: the commit that did last. What took it back may have been
    taken back itself, and then it stands again."""
    back = _backs(landings)
    chains = {commit: _chain(back, commit) for commit in back}
    return {commit: chain[-1] for commit, chain in chains.items() if len(chain) % 2}


def stands_by(landings: Mapping[str, Landing], commit: str) -> str:
    """The commit that is to be taken back for a landed one to go: the one that brought it again, where one did.

    One that does not stand is itself: bringing it again would be another wish.
    """
    chain = _chain(_backs(landings), commit)
    return commit if not chain or len(chain) % 2 else chain[-1]


def _backs(landings: Mapping[str, Landing]) -> dict[str, str]:
    return {one.reverts: one.candidate for one in landings.values() if one.state == "landed" and one.reverts}


def _chain(back: Mapping[str, str], commit: str) -> tuple[str, ...]:
    """What took a commit back, what took that back, and so on."""
    found: list[str] = []
    while (commit := back.get(commit, "")) and commit not in found:
        found.append(commit)
    return tuple(found)


def landed_as(landings: Mapping[str, Landing], project: str, commit: str) -> Landing | None:
    """The landing that made this commit of a project; ``None`` where none did."""
    done = (one for one in landings.values() if (one.state, one.project) == ("landed", project))
    return next((one for one in done if one.candidate == commit), None)


def why_not_coupled(train: Train) -> str:
    """Why these landings are no train: one of them is not built on the one before; empty when they are one."""
    for before, one in zip(train.landings, train.landings[1:], strict=False):
        if (one.project, one.target) != (train.project, train.target):
            return f"{one.branch} goes to another target"
        if one.base != before.candidate:
            return f"{one.branch} is not built on {before.branch}"
    return ""


def member_of(made: Candidate) -> Member:
    """A candidate as what is released."""
    return Member(
        made.seat,
        made.branch,
        made.base,
        made.head,
        made.commit,
        made.tree,
        made.reverts,
        made.method,
        made.pull,
    )


def review_of(project: Project, made: Candidate, reviews: Reviews) -> ReviewMark | None:
    """The review of a member; none of what takes a landed commit back, which nobody wrote."""
    return None if made.reverts else mark(project.review, made, reviews, made.seat, made.branch)


def why_not_member(project: Project, made: Candidate, evidence: Evidence, reviews: Reviews) -> str:
    """Why a member may not land now, in a train or alone; empty when it may."""
    asked = replace(project, review=None) if made.reverts else project
    return why_not_land(asked, made, marks(project, made, evidence), review_of(project, made, reviews))


def drops_out(
    project: Project, candidate: Candidate, before: str, evidence: Evidence, reviews: Reviews
) -> str:
    """Why a member cannot stay in the train, as far as is known; empty while it may.

    ``before`` is the branch it is built on, empty for the first one. A gate that did not run yet is no reason.
    """
    if candidate.conflicts:
        return conflict_with(before or project.base, candidate)
    if not candidate.commit:
        return candidate.error or "no candidate could be built"
    for gate in project.gates:
        proof = proof_of(gate, candidate, evidence)
        if proof is None or not gate.required:
            continue
        if proof.verdict is Verdict.FAIL:
            return f"{gate.name} fails: {proof.detail}"
        if proof.verdict is Verdict.ERROR or gave_up(proof):
            return f"{gate.name} could not run: {proof.detail}"
    review = review_of(project, candidate, reviews)
    return "" if candidate.reverts else why_not_reviewed(project.review, review)


def named(branches: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *some, last = branches
    return f"{', '.join(some)} and {last}" if some else last

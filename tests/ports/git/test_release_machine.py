"""Gates, approvals and reviews over real git, in any order: the target holds what hands made, or files that passed the
gate, in a patch that was accepted, exactly as approved.

Gates really run on the files of the candidate. Whether something may land is asked of the rules that the engine asks,
with what was approved kept as the engine keeps it.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from fleetui.model.evidence import Candidate, EvidenceKey, Gate, GateEvidence, Verdict, subject_of
from fleetui.model.fleet import Project
from fleetui.model.review.reviews import Review
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.train import Member, member_of, why_not_member
from tests.ports.git.scratch import commit, run, write
from tests.ports.git.test_landing_machine import BRANCHES, Landings, faults, happens, maybe, methods

EXAMPLES = int(os.environ.get("FLEETUI_RELEASES", "5"))
"""How many histories are tried; more at night."""
BUILD = Gate("build", ("sh", "-c", "! grep -rqs broken ."), digest="what it runs")
RELEASED: list[str] = []
"""How what landed landed, so that a machine that never gets that far does not pass."""
names = st.sampled_from(BRANCHES)
STEPS = ("gate", "review", "approve", "release")
DISTURBS = ("the agent goes on", "the reviewer rejects", "the base moves")
between = st.tuples(st.sampled_from(("", "", *STEPS)), st.sampled_from(DISTURBS))


class Releases(Landings):
    """The same repository, but nothing lands that is not gated, reviewed and approved."""

    a_train_is_released = None  # type: ignore[assignment] - what lands unasked is the other machine's
    what_landed_is_taken_back = None  # type: ignore[assignment]
    a_pipe_stands_where_git_reads = None  # type: ignore[assignment]
    what_landed_is_pushed = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.evidence: dict[EvidenceKey, GateEvidence] = {}
        self.reviews: dict[str, Review] = {}
        self.approved: dict[str, Member] = {}
        self.accepted: set[str] = set()
        """Patches that somebody accepted, and nobody rejected since."""
        self.method = "merge"
        self.may_stand: set[str] = set()
        """Trees that hands made, and those that were released."""

    @initialize(method=methods)
    def a_project_is_configured(self, method: str) -> None:
        self.method = method

    @property
    def project(self) -> Project:
        rules = ReviewRules(required=True)
        return replace(self.scratch.project, landing=self.method, gates=(BUILD,), review=rules)

    def made(self, name: str) -> Candidate:
        return self.candidates.build(self._vault(), self.project, name, name)

    def why_not(self, made: Candidate) -> str:
        return why_not_member(self.project, made, self.evidence, self.reviews)

    # ------------------------------------------------------------ what goes on

    @rule(name=names, broken=st.booleans())
    def an_agent_works(self, name: str, broken: bool) -> None:
        self.count += 1
        tree = self.scratch.folder / f"tree-{name}"
        write(tree / f"{name}.txt", f"{'broken' if broken else 'works'} {self.count}\n")
        commit(tree, f"{name} {self.count}")

    @rule(name=names)
    def the_gate_runs(self, name: str) -> None:
        made = self.made(name)
        if made.commit:
            verdict = Verdict.PASS if self._builds(made.commit) else Verdict.FAIL
            self.count += 1
            proof = GateEvidence("build", made.commit, verdict, float(self.count), digest=BUILD.digest)
            self.evidence[subject_of(BUILD, made) or made.commit, "build", BUILD.digest] = proof

    @rule(name=names, accepts=st.booleans())
    def a_reviewer_comes_to_its_word(self, name: str, accepts: bool) -> None:
        made = self.made(name)
        if not made.patch:
            return
        self.count += 1
        state = ReviewState.ACCEPTED if accepts else ReviewState.REJECTED
        one = Review(f"r{self.count}", name, self.project.name, name, float(self.count))
        self.reviews[one.id] = replace(one, state=state, patch=made.patch, head=made.head, round=1)
        (self.accepted.add if accepts else self.accepted.discard)(made.patch)

    @rule(name=names)
    def the_operator_approves(self, name: str) -> None:
        made = self.made(name)
        if made.commit and not self.why_not(made):
            self.approved[name] = member_of(made)

    @rule(name=names, between=between, meanwhile=maybe, fault=faults)
    def all_of_it(
        self, name: str, between: tuple[str, str], meanwhile: tuple[str, str, str] | None, fault: str
    ) -> None:
        """The whole way, with something in between: by chance alone it is rarely gone."""
        for step in STEPS:
            if between[0] == step:
                self._between(between[1], name)
            if step == "gate":
                self.the_gate_runs(name)
            elif step == "review":
                self.a_reviewer_comes_to_its_word(name, accepts=True)
            elif step == "approve":
                self.the_operator_approves(name)
        self.what_was_approved_is_released(name, meanwhile, fault)

    def _between(self, what: str, name: str) -> None:
        if what == "the agent goes on":
            self.an_agent_works(name, broken=True)
        elif what == "the reviewer rejects":
            self.a_reviewer_comes_to_its_word(name, accepts=False)
        else:
            self.something_happens(("the operator commits", name, "b.txt"))

    @rule(name=names, meanwhile=maybe, fault=faults)
    def what_was_approved_is_released(
        self, name: str, meanwhile: tuple[str, str, str] | None, fault: str
    ) -> None:
        wanted = self.approved.pop(name, None)  # once
        if wanted is None:
            return
        made = self.made(name)
        if not made.commit or member_of(made) != wanted or self.why_not(made):
            return
        assert self._builds(wanted.candidate), "a gate that passed is red on these very files"
        assert made.patch in self.accepted
        before = len(self.landings)
        self._lands([made], meanwhile, fault)
        if len(self.landings) > before:
            self.may_stand.add(wanted.tree)
            RELEASED.append(self.method)

    @rule(what=happens)
    def something_happens(self, what: tuple[str, str, str]) -> None:
        super().something_happens(what)
        self.may_stand.add(self._tree())

    @invariant()
    def the_target_is_what_hands_made_or_what_was_released(self) -> None:
        self.may_stand = self.may_stand or {self._tree()}
        assert self._tree() in self.may_stand

    def _tree(self) -> str:
        return run(self.scratch.top, "rev-parse", "main^{tree}")

    def _builds(self, made: str) -> bool:
        """The gate, in a folder that holds exactly the files of a commit."""
        self.count += 1
        place = self.folder / "gates" / str(self.count)
        place.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "archive", made], cwd=self._vault().path, capture_output=True, check=True, timeout=30
        )
        subprocess.run(["tar", "-x"], cwd=place, input=archive.stdout, check=True, timeout=30)
        return subprocess.run(BUILD.run, cwd=place, check=False, timeout=30).returncode == 0


def test_nothing_stands_on_the_target_that_was_not_gated_accepted_and_approved() -> None:
    few = settings(
        max_examples=EXAMPLES, stateful_step_count=10, database=None, deadline=None,
        derandomize="FLEETUI_RELEASES" not in os.environ,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate], print_blob=False,
    )  # fmt: skip
    RELEASED.clear()
    run_state_machine_as_test(Releases, settings=few)
    assert RELEASED

"""Whatever happens around it, and wherever it is cut off: the target is what hands made it or what was released."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from fleetui.engine.protocols.errors import PortError
from fleetui.model.evidence import Candidate
from fleetui.model.landing_method import METHODS
from fleetui.model.train import Train
from fleetui.ports.git import fast_forward, land, push, removing
from fleetui.ports.git.candidates import Candidates
from fleetui.ports.git.vault import open_vault
from tests.ports.git.scratch import commit, make, run, train_of, write

BRANCHES = ("one", "two", "three")
FILES = ("a.txt", "b.txt", "new/c.txt")
FAULTS = (
    "", "", "land.before_move", "land.files_written", "land.index_written", "land.files_written",
    "land.after_move", "land.after_ref",
)  # fmt: skip
MINE = "the operator's own, not committed\n"
HAPPENS = ("an agent commits", "an agent commits", "the operator commits", "other hands")
happens = st.tuples(st.sampled_from(HAPPENS), st.sampled_from(BRANCHES), st.sampled_from(FILES))
maybe = st.one_of(st.none(), st.none(), st.none(), st.none(), happens)
faults = st.sampled_from(FAULTS)
methods = st.sampled_from(METHODS)
orders = st.permutations(BRANCHES).flatmap(
    lambda some: st.integers(1, 3).map(lambda most: tuple(some[:most]))
)


class Killed(BaseException):
    """The process is gone: nothing after this point happens."""


class Landings(RuleBasedStateMachine):
    """Agents, the operator, other hands and a process that dies take turns over one repository."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="fl-machine-"))
        self.scratch = make(self.folder)
        self.other = self.folder / "other.git"
        run(self.folder, "clone", "-q", "--bare", str(self.scratch.top), str(self.other))
        self.candidates = Candidates()
        self.landings: list[Train] = []
        self.count = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def begins(self) -> None:
        for name in BRANCHES:
            commit(self.scratch.worktree(name), name, **{f"{name}__txt": "its own\n"})
        write(self.scratch.top / "mine.txt", MINE)
        self.expected = self.target

    @property
    def target(self) -> str:
        return run(self.scratch.top, "rev-parse", "main")

    # ------------------------------------------------------------ what goes on

    @rule(what=happens)
    def something_happens(self, what: tuple[str, str, str]) -> None:
        kind, name, path = what
        self.count += 1
        if kind == "an agent commits":
            tree = self.scratch.folder / f"tree-{name}"
            write(tree / path, f"{name} {self.count}\n")
            commit(tree, f"{name} {self.count}")
        elif kind == "the operator commits":
            write(self.scratch.top / path, f"operator {self.count}\n")
            run(self.scratch.top, "add", path)
            run(self.scratch.top, "commit", "-q", "-m", f"operator {self.count}")
        elif run(self.scratch.top, "rev-list", "--count", "--first-parent", "main") != "1":
            run(self.scratch.top, "reset", "-q", "--hard", "main~1")  # other hands take the last commit away
        self.expected = self.target

    @rule(names=orders, meanwhile=maybe, fault=faults, method=methods)
    def a_train_is_released(
        self, names: tuple[str, ...], meanwhile: tuple[str, str, str] | None, fault: str, method: str
    ) -> None:
        project = replace(self.scratch.project, landing=method)
        made: list[Candidate] = []
        for name in names:
            on = made[-1].commit if made else ""
            one = self.candidates.build(self._vault(), project, name, name, on)
            made += [one] if one.commit else []
        self._lands(made, meanwhile, fault)

    @rule(which=st.integers(0, 5), meanwhile=maybe, fault=faults, method=methods)
    def what_landed_is_taken_back(
        self, which: int, meanwhile: tuple[str, str, str] | None, fault: str, method: str
    ) -> None:
        project = replace(self.scratch.project, landing=method)
        every = [
            one for train in self.landings for one in train.landings
        ]  # taking back is taken back as well
        if every:
            back = every[which % len(every)]
            one = self.candidates.reversal(self._vault(), project, back)
            self._lands([one] if one.commit else [], meanwhile, fault)

    @rule(
        name=st.sampled_from(BRANCHES), place=st.sampled_from(("refs/tags/t", "packed-refs", "logs/refs/x"))
    )
    def a_pipe_stands_where_git_reads(self, name: str, place: str) -> None:
        one = self.candidates.build(self._vault(), self.scratch.project, name, name)
        pipe, before = self.scratch.top / ".git" / place, self.target
        if not one.commit or pipe.exists():
            return
        vault = self._vault()
        pipe.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(pipe)
        found = land.land(vault, train_of(one))
        pipe.unlink()
        assert (found.landed, "is a pipe" in found.detail) == (False, True)
        assert self.target == before
        self._as_it_was_left()

    @rule(which=st.integers(0, 5), moved=st.booleans())
    def what_landed_is_pushed(self, which: int, moved: bool) -> None:
        """Whatever stands there, and whichever landing is pushed: nothing there is lost, and what is told is so."""
        every = [train.landings[-1] for train in self.landings]
        if not every:
            return
        if moved:
            theirs = run(self.other, "commit-tree", "main^{tree}", "-p", "main", "-m", "theirs")
            run(self.other, "update-ref", "refs/heads/main", theirs)
        one, before = every[which % len(every)], run(self.other, "rev-parse", "main")
        told = push.push(self._vault(), str(self.other), one)
        after = run(self.other, "rev-parse", "main")
        run(self.other, "merge-base", "--is-ancestor", before, after)
        if told.state == "pushed":
            run(self.other, "merge-base", "--is-ancestor", one.candidate, after)
        else:
            assert (told.state, after) == ("refused", before)
        self._as_it_was_left()

    def _lands(self, made: list[Candidate], meanwhile: tuple[str, str, str] | None, fault: str) -> None:
        """As it was released; where the process dies, another decides it by what the target says."""
        if not made:
            return
        self.count += 1
        train = Train(tuple(replace(one, id=f"{one.id}-{self.count}") for one in train_of(*made).landings))
        if meanwhile:
            self.something_happens(meanwhile)
        before = self.target
        landed = self._died(lambda: land.land(self._vault(), train).landed, fault)
        if landed is None:
            assert self.target in (before, train.candidate)
            landed = land.landed(self._vault(), train).landed
        assert self.target == (train.candidate if landed else before)
        if landed:
            assert before == train.base
            assert run(self.scratch.top, "rev-parse", "main^{tree}") == train.tree
            run(self.scratch.top, "merge-base", "--is-ancestor", before, "main")
            self.landings.append(train)
            self.expected = train.candidate
            self._holds_what_it_says(train)
        self._as_it_was_left()

    def _holds_what_it_says(self, train: Train) -> None:
        """Each landing is what its method says, and its branch has nothing left to land."""
        for one in train.landings:
            new = run(self.scratch.top, "rev-list", "--first-parent", f"{one.base}..{one.candidate}").split()
            merges = run(self.scratch.top, "rev-list", "--merges", f"{one.base}..{one.candidate}").split()
            assert len(new) == one.method.length
            assert bool(merges) == (one.method.kind == "merge")
            assert one.reverts or removing.has_landed(self._vault(), self.scratch.project, one.branch)
            again = self.candidates.build(self._vault(), self.scratch.project, one.branch, one.branch)
            assert one.reverts or again.error.startswith("nothing to land")

    def _died(self, work: Callable[[], bool], fault: str) -> bool | None:
        def point(name: str) -> None:
            if name == fault:
                raise Killed

        try:
            with patch.object(land, "point", point), patch.object(fast_forward, "point", point):
                return work()
        except (Killed, PortError):
            return None

    def _as_it_was_left(self) -> None:
        """The target is as it was known last; the operator's file is there; nothing else is in the checkout."""
        assert self.target == self.expected
        assert (self.scratch.top / "mine.txt").read_text() == MINE
        assert run(self.scratch.top, "status", "--porcelain") == "?? mine.txt"
        assert not list((self.scratch.top / ".git").glob("*.lock"))

    def _vault(self):  # type: ignore[no-untyped-def]
        return open_vault(self.folder / "state", self.scratch.project, "test")


def test_the_target_is_always_what_hands_made_it_or_what_was_released() -> None:
    few = settings(
        max_examples=14, stateful_step_count=8, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate], print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(Landings, settings=few)

"""Evidence counts for one candidate and for exactly what the gate runs now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model import events as e
from fleetui.model.evidence import COMMIT, CUTS, Candidate, Gate, Verdict, digest_of, subject_of
from fleetui.model.fleet import Fleet, Project
from fleetui.model.fold.records import fold
from fleetui.model.landing import CHANGED, marks, why_not_land
from fleetui.model.view import GateMark

FILES = (("/op/gate.sh", "abc"),)
GATE = Gate("build", ("make",), 900.0)
CANDIDATE = Candidate("shop", "cache", "agent/cache", "b" * 40, "a" * 40, "c" * 40, "d" * 40)


def project(
    gate: Gate = GATE, setup: tuple[str, ...] = (), files: tuple[tuple[str, str], ...] = FILES
) -> Project:
    stamped = replace(gate, digest=digest_of(gate, setup, 600.0, files))
    return Project("shop", "/shop", setup=setup, gates=(stamped,))


def told(*happened: e.Event) -> Fleet:
    fleet = Fleet()
    for number, event in enumerate(happened, 1):
        fleet = fold(fleet, e.Record(number, float(number), event))
    return fleet


def started(of: Project) -> e.GateStarted:
    return e.GateStarted("cache", "shop", "build", CANDIDATE.commit, of.gates[0].digest)


def passed(of: Project) -> e.GateFinished:
    return e.GateFinished("cache", "shop", "build", CANDIDATE.commit, of.gates[0].digest, "pass")


def cut(of: Project, *, counts: bool = True) -> e.GateCut:
    return e.GateCut(
        "cache", "shop", "build", CANDIDATE.commit, of.gates[0].digest, "it ended", counts=counts
    )


def mark(of: Project, fleet: Fleet, candidate: Candidate = CANDIDATE) -> GateMark:
    return marks(of, candidate, fleet.evidence)[0]


def test_a_pass_of_what_would_run_now_may_land() -> None:
    one = mark(project(), told(started(project()), passed(project())))
    assert one.verdict is Verdict.PASS
    assert not why_not_land(project(), CANDIDATE, (one,))


@pytest.mark.parametrize(
    "now",
    [
        project(replace(GATE, run=("make", "all"))),
        project(replace(GATE, run=("make ",))),
        project(replace(GATE, timeout_s=1.0)),
        project(replace(GATE, min_tests=1)),
        project(replace(GATE, junit="out.xml")),
        project(setup=("make", "deps")),
        project(files=(("/op/gate.sh", "other"),)),
        project(files=()),
    ],
)
def test_a_pass_of_anything_else_is_outdated_and_does_not_land(now: Project) -> None:
    one = mark(now, told(passed(project())))
    assert (one.verdict, one.detail) == (Verdict.OUTDATED, CHANGED)
    assert why_not_land(now, CANDIDATE, (one,)) == f"build is outdated: {CHANGED}"


def test_the_pass_counts_again_once_the_gate_is_what_it_was() -> None:
    other = project(replace(GATE, run=("false",)))
    fleet = told(passed(project()), replace(passed(other), verdict="fail"))
    assert mark(other, fleet).verdict is Verdict.FAIL
    assert mark(project(), fleet).verdict is Verdict.PASS


def test_whether_it_is_required_is_nothing_that_runs() -> None:
    assert mark(project(replace(GATE, required=False)), told(passed(project()))).verdict is Verdict.PASS


def test_what_was_kept_without_a_digest_proves_nothing() -> None:
    old = replace(passed(project()), digest="")
    assert mark(project(), told(old)).verdict is Verdict.OUTDATED
    unlooked = Project("shop", "/shop", gates=(GATE,))
    assert mark(unlooked, told(old)).verdict is Verdict.NONE


def test_a_gate_that_was_cut_off_did_not_run_and_calls_nobody() -> None:
    one = mark(project(), told(started(project()), cut(project())))
    assert one.verdict is Verdict.NONE
    assert one.detail == "it ended; it runs again by itself"
    assert why_not_land(project(), CANDIDATE, (one,)).startswith("build did not run: it ended")


def test_a_gate_that_never_comes_to_its_end_is_an_error_in_the_end() -> None:
    happened = [event for _ in range(CUTS) for event in (started(project()), cut(project()))]
    assert mark(project(), told(*happened[:-2])).verdict is Verdict.NONE
    one = mark(project(), told(*happened))
    assert one.verdict is Verdict.ERROR
    assert one.detail == f"did not come to its end {CUTS} times: it ended; r runs it again"
    assert mark(project(), told(*happened, passed(project()))).verdict is Verdict.PASS


def test_a_change_of_owner_cuts_a_gate_off_any_number_of_times() -> None:
    happened = [event for _ in range(9) for event in (started(project()), cut(project(), counts=False))]
    assert mark(project(), told(*happened)).verdict is Verdict.NONE


def on_files(of: Project, gate: Gate | None = None) -> e.GateFinished:
    return replace(passed(of), tree=subject_of(gate or of.gates[0], CANDIDATE))


def test_a_pass_counts_for_every_commit_with_the_same_files_and_says_where_it_ran() -> None:
    twin = replace(CANDIDATE, seat="other", commit="e" * 40, head="f" * 40)
    one = mark(project(), told(on_files(project())), twin)
    assert (one.verdict, one.commit) == (Verdict.PASS, CANDIDATE.commit)
    assert not why_not_land(project(), twin, (one,))


@pytest.mark.parametrize(
    ("happened", "gate"),
    [
        (passed(project()), GATE),  # written when the files were not kept
        (on_files(project(), replace(GATE, proves=COMMIT)), replace(GATE, proves=COMMIT)),
        (on_files(project()), replace(GATE, proves=COMMIT)),
    ],
)
def test_a_word_about_one_commit_is_none_about_another(happened: e.GateFinished, gate: Gate) -> None:
    twin = replace(CANDIDATE, seat="other", commit="e" * 40)
    assert mark(project(gate), told(happened), twin).verdict is Verdict.NONE


def test_other_files_are_proved_by_nothing_that_ran_on_these() -> None:
    moved = replace(CANDIDATE, commit="e" * 40, tree="f" * 40, earlier=(CANDIDATE.commit,))
    assert mark(project(), told(on_files(project())), moved).verdict is Verdict.OUTDATED


def test_the_newer_of_two_words_about_the_same_files_counts() -> None:
    twin = replace(CANDIDATE, commit="e" * 40)
    fails = replace(on_files(project()), candidate=twin.commit, verdict="fail")
    assert mark(project(), told(passed(project()), fails)).verdict is Verdict.FAIL


RUNS_NOTHING = (
    Gate("rules", (), kind="diff", rules=("secrets",)),
    Gate("claims", (), kind="claims"),
    Gate("up", ("curl",), kind="probe", probe="web"),
)


@pytest.mark.parametrize("more", [(), (replace(GATE, required=False),)])
def test_without_a_required_gate_that_runs_something_of_it_nothing_lands(more: tuple[Gate, ...]) -> None:
    gates = (*RUNS_NOTHING, *more)
    green = tuple(GateMark(gate.name, Verdict.PASS) for gate in gates)
    why = why_not_land(Project("shop", "/shop", gates=gates), CANDIDATE, green)
    assert why.startswith("no build is configured: rules runs nothing of it; add [[projects.shop.gates]]")
    built = Project("shop", "/shop", gates=(*gates, replace(GATE, name="built")))
    assert not why_not_land(built, CANDIDATE, (*green, GateMark("built", Verdict.PASS)))

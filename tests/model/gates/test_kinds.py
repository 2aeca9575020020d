"""What each kind of gate says: nothing found, nothing counted and nothing looked at are never a pass."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from fleetui.config.schema.gates import DiffRule, GateTable
from fleetui.model.anchors.finding import Checked, Finding
from fleetui.model.anchors.finding import Verdict as Found
from fleetui.model.anchors.probe import Answer
from fleetui.model.anchors.text.explicit import explicit
from fleetui.model.evidence import COMMIT, FileChange, Gate, Verdict, digest_of
from fleetui.model.fleet import Project
from fleetui.model.gates.diff import changed_lines
from fleetui.model.gates.facts import Facts, Word
from fleetui.model.gates.kinds import KINDS, RULES, second_try, why_not_keys
from fleetui.model.task import Task, TaskProblem

PASS, FAIL, ERROR = Verdict.PASS, Verdict.FAIL, Verdict.ERROR
TASK = Task("price", "set the price", done_when="shop.py contains `2`", not_to_touch=("migrations/",))
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def said(kind: str, facts: Facts, gate: Gate | None = None) -> tuple[Verdict, str]:
    word = KINDS[kind].judge(gate or Gate("g", (), kind=kind), facts)
    return word.verdict, word.detail


def diff(text: str, *files: FileChange) -> Facts:
    return Facts(
        files=files or (FileChange("a.py", "a.py", 1, 1),), lines=changed_lines(text), protected=("ci/**",)
    )


def patch(path: str, *lines: str) -> str:
    old, new = sum(line[0] != "+" for line in lines), sum(line[0] != "-" for line in lines)
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,{old} +1,{new} @@ x\n"
    return head + "\n".join(lines) + "\n"


def ruled(*rules: str, **limits: int) -> Gate:
    return Gate("rules", (), kind="diff", rules=rules, **limits)


def claim(verdict: Found, detail: str = "") -> Checked:
    return Checked(
        explicit("exists shop.py")[0], Finding(Found.OK), Finding(verdict, detail=detail), holds=True
    )


def test_configuration_and_kinds_know_the_same_names() -> None:
    assert set(get_args(GateTable.model_fields["kind"].annotation)) == set(KINDS)
    assert set(get_args(DiffRule)) == set(RULES)


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("command", {"run"}, ""),
        ("command", set(), "needs run"),
        ("tests", {"run", "junit"}, ""),
        ("diff", {"rules", "max_lines"}, ""),
        ("diff", {"rules", "run"}, "takes no run"),
        ("diff", {"max_files"}, "needs rules"),
        ("claims", {"probe"}, "takes no probe"),
        ("probe", {"probe"}, ""),
        ("scan", {"run", "min_tests"}, "takes no min_tests"),
    ],
)
def test_a_key_that_a_kind_does_not_take_is_a_mistake(kind: str, given: set[str], why: str) -> None:
    assert why_not_keys(kind, given | {"name", "kind"}).endswith(why)
    assert bool(why_not_keys(kind, given)) == bool(why)


@pytest.mark.parametrize(
    ("word", "before", "expected"),
    [
        (Word(PASS, tests=212), None, (PASS, "212 tests")),
        (Word(PASS, tests=212), 210, (PASS, "212 tests")),
        (Word(PASS, tests=212), 215, (PASS, "212 tests, 3 fewer than on the base")),
        (Word(PASS), 215, (ERROR, "no test was counted in what it says")),
        (Word(PASS, tests=0), None, (ERROR, "no test was counted in what it says")),
        (Word(FAIL, "exit 1", tests=3), 5, (FAIL, "exit 1")),
        (None, None, (ERROR, "it did not run")),
    ],
)
def test_tests_are_counted_and_fewer_than_before_are_told(
    word: Word | None, before: int | None, expected: tuple[Verdict, str]
) -> None:
    assert said("tests", Facts(ran=word, before=before)) == expected


def test_a_scan_says_its_last_line() -> None:
    assert said("scan", Facts(ran=Word(PASS), last="0 findings")) == (PASS, "0 findings")
    assert said("scan", Facts(ran=Word(FAIL, "exit 1: 2 findings"), last="2 findings")) == (
        FAIL,
        "exit 1: 2 findings",
    )


@pytest.mark.parametrize(
    ("rules", "facts", "why"),
    [
        (("protected",), diff("", FileChange("ci/run", "ci/run")), "changes protected ci/run"),
        (
            ("deleted-tests",),
            diff("", FileChange("tests/a.py", "tests/a.py", kind="gone")),
            "deletes tests/a.py",
        ),
        (
            ("deleted-tests",),
            diff(patch("a.py", "-def test_a():", "+def a():")),
            "takes 1 test away and adds 0",
        ),
        (("skipped-tests",), diff(patch("t.py", " x", "+@pytest.mark.skip")), "leaves out tests at t.py:2"),
        (("skipped-tests",), diff(patch("t.js", "+  it.only('a', () => {")), "leaves out tests at t.js:1"),
        (("secrets",), diff(patch("c.py", f'+T = "{TOKEN}"')), "adds what looks like a secret at c.py:1"),
        (
            ("deleted-tests",),
            diff(
                "", FileChange("tests/a.py", "a", kind="gone"), FileChange("tests/unit/a.py", "b", kind="new")
            ),
            "",
        ),
        (("deleted-tests",), diff(patch("a.py", "-def test_a():", "+def test_b():")), ""),
        (("skipped-tests",), diff(patch("t.py", "-@pytest.mark.skip", "+@pytest.mark.skip")), ""),
        (("secrets",), diff(patch("c.py", f'-T = "{TOKEN}"', "+T = load()")), ""),
    ],
)
def test_a_broken_rule_is_named_with_its_place(rules: tuple[str, ...], facts: Facts, why: str) -> None:
    verdict, detail = said("diff", facts, ruled(*rules))
    assert (verdict, detail) == (FAIL, why) if why else verdict is PASS
    assert TOKEN not in detail


def test_size_and_what_the_task_says_not_to_touch_are_rules_too() -> None:
    files = (FileChange("migrations/1.py", "migrations/1.py", 90, 20), FileChange("a.py", "a.py", 1))
    facts = Facts(task=TASK, files=files)
    assert (
        said("diff", facts, ruled("not-to-touch"))[1] == "changes migrations/1.py (not to touch: migrations/)"
    )
    assert (
        said("diff", facts, ruled("secrets", max_lines=100))[1]
        == "111 lines changed, at most 100 are allowed"
    )
    assert said("diff", facts, ruled("secrets", max_files=1))[1] == "2 files changed, at most 1 are allowed"
    assert said("diff", facts, ruled("secrets")) == (PASS, "2 files +91 -20")


@pytest.mark.parametrize(
    "facts",
    [
        Facts(files=(FileChange("a", "a"),), cut=True),
        Facts(
            files=(FileChange("a", "a"),), task=Task("t", "t", problems=(TaskProblem("its file is gone"),))
        ),
        Facts(),
    ],
)
def test_a_difference_that_could_not_be_read_whole_passes_nothing(facts: Facts) -> None:
    assert said("diff", facts, ruled("not-to-touch"))[0] is ERROR


def test_a_line_of_a_hunk_passes_for_no_head_of_a_file() -> None:
    hostile = patch("a.py", "+diff --git a/x b/x", "-diff --git a/y b/y", f'+K = "{TOKEN}"')
    assert [file.path for file in changed_lines(hostile)] == ["a.py"]
    assert said("diff", diff(hostile), ruled("secrets"))[1].endswith("a.py:2")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), (ERROR, "the agent has no task, so nothing is claimed")),
        (Facts(task=TASK), (ERROR, "the task's done-when claims nothing that can be checked")),
        (Facts(task=TASK, checked=(claim(Found.OK),)), (PASS, "1 claim checked, all hold")),
        (Facts(task=TASK, checked=(claim(Found.OK), claim(Found.MISSING))), (FAIL, "shop.py: missing")),
        (Facts(task=TASK, checked=(claim(Found.NEW),)), (FAIL, "shop.py: new")),
        (Facts(task=TASK, checked=(claim(Found.UNCHECKED),)), (ERROR, "shop.py: unchecked")),
    ],
)
def test_every_claim_of_the_task_has_to_hold(facts: Facts, expected: tuple[Verdict, str]) -> None:
    verdict, detail = said("claims", facts)
    assert verdict is expected[0]
    assert detail.split(" ")[-1] == expected[1].split(" ")[-1]


def test_a_probe_that_could_not_be_asked_is_an_error() -> None:
    assert said("probe", Facts(answer=Answer(passed=True, said="200"))) == (PASS, "200")
    assert said("probe", Facts(answer=Answer(passed=False, said="503"))) == (FAIL, "503")
    assert said("probe", Facts(answer=Answer(None, "no folder"))) == (ERROR, "no folder")
    assert said("probe", Facts(), Gate("p", (), kind="probe", probe="web"))[0] is ERROR


def test_what_a_kind_goes_by_is_part_of_what_its_word_is_about() -> None:
    project = Project("shop", "/shop", protected=("ci/**",))
    gate = ruled("not-to-touch", "protected")

    def digest(of: Gate, task: Task | None, project: Project = project) -> str:
        return digest_of(of, (), 600.0, (), KINDS[of.kind].asked(of, project, task))

    claims = Gate("claims", (), kind="claims")
    assert digest(gate, TASK) != digest(gate, None)
    assert digest(gate, TASK) != digest(gate, TASK, Project("shop", "/shop"))
    assert digest(claims, TASK) != digest(claims, Task("price", "set the price", done_when="other"))
    assert digest_of(Gate("build", ("make",)), (), 600.0, ()) == digest(Gate("build", ("make",)), TASK)


def test_a_pass_on_a_second_try_is_told_and_counts_only_where_the_gate_says_so() -> None:
    gate = Gate("test", ("pytest",), retries=1)
    flaky = second_try(gate, "exit 1: test_a", Word(PASS, "3 tests"))
    assert (flaky.verdict, flaky.detail) == (FAIL, "flaky: it failed (exit 1: test_a), then passed")
    fine = second_try(replace(gate, flaky="ok"), "exit 1: test_a", Word(PASS, "3 tests"))
    assert (fine.verdict, fine.detail) == (PASS, "pass on a second try, first exit 1: test_a; 3 tests")
    assert second_try(gate, "exit 1", Word(FAIL, "exit 2")).verdict is FAIL
    assert digest_of(gate, (), 600.0, ()) != digest_of(replace(gate, flaky="ok"), (), 600.0, ())


def test_what_reads_more_than_files_is_never_a_word_on_other_commits_with_the_same_files() -> None:
    """A difference has a base, a probe asks what runs, and a claim may be of commits, branches and tags."""
    assert {kind.name for kind in KINDS.values() if kind.proves == COMMIT} == {"diff", "claims", "probe"}

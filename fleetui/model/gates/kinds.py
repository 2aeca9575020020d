"""The kinds of gates. A new kind is one class here: what it takes, where its facts come from, what it says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from fleetui.model.counts import count
from fleetui.model.evidence import COMMIT, Gate, Verdict
from fleetui.model.fleet import Project
from fleetui.model.gates.diff import (
    deleted_test_files,
    fewer_tests,
    first_of,
    new_secrets,
    new_skips,
)
from fleetui.model.gates.facts import Facts, Source, Word
from fleetui.model.protected import protected_among
from fleetui.model.task import Task
from fleetui.model.touched import touched_among


class GateKind(Protocol):
    """One kind. ``needs`` and ``takes`` are keys of the configuration beyond those that every gate has."""

    name: str
    source: Source
    needs: frozenset[str]
    takes: frozenset[str]
    proves: str
    """``commit`` where its word is never about files alone; empty where the gate itself says it."""

    of_task: bool
    """Whether its word depends on the task."""

    def asked(self, gate: Gate, project: Project, task: Task | None) -> tuple[str, ...]:
        """What its word depends on beyond the gate itself and the files."""
        ...

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """Its word on these facts. Nothing found is never a pass."""
        ...


class Command:
    """A command that ends with 0."""

    name = "command"
    source = Source.PROCESS
    needs = frozenset({"run"})
    takes = frozenset({"min_tests", "junit", "proves", "retries", "flaky"})
    proves = ""
    of_task = False

    def asked(self, gate: Gate, project: Project, task: Task | None) -> tuple[str, ...]:
        """Nothing else."""
        del gate, project, task
        return ()

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """What the process came to."""
        del gate
        return facts.ran or Word(Verdict.ERROR, "it did not run")


class Tests(Command):
    """A command that runs tests and says how many: none is an error, fewer than on the base is told."""

    name = "tests"

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """Its pass needs a count of one at least."""
        word = super().judge(gate, facts)
        if word.verdict is not Verdict.PASS:
            return word
        if not word.tests:
            return replace(word, verdict=Verdict.ERROR, detail="no test was counted in what it says")
        said = count(word.tests, "test")
        fewer = (facts.before or 0) - word.tests
        return replace(word, detail=f"{said}, {fewer} fewer than on the base" if fewer > 0 else said)


class Scan(Command):
    """A tool of the operator's own that ends with 0 where it finds nothing; its last line is what it says."""

    name = "scan"
    takes = frozenset({"proves", "retries", "flaky"})

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """The exit code decides; nothing is read out of its report."""
        word = super().judge(gate, facts)
        said = facts.last if word.verdict is Verdict.PASS else ""
        return replace(word, detail="; ".join(part for part in (said, word.detail) if part))


class Claims:
    """What the task's done-when claims (anchors), on the files of the candidate."""

    name = "claims"
    source = Source.CLAIMS
    needs = frozenset[str]()
    takes = frozenset[str]()
    proves = COMMIT  # a claim may be of commits, branches and tags
    of_task = True

    def asked(self, gate: Gate, project: Project, task: Task | None) -> tuple[str, ...]:
        """The text, and whether it can be believed."""
        del gate, project
        return (task.done_when, *(problem.said for problem in task.problems)) if task else ()

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """Every claim has to hold; one that cannot be checked is an error."""
        del gate
        if why := _no_task(facts.task):
            return Word(Verdict.ERROR, why)
        if not facts.checked:
            return Word(Verdict.ERROR, "the task's done-when claims nothing that can be checked")
        wrong = [one for one in facts.checked if not one.now.right]
        log = "\n".join(f"{'ok' if one.now.right else 'not'}  {one.why}" for one in facts.checked)
        if not wrong:
            return Word(Verdict.PASS, f"{count(len(facts.checked), 'claim')} checked, all hold", log)
        unchecked = all(one.now.verdict.value == "unchecked" for one in wrong)
        said = first_of([one.why for one in wrong])
        return Word(Verdict.ERROR if unchecked else Verdict.FAIL, said, log)


class Probing:
    """A probe of the project: what the running thing answers, at the moment it is asked."""

    name = "probe"
    source = Source.PROBE
    needs = frozenset({"probe"})
    takes = frozenset[str]()
    proves = COMMIT
    of_task = False

    def asked(self, gate: Gate, project: Project, task: Task | None) -> tuple[str, ...]:
        """The probe as it is configured."""
        del task
        found = next((one for one in project.probes if one.name == gate.probe), None)
        return (*found.run, str(found.timeout_s), str(found.exit), found.says) if found else ()

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """One that could not be asked is an error."""
        answer = facts.answer
        if answer is None or answer.passed is None:
            return Word(
                Verdict.ERROR, answer.said if answer else f"there is no probe {gate.probe} in this project"
            )
        return Word(Verdict.PASS if answer.passed else Verdict.FAIL, answer.said)


class Diff:
    """Rules on what the candidate brings to its base. Nothing of the project is run."""

    name = "diff"
    source = Source.DIFF
    needs = frozenset({"rules"})
    takes = frozenset({"max_files", "max_lines"})
    proves = COMMIT
    of_task = True

    def asked(self, gate: Gate, project: Project, task: Task | None) -> tuple[str, ...]:
        """The patterns that its rules go by."""
        patterns = [f"protected {one}" for one in project.protected if "protected" in gate.rules]
        if "not-to-touch" in gate.rules and task:
            patterns += [f"not to touch {one}" for one in task.not_to_touch]
            patterns += [f"problem {one.said}" for one in task.problems]
        return tuple(patterns)

    def judge(self, gate: Gate, facts: Facts) -> Word:
        """The first rule that is broken, with all of them in the log; rules that could not be looked at are errors."""
        if not facts.files:
            return Word(Verdict.ERROR, "it is about what would land: there is no candidate here")
        if facts.cut:
            return Word(Verdict.ERROR, "the difference is longer than what is read of one: land it in parts")
        if "not-to-touch" in gate.rules and facts.task and facts.task.problems:
            return Word(
                Verdict.ERROR, f"what must not be touched is not known: {facts.task.problems[0].said}"
            )
        broken = list(_broken(gate, facts))
        if broken:
            return Word(Verdict.FAIL, first_of(broken), "\n".join(broken))
        return Word(Verdict.PASS, _size(facts))


def _no_task(task: Task | None) -> str:
    if task is None:
        return "the agent has no task, so nothing is claimed"
    return f"the task cannot be read: {task.problems[0].said}" if task.problems else ""


def _size(facts: Facts) -> str:
    added, deleted = (sum(getattr(one, what) for one in facts.files) for what in ("added", "deleted"))
    return f"{count(len(facts.files), 'file')} +{added} -{deleted}"


def _broken(gate: Gate, facts: Facts) -> Iterator[str]:
    changed = sum(one.added + one.deleted for one in facts.files)
    if gate.max_files and len(facts.files) > gate.max_files:
        yield f"{count(len(facts.files), 'file')} changed, at most {gate.max_files} are allowed"
    if gate.max_lines and changed > gate.max_lines:
        yield f"{count(changed, 'line')} changed, at most {gate.max_lines} are allowed"
    for name in gate.rules:
        if said := RULES[name](facts):
            yield said


def _protected(facts: Facts) -> str:
    found = protected_among(facts.protected, facts.files)
    return f"changes protected {first_of(found)}" if found else ""


def _not_to_touch(facts: Facts) -> str:
    patterns = facts.task.not_to_touch if facts.task else ()
    found = touched_among(patterns, [(one.path, one.name) for one in facts.files]) if patterns else ()
    return f"changes {first_of([one.said for one in found])}" if found else ""


def _deleted_tests(facts: Facts) -> str:
    if gone := deleted_test_files(facts.files):
        return f"deletes {first_of(gone)}"
    removed, added = fewer_tests(facts.lines)
    return f"takes {count(removed, 'test')} away and adds {added}" if removed > added else ""


def _skipped_tests(facts: Facts) -> str:
    found = new_skips(facts.lines)
    return f"leaves out tests at {first_of(found)}" if found else ""


def _secrets(facts: Facts) -> str:
    found = new_secrets(facts.lines)
    return f"adds what looks like a secret at {first_of(found)}" if found else ""


RULES: dict[str, Callable[[Facts], str]] = {
    "protected": _protected,
    "not-to-touch": _not_to_touch,
    "deleted-tests": _deleted_tests,
    "skipped-tests": _skipped_tests,
    "secrets": _secrets,
}
"""Rules on a difference: what each says where it is broken, empty where it is kept."""

_ALL: tuple[GateKind, ...] = (Command(), Tests(), Diff(), Claims(), Probing(), Scan())
KINDS: dict[str, GateKind] = {kind.name: kind for kind in _ALL}


def second_try(gate: Gate, first: str, word: Word) -> Word:
    """What a run that failed and was tried again comes to: never the same as one that passed at once."""
    if word.verdict is not Verdict.PASS:
        return replace(word, detail=f"{word.detail}, on a second try too")
    if gate.flaky == "ok":
        said = f"; {word.detail}" if word.detail else ""
        return replace(word, detail=f"pass on a second try, first {first}{said}")
    return replace(word, verdict=Verdict.FAIL, detail=f"flaky: it failed ({first}), then passed")


def why_not_keys(kind: str, given: set[str]) -> str:
    """Why a gate of this kind cannot be written with these keys; empty when it can."""
    known = KINDS[kind]
    if missing := sorted(known.needs - given):
        return f"a gate of kind {kind} needs {missing[0]}"
    every = {"name", "kind", "required", "timeout_s", "stages", "weight"}
    if other := sorted(given - every - known.needs - known.takes):
        return f"a gate of kind {kind} takes no {other[0]}"
    return ""

"""Gates and what they proved, on exactly which commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum

from fleetui.model.landing_method import Method
from fleetui.model.value import value

RULES = 1
"""How a gate is run and how its result is read; raised when that changes, which outdates what was proved before."""
CUTS = 3
"""How often a gate that did not come to its end is run again by itself."""


TREE, COMMIT = "tree", "commit"
"""What a gate's word is about."""


class Verdict(StrEnum):
    """A gate's word on one candidate. Only ``pass`` ever lands anything."""

    PASS = "pass"  # noqa: S105 - a verdict, not a secret
    FAIL = "fail"
    ERROR = "error"
    """Could not run: tool missing, time limit, no tests found. Never green."""
    RUNNING = "running"
    OUTDATED = "outdated"
    """Ran, but head or base moved since, or the gate was changed."""
    NONE = "none"
    """Not run on this candidate, or cut off."""


HOOKS_OF_BASE = "hooks of the base"
"""What the check of a base branch's hooks is called among evidence; no gate of a project can be called so."""


@value
class Gate:
    """One deterministic check of a project, as the operator's configuration declares it."""

    name: str
    run: tuple[str, ...]
    """Argument list; never a shell string made from data. Of a probe its own, empty where nothing is run."""
    timeout_s: float = 900.0
    required: bool = True
    min_tests: int = 0
    """A passing run must report at least this many tests; 0 asks for no count."""
    junit: str = ""
    """Pattern of the JUnit reports it writes in the checkout: what they say counts; empty for none."""
    proves: str = TREE
    """``tree``: its word is true of every commit with the same files; ``commit``: it reads history or messages, so its
    word is true of that one commit alone."""
    kind: str = "command"
    """A name of ``KINDS``."""
    rules: tuple[str, ...] = ()
    """Of a difference, names of ``RULES``."""
    max_files: int = 0
    max_lines: int = 0
    """The most that a difference may hold; 0 for no limit."""
    probe: str = ""
    """The probe that is asked."""
    stages: tuple[str, ...] = ("candidate",)
    """``candidate``: what would land, as evidence; ``author``: also uncommitted files of one who rests, as advice."""
    weight: int = 1
    """How much of the budget of all gates it takes while it runs."""
    retries: int = 0
    """How often a run that failed is tried again, in the same checkout."""
    flaky: str = "fail"
    """What a pass on a second try is: ``ok`` or ``fail``."""
    digest: str = ""
    """``digest_of`` what is run; the engine fills it in, empty until what the gate names was looked at."""


def digest_of(
    gate: Gate,
    setup: tuple[str, ...],
    setup_timeout_s: float,
    files: Sequence[tuple[str, str]],
    asked: Sequence[str] = (),
    where: str = "",
    kept: Sequence[str] = (),
) -> str:
    """SHA-256 of everything that decides what a run of the gate proves: argument list, time limit, tests asked for,
    reports, set-up step, what of that is ``kept`` and run where it is, the content of the operator's own files that
    these name, as path and digest, what its kind goes by beside that, and ``where`` the project is: its checkouts have
    that project's origin."""
    step = [setup, setup_timeout_s] if setup else []
    run: list[object] = [RULES, gate.run, gate.timeout_s, gate.min_tests, gate.junit, step, sorted(files)]
    if gate.kind != "command":
        run += [gate.kind, gate.rules, gate.max_files, gate.max_lines, gate.probe, list(asked)]
    if gate.retries:
        run += [gate.retries, gate.flaky]
    if where:
        run.append(["project", where])
    if kept:
        run.append(["kept", *kept])
    return hashlib.sha256(json.dumps(run).encode()).hexdigest()


@value
class GateEvidence:
    """One gate's result on one candidate."""

    gate: str
    candidate: str
    verdict: Verdict
    at: float
    seconds: float = 0.0
    detail: str = ""
    """One line: the exit code, the first failure, the missing tool."""
    log: str = ""
    """Name of the stored text that holds the whole log."""
    digest: str = ""
    """What was run; empty in journals that did not keep it, which proves nothing about any gate of today."""
    cuts: int = 0
    """How often it did not come to its end since it last did."""
    seat: str = ""
    tries: int = 1
    """How often it was run for this word."""
    tests: int = -1
    """How many tests passed; -1 where that was not counted."""
    tree: str = ""
    """The files that it ran on, where its word is true of every commit with those; empty: of ``candidate`` alone."""


EvidenceKey = tuple[str, str, str]
"""Tree, or commit where a word is about that alone; gate name, digest of what was run."""


def subject_of(gate: Gate, candidate: Candidate) -> str:
    """The tree that a gate's word on this candidate is kept with; empty where it is kept with the commit alone."""
    return candidate.tree if gate.proves == TREE else ""


@value
class FileChange:
    """One path that a candidate brings to its base. A renamed file is two: the old path and the new one."""

    path: str
    """As people read it."""
    name: str
    """The path itself; bytes that are no UTF-8 are surrogates. Compared, never shown."""
    added: int = 0
    deleted: int = 0
    kind: str = ""
    """What happens to it beyond lines, such as ``new``, ``gone``, ``becomes a link``."""


@value
class Candidate:
    """The exact commit that would land, or why there is none."""

    project: str
    seat: str
    branch: str
    base: str
    head: str
    commit: str = ""
    """Empty when base and head do not merge."""
    tree: str = ""
    conflicts: tuple[str, ...] = ()
    """Paths that conflict with the base."""
    conflict_at: str = ""
    """Of a rebase, name and subject of the commit of the branch in which they do."""
    error: str = ""
    """Why no candidate could be built, when it is not a conflict."""
    earlier: tuple[str, ...] = ()
    """Commits of earlier candidates of the same branch: what ran on them is outdated."""
    files: tuple[FileChange, ...] = ()
    """Every path that differs between base and candidate."""
    ahead: int = 0
    """Commits of the head that the base lacks; those that landed squashed or rebased are none."""
    behind: int = 0
    """Commits of the base that the head lacks; those that its own landed as are none."""
    patch: str = ""
    """Names what the branch itself changes: the same for the same change, whatever it stands on. Empty where the
    project has no review."""
    reverts: str = ""
    """The landed commit that it takes back; its head is then made for that. Empty for a branch."""
    method: Method = Method()
    pull: int = 0
    """The pull request without an agent whose head it is; 0 for a branch of an agent."""

    @property
    def added(self) -> int:
        """Lines it adds."""
        return sum(file.added for file in self.files)

    @property
    def deleted(self) -> int:
        """Lines it takes away."""
        return sum(file.deleted for file in self.files)

"""What a selector lists, looked up in the moment in which it is asked."""

from __future__ import annotations

import re

from fleetui.engine.core import Core
from fleetui.model.evidence import Verdict
from fleetui.model.failing_tests import failing_tests
from fleetui.model.fleet import Project, Seat
from fleetui.model.names import no_such
from fleetui.model.queue import Entry, EntryState
from fleetui.model.redact import redact
from fleetui.model.selectors import (
    ChangedSince,
    FailingTests,
    Files,
    Unlisted,
    as_name,
    as_test,
    checked,
    parse,
)
from fleetui.model.steps import CANDIDATE, GateStep
from fleetui.model.value import value


@value
class _GateRun:
    """The newest run of a gate for a seat, and whether it was on what its worktree holds now."""

    at: float
    log: str
    passed: bool = False
    entry: Entry | None = None
    about: str = ""
    """Tree or commit of the candidate."""


async def selected(core: Core, seat: Seat, inner: str) -> tuple[str, ...]:
    """The names, as they may stand in a prompt. Raises ``SelectorError``, ``Unlisted``, and ``PortError``."""
    wanted = parse(inner)
    if not seat.worktree:
        raise Unlisted(f"{seat.name} has no worktree")
    if isinstance(wanted, Files):
        return await core.world.anchors.files(seat.worktree, wanted)
    project = core.project(seat)
    if not project.path:
        raise Unlisted(f"{seat.name} works in no repository")
    if isinstance(wanted, ChangedSince):
        return await _changed(core, project, seat, wanted)
    return await _failing(core, project, seat, wanted)


async def _changed(core: Core, project: Project, seat: Seat, wanted: ChangedSince) -> tuple[str, ...]:
    found = await core.world.git.changed_since(project, seat.worktree, wanted.revision)
    return checked(tuple(as_name(path) + ("" if stands else " (deleted)") for path, stands in found))


async def _failing(core: Core, project: Project, seat: Seat, wanted: FailingTests) -> tuple[str, ...]:
    """Of the newest run alone, and only where it ran on the files that the worktree holds now."""
    if wanted.gate not in {gate.name for gate in project.gates}:
        raise Unlisted(no_such(f"gate of {project.name}", wanted.gate, (gate.name for gate in project.gates)))
    runs = [*_as_steps(core, seat, wanted.gate), *_as_evidence(core, seat, wanted.gate)]
    if not runs:
        raise Unlisted(f"{wanted.gate} did not run for {seat.name} yet")
    newest = max(runs, key=lambda run: run.at)
    if not await _is_of_now(core, project, seat, newest):
        raise Unlisted(f"the files changed since {wanted.gate} ran last: run it again")
    if newest.passed:
        raise Unlisted(f"{wanted.gate} passed when it ran last: no test fails")
    log = await core.ledger.get_text(newest.log) if newest.log else ""
    names = failing_tests(log)
    if not names:
        raise Unlisted(f"the log of {wanted.gate} names no failed test")
    return checked(tuple(as_test(redact(name)[0]) for name in names), "test")


def _as_steps(core: Core, seat: Seat, gate: str) -> list[_GateRun]:
    """Runs as a step of its queue, on its worktree. A step of all gates keeps the log of the one that was red."""
    found = []
    for entry in core.fleet.queues.get(seat.name, ()):
        step = entry.step
        if not isinstance(step, GateStep) or step.on == CANDIDATE or not entry.tree:
            continue
        said = entry.gave if entry.state in (EntryState.DONE, EntryState.QUEUED) else entry.reason
        about = re.match(rf"{re.escape(gate)} (?:is red|passes|could not run)", said)
        if step.gate == gate or (not step.gate and (about or entry.state is EntryState.DONE)):
            found.append(_GateRun(entry.changed, entry.log, entry.state is EntryState.DONE, entry))
    return found


def _as_evidence(core: Core, seat: Seat, gate: str) -> list[_GateRun]:
    """Runs on a candidate of its branch, and of another's that holds the same files as its own."""
    candidate = core.candidates.get(seat.name)
    files = candidate.tree if candidate else ""
    return [
        _GateRun(one.at, one.log, one.verdict is Verdict.PASS, about=one.tree or one.candidate)
        for one in core.fleet.evidence.values()
        if one.gate == gate
        and (one.seat == seat.name or one.tree == files != "")
        and one.verdict in (Verdict.PASS, Verdict.FAIL)
    ]


async def _is_of_now(core: Core, project: Project, seat: Seat, run: _GateRun) -> bool:
    if run.entry is not None:
        return run.entry.tree == await core.world.git.tree(project, seat.worktree, core.others(seat))
    facts = await core.world.git.facts(project, seat.worktree)
    candidate = core.candidates.get(seat.name)
    return (
        bool(candidate and run.about in (candidate.commit, candidate.tree) and candidate.head == facts.head)
        and not facts.dirty
    )

"""Whether a branch may land: what every gate said about exactly the candidate that would."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.model.evidence import Candidate, GateEvidence, Verdict
from fleetui.model.fleet import Project
from fleetui.model.view import GateMark

Evidence = Mapping[tuple[str, str], GateEvidence]


def marks(project: Project, candidate: Candidate | None, evidence: Evidence) -> tuple[GateMark, ...]:
    """One mark per gate of the project, for this candidate only: what ran on another commit is not evidence."""
    return tuple(_mark(gate.name, candidate, evidence) for gate in project.gates)


def _mark(gate: str, candidate: Candidate | None, evidence: Evidence) -> GateMark:
    if candidate and candidate.commit:
        proof = evidence.get((candidate.commit, gate))
        if proof:
            return GateMark(gate, proof.verdict, proof.at, proof.detail, proof.log)
        if candidate.seat and _ran_elsewhere(gate, candidate, evidence):
            return GateMark(gate, Verdict.OUTDATED)
    return GateMark(gate, Verdict.NONE)


def _ran_elsewhere(gate: str, candidate: Candidate, evidence: Evidence) -> bool:
    return any(name == gate and commit in candidate.earlier for commit, name in evidence)


def why_not_land(project: Project, candidate: Candidate | None, gates: tuple[GateMark, ...]) -> str:
    """Why this candidate may not land now; empty when it may.

    No gate, a gate that did not run, could not run, or ran on another commit never counts as passed.
    """
    if candidate is None:
        return "not looked at yet"
    if candidate.conflicts:
        return f"conflict with {project.base}: {_named(candidate.conflicts)}"
    if not candidate.commit:
        return candidate.error or "no candidate could be built"
    required = {gate.name for gate in project.gates if gate.required}
    if not required:
        return f"no gate is configured: add [[projects.{project.name}.gates]] with at least a build"
    for mark in gates:
        if mark.gate in required and mark.verdict is not Verdict.PASS:
            return _gate_says(mark)
    return ""


def _gate_says(mark: GateMark) -> str:
    words = {
        Verdict.FAIL: f"{mark.gate} fails: {mark.detail}",
        Verdict.ERROR: f"{mark.gate} could not run: {mark.detail}",
        Verdict.RUNNING: f"{mark.gate} is running",
        Verdict.OUTDATED: f"{mark.gate} is outdated: head or base moved",
    }
    return words.get(mark.verdict, f"{mark.gate} did not run")


def _named(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"

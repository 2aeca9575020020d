"""Whether a branch may land: what every gate said about exactly the candidate that would."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.model.evidence import (
    CUTS,
    Candidate,
    EvidenceKey,
    Gate,
    GateEvidence,
    Verdict,
    subject_of,
)
from fleetui.model.fleet import Project
from fleetui.model.gates.facts import Source
from fleetui.model.gates.kinds import KINDS
from fleetui.model.review.marks import ReviewMark, why_not_reviewed
from fleetui.model.view import GateMark

CHANGED = "the gate was changed since"
MOVED = "head or base moved"

Evidence = Mapping[EvidenceKey, GateEvidence]


def marks(project: Project, candidate: Candidate | None, evidence: Evidence) -> tuple[GateMark, ...]:
    """One mark per gate of the project, for this candidate and for what the gate runs now: nothing else is evidence."""
    return tuple(_mark(gate, candidate, evidence) for gate in project.gates)


def proof_of(gate: Gate, candidate: Candidate, evidence: Evidence) -> GateEvidence | None:
    """What exactly this gate said about exactly these files, on whichever commit it ran, or about exactly this commit:
    the newer of both. None while what it would run is not known."""
    if not candidate.commit or not gate.digest:
        return None
    about = (subject for subject in (candidate.commit, subject_of(gate, candidate)) if subject)
    found = (evidence.get((subject, gate.name, gate.digest)) for subject in about)
    return max((proof for proof in found if proof), key=lambda proof: proof.at, default=None)


def gave_up(proof: GateEvidence) -> bool:
    """True for a gate that was cut off so often that it does not run by itself any more."""
    return proof.verdict is Verdict.NONE and proof.cuts >= CUTS


def _mark(gate: Gate, candidate: Candidate | None, evidence: Evidence) -> GateMark:
    if candidate is None or not candidate.commit:
        return GateMark(gate.name, Verdict.NONE)
    if not gate.digest:
        return GateMark(gate.name, Verdict.NONE, detail="what it runs was not looked at yet")
    proof = proof_of(gate, candidate, evidence)
    if proof is not None:
        return word_of(proof)
    if before := _of_another_form(gate, candidate, evidence):
        return GateMark(gate.name, Verdict.OUTDATED, before.at, CHANGED, before.log, commit=before.candidate)
    if _ran_elsewhere(gate.name, candidate, evidence):
        return GateMark(gate.name, Verdict.OUTDATED, detail=MOVED)
    return GateMark(gate.name, Verdict.NONE)


def word_of(proof: GateEvidence) -> GateMark:
    """What a gate said, as it is shown."""
    if proof.verdict is not Verdict.NONE:
        return GateMark(
            proof.gate, proof.verdict, proof.at, proof.detail, proof.log, proof.tries, proof.candidate
        )
    if gave_up(proof):
        detail = f"did not come to its end {proof.cuts} times: {proof.detail}; r runs it again"
        return GateMark(proof.gate, Verdict.ERROR, proof.at, detail)
    return GateMark(proof.gate, Verdict.NONE, proof.at, f"{proof.detail}; it runs again by itself")


def _of_another_form(gate: Gate, candidate: Candidate, evidence: Evidence) -> GateEvidence | None:
    about = {candidate.commit, subject_of(gate, candidate)}
    found = [proof for (on, name, _), proof in evidence.items() if on in about and name == gate.name]
    return max(found, key=lambda proof: proof.at, default=None)


def _ran_elsewhere(gate: str, candidate: Candidate, evidence: Evidence) -> bool:
    return any(proof.gate == gate and proof.candidate in candidate.earlier for proof in evidence.values())


def why_not_land(
    project: Project,
    candidate: Candidate | None,
    gates: tuple[GateMark, ...],
    review: ReviewMark | None = None,
) -> str:
    """Why this candidate may not land now; empty when it may.

    No gate, a gate that did not run, could not run, or ran on another commit never counts as passed; nor does a
    required review that nobody told of. Rules on a difference, claims and probes run nothing of a candidate: without
    a required gate that does, nobody knows whether it builds.
    """
    if candidate is None:
        return "not looked at yet"
    if candidate.conflicts:
        return conflict_with(project.base, candidate)
    if not candidate.commit:
        return candidate.error or "no candidate could be built"
    required = {gate.name for gate in project.gates if gate.required}
    if why := why_no_build(project):
        return why
    for mark in gates:
        if mark.gate in required and mark.verdict is not Verdict.PASS:
            return _gate_says(mark)
    return why_not_reviewed(project.review, review)


def why_no_build(project: Project) -> str:
    """Why nothing of this project may land, whatever its gates say: none of the required ones runs a candidate."""
    required = [gate for gate in project.gates if gate.required]
    if any(KINDS[gate.kind].source is Source.PROCESS for gate in required):
        return ""
    if not required:
        return f"no gate is configured: add [[projects.{project.name}.gates]] with at least a build"
    return (
        f"no build is configured: {required[0].name} runs nothing of it; add [[projects.{project.name}.gates]] with "
        'a required gate of kind "command" or "tests"'
    )


def conflict_with(other: str, candidate: Candidate) -> str:
    """That a branch conflicts with another, in which files, and of a rebase in which commit."""
    where = f", in {candidate.conflict_at}" if candidate.conflict_at else ""
    return f"conflict with {other}: {_named(candidate.conflicts)}{where}"


def _gate_says(mark: GateMark) -> str:
    words = {
        Verdict.FAIL: f"{mark.gate} fails: {mark.detail}",
        Verdict.ERROR: f"{mark.gate} could not run: {mark.detail}",
        Verdict.RUNNING: f"{mark.gate} is running",
        Verdict.OUTDATED: f"{mark.gate} is outdated: {mark.detail}",
    }
    return words.get(mark.verdict, f"{mark.gate} did not run{f': {mark.detail}' if mark.detail else ''}")


def _named(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"

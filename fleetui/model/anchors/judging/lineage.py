"""Judging commits, branches, tags and what descends from what; and the operator's probes."""

from __future__ import annotations

from fleetui.model.anchors.claim import Kind
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.judging.target import Case
from fleetui.model.anchors.kept import Fact
from fleetui.model.anchors.tree import CouldNot

SHORT = 12


def judge_revision(case: Case) -> Fact:
    """A commit, branch or tag is there; where it names a commit it is that one."""
    claim, tree = case.claim, case.tree
    try:
        found = (
            tree.commit(claim.text) if claim.kind is Kind.COMMIT else tree.ref(claim.kind.value, claim.text)
        )
        wanted = tree.commit(claim.other) if claim.other else ""
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, detail=str(why)))
    if not found:
        return Fact(Finding(Verdict.MISSING, detail=f"there is no {claim.kind.value} {claim.text} here"))
    if claim.other and found != wanted:
        return Fact(Finding(Verdict.CHANGED, detail=f"{claim.text} is at {found[:SHORT]}"))
    return Fact(Finding(Verdict.OK, detail=found[:SHORT]), more=(found,))


def judge_ancestor(case: Case) -> Fact:
    """One commit is an ancestor of another."""
    claim, tree = case.claim, case.tree
    try:
        ends = [_resolved(case, name) for name in (claim.text, claim.other)]
        for name, end in zip((claim.text, claim.other), ends, strict=True):
            if not end:
                return Fact(Finding(Verdict.MISSING, detail=f"there is no commit {name} here"))
        right = tree.ancestor(*ends)
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, detail=str(why)))
    told = f"{ends[0][:SHORT]} is no ancestor of {ends[1][:SHORT]}"
    return Fact(Finding(Verdict.OK) if right else Finding(Verdict.CHANGED, detail=told))


def _resolved(case: Case, name: str) -> str:
    if name == "HEAD":
        return case.tree.head()
    return case.tree.ref("branch", name) or case.tree.ref("tag", name) or case.tree.commit(name)


def judge_probe(case: Case) -> Fact:
    """One of the operator's probes passes."""
    try:
        answer = case.tree.probe(case.claim.text)
    except CouldNot as could_not:
        return Fact(Finding(Verdict.UNCHECKED, detail=str(could_not)))
    verdicts = {True: Verdict.OK, False: Verdict.CHANGED, None: Verdict.UNCHECKED}
    return Fact(Finding(verdicts[answer.passed], detail=answer.said))

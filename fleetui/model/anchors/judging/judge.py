"""The judge: each claim of a text against a worktree, and against what was true when the text was queued."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fleetui.model.anchors.claim import Claim, Kind
from fleetui.model.anchors.finding import Checked, Finding, Verdict
from fleetui.model.anchors.judging.lineage import judge_ancestor, judge_probe, judge_revision
from fleetui.model.anchors.judging.passages import judge_absent, judge_quote, judge_same, judge_symbol
from fleetui.model.anchors.judging.places import judge_line, judge_path
from fleetui.model.anchors.judging.tallies import judge_count, judge_field
from fleetui.model.anchors.judging.target import Case
from fleetui.model.anchors.kept import Fact, Kept
from fleetui.model.anchors.policy import OFF, Policy
from fleetui.model.anchors.text.expected import of_now
from fleetui.model.anchors.text.explicit import explicit
from fleetui.model.anchors.text.implied import implied
from fleetui.model.anchors.tree import CouldNot, Tree
from fleetui.model.selectors import without

Judging = Callable[[Case], Fact]


def _unreadable(case: Case) -> Fact:
    return Fact(Finding(Verdict.UNCHECKED, detail=case.claim.value))


def _exists(case: Case) -> Fact:
    return judge_line(case) if case.claim.first else judge_path(case)


_JUDGES: Mapping[Kind, Judging] = {
    Kind.PATH: judge_path,
    Kind.LINE: judge_line,
    Kind.QUOTE: judge_quote,
    Kind.SYMBOL: judge_symbol,
    Kind.URL: judge_quote,
    Kind.SAME: judge_same,
    Kind.COUNT: judge_count,
    Kind.FIELD: judge_field,
    Kind.COMMIT: judge_revision,
    Kind.BRANCH: judge_revision,
    Kind.TAG: judge_revision,
    Kind.CONTAINS: judge_quote,
    Kind.ABSENT: judge_absent,
    Kind.EXISTS: _exists,
    Kind.ANCESTOR: judge_ancestor,
    Kind.PROBE: judge_probe,
    Kind.UNREADABLE: _unreadable,
}


def claims_of(text: str) -> tuple[Claim, ...]:
    """Every claim of a text about now, explicit and implied, in order."""
    text = of_now(text)
    said = explicit(text)
    spans = [(claim.start, claim.end) for claim in said]
    found = [
        one for one in implied(without(text)) if not any(start <= one.start < end for start, end in spans)
    ]
    return tuple(sorted((*said, *found), key=lambda claim: claim.start))


def keep(claims: Iterable[Claim], tree: Tree) -> Kept:
    """What is true of these claims now, to be judged against later."""
    facts = _judged(tuple(claims), tree, None)
    files = {}
    for fact in facts.values():
        for path in (fact.path, *(fact.more[:2] if "/" in "".join(fact.more[:2]) else ())):
            if path and path not in files and (content := tree.look(path).content):
                files[path] = content
    return Kept(tree.head(), facts, files)


def check(
    claims: Iterable[Claim], tree: Tree, kept: Kept | None = None, policy: Policy | None = None
) -> tuple[Checked, ...]:
    """Each claim as it stands now. Without ``kept`` it was queued this moment.

    What may mean something else is left out unless it is right or was.
    """
    rule = policy or Policy()
    wanted = tuple(claim for claim in claims if rule.of(claim.kind) != OFF)
    now = _judged(wanted, tree, kept)
    return tuple(
        Checked(claim, was, found, rule.holds(claim, was, found))
        for claim in wanted
        for was, found in [(_was(claim, kept, now), now[claim.id].finding)]
        if claim.sure or claim.stated or was.right or found.right
    )


def _was(claim: Claim, kept: Kept | None, now: Mapping[str, Fact]) -> Finding:
    fact = kept.facts.get(claim.id) if kept else None
    return (fact or now[claim.id]).finding


def _judged(claims: tuple[Claim, ...], tree: Tree, kept: Kept | None) -> dict[str, Fact]:
    said = {claim.path.rpartition("/")[2]: claim.path for claim in claims if "/" in claim.path}
    return {
        claim.id: _one(Case(claim, tree, kept, kept.facts.get(claim.id) if kept else None, said))
        for claim in claims
    }


def _one(case: Case) -> Fact:
    try:
        return _JUDGES[case.claim.kind](case)
    except CouldNot as why:
        return Fact(Finding(Verdict.UNCHECKED, detail=str(why)), case.fact.path if case.fact else "")

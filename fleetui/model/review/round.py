"""What the reviewers of a round come to together. Pure.

Accepted only where every one of them accepts, and what all of them left open is allowed. Where one came to no verdict
that counts, the round did not either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fleetui.model.clean import clean_line
from fleetui.model.review.findings import SEVERITIES, Finding, counted
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.review.verdict import Decided, over_allowed


def concluded(rules: ReviewRules, earlier: Sequence[Finding], reviewers: Sequence[Reviewer]) -> Decided:
    """The word of a round, once every reviewer came to its own; ``earlier`` are the findings of the rounds before."""
    findings = (*(_together(one, reviewers) for one in earlier), *_new(earlier, reviewers))
    refused = tuple(_said(one, text, reviewers) for one in reviewers for text in one.refused)
    state, detail = _word(rules, [one for one in findings if one.state != "fixed"], reviewers)
    return Decided(state, clean_line(detail, 300), findings, refused)


def _together(finding: Finding, reviewers: Sequence[Reviewer]) -> Finding:
    """An earlier finding as all who were asked about it left it: fixed only where each of them says so."""
    found = [x for one in reviewers for x in one.findings if x.id and x.id == finding.id]
    for state in ("open", "claimed", "fixed"):
        if left := next((one for one in found if one.state == state), None):
            return replace(left, lenses=finding.lenses)
    return finding


def _new(earlier: Sequence[Finding], reviewers: Sequence[Reviewer]) -> list[Finding]:
    """What was found anew; what several found at one place is one finding, as heavy as the heaviest of them."""
    several, kept = len(reviewers) > 1, list[Finding]()
    for one in reviewers:
        for finding in (x for x in one.findings if not x.id):
            told = replace(finding, lenses=(one.lens,)) if several else finding
            at = next((number for number, known in enumerate(kept) if _is_same(known, told)), None)
            if at is None:
                kept.append(told)
            else:
                kept[at] = _both(kept[at], told)
    return [replace(one, id=f"f{number}") for number, one in enumerate(kept, len(earlier) + 1)]


def _is_same(known: Finding, new: Finding) -> bool:
    """At one place, by reviewers of different lenses."""
    same = (known.path, known.line) == (new.path, new.line)
    return same and not set(known.lenses) & set(new.lenses) and bool(new.lenses)


def _both(known: Finding, new: Finding) -> Finding:
    heavy = min(known, new, key=lambda one: SEVERITIES.index(one.severity))
    text = known.text if new.text in known.text else f"{known.text}\n{new.text}"
    return replace(known, severity=heavy.severity, text=text, lenses=(*known.lenses, *new.lenses))


def _said(one: Reviewer, text: str, reviewers: Sequence[Reviewer]) -> str:
    """A reviewer's word, and whose it is where there are several."""
    return clean_line(f"{one.lens}: {text}", 300) if len(reviewers) > 1 else text


def _word(
    rules: ReviewRules, left: Sequence[Finding], reviewers: Sequence[Reviewer]
) -> tuple[ReviewState, str]:
    by = {state: [one for one in reviewers if one.state is state] for state in ReviewState}
    if failed := by[ReviewState.FAILED]:
        return ReviewState.FAILED, _said(failed[0], failed[0].detail, reviewers)
    if len(by[ReviewState.ACCEPTED]) + len(by[ReviewState.REJECTED]) < max(1, len(reviewers)):
        return ReviewState.FAILED, "not every reviewer came to a verdict"
    if over := over_allowed(rules, left):
        return ReviewState.REJECTED, over
    if rejects := by[ReviewState.REJECTED]:
        return ReviewState.REJECTED, _said(rejects[0], rejects[0].detail, reviewers)
    return ReviewState.ACCEPTED, counted(left) or "no finding"

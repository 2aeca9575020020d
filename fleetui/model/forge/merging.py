"""Whether a pull request may be merged, by all that decides, asked in one moment. What is not known never lets it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from fleetui.model.counts import count
from fleetui.model.forge.answers import AnswerState, RemarkNow
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.overriding import Overridden
from fleetui.model.forge.pull import Decision, Mergeable, Pull
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.value import value


class PullState(StrEnum):
    """What became of a pull request."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


@value
class PullNow:
    """A pull request with all that decides about its merge, as the forge said it in one answer."""

    pull: Pull
    state: PullState
    id: str
    """The forge's own name of it."""
    base_commit: str
    """Where its base stands at the forge; empty where that branch is gone."""
    merged_as: str = ""
    """The commit that it was merged as."""
    has_queue: bool = False
    """Its base is only merged to through the forge's queue."""
    at: float = 0.0


@value
class PullRelease:
    """What is merged at the forge: exactly this commit, onto exactly this one, in exactly this way."""

    repository: Repository
    number: int
    head: str
    base: str
    """The commit of the base, there and here."""
    method: str
    """``merge``, ``squash`` or ``rebase``."""
    overridden: tuple[Overridden, ...] = ()
    """Open remarks that it is merged over, exactly as they were said."""


@value
class Wanted:
    """What the operator would release: the commits that were tested here."""

    head: str
    base: str
    """The commit of the base that the tested candidate stands on."""


def why_not_merge(rules: ForgeRules, now: PullNow, wanted: Wanted, remarks: Iterable[RemarkNow]) -> str:
    """Why this pull request may not be merged now; empty when it may. ``remarks`` are those that count as open."""
    pull = now.pull
    if now.state is not PullState.OPEN:
        return f"#{pull.number} is {now.state}" + (f" as {now.merged_as[:9]}" if now.merged_as else "")
    if pull.draft:
        return f"#{pull.number} is a draft"
    if pull.queued:
        return f"#{pull.number} stands in the merge queue"
    return (
        _elsewhere(now, wanted)
        or _not_mergeable(pull)
        or _requirement_unknown(rules, pull)
        or why_checks(rules, pull)
        or _not_reviewed(pull)
        or _remarks(tuple(remarks))
    )


def _elsewhere(now: PullNow, wanted: Wanted) -> str:
    """Whether the forge holds other commits than were tested here."""
    pull = now.pull
    if pull.head != wanted.head:
        return (
            f"#{pull.number} is at {pull.head[:9]}, the branch here at {wanted.head[:9]}: push or fetch first"
        )
    if now.base_commit != wanted.base:
        there = now.base_commit[:9] or "nothing"
        return f"{pull.base} is at {there} there and at {wanted.base[:9]} here: bring it here first"
    return ""


def _not_mergeable(pull: Pull) -> str:
    if pull.mergeable is Mergeable.CONFLICT:
        return f"conflict with {pull.base}, by the forge"
    if pull.mergeable is not Mergeable.CLEAN:
        return "whether it merges is not known yet; the forge is asked again"
    return f"behind {pull.base}: the forge wants that brought in first" if pull.behind else ""


def _requirement_unknown(rules: ForgeRules, pull: Pull) -> str:
    """Whether the forge left open that a check is required: then it is not known which ones have to pass."""
    asked = (one for one in pull.checks if one.required is None and one.name not in rules.required)
    return next((f"whether check {one.said} is required is not known" for one in asked), "")


def why_checks(rules: ForgeRules, pull: Pull) -> str:
    """Why the checks of a pull request's newest commit let nothing merge; empty when they do.

    Those that the operator named, and those that the forge requires; where neither names one, all that reported.
    """
    if pull.checks_of != pull.head:
        seen = f"only checks of {pull.checks_of[:9]} are known" if pull.checks_of else "no check is known"
        return f"{seen}, not of {pull.head[:9]}"
    if not pull.checks_whole:
        return "it has more checks than are read"
    by_name = {one.name: one for one in pull.checks}
    if missing := next((name for name in rules.required if name not in by_name), ""):
        return f"the required check {missing} did not report"
    asked = [one for one in pull.checks if one.required or one.name in rules.required] or list(pull.checks)
    if not asked and not rules.no_checks:
        return "no check reported: name the required ones, or say no_checks = true"
    return next((_says(one) for one in asked if not _is_green(one)), "")


def _is_green(check: Check) -> bool:
    return check.state in (CheckState.PASS, CheckState.SKIPPED)


def _says(check: Check) -> str:
    words = {CheckState.FAIL: "fails", CheckState.PENDING: "is running"}
    return f"check {check.said} {words.get(check.state, 'is in a state that is not known')}"


def _not_reviewed(pull: Pull) -> str:
    return {
        Decision.CHANGES: "a reviewer wants changes",
        Decision.REQUIRED: "a review is required there",
        Decision.UNKNOWN: "what its reviews come to is not known",
    }.get(pull.decision, "")


def why_blocked(now: PullNow) -> str:
    """Whether the forge keeps it out where nothing else is known that does; a queue judges by itself."""
    if not now.pull.blocked or now.has_queue:
        return ""
    return "the forge's rules keep it out and do not say why: such as a required check that did not report"


def _remarks(remarks: tuple[RemarkNow, ...]) -> str:
    """Both kinds by their number, the open ones first: one that is only said to be done hides none of them."""
    said = tuple(one for one in remarks if one.state is AnswerState.SAID)
    kept = tuple(one for one in remarks if one.state is not AnswerState.SAID)
    if not remarks:
        return ""
    first = (*kept, *said)[0].remark
    where = f" at {first.path}:{first.line}" if first.path else ""
    more = f", and {len(remarks) - 1} more" if len(remarks) > 1 else ""
    only_said = f"{len(said)} {AnswerState.SAID}" if len(said) > 1 or kept else str(AnswerState.SAID)
    parts = ([f"{count(len(kept), 'remark')} open"] if kept else []) + ([only_said] if said else [])
    return f"{', '.join(parts)}: {first.author or 'somebody'}{where}{more}"

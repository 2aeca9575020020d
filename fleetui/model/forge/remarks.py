"""What of a pull request's conversation is still open, and why. Pure; nothing that was said is believed.

Open is: a thread that nobody resolved; one that was resolved by nobody but the forge, or while its lines stayed as they
were; a review whose findings stand in its own text; a comment of somebody else that nobody answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from fleetui.model.forge.conversation import Comment, Conversation, ReviewSaid, Thread
from fleetui.model.value import value


class RemarkKind(StrEnum):
    """Where something was said."""

    THREAD = "thread"
    REVIEW = "review"
    COMMENT = "comment"


@value
class Remark:
    """One thing that was said and is open."""

    id: str
    kind: RemarkKind
    author: str
    bot: bool
    at: float
    """When the newest of it was said."""
    text: str
    """What was said first, as it was written."""
    url: str
    path: str = ""
    line: int = 0
    first_line: int = 0
    severity: str = ""
    """``critical``, ``high``, ``medium`` or ``low`` where it says so in a usual form; else empty."""
    why: str = ""
    """Why it counts as open, where that is not plain."""
    outdated: bool = False


SEVERITIES = ("critical", "high", "medium", "low")
"""The heaviest first."""
_WORDS = re.compile(
    r"(?:\b|[*_🔴🟠🟡⚪])(critical|high|medium|low)(?:\b|[*_])[ *_:|-]{0,6}(?:severity|priority|issue)\b"
    r"|\b(?:severity|priority)[ *_:|-]{1,6}(critical|high|medium|low)\b"
    r"|[🔴🟠🟡][ ]?(critical|major|minor)\b"
    r"|(?:\[|!\[|\b)(P[0-3])(?: Badge)?\b",
    re.IGNORECASE,
)
_MEANS = {"p0": "critical", "p1": "high", "p2": "medium", "p3": "low", "major": "high", "minor": "low"}
_LOOKED_AT = 2000
"""Characters at the beginning of a text in which a severity is looked for."""

Stands = Mapping[str, bool | None]
"""By thread whether its lines stand as they stood when it was opened; ``None`` where that is not known."""


def severity_of(text: str) -> str:
    """The severity that a text gives itself in one of the forms in which review programs write it; empty for none."""
    found = _WORDS.search(text[:_LOOKED_AT])
    word = next((one.lower() for one in found.groups() if one), "") if found else ""
    return _MEANS.get(word, word)


def open_remarks(said: Conversation, operators: Collection[str], stands: Stands) -> tuple[Remark, ...]:
    """All that is open, the oldest first. ``operators`` are logins whose words need no answer and answer others'."""
    own = {said.author, *operators} - {""}
    found = [*_threads(said.threads, stands), *_reviews(said), *_comments(said.comments, own)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def _threads(threads: Iterable[Thread], stands: Stands) -> Iterable[Remark]:
    for one in threads:
        first, last = one.comments[0], one.comments[-1]
        if one.resolved and not (why := _why_still(one, stands.get(one.id))):
            continue
        yield Remark(
            one.id, RemarkKind.THREAD, first.author, first.bot, last.at, first.text, first.url, one.path,
            one.line, one.first_line, severity_of(first.text), why if one.resolved else "", one.outdated,
        )  # fmt: skip


def _why_still(one: Thread, stands: bool | None) -> str:
    """Why a resolved thread is open all the same; empty where it is not."""
    if one.resolved_by:
        return ""
    if stands is False:
        return ""
    how = "and its lines are as they were" if stands else "and whether its lines changed is not known"
    return f"resolved by nobody, {how}"


def _reviews(said: Conversation) -> Iterable[Remark]:
    for one in said.reviews:
        if _has_findings(one) and not _superseded(one, said.reviews) and not _answered(one, said.comments):
            yield Remark(
                one.id, RemarkKind.REVIEW, one.author, one.bot, one.at, one.text, one.url,
                severity=severity_of(one.text), why=one.state,
            )  # fmt: skip


def _has_findings(one: ReviewSaid) -> bool:
    """Its own text says something: a summary of threads that stand for themselves does not."""
    asks = one.state == "changes requested" or (one.state == "commented" and not one.threads)
    return asks and bool(one.text.strip()) and not one.hidden


def _superseded(one: ReviewSaid, reviews: Iterable[ReviewSaid]) -> bool:
    """The same reviewer came to another word later."""
    return any(
        later.at > one.at and later.author == one.author and later.state in ("approved", "changes requested")
        for later in reviews
    )


def _answered(one: ReviewSaid, comments: Iterable[Comment]) -> bool:
    """Somebody else than its author said something that names it by its address."""
    return any(
        later.at > one.at and later.author != one.author and bool(one.url) and one.url in later.text
        for later in comments
    )


def _comments(comments: tuple[Comment, ...], own: Collection[str]) -> Iterable[Remark]:
    answered_until = max((one.at for one in comments if one.author in own), default=0.0)
    for one in comments:
        if one.author not in own and not one.hidden and one.at > answered_until:
            yield Remark(
                one.id, RemarkKind.COMMENT, one.author, one.bot, one.at, one.text, one.url,
                severity=severity_of(one.text),
            )  # fmt: skip

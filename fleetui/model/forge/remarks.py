"""What of a pull request's conversation is still open, and why. Pure; nothing that was said is believed.

Open is: a thread that nobody resolved; one that nobody but the forge resolved while its lines stayed as they were; a
review whose findings stand in its own text; a comment of somebody else that nobody answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from fleetui.model.forge.conversation import Comment, Conversation, ReviewSaid, Thread
from fleetui.model.forge.reading.by_name import addresses, answers_by_name
from fleetui.model.forge.reading.severity import severity_of
from fleetui.model.value import value


class RemarkKind(StrEnum):
    """Where something was said."""

    THREAD = "thread"
    REVIEW = "review"
    COMMENT = "comment"


@value
class Remark:
    """One thing that was said."""

    id: str
    kind: RemarkKind
    author: str
    bot: bool
    at: float
    """When the newest of it was said by somebody else than the author of the pull request and the operator."""
    text: str
    """What was said first, as it was written."""
    url: str
    path: str = ""
    line: int = 0
    """0 where it is about no line of the newest commit."""
    first_line: int = 0
    severity: str = ""
    """One of ``severity.SEVERITIES`` where it says so in a usual form; else empty."""
    why: str = ""
    """Why it counts as open, where that is not plain."""
    outdated: bool = False
    open: bool = True
    resolved: bool = False
    """Somebody resolved it: not the forge by itself."""
    replied: float = 0.0
    """When the author of the pull request or the operator answered it last; 0 where nobody did since ``at``."""
    reply: str = ""
    """That answer."""


Stands = Mapping[str, bool | None]
"""By thread whether its lines stand as they stood when it was opened; ``None`` where that is not known."""

_FORGE = frozenset({"", "web-flow"})
"""Who resolves a thread without being anybody."""
_NOTHING_FOUND = re.compile(
    r"\b(?:generated no (?:new )?comments|no (?:major |new )?issues (?:were )?found|did(?:n't| not) find any "
    r"(?:major |new )?(?:issues|bugs)|found no (?:new )?(?:issues|bugs))\b",
    re.IGNORECASE,
)
_BESIDE_THREADS = re.compile(r"outside (?:the )?diff|nitpick comments|additional comments", re.IGNORECASE)
"""What programs call the findings of a review that have no thread of their own."""


def open_remarks(said: Conversation, operators: Collection[str], stands: Stands) -> tuple[Remark, ...]:
    """All that is open, the oldest first; see ``remarks_of``."""
    return tuple(one for one in remarks_of(said, operators, stands) if one.open)


def remarks_of(said: Conversation, operators: Collection[str], stands: Stands) -> tuple[Remark, ...]:
    """All that others said, open or not, the oldest first.

    ``operators`` are logins whose words need no answer, and which answer others.
    """
    own = {said.author, *operators} - {""}
    found = [*_threads(said.threads, stands, own), *_reviews(said, own), *_comments(said.comments, own)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


# ---------------------------------------------------------------- threads


def _threads(threads: Iterable[Thread], stands: Stands, own: Collection[str]) -> Iterable[Remark]:
    for one in threads:
        first = one.comments[0]
        at = max((word.at for word in one.comments if word.author not in own), default=first.at)
        answer = next((word for word in reversed(one.comments) if _answers(word, first, at, own)), None)
        resolved = one.resolved and one.resolved_by not in _FORGE
        why = _why_still(stands.get(one.id)) if one.resolved and not resolved else ""
        yield Remark(
            one.id, RemarkKind.THREAD, first.author, first.bot, at, first.text, first.url, one.path,
            one.line, one.first_line, severity_of(first.text), why, one.outdated,
            open=not one.resolved or bool(why), resolved=resolved,
            replied=answer.at if answer else 0.0, reply=answer.text if answer else "",
        )  # fmt: skip


def _answers(word: Comment, first: Comment, at: float, own: Collection[str]) -> bool:
    """Said by one of ours after all that others said; the opening of a thread answers nothing."""
    return word is not first and word.author in own and word.at >= at


def _why_still(stands: bool | None) -> str:
    """Why a thread that the forge resolved is open all the same; empty where its lines changed."""
    if stands is False:
        return ""
    how = "its lines are as they were" if stands else "whether its lines changed is not known"
    return f"nobody resolved it but the forge, and {how}"


# ---------------------------------------------------------------- reviews


def _reviews(said: Conversation, own: Collection[str]) -> Iterable[Remark]:
    ours = [(one, addresses(one.text)) for one in said.comments if one.author in own]
    decided = _decided(said.reviews)
    for one in said.reviews:
        if one.author in own or not _has_findings(one, said.head):
            continue
        answer = _answer_to(one, ours)
        moved = bool(one.commit) and one.commit != said.head
        why = one.state if moved or not answer else f"{one.state}, answered, and nothing changed since"
        if one.state == "dismissed":
            why = "dismissed, and nothing changed since it was given"
        yield Remark(
            one.id, RemarkKind.REVIEW, one.author, one.bot, one.at, one.text, one.url,
            severity=severity_of(one.text), why=why,
            open=decided.get(one.author, 0.0) <= one.at and not (answer and moved),
            replied=answer.at if answer else 0.0, reply=answer.text if answer else "",
        )  # fmt: skip


def _has_findings(one: ReviewSaid, head: str) -> bool:
    """Its own text asks for something: one that only leads its threads does not, they stand for themselves."""
    if not one.text.strip() or one.hidden:
        return False
    match one.state:
        case "changes requested":
            return True
        case (
            "dismissed"
        ):  # by whom is not said: a word that was taken back while nothing changed answers nothing
            return one.commit == head
        case "commented" if one.threads:
            return bool(_BESIDE_THREADS.search(one.text))
        case "commented":
            return not (one.bot and _NOTHING_FOUND.search(one.text))
        case _:
            return False


def _decided(reviews: Iterable[ReviewSaid]) -> Mapping[str, float]:
    """When each reviewer came to a word last: what he said before does not count any more."""
    found: dict[str, float] = {}
    for one in reviews:
        if one.state in ("approved", "changes requested"):
            found[one.author] = max(one.at, found.get(one.author, 0.0))
    return found


def _answer_to(one: ReviewSaid, ours: Iterable[tuple[Comment, Collection[str]]]) -> Comment | None:
    """What one of ours said about it last, by its address."""
    found = [later for later, named in ours if one.url in named and later.at > one.at]
    return found[-1] if found else None


# ---------------------------------------------------------------- comments


def _comments(comments: tuple[Comment, ...], own: Collection[str]) -> Iterable[Remark]:
    named = answers_by_name(comments)
    for place, one in enumerate(comments):
        if one.author in own or one.hidden:
            continue
        answer = named.get(place) or _directly_below(comments, place, own)
        yield Remark(
            one.id, RemarkKind.COMMENT, one.author, one.bot, one.at, one.text, one.url,
            severity=severity_of(one.text), open=answer is None,
            replied=answer.at if answer and answer.author in own else 0.0,
            reply=answer.text if answer and answer.author in own else "",
        )  # fmt: skip


def _directly_below(comments: tuple[Comment, ...], place: int, own: Collection[str]) -> Comment | None:
    """One of ours; a word that comes after others were said in between is no answer to all of them."""
    below = comments[place + 1 : place + 2]
    return below[0] if below and below[0].author in own else None

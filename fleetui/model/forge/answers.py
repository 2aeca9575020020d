"""What became of what was said: waiting, answered, fixed, or only said to be. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.remarks import Remark
from fleetui.model.value import value


class AnswerState(StrEnum):
    """How far a remark is."""

    OPEN = "open"
    """Its author was not told of it by fleetui, and nobody answered."""
    WAITING = "waiting"
    """Sent to the author; nothing came of it yet."""
    CHANGED = "changed, no reply"
    """Its lines were changed; nobody said so."""
    ANSWERED = "answered"
    """With words: nothing was claimed of the files, or what changed there is not known."""
    FIXED = "fixed"
    """A reply or a resolve, and a change of its lines."""
    SAID = "said, not in the files"
    """It is said to be done, or was resolved, and its lines are as they were."""
    OVERRIDDEN = "overridden"
    """The operator released the pull request over it, with a typed word."""


UNANSWERED = frozenset({AnswerState.OPEN, AnswerState.WAITING, AnswerState.CHANGED, AnswerState.SAID})


@value
class Sent:
    """A remark as it was when it was sent to its author."""

    id: str
    at: float
    head: str
    newest: float
    """``Remark.at`` then: by the forge's clock, as all that is compared with what it says."""
    replied: float = 0.0
    """``Remark.replied`` then."""
    path: str = ""
    first_line: int = 0
    line: int = 0
    """In ``head``; 0 where it had no line there."""
    entry: str = ""


@value
class SentOf:
    """All that was sent of one pull request."""

    remarks: tuple[Sent, ...] = ()
    """The latest of each."""
    by_itself: int = 0
    """How often that happened without a key."""

    def of(self, remark: str) -> Sent | None:
        """The latest sending of one."""
        return next((one for one in self.remarks if one.id == remark), None)


def pull_key(project: str, number: int) -> str:
    """Names one pull request in the fleet."""
    return f"{project}#{number}"


NOTHING_SENT = SentOf()
KEPT = 500
"""Remarks that are remembered of one pull request."""


@value
class RemarkNow:
    """One remark and what became of it."""

    remark: Remark
    state: AnswerState
    sent: Sent | None = None

    @property
    def unanswered(self) -> bool:
        """Somebody has still something to do for it."""
        return self.state in UNANSWERED

    @property
    def due(self) -> bool:
        """It is to be sent to its author: never sent, said more of since, or only said to be done."""
        if self.sent is None:
            return self.state in (AnswerState.OPEN, AnswerState.CHANGED, AnswerState.SAID)
        more = self.remark.at > self.sent.newest and self.unanswered
        return more or self.state is AnswerState.SAID


@value
class Heard:
    """What is known of one pull request's conversation."""

    project: str
    number: int
    """0 where not even the list of a project's pull requests is known."""
    said: Conversation | None = None
    """``None`` where the forge never answered."""
    remarks: tuple[RemarkNow, ...] = ()
    """Those that are open, and those of which it is only said that they are not; the oldest unanswered first."""
    why: str = ""
    """Why there is nothing newer; empty while the forge answers."""
    operators: frozenset[str] = frozenset()
    """The operator's login there."""

    @property
    def at(self) -> float:
        """When the forge answered last; 0 where it never did."""
        return self.said.at if self.said else 0.0

    @property
    def due(self) -> tuple[RemarkNow, ...]:
        """Those that are to be sent to the author."""
        return tuple(one for one in self.remarks if one.due)


_CLAIM = re.compile(
    r"\b(?:fixed|fixes|done|addressed|resolved|applied|implemented|updated|added|removed|renamed|corrected|handled"
    r"|changed)\b",
    re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"\b(?:not|never|won't|isn't|wasn't|cannot|can't|to be|should be)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_READ = 600
"""Characters of a reply in which a claim is looked for."""


def claims_done(reply: str) -> bool:
    """Whether a reply says that something was done, and not only why nothing was."""
    text = reply[:_READ]
    return any(not _NO_CLAIM.search(text[: found.start()]) for found in _CLAIM.finditer(text))


def state_of(remark: Remark, sent: Sent | None, touched: bool | None, head: str) -> AnswerState:
    """What became of a remark. ``touched``: its lines were changed since it was sent, or since it was said; ``None``
    where it has none, or that is not known. ``head``: the newest commit."""
    acted = remark.resolved or (bool(remark.replied) and remark.replied > (sent.replied if sent else 0.0))
    if not acted:
        nothing = AnswerState.WAITING if sent else AnswerState.OPEN
        return AnswerState.CHANGED if touched else nothing
    if touched:
        return AnswerState.FIXED
    still = touched is False or (not remark.path and sent is not None and sent.head == head)
    only_said = still and (remark.resolved or claims_done(remark.reply))
    return AnswerState.SAID if only_said else AnswerState.ANSWERED


def shown(remarks: Iterable[RemarkNow]) -> tuple[RemarkNow, ...]:
    """Those that somebody has to look at, the oldest unanswered first."""
    kept = (one for one in remarks if one.remark.open or one.state is AnswerState.SAID)
    return tuple(sorted(kept, key=lambda one: (not one.unanswered, one.remark.at, one.remark.id)))


# ---------------------------------------------------------------- as the journal keeps it


def written(sent: Sent) -> str:
    """One line of JSON; the entry and the time are the event's."""
    parts = (sent.id, sent.newest, sent.replied, sent.path, sent.first_line, sent.line)
    return json.dumps(parts, ensure_ascii=False)


def read_back(line: str, at: float, head: str, entry: str) -> Sent:
    """What ``written`` wrote."""
    name, newest, replied, path, first, last = json.loads(line)
    return Sent(name, at, head, newest, replied, path, first, last, entry)


def with_sent(known: SentOf, new: Iterable[Sent], *, by_itself: bool) -> SentOf:
    """The same with what was sent now."""
    added = {one.id: one for one in new}
    kept = [one for one in known.remarks if one.id not in added]
    return SentOf((*kept, *added.values())[-KEPT:], known.by_itself + by_itself)


def without_entry(all_sent: Mapping[str, SentOf], entry: str) -> Mapping[str, SentOf]:
    """The same where a follow-up never went out: nobody was told what stood in it."""
    if not any(one.entry == entry for known in all_sent.values() for one in known.remarks):
        return all_sent
    return {
        key: SentOf(tuple(one for one in known.remarks if one.entry != entry), known.by_itself)
        for key, known in all_sent.items()
    }

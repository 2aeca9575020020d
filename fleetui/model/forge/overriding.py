"""Open remarks that the operator overrides with a typed word: exactly these, as they were said. Pure.

A review that asks for changes is no remark but a decision that the forge keeps: its reviewer takes it back, or somebody
dismisses it there under his own name. No word here does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.forge.answers import RemarkNow
from fleetui.model.forge.conversation import Comment, Conversation, ReviewSaid, Thread
from fleetui.model.forge.remark_texts import visible
from fleetui.model.redact import redact
from fleetui.model.value import value

_WORDS = 200
"""Characters of what was said that are kept."""


@value
class Overridden:
    """One remark that is released over, and what it said then."""

    id: str
    mark: str
    """Of all that was said in it: another text, answer or state makes another mark."""
    kind: str
    author: str
    path: str
    line: int
    words: str
    """What was said first, in one clean line."""
    url: str
    at: float

    @property
    def where(self) -> str:
        """``new.py:1``, or where it was said if that is at no line."""
        return f"{self.path}:{self.line}" if self.path and self.line else self.path or f"({self.kind})"

    @property
    def said(self) -> str:
        """Who, where, first words."""
        return f"{self.author or 'nobody'} at {self.where}: {self.words}"


@value
class Overriding:
    """One release over open remarks, and what became of it."""

    project: str
    number: int
    by: str
    at: float
    head: str
    base: str
    state: str
    """Of its landing: intended, landed or refused."""
    remarks: tuple[Overridden, ...]
    merged_as: str = ""

    def of(self, remark: Overridden) -> bool:
        """Whether it was over exactly this remark, as it was said."""
        return any((one.id, one.mark) == (remark.id, remark.mark) for one in self.remarks)


def overridden_now(said: Conversation, remarks: Iterable[RemarkNow]) -> tuple[Overridden, ...]:
    """Those that somebody has still something to do for, as they would be overridden."""
    marks = _marks(said)
    return tuple(_as_said(one, marks) for one in remarks if one.unanswered)


def as_said(said: Conversation, one: RemarkNow) -> Overridden:
    """One remark, as it would be overridden."""
    return _as_said(one, _marks(said))


def _as_said(now: RemarkNow, marks: dict[str, str]) -> Overridden:
    one = now.remark
    words = clean_line(redact(visible(one.text))[0], _WORDS)
    return Overridden(
        one.id, marks.get(one.id, ""), str(one.kind), clean_line(one.author, 60), clean_line(one.path, 200),
        one.line, words, clean_line(one.url, 300), one.at,
    )  # fmt: skip


def _marks(said: Conversation) -> dict[str, str]:
    """By thread, review and comment the mark of all that was said in it."""
    found: tuple[Thread | ReviewSaid | Comment, ...] = (*said.threads, *said.reviews, *said.comments)
    return {one.id: _digest(repr(one)) for one in found}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def left_over(
    said: Conversation, remarks: Sequence[RemarkNow], overridden: Iterable[Overridden]
) -> list[RemarkNow]:
    """Those that are open and were not overridden: never seen, or said otherwise since."""
    known = {(one.id, one.mark) for one in overridden if one.mark}
    marks = _marks(said)
    return [one for one in remarks if (one.remark.id, marks.get(one.remark.id, "")) not in known]


def wants_changes(said: Conversation) -> str:
    """Why no word overrides: whose review asks for changes and was neither taken back nor dismissed; else empty."""
    words = ("approved", "changes requested")
    newest = {one.author: one for one in sorted(said.reviews, key=lambda one: one.at) if one.state in words}
    who = next((one.author for one in newest.values() if one.state == "changes requested"), None)
    if who is None:
        return ""
    return f"{clean_line(who, 40) or 'a reviewer'} asked for changes: that is taken back on the forge alone"


def override_words(remarks: Sequence[Overridden]) -> str:
    """Why a word is asked for; empty where nothing is overridden."""
    return (
        f"{count(len(remarks), 'open remark')} {'is' if len(remarks) == 1 else 'are'} overridden"
        if remarks
        else ""
    )


# ---------------------------------------------------------------- as the journal keeps it


def written(one: Overridden) -> str:
    """One line of JSON."""
    parts = (one.id, one.mark, one.kind, one.author, one.path, one.line, one.words, one.url, one.at)
    return json.dumps(parts, ensure_ascii=False)


def read_back(line: str) -> Overridden:
    """What ``written`` wrote."""
    return Overridden(*json.loads(line))


def in_words(line: str) -> str:
    """What ``written`` wrote, for people; of another form it is shown as it is."""
    try:
        return read_back(line).said
    except (TypeError, ValueError):
        return line

"""What the operator said in a pull request by a key, and whether the forge has it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fleetui.model.forge.conversation import Comment, Conversation
from fleetui.model.value import value

REPLY, COMMENT, RESOLVE = "reply", "comment", "resolve"
LONGEST = 60_000
"""Characters of one reply; the forge takes 65536."""


@value
class RemarkAct:
    """One reply or resolve whose end is not known."""

    id: str
    project: str
    number: int
    remark: str
    kind: str
    text: str
    at: float
    known: tuple[str, ...] = ()
    """What was said there before in the same words: it is not this one."""


def done_already(act: RemarkAct, said: Conversation, operators: Collection[str]) -> str | None:
    """Where a forge shows that it was done, or ``resolved``; ``None`` where it shows nothing of it."""
    if act.kind == RESOLVE:
        resolved = any(one.id == act.remark and one.resolved for one in said.threads)
        return "resolved" if resolved else None
    found = [one for one in same_words(act, said, operators) if one.id not in act.known]
    return (found[-1].url or "said") if found else None


def same_words(act: RemarkAct, said: Conversation, operators: Collection[str]) -> list[Comment]:
    """What the operator said there in the words of an act. No clock is asked: the forge has another."""
    places: Iterable[Comment] = said.comments
    if act.kind == REPLY:
        places = (word for one in said.threads if one.id == act.remark for word in one.comments)
    return [one for one in places if one.author in operators and same_text(one.text, act.text)]


def same_text(one: str, other: str) -> bool:
    """Whether these are the same words: a forge may turn line ends and cut blanks at the end."""
    return one.replace("\r\n", "\n").strip() == other.strip()

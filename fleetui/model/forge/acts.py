"""What the operator said in a pull request by a key, and whether the forge has it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fleetui.model.forge.conversation import Comment, Conversation
from fleetui.model.value import value

REPLY, COMMENT, RESOLVE = "reply", "comment", "resolve"
LONGEST = 60_000
"""Characters of one reply; the forge takes 65536."""
_EARLIER_S = 120.0
"""How far the forge's clock may be behind this machine's."""


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


def done_already(act: RemarkAct, said: Conversation, operators: Collection[str]) -> str | None:
    """Where a forge shows that it was done, or ``resolved``; ``None`` where it shows nothing of it."""
    if act.kind == RESOLVE:
        resolved = any(one.id == act.remark and one.resolved for one in said.threads)
        return "resolved" if resolved else None
    places: Iterable[Comment] = said.comments
    if act.kind == REPLY:
        places = (word for one in said.threads if one.id == act.remark for word in one.comments)
    found = [
        one
        for one in places
        if one.author in operators and one.at >= act.at - _EARLIER_S and _same(one.text, act.text)
    ]
    return (found[-1].url or "said") if found else None


def _same(one: str, other: str) -> bool:
    """A forge may turn line ends and cut blanks at the end."""
    return one.replace("\r\n", "\n").strip() == other.strip()

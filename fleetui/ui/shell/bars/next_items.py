"""The entries of the strip that says what is next for the operator. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.attention import Attention, Want
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.states import WANTS
from fleetui.ui.draw.last_message import last_word


@value
class NextItem:
    """One entry of the strip: who waits, and for what."""

    name: str
    key: str
    ink: str
    text: str
    verb: str
    """The text without the reason."""
    age: str
    calls: bool = True
    """False for those that finished, are acknowledged or snoozed."""


_VERBS = {
    Want.ASKING: ("answer", "answer {}"),
    Want.STUCK: ("restart?", "restart? {}"),
    Want.FAILED: ("failed", "{}"),
    Want.LIMITED: ("limited", "{}"),
    Want.FAILING: ("failing", "{}"),
    Want.TOUCHED: ("off limits", "{}"),
    Want.UNCONFIRMED: ("not confirmed", "{}"),
    Want.HELD: ("held", "{}"),
    Want.UNDONE: ("not done", "{}"),
    Want.GATE_RED: ("gate red", "{}"),
    Want.TO_MERGE: ("may land", "may land: {}"),
}
"""What the strip says of each: alone, and with its reason."""


def next_items(agents: Iterable[AgentView], now: float) -> list[NextItem]:
    """What waits for the operator, in the order of these agents; one without attention finished something."""
    return [
        _waiting(agent, agent.attention, now) if agent.attention else _finished(agent, now)
        for agent in agents
    ]


def _waiting(agent: AgentView, wanted: Attention, now: float) -> NextItem:
    key, _, ink = WANTS[wanted.want]
    verb, with_reason = _VERBS[wanted.want]
    text = with_reason.replace("{}", wanted.reason) if wanted.reason and with_reason else verb
    return NextItem(agent.name, key, ink, text, verb, age(wanted.since, now), calls=agent.calls)


def _finished(agent: AgentView, now: float) -> NextItem:
    """What it did stands on its screen; its last words say most of it."""
    line = last_word(agent)
    words = line.text.strip() if line else ""
    since = agent.news.at if agent.news else agent.status.since
    text = f"finished: {words}" if words else "finished"
    return NextItem(agent.name, "idle", "ok", text, "finished", age(since, now), calls=False)

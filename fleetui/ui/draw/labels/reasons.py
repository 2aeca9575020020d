"""Why an agent is as it is, as a line, and the action that answers it."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.attention import Attention, Want
from fleetui.model.fleet import SeatState
from fleetui.model.happened.turns import differing
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.queue import live
from fleetui.model.status import Phase
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import clock, limit_words
from fleetui.ui.draw.labels.states import WANTS, phase_words

ANSWERS = {
    Want.ASKING: "agent.answer",
    Want.STUCK: "agent.restart",
    Want.FAILED: "agent.restart",
    Want.LIMITED: "agent.look",
    Want.FAILING: "agent.look",
    Want.TOUCHED: "agent.followup",
    Want.UNCONFIRMED: "agent.queue",
    Want.HELD: "agent.queue",
    Want.UNDONE: "agent.happened",
    Want.GATE_RED: "agent.merge",
    Want.TO_MERGE: "agent.merge",
}
"""The action that answers each reason to wait."""


@value
class Reason:
    """What a tile says below the pane, and the action that answers it."""

    text: str
    action: str
    ink: str
    lead: str = ""
    """A quieter word before the text."""


def reason_of(agent: AgentView, known: frozenset[str] = frozenset()) -> Reason | None:
    """Why the agent is as it is, when there is something to say. ``known`` are the action ids that exist."""
    if agent.doing:
        return Reason(agent.doing, "", "merge")
    if agent.attention:
        asked = _asked(agent, agent.attention, known)
        return replace(asked, lead=f"{_not_now(agent)}{asked.lead}")
    return _resting(agent)


def _not_now(agent: AgentView) -> str:
    if agent.snoozed_until is not None:
        return f"snoozed until {clock(agent.snoozed_until)}: "
    return "you know: " if agent.attention and agent.attention.acknowledged else ""


def _asked(agent: AgentView, attention: Attention, known: frozenset[str]) -> Reason:
    action = attention.key if attention.key in known else ANSWERS[attention.want]
    ink = WANTS[attention.want][2]
    if attention.want is Want.ASKING and agent.question and agent.question.text:
        return Reason(agent.question.words, action, ink, "asks: ")
    if attention.want is Want.LIMITED and agent.status.limit and agent.status.limit.attempt is not None:
        return Reason(limit_words(agent), action, ink)
    return Reason(attention.reason or WANTS[attention.want][1], action, ink)


def _resting(agent: AgentView) -> Reason | None:
    if agent.hosted:
        return _of_hosted(agent, agent.hosted)
    if agent.seat.state is SeatState.HALTED:
        return Reason(
            agent.seat.halted_because or "halted after too many restarts", "agent.restart", "failed"
        )
    if agent.seat.state is SeatState.PAUSED:
        return Reason("paused by you", "agent.pause", "dim")
    if agent.turn and agent.turn.anchors:
        return Reason(agent.turn.anchors[-1].words, "agent.followup", "low")
    if agent.waits and agent.status.phase is Phase.IDLE:
        action = "agent.answer" if agent.draft else "agent.attach"
        return Reason(agent.waits, action, "queue", "waits: ")
    if agent.judgement.failing:
        return Reason(agent.judgement.failing, "agent.look", "low")
    if agent.judgement.burnt:
        return Reason(
            f"{agent.judgement.burnt}% of context without a changed file", "agent.look", "low", "burns "
        )
    if undone := differing(agent.turns):
        return Reason(undone[-1].short, "agent.happened", "low")
    if agent.status.phase in (Phase.LIMITED, Phase.FAILED, Phase.UNKNOWN, Phase.ASKING):
        note = agent.question.words if agent.question else agent.status.note
        if agent.status.limit:
            note = limit_words(agent)
        ink = phase_words(agent.status.phase)[2]
        return Reason(note, "agent.look", ink) if note else None
    if agent.status.phase is Phase.EXITED:
        note = agent.status.note or "nothing runs here"
        resume = agent.ended.resume if agent.ended else ""
        return Reason(f"{note}: {resume}" if resume else note, "agent.start", "dim")
    if agent.background.words and agent.status.phase in (Phase.IDLE, Phase.WORKING):
        return Reason(f"{agent.background.words} in the background", "agent.look", "dim")
    if agent.status.phase is Phase.IDLE and not live(agent.queue):
        return Reason("nothing queued", "agent.followup", "dim")
    return None


def _of_hosted(agent: AgentView, sight: HostedSight) -> Reason:
    """What waits to be told and why; else what its forge says of its work."""
    if live(agent.queue) and agent.waits:
        return Reason(agent.waits, "agent.queue", "queue", "waits: ")
    if sight.why:
        return Reason(sight.why, "agent.look", "low", "nothing newer: ")
    return Reason(sight.summary, "agent.followup", "dim")

"""What the operator did about agents that called."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class AttentionAcknowledged(SeatEvent):
    """The operator knows why this agent waits; ``topic`` says which reason that was."""

    topic: str


@value
class AcknowledgementEnded(SeatEvent):
    """An acknowledged reason is gone or was taken back: the next one calls again."""

    reason: str = ""


@value
class AgentSnoozed(SeatEvent):
    """An agent calls nobody until a time, whatever its reason; 0 wakes it."""

    TIMES = ("until",)
    until: float


@value
class MuteChanged(SeatEvent):
    """An agent raises no alert from now on, or does again."""

    muted: bool


@value
class QuestionAnswered(SeatEvent):
    """The operator answered an agent's dialog with one of its choices. What is typed through is not kept."""

    question: str
    """Its first line."""
    choice: str

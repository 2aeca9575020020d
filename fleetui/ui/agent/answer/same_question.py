"""Who asks the same: one dialog on several agents; and who asks next, after an answer."""

from __future__ import annotations

import re
from pathlib import PurePath

from fleetui.model.attention import Want
from fleetui.model.commands import AnswerAgent
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.actions.selection import Selection

NOT_ASKING = "not asking"
PATIENCE_S = 3.0
"""How long an agent that was typed to may take to stop asking."""


def asks(agent: AgentView) -> bool:
    """True when its dialog was read with its choices."""
    return agent.question is not None and bool(agent.question.choices)


@value
class SameQuestion:
    """One dialog, who shows it, and who of those that were meant does not."""

    first: AgentView
    members: tuple[AgentView, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    """Name, and why."""

    @property
    def names(self) -> tuple[str, ...]:
        """Who shows it."""
        return tuple(agent.name for agent in self.members)

    @property
    def question(self) -> str:
        """What is asked."""
        return self.first.question.text if self.first.question else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be answered."""
        return self.first.question.choices if self.first.question else ()

    @property
    def about(self) -> str:
        """What else the dialog says, such as the command that is to run."""
        subject = self.first.question.subject if self.first.question else ""
        is_told = subject.removeprefix("$ ") in self.first.status.note
        return self.first.status.note if is_told else _about(self.first)

    def answers(self, choice: int) -> list[AnswerAgent]:
        """One command per agent, each in the words of its own dialog."""
        return [
            AnswerAgent(agent.name, asked.text, asked.choices, choice, _about(agent))
            for agent in self.members
            if (asked := agent.question)
        ]


def same_question(view: FleetView, chosen: Selection) -> SameQuestion | None:
    """The dialog of the selected agent, or of the first marked one that asks; among the marked ones, or all."""
    meant = [agent for agent in view.agents if not chosen.marked or agent.name in chosen.marked]
    selected = [chosen.agent] if chosen.agent and (chosen.agent in meant or not chosen.marked) else []
    first = next((agent for agent in (*selected, *meant) if asks(agent)), None)
    if first is None or (not chosen.marked and first not in selected):
        return None
    reasons = {agent.name: _why_other(first, agent) for agent in meant}
    left_out = [(name, why) for name, why in reasons.items() if why] if chosen.marked else []
    return SameQuestion(first, tuple(agent for agent in meant if not reasons[agent.name]), tuple(left_out))


def _why_other(first: AgentView, other: AgentView) -> str:
    """Why an agent does not get the same answer; empty when its dialog is the same but for its own folder's name."""
    if not asks(other):
        return NOT_ASKING
    if _question(other) != _question(first):
        return "asks something else"
    if _anywhere(other, _about(other)) != _anywhere(first, _about(first)):
        return f"asks the same about something else: {_about(other)}"
    return ""


def _about(agent: AgentView) -> str:
    return agent.question.about(agent.status.note) if agent.question else agent.status.note


def _question(agent: AgentView) -> tuple[str, ...]:
    """Kind, text and choices, as they would read in any folder."""
    asked = agent.question
    return tuple(_anywhere(agent, text) for text in (asked.kind, asked.text, *asked.choices)) if asked else ()


def _anywhere(agent: AgentView, text: str) -> str:
    """The text without the folder that the agent works in: a choice may name it, ``always allow access to ada/``."""
    folder = PurePath(agent.seat.worktree)
    if not folder.name:
        return text
    own = rf"(?<![\w./-])(?:{re.escape(str(folder))}|{re.escape(folder.name)})/"
    return re.sub(own, "./", text)


class NextQuestion:
    """After an answer the operator is brought to the next agent that asks, unless he went elsewhere meanwhile."""

    def __init__(self) -> None:
        self._answered: frozenset[str] = frozenset()
        self._until = 0.0
        self._is_sure = False

    def answered(self, names: frozenset[str], now: float, *, sure: bool) -> None:
        """These were answered; without ``sure`` only once they no longer ask."""
        self._answered, self._until, self._is_sure = names, now + PATIENCE_S, sure

    def cancel(self) -> None:
        """The operator went on by himself."""
        self._answered = frozenset()

    def find(self, view: FleetView, now: float) -> str:
        """Who asks next, once; empty while it is not known, or nobody does."""
        if not self._answered or now > self._until:
            self.cancel()
            return ""
        asking = [a for a in view.waiting() if a.calls and a.attention and a.attention.want is Want.ASKING]
        if not self._is_sure and any(agent.name in self._answered for agent in asking):
            return ""
        found = next((agent.name for agent in asking if agent.name not in self._answered), "")
        self.cancel()
        return found

"""How a choice of a dialog is taken: where its bar stands, and which keys bring it elsewhere. Pure."""

from __future__ import annotations

from fleetui.agents.profile import Profile
from fleetui.agents.sight import Sight
from fleetui.model.screen import Frame
from fleetui.model.status import Question, Reading

_BOXES = ("[ ]", "[x]", "[X]", "[✔]", "[✓]", "☐", "☒", "☑")
"""A dialog in which several can be ticked is not answered by taking one."""


def why_not(profile: Profile, question: Question) -> str:
    """Why a dialog's choice cannot be taken for the operator; empty when it can."""
    if profile.answer is None:
        return f"its profile {profile.name} does not say how a choice is taken: answer it with i"
    if not question.choices:
        return "no choices were read in its dialog: answer it with i"
    if any(choice.startswith(_BOXES) for choice in question.choices):
        return "several of its choices can be ticked: answer it with i"
    if profile.answer.how == "digit" and len(question.choices) > 9:
        return "it has more choices than digits: answer it with i"
    return ""


def bar(profile: Profile, reading: Reading, frame: Frame) -> int | None:
    """The place of the choice, from 0, on which the dialog's bar stands; ``None`` where it is not seen."""
    rule = next((rule for rule in profile.rules if rule.name == reading.rule), None)
    if rule is None or profile.answer is None or profile.answer.chosen is None:
        return None
    region = Sight(frame, profile.composer).region(rule.where, rule.rows) or ""
    numbers = [match.group("number") for match in profile.answer.chosen.finditer(region)]
    return int(numbers[-1]) - 1 if numbers and numbers[-1].isdigit() else None


def moves(now: int, to: int) -> tuple[str, ...]:
    """Keys that bring the bar from one choice to another."""
    return (("Down",) if to > now else ("Up",)) * abs(to - now)

"""What a conversation holds, as an agent's own session file keeps it."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.value import value


class Who(StrEnum):
    """Whose words they are."""

    OPERATOR = "operator"
    AGENT = "agent"
    TOOL = "tool"
    """What a tool was called with."""
    OUTPUT = "output"
    """What it came back with."""


@value
class Said:
    """One part of a conversation; its text is as the file has it, not cleaned."""

    who: Who
    text: str

"""Probes: commands of the operator's own that ask the running thing, and what they answered."""

from __future__ import annotations

from fleetui.model.value import value

PENDING = "it is being asked"
"""What is said of one that was not answered yet."""


@value
class Probe:
    """One command of the operator's own configuration."""

    name: str
    run: tuple[str, ...]
    """Argument list; its program stands in no repository."""
    timeout_s: float = 10.0
    exit: int = 0
    """The exit code that passes."""
    says: str = ""
    """What its output has to hold as well; empty for nothing."""


@value
class Answer:
    """What one came to."""

    passed: bool | None
    """``None`` where it could not be asked."""
    said: str = ""
    """One clean line: the last of its output, or why it failed or could not be asked."""


NOT_ASKED = Answer(None, PENDING)

"""What a program says of itself by Program Status (OSC 7501)."""

from __future__ import annotations

from fleetui.model.value import value


@value
class ProgramStatus:
    """The last that it said: what is true until it says something else."""

    state: str
    """idle, working, done, blocked, error, clear; ``lost`` where nobody listens any more; any other word."""
    kind: str
    """What blocks it: permission, question, auth; empty where it does not say."""
    running: str
    """What goes on beside a turn that is over, such as ``1 shell``; empty where nothing does."""
    at: float
    """Since when it says so, seconds since the epoch."""

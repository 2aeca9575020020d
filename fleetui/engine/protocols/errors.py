"""How ports fail: what a caller can tell one failure from another by."""

from __future__ import annotations


class PortError(Exception):
    """A part of the world did not do what was asked."""

    def __init__(self, port: str, doing: str, detail: str) -> None:
        """All three are clean single lines; ``detail`` says what to do where that is known."""
        super().__init__(f"{port}: {doing}: {detail}")
        self.port = port
        self.doing = doing
        self.detail = detail


class Unanswered(PortError):
    """It did not answer in time, and may later: what it was asked to do happened, or did not."""


class NotAsked(Unanswered):
    """It is known not to answer, so it was not asked: nothing was done."""


class Gone(PortError):
    """What was meant is no longer there, and does not come back."""


class Broken(PortError):
    """The part itself failed on what it was given: asked the same again, it would fail the same way."""


class NotYet(PortError):
    """What this needs is still being made; nothing failed. ``detail`` says how far it is."""


class WorktreeLost(PortError):
    """An agent's folder is gone, or is not the worktree any more that it was given."""

    def __init__(self, port: str, doing: str, detail: str, *, gone: bool = False) -> None:
        """``gone``: the folder is missing where it lay, so that it holds nothing that could be kept."""
        super().__init__(port, doing, detail)
        self.gone = gone

"""What became of what a follow-up stands on, after it was sent and before its turn was over."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.clean import clean_line
from fleetui.model.value import value

DRIFTED, CONTESTED = "drifted", "contested"


@value
class ChangedAnchor:
    """One file that a follow-up speaks of and that somebody else changed."""

    state: str
    """``drifted``: base or this worktree changed under it; ``contested``: another agent touches it."""
    path: str
    by: str
    """Another agent's name, or what changed it in words."""
    at: float = 0.0
    lines: str = ""
    """The lines it speaks of that are touched, such as ``12-14``; empty where that is the file alone."""

    @property
    def what(self) -> tuple[str, str, str]:
        """What it is about, whatever of it is touched."""
        return (self.state, self.path, self.by)

    @property
    def words(self) -> str:
        """One line for people."""
        if self.state != CONTESTED:
            return f"{self.state}: {self.path}, by {self.by}"
        place = f"{self.path}:{self.lines}" if self.lines else self.path
        return f"{self.state}: {place}, by {self.by} (same {'lines' if self.lines else 'file'})"


def same_file(written: str, path: str) -> bool:
    """True when a path as an agent wrote it, absolute or not, is this one of its worktree."""
    return written.removeprefix("./") == path or written.endswith(f"/{path}")


def correction(anchors: Iterable[ChangedAnchor]) -> str:
    """How a follow-up begins that says what changed meanwhile."""
    rows = [f"- {clean_line(_told(one), 300)}" for one in anchors]
    head = "Since my last message files that it speaks of were changed by others:"
    return "\n".join([head, *rows, "Look at them again before you go on.", ""])


def _told(one: ChangedAnchor) -> str:
    if one.state == CONTESTED:
        place = f"{one.path}:{one.lines}" if one.lines else one.path
        return f"{place}: the agent {one.by} works on it too, in its own worktree: keep your change small"
    return f"{one.path}: changed by {one.by}"

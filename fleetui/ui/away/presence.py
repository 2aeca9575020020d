"""Whether somebody is at this terminal: keys and clicks say so, and its focus where it is told."""

from __future__ import annotations

AT_IT_S = 30.0
"""How long after a key somebody counts as looking where the terminal does not tell its focus."""


class Presence:
    """Times are seconds since the epoch."""

    def __init__(self, now: float) -> None:
        self.focused: bool | None = None
        """``None`` until the terminal told; inside tmux it often never does."""
        self.last = now
        """When somebody last pressed, clicked or came."""

    def acted(self, now: float) -> float:
        """Somebody pressed, clicked or came; gives since when nobody had."""
        before, self.last = self.last, max(self.last, now)
        return before

    def focus(self, *, gained: bool) -> None:
        """The terminal told."""
        self.focused = gained

    def looking(self, now: float) -> bool:
        """True while the terminal has the focus, or is not known to have lost it and was just used."""
        if self.focused is None:
            return now - self.last < AT_IT_S
        return self.focused

"""Who drew the composer or dialog that a run shows, by what was found in front of its pane at several looks."""

from __future__ import annotations

from dataclasses import dataclass

from fleetui.model.identities import Reader


@dataclass(slots=True)
class ScreenProgram:
    """Who drew the composer or dialog that a run shows."""

    known: Reader | None = None
    other: Reader | None = None
    """Another that was found in its place and did not draw yet, as far as is known."""
    other_since: float = 0.0

    def found(self, reader: Reader, *, sure: bool, drawn: float, now: float) -> None:
        """Take in who reads the pane while it shows a composer or dialog; ``drawn`` is when its screen last changed.

        A program of the profile drew it. Another counts where it is the first and that is ``sure`` to be right, or
        once the screen changed after it was first found.
        """
        if reader.named or (self.known is None and sure):
            self.known, self.other = reader, None
        elif reader == self.known:
            self.other = None
        elif self.known is not None and self.known.named:
            return
        elif reader != self.other:
            self.other, self.other_since = reader, now
        elif drawn > self.other_since:
            self.known, self.other = reader, None

"""Why a screen is read as it is: every rule that was asked, what it saw, and which one decided."""

from __future__ import annotations

from fleetui.model.screen import Frame
from fleetui.model.status import Reading, SourceReport
from fleetui.model.value import value


@value
class Step:
    """One rule that was asked, in the order of precedence."""

    group: str
    """process, phase, context or queue: of its group, the first that holds decides."""
    name: str
    says: str
    """What it says when it holds, such as a phase."""
    where: str
    """The region it looks at."""
    rows: tuple[int, int] | None
    """That region's rows, the first and the one after the last, counted from 0."""
    holds: bool
    decided: bool
    why: str
    """One clean line: what was found, or what was not."""


@value
class Told:
    """What one source says, and what became of it."""

    report: SourceReport
    """Without a time where nothing is known of before."""
    fate: str
    """counts, agrees, differs, or over: a newer word ended it."""


@value
class Explanation:
    """One frame, what was made of it, and why."""

    profile: str
    frame: Frame
    command: str
    """The pane's foreground program, where known."""
    dead: bool
    reading: Reading
    steps: tuple[Step, ...]
    told: tuple[Told, ...] = ()
    """What each source says, best first; the screen's word is that of the rules."""
    counts: Reading | None = None
    """What counts once they are weighed; ``None`` where there is only the screen."""

    unasked: tuple[str, ...] = ()
    """Sources that the agent may have and that the process which explains does not listen to."""

    @property
    def decider(self) -> Step | None:
        """The step that decided the phase; ``None`` when no rule holds."""
        return next(
            (step for step in self.steps if step.decided and step.group in ("process", "phase")), None
        )

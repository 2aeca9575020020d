"""What a gate is judged by, and its word."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.probe import Answer
from fleetui.model.evidence import FileChange, Verdict
from fleetui.model.gates.diff import ChangedLines
from fleetui.model.task import Task
from fleetui.model.value import value


class Source(StrEnum):
    """Where the facts of a kind come from."""

    PROCESS = "process"
    """A command in the clean checkout, after the set-up step."""
    DIFF = "diff"
    """What the candidate brings to its base; nothing runs."""
    CLAIMS = "claims"
    """What a text claims, against the files of the clean checkout; nothing runs."""
    PROBE = "probe"
    """A command of the operator's own, in an empty folder."""


@value
class Word:
    """What a gate says."""

    verdict: Verdict
    detail: str = ""
    """One clean line."""
    log: str = ""
    """What people may want to read beside it; bounded."""
    tests: int | None = None
    """How many tests passed, where that was counted."""


@value
class Facts:
    """What was found out for one gate; what its source does not give is empty."""

    ran: Word | None = None
    """What the process came to."""
    last: str = ""
    """The last line that the process wrote."""
    before: int | None = None
    """Tests that passed on the base when they were counted there last."""
    task: Task | None = None
    protected: tuple[str, ...] = ()
    """Patterns of the project."""
    files: tuple[FileChange, ...] = ()
    lines: tuple[ChangedLines, ...] = ()
    cut: bool = False
    """The difference is longer than could be read."""
    checked: tuple[Checked, ...] = ()
    answer: Answer | None = None

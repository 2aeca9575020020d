"""Checks that a forge ran on one commit. What is not known to have passed never counts as passed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from fleetui.model.value import value


class CheckState(StrEnum):
    """How far a check is."""

    PASS = "pass"  # noqa: S105 - a state
    FAIL = "fail"
    PENDING = "pending"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


_CONCLUSIONS = {
    "SUCCESS": CheckState.PASS,
    "NEUTRAL": CheckState.SKIPPED,
    "SKIPPED": CheckState.SKIPPED,
    "FAILURE": CheckState.FAIL,
    "TIMED_OUT": CheckState.FAIL,
    "CANCELLED": CheckState.FAIL,
    "STARTUP_FAILURE": CheckState.FAIL,
    "ACTION_REQUIRED": CheckState.FAIL,
}
_STATUSES = {
    "SUCCESS": CheckState.PASS,
    "FAILURE": CheckState.FAIL,
    "ERROR": CheckState.FAIL,
    "PENDING": CheckState.PENDING,
    "EXPECTED": CheckState.PENDING,
}
_BEFORE_ITS_END = frozenset({"QUEUED", "IN_PROGRESS", "WAITING", "PENDING", "REQUESTED"})


@value
class Check:
    """One check on one commit."""

    name: str
    """As a protection rule names it."""
    state: CheckState
    required: bool | None = None
    """By the forge's own protection rules; ``None`` where that was not asked."""
    workflow: str = ""
    url: str = ""
    at: float = 0.0
    """When it ended, or began; 0 where neither is known."""

    @property
    def said(self) -> str:
        """Workflow and name."""
        return f"{self.workflow} / {self.name}" if self.workflow else self.name


def of_run(status: str, conclusion: str) -> CheckState:
    """The state of a check run, by the forge's two words."""
    if status == "COMPLETED":
        return _CONCLUSIONS.get(conclusion, CheckState.UNKNOWN)
    return CheckState.PENDING if status in _BEFORE_ITS_END else CheckState.UNKNOWN


def of_status(state: str) -> CheckState:
    """The state of a commit status, by the forge's word."""
    return _STATUSES.get(state, CheckState.UNKNOWN)


@value
class Tally:
    """How many checks stand how."""

    passed: int = 0
    failed: int = 0
    pending: int = 0
    """With those whose state is not known."""

    @property
    def total(self) -> int:
        """All but those that were skipped."""
        return self.passed + self.failed + self.pending


def tally(checks: Iterable[Check]) -> Tally:
    """Count checks by their state."""
    states = [one.state for one in checks]
    waits = states.count(CheckState.PENDING) + states.count(CheckState.UNKNOWN)
    return Tally(states.count(CheckState.PASS), states.count(CheckState.FAIL), waits)

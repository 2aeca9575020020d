"""Session files, record by record: what a turn did, and what every format's parser shares. Pure.

A parser takes one record after the other and keeps what the end of the file means. It never raises for a record it does
not know, and holds a bounded amount of what it saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fleetui.model.clean import clean_line
from fleetui.model.session import SessionFacts

Record = Mapping[str, Any]
_SHORT = 120
_LONG = 400
_COMMANDS = 50


class Tally:
    """What happened in a turn: tools, their ends, and a command that fails again and again."""

    def __init__(self) -> None:
        self.facts = SessionFacts()
        self._open: dict[str, tuple[str, bool]] = {}
        self._fails: dict[str, int] = {}
        self._now = 0.0

    def set(self, **changes: Any) -> None:
        """Change some facts."""
        self.facts = replace(self.facts, **changes)

    def clock(self, record: Record) -> None:
        """The time at which a record was written, for what it says."""
        self._now = time_of(record.get("timestamp")) or self._now

    def begin_turn(self) -> None:
        """The operator said something: what went wrong before is over, until it goes wrong again."""
        self._open.clear()
        self.set(
            turn_ended=False, turn_at=self._now, tool_runs=False, failed_tools=0, failed_edits=0, failing="",
            fails=0, error="", limited=False, resets="", last_message="",
        )  # fmt: skip

    def end_turn(self, message: str = "") -> None:
        """The turn is over."""
        self._open.clear()
        self.set(
            turn_ended=True,
            turn_at=self._now,
            tool_runs=False,
            last_message=clean_line(message, _LONG) or self.facts.last_message,
        )

    def begin_tool(self, call: str, name: str, what: str, *, edits: bool) -> None:
        """A tool was called."""
        shown = clean_line(f"{name} {what}".strip(), _SHORT)
        if len(self._open) < _COMMANDS:
            self._open[call] = (shown, edits)
        if self.facts.turn_ended is not False:
            self.set(turn_ended=False, turn_at=self._now)
        self.set(last_tool=shown, tool_runs=True, error="", limited=False)

    def refuse_tool(self, call: str) -> None:
        """The operator did not let a tool run, or stopped it: that says nothing about it."""
        self._open.pop(call, None)
        self.set(tool_runs=bool(self._open))

    def end_tool(self, call: str, *, failed: bool) -> None:
        """A tool came back."""
        shown, edits = self._open.pop(call, ("", False))
        self.set(tool_runs=bool(self._open))
        if failed:
            self._failed(shown, edits=edits)
        elif self._fails.pop(shown, 0) and shown == self.facts.failing:
            self.set(failing="", fails=0)

    def fail(self, error: str, *, limited: bool = False, resets: str = "") -> None:
        """The turn ended with an error."""
        self._open.clear()
        self.set(
            turn_ended=True, turn_at=self._now, tool_runs=False, error=clean_line(error, _LONG),
            limited=limited, resets=clean_line(resets, _SHORT),
        )  # fmt: skip

    def _failed(self, shown: str, *, edits: bool) -> None:
        facts = self.facts
        self.set(failed_tools=facts.failed_tools + 1, failed_edits=facts.failed_edits + edits)
        if not shown:
            return
        if len(self._fails) > _COMMANDS:
            self._fails.clear()
        self._fails[shown] = self._fails.get(shown, 0) + 1
        self.set(failing=shown, fails=self._fails[shown])


def percent_left(tokens: int, window: int, reserved: int) -> int | None:
    """Percent left of what can be used of a window; ``None`` for figures that mean nothing."""
    if window <= reserved or tokens < 0:
        return None
    return round(100 * max(0.0, 1 - tokens / (window - reserved)))


def whole(value: object) -> int:
    """A figure of a record; 0 for everything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else 0


def time_of(value: object) -> float:
    """Seconds since the epoch of a time as ISO 8601 writes it; 0 for everything else."""
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def text_of(value: object) -> str:
    """A text of a record; empty for everything else."""
    return value if isinstance(value, str) else ""


def table_of(value: object) -> Record:
    """An object of a record; empty for everything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """A list of a record; empty for everything else."""
    return value if isinstance(value, list) else []

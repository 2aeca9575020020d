"""Session files, record by record: what a turn did, and what every format's parser shares. Pure.

A parser takes one record after the other and keeps what the end of the file means. It never raises for a record it does
not know, and holds a bounded amount of what it saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fleetui.agents.sessions.refusals import commits, refused_by
from fleetui.agents.sessions.told import with_told
from fleetui.agents.sessions.turns import TurnKeeper
from fleetui.model.clean import clean_line
from fleetui.model.limit import Limit
from fleetui.model.quota import Quota, QuotaWindow
from fleetui.model.said import Said
from fleetui.model.session import SessionFacts, SessionStore
from fleetui.model.tokens import Usage

Record = Mapping[str, Any]
_SHORT = 120
_LONG = 400
_COMMANDS = 50
_LIMITS = {429: "rate limit", 503: "overloaded", 529: "overloaded"}
_REFUSED = "git commit refused by "
"""How a commit that a hook refused is told, whatever the command was."""
_OBJECTS = (
    "command", "file_path", "filePath", "absolute_path", "notebook_path", "pattern", "path", "url", "description",
)  # fmt: skip
_EXIT = re.compile(
    r"^Exit Code: (?P<code>\d+)(?:\n(?:Signal|Background PIDs|Process Group PGID): .*)*\s*"
    r"(?:</untrusted_context>)?\s*\Z",
    re.MULTILINE,
)


class Tally:
    """What happened in a turn: tools, their ends, and a command that fails again and again."""

    def __init__(self, facts: SessionFacts) -> None:
        self.facts = facts
        self._open: dict[str, tuple[str, bool]] = {}
        self._commits: set[str] = set()
        """Open calls that make a commit."""
        self._fails: dict[str, int] = {}
        self._now = 0.0
        self._turn = TurnKeeper()
        self._turn_moved = False

    def set(self, **changes: Any) -> None:
        """Change some facts."""
        self.facts = replace(self.facts, **changes)

    def clock(self, record: Record) -> None:
        """The time at which a record was written, for what it says."""
        self._now = time_of(record.get("timestamp")) or self._now

    def clock_at(self, seconds: float) -> None:
        """The same, in seconds since the epoch; 0 is not known."""
        self._now = seconds or self._now

    def allowed(self, windows: tuple[QuotaWindow, ...]) -> None:
        """What the account may still spend, as of the record that is read."""
        if windows:
            self.set(quota=Quota(windows, self._now))

    @property
    def is_late(self) -> bool:
        """True for a record of before the end of the turn that was told already."""
        return self.facts.turn_ended is True and self._now < self.facts.turn_at

    def told(self) -> SessionFacts:
        """The facts, with the turn as it is now."""
        if self._turn_moved:
            self._turn_moved = False
            self.set(turn=self._turn.turn)
        return self.facts

    def begin_turn(self, prompt: str = "") -> None:
        """The operator said something: what went wrong before is over, until it goes wrong again."""
        self._begin_keeping(prompt)
        self._open.clear()
        unanswered = self.facts.earlier_error if self.facts.turn_ended is False else ""
        self.set(
            earlier_error=self.facts.error or unanswered,
            turn_ended=False, turn_at=self._now, tool_runs=False, failed_tools=0, failed_edits=0, failing="",
            fails=0, hook="", error="", limited=False, limit=None, resets="", last_message="",
        )  # fmt: skip

    def _begin_keeping(self, prompt: str) -> None:
        """Of what is said while a turn runs the turn is of, too."""
        if self.facts.turn_ended is not False or not self._turn.whole:
            before = self._turn.turn if self._turn.calls or self._turn.whole else None
            self._turn = TurnKeeper(began=self._now, whole=True)
            self.set(turn_before=before)
        self.prompted(prompt)

    def prompted(self, prompt: str) -> None:
        """The text of what the operator said, where the file tells it in a record of its own."""
        self._turn.told(prompt)
        self._turn_moved = True
        self.arrived(prompt)

    def arrived(self, text: str) -> None:
        """A text of the operator's stands in the file, whatever becomes of it."""
        if text:
            self.set(told=with_told(self.facts.told, text, self._now))

    def end_turn(self, message: str = "", *, stopped: bool = False) -> None:
        """The turn is over."""
        self._finish_keeping(message, broken=stopped)
        self._open.clear()
        self.set(
            turn_ended=True,
            turn_at=self._now,
            tool_runs=False,
            earlier_error="",
            last_message=clean_line(message, _LONG) or self.facts.last_message,
        )

    def _finish_keeping(self, message: str, *, broken: bool = False) -> None:
        self._turn.finish(self._now, message, broken=broken)
        self._turn_moved = True

    def begin_tool(self, call: str, name: str, what: str, *, edits: bool, given: object = None) -> None:
        """A tool was called, with the arguments ``given``."""
        self._turn.begin(call, name, clean_line(f"{name} {what}".strip(), _SHORT), given, edits=edits)
        self._turn_moved = True
        shown = clean_line(f"{name} {what}".strip(), _SHORT)
        if len(self._open) < _COMMANDS:
            self._open[call] = (shown, edits)
            if commits(what):
                self._commits.add(call)
        if self.facts.turn_ended is not False:
            self.set(turn_ended=False, turn_at=self._now)
        self.set(last_tool=shown, tool_runs=True, error="", limited=False, limit=None, resets="")

    def refuse_tool(self, call: str) -> None:
        """The operator did not let a tool run, or stopped it: that says nothing about it."""
        self._turn.refuse(call)
        self._open.pop(call, None)
        self.set(tool_runs=bool(self._open))

    @property
    def has_open_tools(self) -> bool:
        """True while a tool that was called did not come back."""
        return bool(self._open)

    def end_tool(self, call: str, *, failed: bool, said: str = "") -> None:
        """A tool came back; ``said`` is what it printed, where the file keeps that."""
        self._turn.end(call, failed=failed, said=said)
        self._turn_moved = True
        shown, edits = self._open.pop(call, ("", False))
        is_commit = call in self._commits
        self._commits.discard(call)
        self.set(tool_runs=bool(self._open))
        if failed:
            hook = refused_by(said) if is_commit else ""
            self._failed(f"{_REFUSED}{hook}" if hook else shown, edits=edits, hook=hook)
            return
        if self._fails.pop(shown, 0) and shown == self.facts.failing:
            self.set(failing="", fails=0)
        if is_commit:
            self._committed()

    def _committed(self) -> None:
        """What its hooks refused before, they let pass now."""
        self._fails = {key: count for key, count in self._fails.items() if not key.startswith(_REFUSED)}
        if self.facts.hook:
            self.set(failing="", fails=0, hook="")

    def fail(self, error: str, limit: Limit | None = None) -> None:
        """The turn ended with an error, or at a limit."""
        self._finish_keeping("", broken=True)
        self._open.clear()
        self.set(
            turn_ended=True, turn_at=self._now, tool_runs=False, earlier_error="", error=clean_line(error, _LONG),
            limited=limit is not None, limit=limit, resets=limit.resets if limit else "",
        )  # fmt: skip

    def measure(self, tokens: int, window: int, how: str, reserved: int = 0) -> None:
        """What the last answer says of the context; a window of 0 is not known."""
        left = percent_left(tokens, window, reserved) if window else None
        self.set(
            context_tokens=tokens, context_left=left, window=window or None, window_from=how if window else ""
        )

    def compacted(self) -> None:
        """What was measured before no longer holds."""
        self.set(compactions=self.facts.compactions + 1)
        self.forget_context()

    def forget_context(self) -> None:
        """Nothing is known of the context until the next answer."""
        self.set(context_tokens=None, context_left=None)

    def plan(self, steps: Iterable[object]) -> None:
        """The to-do list as it is now: objects with a ``status``."""
        known = [table_of(step) for step in steps]
        done = sum(step.get("status") == "completed" for step in known)
        self.set(todo_done=done, todo_all=len(known))

    def pause(self, message: str) -> None:
        """It said something, and whether more follows does not stand in the file."""
        self._finish_keeping(message)
        self.set(
            turn_ended=None, turn_at=self._now, tool_runs=bool(self._open), error="", limited=False, limit=None,
            resets="", last_message=clean_line(message, _LONG),
        )  # fmt: skip

    def recovered(self) -> None:
        """It answered after all."""
        self.set(earlier_error="", error="", limited=False, limit=None, resets="")

    def refused(self, error: str, limit: Limit | None) -> None:
        """A request failed and is made again: the turn goes on."""
        self.set(
            turn_ended=False, turn_at=self._now, error=clean_line(error, _LONG), limited=limit is not None,
            limit=limit, resets=limit.resets if limit else "",
        )  # fmt: skip

    def _failed(self, shown: str, *, edits: bool, hook: str) -> None:
        facts = self.facts
        self.set(failed_tools=facts.failed_tools + 1, failed_edits=facts.failed_edits + edits)
        if not shown:
            return
        if len(self._fails) > _COMMANDS:
            self._fails.clear()
        self._fails[shown] = self._fails.get(shown, 0) + 1
        self.set(failing=shown, fails=self._fails[shown], hook=hook)


class SessionReader:
    """What every parser is: takes records, and tells what is known after them."""

    store: SessionStore | None = None
    """How records are read of a database; ``None`` for files of lines."""

    def __init__(self, facts: SessionFacts) -> None:
        self._tally = Tally(facts)

    @property
    def facts(self) -> SessionFacts:
        """What is known now."""
        return self._tally.told()

    def take(self, record: Record) -> None:
        """The next record."""
        raise NotImplementedError

    def status(self, record: Record) -> Record:
        """Of a file about a process; most agents write none."""
        del record
        return {}

    usage_marks: tuple[bytes, ...] = ()
    """What stands in every line that tells what an answer took."""

    def usages(self, record: Record) -> Iterable[Usage]:
        """What a record says that answers took; most formats tell."""
        del record
        return ()

    def said(self, record: Record) -> Iterable[Said]:
        """What a record holds of the conversation; most formats keep it."""
        del record
        return ()

    def opening(self, record: Record) -> tuple[str, str]:
        """Session id and folder that one of a file's first records names."""
        del record
        return "", ""


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


def limit_of(code: int, *, resets: str = "", attempt: int | None = None) -> Limit | None:
    """The limit that a status of a refused request means; ``None`` for one that is no limit."""
    reason = _LIMITS.get(code)
    return Limit(reason, attempt, resets=clean_line(resets, _SHORT)) if reason else None


def said_in(parts: object) -> str:
    """The texts of a message's parts, thoughts left out."""
    known = (table_of(part) for part in list_of(parts))
    return " ".join(text_of(part.get("text")) for part in known if not part.get("thought")).strip()


def what_of(given: Record) -> str:
    """What a tool was called with that tells most."""
    return next((text for key in _OBJECTS if (text := text_of(given.get(key)))), "")


def has_exit_code(output: str) -> bool:
    """True when a command's report ends with an exit code that is not 0; Gemini CLI and Qwen Code write it so."""
    found = _EXIT.search(output[-2000:])
    return bool(found and int(found["code"][:9]))


def text_of(value: object) -> str:
    """A text of a record; empty for everything else."""
    return value if isinstance(value, str) else ""


def table_of(value: object) -> Record:
    """An object of a record; empty for everything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """A list of a record; empty for everything else."""
    return value if isinstance(value, list) else []

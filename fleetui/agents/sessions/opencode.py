"""opencode's sessions, as 1.18 keeps them: one SQLite file for all of them, a message's content as JSON beside it.

It says what every message cost and when it was complete, and nothing while a refused request is tried again. How large
a model's window is does not stand there.
"""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.agents.sessions.records import (
    Record,
    SessionReader,
    limit_of,
    list_of,
    table_of,
    text_of,
    what_of,
    whole,
)
from fleetui.model.clean import clean_line
from fleetui.model.session import NO_WINDOWS, SessionFacts, SessionStore, Windows
from fleetui.model.tokens import Tokens, Usage

_EDITS = frozenset({"edit", "write", "patch", "multiedit", "apply_patch"})
_GOES_ON = frozenset({"tool-calls", "unknown"})
_MESSAGES = 60
"""Of the newest messages; tools and texts are read of the present turn alone."""

_SESSIONS = """
SELECT json_object('session', s.id, 'begun', s.time_created / 1000.0, 'written',
    (SELECT max(time_created) FROM message WHERE session_id = s.id) / 1000.0)
FROM session s
WHERE s.directory = :folder AND s.parent_id IS NULL AND (s.time_updated >= :since * 1000 OR s.id = :session)
ORDER BY s.time_updated DESC LIMIT 40
"""
_SESSION = """
SELECT json_object('type', 'session', 'id', id, 'version', version, 'cost', cost, 'at', time_updated,
    'tokens', tokens_input + tokens_output + tokens_reasoning + tokens_cache_read + tokens_cache_write,
    'todos', (SELECT json_group_array(json_object('status', status)) FROM todo WHERE session_id = :session))
FROM session WHERE id = :session
"""
_PART = """
json_object('type', json_extract(data, '$.type'), 'tool', json_extract(data, '$.tool'),
    'call', json_extract(data, '$.callID'), 'status', json_extract(data, '$.state.status'),
    'exit', json_extract(data, '$.state.metadata.exit'), 'auto', json_extract(data, '$.auto'),
    'command', substr(json_extract(data, '$.state.input.command'), 1, 400),
    'path', substr(json_extract(data, '$.state.input.filePath'), 1, 400),
    'pattern', substr(json_extract(data, '$.state.input.pattern'), 1, 400),
    'text', CASE json_extract(data, '$.type') WHEN 'text' THEN substr(json_extract(data, '$.text'), 1, 800) END)
"""
_MESSAGE = f"""
SELECT json_object('type', 'message', 'id', id, 'role', json_extract(data, '$.role'),
    'at', time_created, 'changed', time_updated,
    'summary', json_extract(data, '$.summary') IS 1, 'model', json_extract(data, '$.modelID'),
    'tokens', json_extract(data, '$.tokens'), 'finish', json_extract(data, '$.finish'),
    'completed', json_extract(data, '$.time.completed'), 'error', json_extract(data, '$.error.name'),
    'says', substr(json_extract(data, '$.error.data.message'), 1, 800),
    'code', json_extract(data, '$.error.data.statusCode'),
    'parts', CASE WHEN time_created >= (SELECT max(time_created) FROM message
            WHERE session_id = :session AND json_extract(data, '$.role') = 'user')
        THEN (SELECT json_group_array({_PART}) FROM (SELECT data FROM part WHERE message_id = m.id
            AND json_extract(data, '$.type') IN ('text', 'tool', 'compaction') ORDER BY id DESC LIMIT 40))
        ELSE '[]' END)
FROM (SELECT * FROM message WHERE session_id = :session ORDER BY time_created DESC, id DESC LIMIT {_MESSAGES}) m
ORDER BY time_created, id
"""  # noqa: S608 - nothing from outside stands in it


class OpencodeSession(SessionReader):
    """Takes a session's row and its messages, oldest first."""

    store = SessionStore(_SESSIONS, (_SESSION, _MESSAGE))

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts(turns_told=False))
        self._windows = windows

    def take(self, record: Record) -> None:
        """The session's row, or a message with its parts."""
        match record.get("type"):
            case "session":
                self._opened(record)
            case "message" if record.get("role") == "user":
                self._told(record)
            case "message" if record.get("role") == "assistant":
                self._answered(record)

    def _opened(self, row: Record) -> None:
        self._tally.set(
            session=text_of(row.get("id")), version=text_of(row.get("version")), cost=_cost(row.get("cost")),
            tokens=whole(row.get("tokens")) or None, at=_seconds(row.get("at")),
        )  # fmt: skip
        if todos := list_of(row.get("todos")):
            self._tally.plan(todos)

    def _told(self, message: Record) -> None:
        self._tally.clock_at(_seconds(message.get("at")))
        self._seen(message)
        parts = map(table_of, list_of(message.get("parts")))
        self._tally.begin_turn(" ".join(text_of(part.get("text")) for part in parts).strip())

    def _answered(self, message: Record) -> None:
        self._seen(message)
        if message.get("summary"):
            self._tally.compacted()
        else:
            self._measure(message)
        parts = [table_of(part) for part in reversed(list_of(message.get("parts")))]
        for part in parts:
            if part.get("type") == "tool":
                self._used(part)
        self._ended(message, " ".join(text_of(part.get("text")) for part in parts))

    def _ended(self, message: Record, said: str) -> None:
        """What became of the turn with this message."""
        self._tally.clock_at(_seconds(message.get("completed")) or _seconds(message.get("at")))
        error, finish = text_of(message.get("error")), text_of(message.get("finish"))
        if error == "MessageAbortedError":
            self._tally.end_turn(said, stopped=True)
        elif error:
            self._tally.fail(text_of(message.get("says")) or error, limit_of(whole(message.get("code"))))
        elif message.get("completed") and finish not in _GOES_ON:
            self._tally.end_turn(said)

    def _measure(self, message: Record) -> None:
        tokens = table_of(message.get("tokens"))
        kept = table_of(tokens.get("cache"))
        counted = [
            tokens.get("input"),
            tokens.get("output"),
            tokens.get("reasoning"),
            kept.get("read"),
            kept.get("write"),
        ]
        if total := sum(map(whole, counted)):
            model = clean_line(text_of(message.get("model")), 100)
            self._tally.set(model=model)
            self._tally.measure(total, *self._windows.of(model))

    usage_marks = (b"tokens",)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer; what its own agents took stands in sessions of their own and is not known here."""
        tokens, key = table_of(record.get("tokens")), text_of(record.get("id"))
        if record.get("role") != "assistant" or not tokens or not key:
            return
        kept = table_of(tokens.get("cache"))
        answered = whole(tokens.get("output")) + whole(tokens.get("reasoning"))
        found = Tokens(
            whole(tokens.get("input")), whole(kept.get("write")), whole(kept.get("read")), answered
        )
        yield Usage(key, _seconds(record.get("at")), found)

    def _used(self, part: Record) -> None:
        name, key = text_of(part.get("tool")), text_of(part.get("call"))
        self._tally.begin_tool(key, name, what_of(part), edits=name in _EDITS, given=part)
        if part.get("status") in ("completed", "error"):
            failed = part.get("status") == "error" or bool(whole(part.get("exit")))
            self._tally.end_tool(key, failed=failed)

    def _seen(self, message: Record) -> None:
        changed = max(_seconds(message.get("at")), _seconds(message.get("changed")))
        self._tally.set(at=max(self._tally.facts.at, changed))


def _seconds(value: object) -> float:
    """Seconds of a time in milliseconds; 0 for everything else."""
    is_time = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**14
    return value / 1000 if is_time and isinstance(value, int) else 0.0


def _cost(value: object) -> float | None:
    """Dollars; 0 is what stands there of a model without a price."""
    return float(value) if isinstance(value, int | float) and 0 < value < 10**9 else None

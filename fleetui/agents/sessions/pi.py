"""Pi's sessions (version 3): one JSON object a line, a tree whose newest entry is where the conversation stands.

An answer that failed and is asked for again is taken out of the conversation by a record of its own right behind it.
What the operator stops while it waits for that leaves no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fleetui.agents.sessions.records import (
    Record,
    SessionReader,
    limit_of,
    list_of,
    said_in,
    table_of,
    text_of,
    time_of,
    what_of,
    whole,
)
from fleetui.model.clean import clean_line
from fleetui.model.said import Said, Who
from fleetui.model.session import NO_WINDOWS, SessionFacts, Windows
from fleetui.model.tokens import Tokens, Usage

_EDITS = frozenset({"edit", "write"})
_STATUS = re.compile(r"(?:Retry failed after \d+ attempts: )?(?P<code>[1-5]\d\d)\b")


class PiSession(SessionReader):
    """Takes a session record by record."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts(turns_told=False))
        self._windows = windows
        self._failed = ""
        """The answer that failed last."""
        self._code = 0
        """The status it failed with."""
        self._tries = 0
        """How many answers in a row failed and were asked for again."""

    def opening(self, record: Record) -> tuple[str, str]:
        """The first record names both."""
        if record.get("type") != "session":
            return "", ""
        return text_of(record.get("id")), text_of(record.get("cwd"))

    def take(self, record: Record) -> None:
        """One entry."""
        self._tally.clock(record)
        match record.get("type"):
            case "session":
                self._tally.set(session=text_of(record.get("id")))
            case "model_change":
                self._tally.set(model=clean_line(text_of(record.get("modelId")), 100))
            case "message":
                self._message(text_of(record.get("id")), table_of(record.get("message")))
            case "context_edit":
                self._edited(record)
            case "compaction":
                self._tally.compacted()

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers, calls and what came back."""
        message = table_of(record.get("message"))
        match message.get("role"):
            case "user":
                yield Said(Who.OPERATOR, _said(message))
            case "assistant":
                yield Said(Who.AGENT, _said(message))
                for part in map(table_of, list_of(message.get("content"))):
                    if part.get("type") == "toolCall":
                        what = what_of(table_of(part.get("arguments")))
                        yield Said(Who.TOOL, f"{text_of(part.get('name'))} {what}")
            case "toolResult":
                yield Said(Who.OUTPUT, _said(message))

    usage_marks = (b'"usage"',)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer; what was read from the cache is not among what was sent."""
        usage, key = table_of(table_of(record.get("message")).get("usage")), text_of(record.get("id"))
        if not usage or not key:
            return
        names = ("input", "cacheWrite", "cacheRead", "output")
        yield Usage(key, time_of(record.get("timestamp")), Tokens(*(whole(usage.get(one)) for one in names)))

    def _message(self, entry: str, message: Record) -> None:
        match message.get("role"):
            case "user":
                self._tries = 0
                self._tally.begin_turn(_said(message))
            case "assistant":
                self._answered(entry, message)
            case "toolResult":
                said = _said(message)
                failed = bool(message.get("isError"))
                self._tally.end_tool(text_of(message.get("toolCallId")), failed=failed, said=said)

    def _answered(self, entry: str, message: Record) -> None:
        reason = message.get("stopReason")
        if reason == "error":
            error = text_of(message.get("errorMessage"))
            self._failed, self._code = entry, _code(error)
            self._tally.fail(error, limit_of(self._code))
            return
        if reason == "aborted":
            self._tally.end_turn(_said(message), stopped=True)
            return
        self._tries = 0
        self._tally.recovered()
        self._measure(message)
        calls = [
            part for part in map(table_of, list_of(message.get("content"))) if part.get("type") == "toolCall"
        ]
        for call in calls:
            self._called(call)
        if not calls:
            self._tally.end_turn(_said(message))

    def _measure(self, message: Record) -> None:
        tokens = whole(table_of(message.get("usage")).get("totalTokens"))
        if tokens:
            self._tally.measure(tokens, *self._windows.of(self._tally.facts.model))

    def _called(self, call: Record) -> None:
        name, given = text_of(call.get("name")), table_of(call.get("arguments"))
        self._tally.begin_tool(
            text_of(call.get("id")), name, what_of(given), edits=name in _EDITS, given=given
        )

    def _edited(self, record: Record) -> None:
        """An answer that failed was taken out: it is asked for again."""
        if self._failed and record.get("targetId") == self._failed and record.get("replacement") is None:
            self._failed = ""
            self._tries += 1
            self._tally.refused(self._tally.facts.error, limit_of(self._code, attempt=self._tries))


def _said(message: Record) -> str:
    """A message's words, which may be a text or parts."""
    content = message.get("content")
    return content if isinstance(content, str) else said_in(content)


def _code(error: str) -> int:
    """The status that an error begins with; 0 where it begins otherwise."""
    found = _STATUS.match(error)
    return int(found["code"]) if found else 0

"""Copilot CLI's events, as 1.0.102 writes them: one JSON object a line with a type and data.

An answer is told when it is whole; a turn of the operator's has one turn of the model's, or several where tools were
called. That a request was refused and is made again is not told, only what it gave up with.
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
    time_of,
    what_of,
    whole,
)
from fleetui.model.clean import clean_line
from fleetui.model.said import Said, Who
from fleetui.model.session import NO_WINDOWS, SessionFacts, Windows
from fleetui.model.tokens import Tokens, Usage

_EDITS = frozenset({"edit", "create"})
_REFUSED = frozenset({"cancelled", "denied", "rejected"})
_MAIN = "conversation-agent"


class CopilotSession(SessionReader):
    """Takes a session event by event."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts())
        self._windows = windows

    def opening(self, record: Record) -> tuple[str, str]:
        """The first record names both."""
        if record.get("type") != "session.start":
            return "", ""
        data = table_of(record.get("data"))
        return text_of(data.get("sessionId")), text_of(table_of(data.get("context")).get("cwd"))

    def take(self, record: Record) -> None:
        """One event."""
        self._tally.clock(record)
        data = table_of(record.get("data"))
        match record.get("type"):
            case "session.start":
                version = clean_line(text_of(data.get("copilotVersion")), 40)
                self._tally.set(session=text_of(data.get("sessionId")), version=version)
            case "user.message":
                self._tally.begin_turn(text_of(data.get("content")))
            case "session.usage_record":
                self._measure(table_of(data.get("usage")))
            case "assistant.message":
                self._answered(data)
            case "tool.execution_start":
                self._called(data)
            case "tool.execution_complete":
                self._came_back(data)
            case "permission.completed":
                self._decided(data)
            case "abort":
                self._tally.end_turn(stopped=True)
            case "session.error":
                code = whole(data.get("statusCode"))
                self._tally.fail(text_of(data.get("message")), limit_of(code))
            case "session.compaction_complete":
                self._compacted(data)

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers, calls and what came back."""
        data = table_of(record.get("data"))
        match record.get("type"):
            case "user.message":
                yield Said(Who.OPERATOR, text_of(data.get("content")))
            case "assistant.message":
                yield Said(Who.AGENT, text_of(data.get("content")))
            case "tool.execution_start":
                what = what_of(table_of(data.get("arguments")))
                yield Said(Who.TOOL, f"{text_of(data.get('toolName'))} {what}")
            case "tool.execution_complete":
                yield Said(Who.OUTPUT, text_of(table_of(data.get("result")).get("content")))

    usage_marks = (b'"session.usage_record"',)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer, also of an agent of its own."""
        usage, key = table_of(table_of(record.get("data")).get("usage")), text_of(record.get("id"))
        if record.get("type") != "session.usage_record" or not usage or not key:
            return
        read, written = whole(usage.get("cacheReadTokens")), whole(usage.get("cacheWriteTokens"))
        fresh = max(0, whole(usage.get("inputTokens")) - read - written)
        tokens = Tokens(fresh, written, read, whole(usage.get("outputTokens")))
        yield Usage(key, time_of(record.get("timestamp")), tokens)

    def _measure(self, usage: Record) -> None:
        """Requests of subagents are of another kind."""
        tokens = whole(usage.get("inputTokens"))
        if not tokens or usage.get("interactionType", _MAIN) != _MAIN:
            return
        model, window = clean_line(text_of(usage.get("model")), 100), whole(usage.get("maxPromptTokens"))
        self._tally.set(model=model)
        self._tally.measure(tokens, *((window, "file") if window else self._windows.of(model)))

    def _answered(self, data: Record) -> None:
        self._tally.recovered()
        if not list_of(data.get("toolRequests")):
            self._tally.end_turn(text_of(data.get("content")))

    def _called(self, data: Record) -> None:
        name, given = text_of(data.get("toolName")), table_of(data.get("arguments"))
        call = text_of(data.get("toolCallId"))
        self._tally.begin_tool(call, name, what_of(given), edits=name in _EDITS, given=given)

    def _came_back(self, data: Record) -> None:
        ended = table_of(data.get("shellExecution")).get("exitCode")
        failed = data.get("success") is False or bool(whole(ended))
        said = text_of(table_of(data.get("result")).get("content"))
        said = said or text_of(table_of(data.get("error")).get("message"))
        self._tally.end_tool(text_of(data.get("toolCallId")), failed=failed, said=said)

    def _decided(self, data: Record) -> None:
        """What the operator did not let run says nothing about the tool."""
        if text_of(table_of(data.get("result")).get("kind")).startswith(tuple(_REFUSED)):
            self._tally.refuse_tool(text_of(data.get("toolCallId")))

    def _compacted(self, data: Record) -> None:
        if data.get("success") is not True:
            return
        facts = self._tally.facts
        self._tally.compacted()
        if after := whole(data.get("postCompactionTokens")):
            self._tally.measure(after, facts.window or 0, facts.window_from)

"""Qwen Code's chats, as 0.15 writes them: one JSON object a line, messages and what its own telemetry saw.

A refused request is a line at once, while the screen shows nothing. Subagents' requests are told apart by their name,
and only messages of the main conversation stand in the file as such.
"""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.agents.sessions.records import (
    Record,
    SessionReader,
    has_exit_code,
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

_EDITS = frozenset({"edit", "write_file", "notebook_edit"})
_COMPRESSED = 1
_MAIN = "########"
"""Stands in the id of a request of the main conversation."""


class QwenSession(SessionReader):
    """Takes a chat record by record."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts(turns_told=False))
        self._windows = windows
        self._tries = 0
        """How many requests in a row were refused."""

    def opening(self, record: Record) -> tuple[str, str]:
        """Every record names both."""
        return text_of(record.get("sessionId")), text_of(record.get("cwd"))

    def take(self, record: Record) -> None:
        """One line of the chat."""
        self._tally.clock(record)
        session, version = text_of(record.get("sessionId")), text_of(record.get("version"))
        self._tally.set(
            session=session or self._tally.facts.session, version=version or self._tally.facts.version
        )
        match record.get("type"):
            case "user":
                if said := said_in(table_of(record.get("message")).get("parts")):
                    self._tries = 0
                    self._tally.begin_turn(said)
            case "assistant":
                self._answered(record)
            case "tool_result":
                self._came_back(record)
            case "system":
                self._noted(text_of(record.get("subtype")), table_of(record.get("systemPayload")))

    def _answered(self, record: Record) -> None:
        self._tries = 0
        self._tally.recovered()
        self._measure(record)
        parts = [table_of(part) for part in list_of(table_of(record.get("message")).get("parts"))]
        calls = [table_of(part["functionCall"]) for part in parts if "functionCall" in part]
        for call in calls:
            self._called(call)
        if not calls:
            self._tally.end_turn(said_in(parts))

    def _measure(self, record: Record) -> None:
        tokens = whole(table_of(record.get("usageMetadata")).get("promptTokenCount"))
        if not tokens:
            return
        model, window = clean_line(text_of(record.get("model")), 100), whole(record.get("contextWindowSize"))
        self._tally.set(model=model)
        self._tally.measure(tokens, *((window, "file") if window else self._windows.of(model)))

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers, calls and what came back."""
        parts = [table_of(part) for part in list_of(table_of(record.get("message")).get("parts"))]
        match record.get("type"):
            case "user":
                yield Said(Who.OPERATOR, said_in(parts))
            case "assistant":
                yield Said(Who.AGENT, said_in(parts))
                for call in (table_of(part["functionCall"]) for part in parts if "functionCall" in part):
                    what = what_of(table_of(call.get("args")))
                    yield Said(Who.TOOL, f"{text_of(call.get('name'))} {what}")
            case "tool_result":
                yield Said(Who.OUTPUT, _output(record))

    usage_marks = (b'"usageMetadata"',)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer."""
        usage, key = table_of(record.get("usageMetadata")), text_of(record.get("uuid"))
        if record.get("type") != "assistant" or not usage or not key:
            return
        sent, read = whole(usage.get("promptTokenCount")), whole(usage.get("cachedContentTokenCount"))
        answered = whole(usage.get("candidatesTokenCount")) + whole(usage.get("thoughtsTokenCount"))
        yield Usage(key, time_of(record.get("timestamp")), Tokens(max(0, sent - read), 0, read, answered))

    def _called(self, call: Record) -> None:
        name, given = text_of(call.get("name")), table_of(call.get("args"))
        if name == "todo_write":
            self._tally.plan(list_of(given.get("todos")))
        self._tally.begin_tool(
            text_of(call.get("id")), name, what_of(given), edits=name in _EDITS, given=given
        )

    def _came_back(self, record: Record) -> None:
        result = table_of(record.get("toolCallResult"))
        key = text_of(result.get("callId"))
        if result.get("status") == "cancelled":
            self._tally.refuse_tool(key)
            if not self._tally.has_open_tools:
                self._tally.end_turn(stopped=True)  # what the operator stops or does not allow ends the turn
        else:
            failed = result.get("status") == "error" or has_exit_code(_output(record))
            self._tally.end_tool(key, failed=failed, said=_output(record))

    # ------------------------------------------------------------ what it noted

    def _noted(self, subtype: str, payload: Record) -> None:
        if subtype == "chat_compression":
            self._compressed(table_of(payload.get("info")))
        elif subtype == "ui_telemetry":
            self._asked(table_of(payload.get("uiEvent")))

    def _compressed(self, info: Record) -> None:
        facts = self._tally.facts
        if info.get("compressionStatus") != _COMPRESSED:
            return
        self._tally.compacted()
        if after := whole(info.get("newTokenCount")):
            self._tally.measure(after, facts.window or 0, facts.window_from)

    def _asked(self, event: Record) -> None:
        """What became of a request of the main conversation; after a refusal that may pass it is tried again."""
        if event.get("event.name") != "qwen-code.api_error":
            return
        if _MAIN not in text_of(event.get("prompt_id")) or event.get("subagent_name"):
            return
        said, code = text_of(event.get("error_message")), whole(event.get("status_code"))
        if "abort" in f"{said} {text_of(event.get('error_type'))}".lower() and not code:
            self._tally.recovered()
            self._tally.end_turn(stopped=True)  # the operator stopped it
        elif 400 <= code < 500 and code != 429:
            self._tally.fail(said)
        else:
            self._tries += 1
            self._tally.refused(said, limit_of(code, attempt=self._tries))


def _output(record: Record) -> str:
    for part in list_of(table_of(record.get("message")).get("parts")):
        response = table_of(table_of(table_of(part).get("functionResponse")).get("response"))
        return text_of(response.get("output"))
    return ""

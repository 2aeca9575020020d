"""Gemini CLI's chats, as 0.61 writes them: a line about the session, then messages and ``$set`` changes of what stands.

A message that comes again with the same id replaces the earlier one: its tools are written once they are done. The file
does not say whether more follows after a text, and nothing while a refused request is tried again.
"""

from __future__ import annotations

import re
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

_EDITS = frozenset({"replace", "write_file", "edit"})
_TODOS = frozenset({"write_todos"})
_CODE = re.compile(r'"code": ?(?P<code>\d{3})\b')
_AGAIN = re.compile(r"\b(?:retry|reset|resets) (?:in|after) (?P<when>[\d.]+\w*)", re.IGNORECASE)
_CANCELLED = "Request cancelled."
_OWN = "<session_context>"


class GeminiSession(SessionReader):
    """Takes a chat record by record."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts(turns_told=False))
        self._windows = windows
        self._done = ""
        """Id of the message whose tools were counted last."""

    def opening(self, record: Record) -> tuple[str, str]:
        """The first record names the session and a digest of its folder."""
        if record.get("kind", "main") != "main":
            return "", ""
        digest = text_of(record.get("projectHash"))
        return text_of(record.get("sessionId")), f"sha256:{digest}" if digest else ""

    def take(self, record: Record) -> None:
        """One line of the chat."""
        change = table_of(record.get("$set"))
        self._tally.clock(record)
        if session := text_of(record.get("sessionId")) or text_of(change.get("sessionId")):
            self._tally.set(session=session)
        if isinstance(change.get("messages"), list):
            self._rewritten(list_of(change["messages"]))
        match record.get("type"):
            case "user":
                self._told(record)
            case "gemini":
                self._answered(record)
            case "error":
                self._failed(text_of(record.get("content")))
            case "info" if record.get("content") == _CANCELLED:
                self._tally.end_turn(stopped=True)

    def _rewritten(self, messages: list[object]) -> None:
        """The whole conversation anew. What a compression leaves of it carries no figures."""
        answers = [table for one in messages if (table := table_of(one)).get("type") == "gemini"]
        measured = [table for table in answers if whole(table_of(table.get("tokens")).get("input"))]
        if measured:
            self._measure(measured[-1])
        elif answers and self._tally.facts.context_tokens is not None:
            self._tally.compacted()

    def _told(self, record: Record) -> None:
        said = said_in(record.get("content"))
        if said and not said.startswith(_OWN):
            self._tally.begin_turn(said)

    def _failed(self, said: str) -> None:
        code, again = _CODE.search(said), _AGAIN.search(said)
        self._tally.fail(
            said, limit_of(int(code["code"]) if code else 0, resets=again["when"] if again else "")
        )

    def _answered(self, record: Record) -> None:
        self._measure(record)
        content = record.get("content")
        said = text_of(content) or said_in(content)
        calls = [table_of(call) for call in list_of(record.get("toolCalls"))]
        if calls and record.get("id") != self._done:
            self._done = text_of(record.get("id"))
            for call in calls:
                self._called(call)
        elif said and not calls:
            self._tally.pause(said)

    def _measure(self, record: Record) -> None:
        tokens = whole(table_of(record.get("tokens")).get("input"))
        if not tokens:
            return
        self._tally.set(model=clean_line(text_of(record.get("model")), 100))
        self._tally.measure(tokens, *self._windows.of(self._tally.facts.model))

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers and calls; a record that is written again with more is told again."""
        content = record.get("content")
        text = text_of(content) or said_in(content)
        match record.get("type"):
            case "user" if text and not text.startswith(_OWN):
                yield Said(Who.OPERATOR, text)
            case "gemini":
                yield Said(Who.AGENT, text)
                for call in map(table_of, list_of(record.get("toolCalls"))):
                    what = what_of(table_of(call.get("args")))
                    yield Said(Who.TOOL, f"{text_of(call.get('name'))} {what}")

    usage_marks = (b'"tokens"',)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer, and of all that a conversation has that is written anew; by the id of each."""
        for one in (record, *map(table_of, list_of(table_of(record.get("$set")).get("messages")))):
            tokens, key = table_of(one.get("tokens")), text_of(one.get("id"))
            if one.get("type") != "gemini" or not tokens or not key:
                continue
            sent, read = whole(tokens.get("input")), whole(tokens.get("cached"))
            answered = whole(tokens.get("output")) + whole(tokens.get("thoughts"))
            at = time_of(one.get("timestamp"))
            yield Usage(key, at, Tokens(max(0, sent - read) + whole(tokens.get("tool")), 0, read, answered))

    def _called(self, call: Record) -> None:
        name, given, key = text_of(call.get("name")), table_of(call.get("args")), text_of(call.get("id"))
        self._tally.clock(call)
        if name in _TODOS:
            self._tally.plan(list_of(given.get("todos")))
        self._tally.begin_tool(key, name, what_of(given), edits=name in _EDITS, given=given)
        match call.get("status"):
            case "success":
                self._tally.end_tool(key, failed=any(map(_failed_code, list_of(call.get("result")))))
            case "error":
                self._tally.end_tool(key, failed=True)
            case "cancelled":
                self._tally.refuse_tool(key)
                self._tally.end_turn(stopped=True)  # what the operator stops or does not allow ends the turn


def _failed_code(result: object) -> bool:
    response = table_of(table_of(table_of(result).get("functionResponse")).get("response"))
    return has_exit_code(text_of(response.get("output")))

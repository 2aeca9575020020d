"""Claude Code's transcripts, as 2.1 writes them: one JSON object a line, and a file about each process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fleetui.agents.sessions.records import (
    Record,
    SessionReader,
    list_of,
    table_of,
    text_of,
    time_of,
    what_of,
    whole,
)
from fleetui.model.clean import clean_line
from fleetui.model.limit import Limit
from fleetui.model.said import Said, Who
from fleetui.model.session import NO_WINDOWS, SessionFacts, Windows
from fleetui.model.tokens import Tokens, Usage

_RESERVED = 20_000
"""Tokens of the window that are kept for compacting."""
_LARGE_WINDOW = 1_000_000
_EDITS = frozenset({"Edit", "MultiEdit", "Write", "NotebookEdit"})
_OWN = re.compile(
    r"\s*<(?:local-command|command-name|command-message|bash-|task-notification|system-reminder)"
)
"""Text that stands where the operator's does, and is not the operator's."""
_REFUSED = "The user doesn't want to "
_INTERRUPTED = "[Request interrupted by user"
_MODEL_SET = re.compile(r"\s*<local-command-stdout>\s*Set model to ")
"""What the choice of a model leaves in a transcript; a model that was kept is told otherwise."""
_RESETS = re.compile(r"\breset(?:s|ting)?(?: at)? (?P<when>[^.·|]+)", re.IGNORECASE)
_LIMITS = {
    "rate_limit": "rate limit",
    "rate_limit_error": "rate limit",
    "overloaded": "overloaded",
    "overloaded_error": "overloaded",
}


class ClaudeSession(SessionReader):
    """Takes a transcript record by record."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts())
        self._windows = windows
        self._took_more: str | None = None
        """The model that took more than its window is known to hold: it has the large one, which is not in its name."""
        self._said = ""

    def status(self, record: Record) -> Record:
        """Of ``sessions/PID.json``."""
        return {
            "session": text_of(record.get("sessionId")),
            "cwd": text_of(record.get("cwd")),
            "status": text_of(record.get("status")),
            "started": text_of(record.get("procStart")),
            "version": text_of(record.get("version")),
            "at": str(_seconds(record.get("statusUpdatedAt"))),
            "waits_for": text_of(record.get("waitingFor")),
            "kind": text_of(record.get("kind")),
            "name": text_of(record.get("name")),
        }

    def opening(self, record: Record) -> tuple[str, str]:
        """Most records name both."""
        return text_of(record.get("sessionId")), text_of(record.get("cwd"))

    def take(self, record: Record) -> None:
        """One line of the transcript; what a subagent did is its own."""
        if record.get("isSidechain") is True:
            return
        self._tally.clock(record)
        self._identify(record)
        match record.get("type"):
            case "assistant":
                self._answered(record, table_of(record.get("message")))
            case "user":
                self._told(record, table_of(record.get("message")).get("content"))
            case "system":
                self._noted(record)
            case "queue-operation":
                if record.get("operation") == "enqueue":
                    self._tally.arrived(text_of(record.get("content")))

    def _identify(self, record: Record) -> None:
        facts = self._tally.facts
        session, version = text_of(record.get("sessionId")), text_of(record.get("version"))
        if (session and session != facts.session) or (version and version != facts.version):
            self._tally.set(session=session or facts.session, version=version or facts.version)

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers, calls and what came back; what its own agents did is not a part of it."""
        kind, message = record.get("type"), table_of(record.get("message"))
        if kind not in ("user", "assistant") or record.get("isSidechain") is True or record.get("isMeta"):
            return
        content = message.get("content")
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else list_of(content)
        who = Who.OPERATOR if kind == "user" else Who.AGENT
        for part in map(table_of, parts):
            match part.get("type"):
                case "text" if text := text_of(part.get("text")):
                    if not (who is Who.OPERATOR and (_OWN.match(text) or text.startswith(_INTERRUPTED))):
                        yield Said(who, text)
                case "tool_use":
                    what = what_of(table_of(part.get("input")))
                    yield Said(Who.TOOL, f"{text_of(part.get('name'))} {what}")
                case "tool_result":
                    yield Said(Who.OUTPUT, _plain(part.get("content")))

    # ------------------------------------------------------------ what it took

    usage_marks = (b'"usage"',)

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer, also of an agent of its own. It is written once a part, with the same id; the last is whole."""
        message = table_of(record.get("message"))
        usage = table_of(message.get("usage"))
        key = text_of(message.get("id")) or text_of(record.get("uuid"))
        if record.get("type") != "assistant" or not usage or not key or message.get("model") == "<synthetic>":
            return
        tokens = Tokens(
            *(
                whole(usage.get(name))
                for name in (
                    "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
                )
            )
        )  # fmt: skip
        yield Usage(key, time_of(record.get("timestamp")), tokens)

    # ------------------------------------------------------------ what it said

    def _answered(self, record: Record, message: Record) -> None:
        parts = [table_of(part) for part in list_of(message.get("content"))]
        said = " ".join(text_of(part.get("text")) for part in parts if part.get("type") == "text").strip()
        if record.get("isApiErrorMessage") is True:
            self._failed(record, said)
            return
        if message.get("model") == "<synthetic>":
            return
        self._tally.recovered()
        self._tally.set(model=clean_line(text_of(message.get("model")), 100))
        self._measure(table_of(message.get("usage")))
        self._said = said or self._said
        for part in parts:
            if part.get("type") == "tool_use":
                self._called(part)
        if message.get("stop_reason") in ("end_turn", "stop_sequence"):
            self._tally.end_turn(self._said)

    def _failed(self, record: Record, said: str) -> None:
        kind, status = text_of(record.get("error")), record.get("apiErrorStatus")
        found = _RESETS.search(said)
        resets = clean_line(found["when"], 120) if found else ""
        reason = _LIMITS.get(kind) or {429: "rate limit", 529: "overloaded"}.get(whole(status), "")
        self._tally.fail(
            said or kind, Limit("usage limit" if resets else reason, resets=resets) if reason else None
        )

    def _measure(self, usage: Record) -> None:
        tokens = sum(
            whole(usage.get(key))
            for key in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        )
        if not tokens:
            return
        model = self._tally.facts.model
        window, how = self._windows.of(model)
        if 0 < window < tokens:
            self._took_more = model
        if model == self._took_more:
            window, how = _LARGE_WINDOW, "taken"
        self._tally.measure(tokens, window, how, _RESERVED)

    def _called(self, part: Record) -> None:
        name, given = text_of(part.get("name")), table_of(part.get("input"))
        if name == "TodoWrite":
            self._tally.plan(list_of(given.get("todos")))
        self._tally.begin_tool(
            text_of(part.get("id")), name, what_of(given), edits=name in _EDITS, given=given
        )

    # ------------------------------------------------------------ what it was told

    def _told(self, record: Record, content: Any) -> None:
        parts = [table_of(part) for part in list_of(content)]
        for part in parts:
            if part.get("type") == "tool_result":
                self._came_back(part)
        said = text_of(content) or next(
            (text_of(part.get("text")) for part in parts if part.get("type") == "text"), ""
        )
        if _MODEL_SET.match(said):
            self._tally.forget_context()
        elif said.startswith(_INTERRUPTED):
            self._tally.end_turn(stopped=True)
        elif (
            said and not record.get("isMeta") and not record.get("isCompactSummary") and not _OWN.match(said)
        ):
            self._began(said)

    def _began(self, prompt: str) -> None:
        """A prompt; a new transcript may begin with the answer, and the prompt behind it."""
        if not self._tally.is_late:
            self._said = ""
            self._tally.begin_turn(prompt)
        else:
            self._tally.arrived(prompt)

    def _came_back(self, part: Record) -> None:
        call = text_of(part.get("tool_use_id"))
        failed = part.get("is_error") is True
        if failed and _plain(part.get("content")).startswith(_REFUSED):
            self._tally.refuse_tool(call)
        else:
            self._tally.end_tool(call, failed=failed, said=_plain(part.get("content")))

    def _noted(self, record: Record) -> None:
        match record.get("subtype"):
            case "turn_duration":
                self._tally.end_turn(self._said)
            case "local_command" if _MODEL_SET.match(text_of(record.get("content"))):
                self._tally.forget_context()
            case "compact_boundary":
                after = whole(table_of(record.get("compactMetadata")).get("postTokens"))
                self._tally.compacted()
                self._measure({"input_tokens": after})


def _seconds(value: object) -> float:
    """Of a time in milliseconds since the epoch; 0 for everything else."""
    return value / 1000 if isinstance(value, int) and 0 < value < 10**14 else 0.0


def _plain(content: object) -> str:
    if isinstance(content, str):
        return content
    return " ".join(text_of(table_of(part).get("text")) for part in list_of(content))

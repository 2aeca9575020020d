"""Codex's rollouts, as 0.169 and 0.171 write them: one JSON object a line with ``type`` and ``payload``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from fleetui.agents.sessions.records import (
    Record,
    SessionReader,
    list_of,
    percent_left,
    table_of,
    text_of,
    time_of,
    whole,
)
from fleetui.model.clean import clean_line
from fleetui.model.limit import Limit
from fleetui.model.quota import QuotaWindow, window_name
from fleetui.model.said import Said, Who
from fleetui.model.session import NO_WINDOWS, SessionFacts, Windows
from fleetui.model.tokens import Tokens, Usage

_BASELINE = 12_000
"""Tokens that every prompt holds; Codex counts them neither as used nor as usable."""
_EXIT = re.compile(r"^(?:Process exited with code|Exit code:?) (?P<code>-?\d+)", re.MULTILINE)
_AGAIN = re.compile(r"\btry again (?:at|in) (?P<when>[^.]+)", re.IGNORECASE)
_CALLS = frozenset({"function_call", "custom_tool_call", "local_shell_call"})
_RESULTS = frozenset({"function_call_output", "custom_tool_call_output"})
_SHOWN = frozenset({"shell", "exec_command", "local_shell", "container.exec"})


class CodexSession(SessionReader):
    """Takes a rollout record by record."""

    def __init__(self, windows: Windows = NO_WINDOWS) -> None:
        super().__init__(SessionFacts())
        self._windows = windows
        self._window = 0
        self._resets_at: float | None = None

    def opening(self, record: Record) -> tuple[str, str]:
        """Named by the first record."""
        payload = table_of(record.get("payload"))
        if record.get("type") != "session_meta":
            return "", ""
        return text_of(payload.get("id")), text_of(payload.get("cwd"))

    def take(self, record: Record) -> None:
        """One line of the rollout."""
        payload = table_of(record.get("payload"))
        self._tally.clock(record)
        match record.get("type"):
            case "session_meta":
                self._tally.set(
                    session=text_of(payload.get("id")), version=text_of(payload.get("cli_version"))
                )
            case "event_msg":
                self._happened(payload)
            case "response_item":
                self._exchanged(payload)
            case "compacted":
                self._tally.compacted()
            case "turn_context":
                self._tally.set(model=clean_line(text_of(payload.get("model")), 100))

    def _happened(self, event: Record) -> None:
        match event.get("type"):
            case "task_started" | "turn_started":
                self._window = whole(event.get("model_context_window")) or self._window
                self._tally.begin_turn()
            case "task_complete" | "turn_complete":
                self._tally.end_turn(text_of(event.get("last_agent_message")))
            case "turn_aborted":
                self._tally.end_turn(stopped=True)
            case "user_message":
                self._tally.prompted(text_of(event.get("message")))
            case "item_completed":
                self._completed(table_of(event.get("item")))
            case "token_count":
                self._measure(table_of(event.get("info")))
                self._limits(table_of(event.get("rate_limits")))
            case "error" | "stream_error":
                self._failed(event)
            case "plan_update":
                self._planned(event)

    def _completed(self, item: Record) -> None:
        """Since 0.171 this is where a prompt stands."""
        if item.get("type") == "UserMessage":
            parts = map(table_of, list_of(item.get("content")))
            self._tally.prompted("\n".join(text for part in parts if (text := text_of(part.get("text")))))

    def _failed(self, event: Record) -> None:
        said = text_of(event.get("message"))
        kind = json.dumps(event.get("codex_error_info") or "")
        if "usage_limit" in kind or "usage limit" in said.lower():
            found = _AGAIN.search(said)
            resets = clean_line(found["when"], 120) if found else ""
            self._tally.fail(said, Limit("usage limit", reset_at=self._resets_at, resets=resets))
        elif "overload" in kind or "529" in said:
            self._tally.fail(said, Limit("overloaded"))
        else:
            limited = "limit" in kind or "429" in said
            self._tally.fail(said, Limit("rate limit") if limited else None)

    def _limits(self, limits: Record) -> None:
        """When the windows that are used up begin anew; the last of them counts."""
        windows = [table_of(limits.get(name)) for name in ("primary", "secondary")]
        ends = [whole(one.get("resets_at")) for one in windows if _share(one.get("used_percent")) >= 100]
        self._resets_at = float(max(ends)) if ends and all(ends) else None
        self._tally.allowed(tuple(one for window in windows if (one := _quota_window(window))))

    def _measure(self, info: Record) -> None:
        self._window = whole(info.get("model_context_window")) or self._window
        window, how = (self._window, "file") if self._window else self._windows.of(self._tally.facts.model)
        tokens = whole(table_of(info.get("last_token_usage")).get("total_tokens"))
        spent = whole(table_of(info.get("total_token_usage")).get("total_tokens"))
        if not tokens:
            return
        left = percent_left(max(0, tokens - _BASELINE), window - _BASELINE, 0)
        self._tally.measure(tokens, window, how)
        self._tally.set(context_left=left, tokens=spent or None)

    def said(self, record: Record) -> Iterable[Said]:
        """Prompts, answers, calls and what came back. Of a prompt, which stands there several times, the one that tells
        that it was taken."""
        payload = table_of(record.get("payload"))
        item = table_of(payload.get("item"))
        match (record.get("type"), payload.get("type")):
            case ("event_msg", "user_message"):
                yield Said(Who.OPERATOR, text_of(payload.get("message")))
            case ("event_msg", "item_completed") if item.get("type") == "UserMessage":
                yield Said(Who.OPERATOR, _texts(item))
            case ("response_item", "message") if payload.get("role") == "assistant":
                yield Said(Who.AGENT, _texts(payload))
            case ("response_item", kind) if kind in _CALLS:
                yield Said(Who.TOOL, _command(_arguments(payload)) or text_of(payload.get("name")))
            case ("response_item", kind) if kind in _RESULTS:
                yield Said(Who.OUTPUT, _printed(payload.get("output")))

    # ------------------------------------------------------------ what it took

    usage_marks = (b'"token_count"', b'"token_usage_record"')

    def usages(self, record: Record) -> Iterable[Usage]:
        """Of an answer; told twice since 0.171, and again with other news. The thread's own count tells which it is."""
        payload = table_of(record.get("payload"))
        if record.get("type") == "token_usage_record":
            usage, thread = table_of(payload.get("usage")), table_of(payload.get("thread_token_usage"))
        else:
            info = table_of(payload.get("info"))
            usage, thread = table_of(info.get("last_token_usage")), table_of(info.get("total_token_usage"))
        if not whole(usage.get("total_tokens")):
            return
        read, written = whole(usage.get("cached_input_tokens")), whole(usage.get("cache_write_input_tokens"))
        fresh = max(0, whole(usage.get("input_tokens")) - read - written)
        tokens = Tokens(fresh, written, read, whole(usage.get("output_tokens")))
        key = str(whole(thread.get("total_tokens")))
        yield Usage(key, time_of(record.get("timestamp")), tokens, of_file=True)

    # ------------------------------------------------------------ tools

    def _exchanged(self, item: Record) -> None:
        kind = text_of(item.get("type"))
        call = text_of(item.get("call_id")) or text_of(item.get("id"))
        if kind in _CALLS:
            name = text_of(item.get("name")) or "local_shell"
            given = _arguments(item)
            if name == "update_plan":
                self._planned(given)
            what = _command(given) if name in _SHOWN else ""
            edits = name == "apply_patch" or what.startswith("apply_patch")
            shown = "" if name in _SHOWN else name
            self._tally.begin_tool(call, shown, what, edits=edits, given=given or item.get("input"))
        elif kind in _RESULTS:
            output = item.get("output")
            self._tally.end_tool(call, failed=_has_failed(output), said=_printed(output))

    def _planned(self, given: Record) -> None:
        if steps := list_of(given.get("plan")):
            self._tally.plan(steps)


def _texts(message: Record) -> str:
    parts = map(table_of, list_of(message.get("content")))
    return "\n".join(text for part in parts if (text := text_of(part.get("text"))))


def _quota_window(window: Record) -> QuotaWindow | None:
    name = window_name(60.0 * whole(window.get("window_minutes")))
    used = window.get("used_percent")
    if not name or not isinstance(used, int | float) or isinstance(used, bool) or not 0 <= used <= 1000:
        return None
    return QuotaWindow(name, float(used), float(whole(window.get("resets_at"))))


def _share(value: object) -> float:
    return value if isinstance(value, int | float) and 0 <= value <= 1000 else 0.0


def _arguments(item: Record) -> Record:
    given = item.get("arguments") or item.get("input") or item.get("action")
    if isinstance(given, dict):
        return given
    try:
        return table_of(json.loads(text_of(given)))
    except (ValueError, RecursionError):
        return {}


def _command(given: Record) -> str:
    """What is run: a text, or an argument list whose last part is the script of a shell."""
    command: Any = given.get("cmd") or given.get("command")
    if isinstance(command, list):
        words = [text_of(word) for word in command]
        is_shell = len(words) == 3 and words[1] in ("-c", "-lc")
        return words[2] if is_shell else " ".join(words)
    return text_of(command)


def _printed(output: object) -> str:
    """What a command printed: the text itself, or a part of it; older ones keep both in a JSON text."""
    if isinstance(output, str) and output.startswith("{"):
        try:
            return _printed(json.loads(output))
        except (ValueError, RecursionError):
            return output
    return output if isinstance(output, str) else text_of(table_of(output).get("output"))


def _has_failed(output: object) -> bool:
    if isinstance(output, str):
        if output.startswith("{"):
            try:
                return _has_failed(json.loads(output))
            except (ValueError, RecursionError):
                return False
        code = _EXIT.search(output[:2000])
        return bool(code and int(code["code"][:9])) or output.startswith("apply_patch verification failed")
    found = table_of(output)
    return found.get("success") is False or bool(whole(table_of(found.get("metadata")).get("exit_code")))

"""Gemini's generateContent: a request read into a turn, and answers written as server-sent events."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from tests.live.script import Script
from tests.live.turns import Turn

Json = dict[str, Any]
_ADDED = re.compile(r"\s*(<[a-z_-]+>|This is the Gemini CLI|System: |Here is the user's editor context)")


def turn_of(body: Json) -> Turn:
    """The turn in a request body."""
    contents = body.get("contents", [])
    users = [content for content in contents if content.get("role") in ("user", None)]
    texts = tuple(text for content in users for text in _texts(content))
    declared = [f for tool in body.get("tools") or [] for f in tool.get("functionDeclarations", [])]
    results = [
        part for part in (contents[-1].get("parts", []) if contents else []) if "functionResponse" in part
    ]
    return Turn(
        api="gemini",
        conversation="",
        texts=texts,
        side=len(declared) < 2,
        follows_tool=bool(results),
        tools=tuple(str(f.get("name", "")) for f in declared),
        tool_result=json.dumps(results) if results else "",
    )


def _texts(content: Json) -> list[str]:
    parts = [part["text"] for part in content.get("parts", []) if "text" in part and not part.get("thought")]
    return [text for text in parts if not _ADDED.match(text)]


def opening(script: Script, model: str) -> Iterator[bytes]:
    """Nothing: the first event is the first word."""
    del script, model
    yield from ()


def words(script: Script, parts: list[str]) -> Iterator[bytes]:
    """A text answer, one event for each part."""
    for part in parts[:-1]:
        yield _event([{"text": part}], script)
    yield _event([{"text": parts[-1]}], script, "STOP")


def call(script: Script, name: str, arguments: Json) -> Iterator[bytes]:
    """A tool call as the whole answer."""
    yield _event([{"functionCall": {"name": name, "args": arguments}}], script, "STOP")


def _event(parts: list[Json], script: Script | None = None, reason: str = "") -> bytes:
    return f"data: {json.dumps(_body(parts, script, reason))}\n\n".encode()


def _body(parts: list[Json], script: Script | None, reason: str) -> Json:
    candidate: Json = {"content": {"role": "model", "parts": parts}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    body: Json = {"candidates": [candidate]}
    if script:
        body["usageMetadata"] = {
            "promptTokenCount": script.tokens,
            "candidatesTokenCount": 20,
            "totalTokenCount": script.tokens + 20,
        }
    return body


def whole(script: Script, model: str) -> Json:
    """The answer to a request that does not stream."""
    del model
    return _body([{"text": script.say}], script, "STOP")


def tool_call(turn: Turn, script: Script) -> tuple[str, Json] | None:
    """The tool and its arguments that do what a script wants, or ``None`` for words."""
    command = script.shell or script.run
    if command and "run_shell_command" in turn.tools:
        return "run_shell_command", {"command": command, "description": "Run what was asked"}
    if script.ask and "ask_user" in turn.tools:
        options = [{"label": choice, "description": f"Choose {choice}"} for choice in script.ask[1:]]
        asked = {"question": script.ask[0], "header": "Choice", "type": "choice", "options": options}
        return "ask_user", {"questions": [asked]}
    if script.write and "write_file" in turn.tools:
        return "write_file", {"file_path": script.write, "content": "one\ntwo\n"}
    return None


def usage_limit(ends: int) -> tuple[Json, dict[str, str]]:
    """Body and headers of a request refused until ``ends``: a quota of the day, and when to try again.

    https://cloud.google.com/apis/design/errors names the details.
    """
    google = "type.googleapis.com/google.rpc"
    violation = {"quotaMetric": "generate_content_requests", "quotaId": "GenerateRequestsPerDayPerProject"}
    details = [
        {"@type": f"{google}.QuotaFailure", "violations": [violation]},
        {"@type": f"{google}.RetryInfo", "retryDelay": f"{max(0, ends - int(time.time()))}s"},
    ]
    message = "You exceeded your current quota, please check your plan and billing details."
    return {
        "error": {"code": 429, "message": message, "status": "RESOURCE_EXHAUSTED", "details": details}
    }, {}


def error(status: int) -> Json:
    """The body of a failed request."""
    kinds = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 529: "UNAVAILABLE"}
    return {"error": {"code": status, "message": f"status {status}", "status": kinds.get(status, "INTERNAL")}}

"""Anthropic Messages: a request read into a turn, and answers written as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.live.script import Script
from tests.live.turns import Turn

Json = dict[str, Any]
_ADDED = re.compile(r"\s*<(system-reminder|command-name|command-message|local-command-\w+)>")


def turn_of(body: Json) -> Turn:
    """The turn in a request body."""
    messages = body.get("messages", [])
    users = [message for message in messages if message.get("role") == "user"]
    texts = tuple(text for message in users for text in _texts(message))
    last = _blocks(users[-1]) if users else []
    results = [block for block in last if block.get("type") == "tool_result"]
    tools = tuple(tool.get("name", "") for tool in body.get("tools", []))
    return Turn(
        api="messages",
        conversation=_session(body),
        texts=texts,
        side=len(tools) < 2,
        follows_tool=bool(results) and not _texts(users[-1]),
        tools=tools,
        tool_result=json.dumps([block.get("content") for block in results]) if results else "",
    )


def _blocks(message: Json) -> list[Json]:
    content = message.get("content", "")
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _texts(message: Json) -> list[str]:
    return [
        block["text"]
        for block in _blocks(message)
        if block.get("type") == "text" and not _ADDED.match(block["text"])
    ]


def _session(body: Json) -> str:
    user = str(body.get("metadata", {}).get("user_id", ""))
    ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", user)
    return ids[-1] if ids else user


def opening(script: Script, model: str) -> Iterator[bytes]:
    """What is sent before the first word."""
    message = {
        "id": f"msg_{uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _usage(script, 1),
    }
    yield _event("message_start", message=message)


def words(script: Script, parts: list[str]) -> Iterator[bytes]:
    """A text answer, one event for each part."""
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for part in parts:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": part})
    yield _event("content_block_stop", index=0)
    yield from _ending(script, "end_turn")


def call(script: Script, name: str, arguments: Json) -> Iterator[bytes]:
    """A tool call as the whole answer."""
    block = {"type": "tool_use", "id": f"toolu_{uuid4().hex}", "name": name, "input": {}}
    yield _event("content_block_start", index=0, content_block=block)
    delta = {"type": "input_json_delta", "partial_json": json.dumps(arguments)}
    yield _event("content_block_delta", index=0, delta=delta)
    yield _event("content_block_stop", index=0)
    yield from _ending(script, "tool_use")


def _ending(script: Script, reason: str) -> Iterator[bytes]:
    yield _event(
        "message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage=_usage(script, 40)
    )
    yield _event("message_stop")


def _usage(script: Script, out: int) -> Json:
    return {
        "input_tokens": script.tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": out,
    }


def _event(kind: str, **rest: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **rest})}\n\n".encode()


def whole(script: Script, model: str) -> Json:
    """The answer to a request that does not stream."""
    return {
        "id": f"msg_{uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": script.say}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": _usage(script, 4),
    }


def tool_call(turn: Turn, script: Script) -> tuple[str, Json] | None:
    """The tool and its arguments that do what a script wants, or ``None`` for words."""
    if command := script.shell or script.run:
        return "Bash", {"command": command, "description": "Run what was asked"}
    if script.ask:
        options = [{"label": choice, "description": f"Choose {choice}"} for choice in script.ask[1:]]
        question = {"question": script.ask[0], "header": "Choice", "options": options, "multiSelect": False}
        return "AskUserQuestion", {"questions": [question]}
    if script.write:
        return "Write", {"file_path": script.write, "content": "one\ntwo\n"}
    return ("ExitPlanMode", {"plan": script.plan}) if script.plan else None


def usage_limit(ends: int) -> tuple[Json, dict[str, str]]:
    """Body and headers of a request refused until ``ends``, seconds since the epoch.

    https://code.claude.com/docs/en/errors names the words; the headers are those that 2.1.197 reads.
    """
    unified = "anthropic-ratelimit-unified"
    headers = {"status": "rejected", "reset": str(ends), "representative-claim": "five_hour"}
    return error(429), {f"{unified}-{key}": value for key, value in headers.items()}


def error(status: int) -> Json:
    """The body of a failed request."""
    if status == 400:
        message = "prompt is too long: 210000 tokens > 200000 maximum"
        return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
    kinds = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error"}
    return {"type": "error", "error": {"type": kinds.get(status, "api_error"), "message": f"status {status}"}}

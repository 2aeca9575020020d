"""OpenAI Responses: a request read into a turn, and answers written as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.live.script import Script
from tests.live.turns import Turn

Json = dict[str, Any]
_ADDED = re.compile(r"\s*(<[a-z_]+>|# AGENTS\.md instructions)")
_SIDE = re.compile(r"\s*(You are a helpful assistant\. You will be presented|Generate a concise)")


def turn_of(body: Json, headers: dict[str, str]) -> Turn:
    """The turn in a request body."""
    items = body.get("input", [])
    texts = tuple(text for item in items if item.get("role") == "user" for text in _texts(item))
    tools = tuple(tool.get("name") or tool.get("type", "") for tool in body.get("tools", []))
    last = items[-1] if items else {}
    side = not tools or any(_SIDE.match(text) for text in texts)
    return Turn(
        api="responses",
        conversation=str(body.get("prompt_cache_key") or headers.get("session_id", "")),
        texts=texts,
        side=side,
        follows_tool=str(last.get("type", "")).endswith("_output"),
        tools=tools,
        tool_result=json.dumps(last.get("output", "")) if "output" in last else "",
    )


def _texts(item: Json) -> list[str]:
    content = item.get("content", "")
    blocks = [{"type": "input_text", "text": content}] if isinstance(content, str) else content
    return [
        block["text"]
        for block in blocks
        if block.get("type") == "input_text" and not _ADDED.match(block["text"])
    ]


def opening(script: Script, model: str) -> Iterator[bytes]:
    """What is sent before the first word."""
    yield _event("response.created", response={"id": "resp_local", "model": model})


def words(script: Script, parts: list[str]) -> Iterator[bytes]:
    """A text answer, one event for each part."""
    empty = {"type": "message", "role": "assistant", "id": "item_local", "content": []}
    yield _event("response.output_item.added", output_index=0, item=empty)
    for part in parts:
        yield _event(
            "response.output_text.delta", item_id="item_local", output_index=0, content_index=0, delta=part
        )
    text = {"type": "output_text", "text": "".join(parts), "annotations": []}
    yield _event("response.output_item.done", output_index=0, item={**empty, "content": [text]})
    yield from _ending(script)


def call(script: Script, name: str, arguments: Json) -> Iterator[bytes]:
    """A tool call as the whole answer."""
    item = {"type": "function_call", "id": "item_local", "call_id": f"call_{uuid4().hex}", "name": name}
    done = {**item, "arguments": json.dumps(arguments)}
    yield _event("response.output_item.added", output_index=0, item={**item, "arguments": ""})
    yield _event("response.output_item.done", output_index=0, item=done)
    yield from _ending(script)


def _ending(script: Script) -> Iterator[bytes]:
    usage = {
        "input_tokens": script.tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 20,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": script.tokens + 20,
    }
    yield _event("response.completed", response={"id": "resp_local", "usage": usage})


def _event(kind: str, **rest: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **rest})}\n\n".encode()


def whole(script: Script, model: str) -> Json:
    """The answer to a request that does not stream."""
    text = {"type": "output_text", "text": script.say, "annotations": []}
    message = {"type": "message", "role": "assistant", "id": "item_local", "content": [text]}
    return {"id": "resp_local", "model": model, "status": "completed", "output": [message]}


def tool_call(turn: Turn, script: Script) -> tuple[str, Json] | None:
    """The tool and its arguments that do what a script wants, or ``None`` for words.

    Commands ask to run past the sandbox, so that the operator is asked.
    """
    if script.shell:
        reason = {"sandbox_permissions": "require_escalated", "justification": "May it run what was asked?"}
        return "exec_command", {"cmd": script.shell, **reason}
    if script.run:
        return "exec_command", {"cmd": script.run}
    if script.ask:
        options = [{"label": choice, "description": f"Choose {choice}"} for choice in script.ask[1:]]
        question = {"id": "choice", "header": "Choice", "question": script.ask[0], "options": options}
        return "request_user_input", {"questions": [question]}
    return None


def usage_limit(ends: int) -> tuple[Json, dict[str, str]]:
    """Body and headers of a request refused until ``ends``, seconds since the epoch.

    https://github.com/openai/codex, ``codex-rs/core/src/api_bridge.rs`` and ``error.rs``.
    """
    found = {
        "type": "usage_limit_reached",
        "message": "The usage limit has been reached",
        "plan_type": "plus",
    }
    return {"error": {**found, "resets_at": ends}}, {}


def error(status: int) -> Json:
    """The body of a failed request."""
    kinds = {401: "invalid_api_key", 429: "rate_limit_exceeded", 529: "server_is_overloaded"}
    return {
        "error": {"type": "error", "code": kinds.get(status, "server_error"), "message": f"status {status}"}
    }

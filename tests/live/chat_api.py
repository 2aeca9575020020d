"""OpenAI Chat Completions: a request read into a turn, and answers written as server-sent events."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.live.script import Script
from tests.live.turns import Turn

Json = dict[str, Any]
_ADDED = re.compile(
    r"\s*(<[a-z_-]+>|This is the Qwen Code|I switched to a new code base|Here are summaries"
    r"|Don't try and edit any existing code|I am not sharing any files"
    r"|Change the greeting to be more casual|I have \*added these files)"
)
_SIDE = re.compile(
    r"\s*(Generate a title|You are a title generator|You are a security classifier|Managed memory directory"
    r"|\*Briefly\* summarize)"
)
_REMINDER = re.compile(r"\n\nTo suggest changes to a file you MUST .*", re.DOTALL)
_CLOCK = re.compile(r"\A<current_datetime>[^<]*</current_datetime>\n\n")
"""Copilot CLI puts it before every prompt."""
_AIDER = re.compile(r"^Act as an expert", re.MULTILINE)
_SHELL = ("run_shell_command", "bash", "shell")


def turn_of(body: Json) -> Turn:
    """The turn in a request body."""
    messages = body.get("messages", [])
    texts = tuple(text for message in messages if message.get("role") == "user" for text in _texts(message))
    tools = tuple(tool.get("function", {}).get("name", "") for tool in body.get("tools") or [])
    last = messages[-1] if messages else {}
    system = "\n".join(x for message in messages if message.get("role") == "system" for x in _all(message))
    is_side = any(_SIDE.match(text) for text in (system, *texts[-1:]))
    return Turn(
        api="chat",
        conversation="",
        texts=texts,
        side=is_side or not (tools or _AIDER.search(system)),
        follows_tool=last.get("role") == "tool",
        tools=tools,
        tool_result=json.dumps(last.get("content", "")) if last.get("role") == "tool" else "",
    )


def _all(message: Json) -> list[str]:
    content = message.get("content") or ""
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return [block["text"] for block in blocks if block.get("type") == "text"]


def _texts(message: Json) -> list[str]:
    texts = [_CLOCK.sub("", text) for text in _all(message)]
    return [_REMINDER.sub("", text) for text in texts if not _ADDED.match(text)]


def opening(script: Script, model: str) -> Iterator[bytes]:
    """What is sent before the first word."""
    del script
    yield _chunk(model, {"role": "assistant", "content": ""})


def words(script: Script, parts: list[str]) -> Iterator[bytes]:
    """A text answer, one event for each part."""
    for part in parts:
        yield _chunk("local", {"content": part})
    yield from _ending(script, "stop")


def call(script: Script, name: str, arguments: Json) -> Iterator[bytes]:
    """A tool call as the whole answer."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    wanted = {"index": 0, "id": f"call_{uuid4().hex}", "type": "function", "function": function}
    yield _chunk("local", {"tool_calls": [wanted]})
    yield from _ending(script, "tool_calls")


def _ending(script: Script, reason: str) -> Iterator[bytes]:
    yield _chunk("local", {}, reason)
    yield _event({**_head("local"), "choices": [], "usage": _usage(script)})
    yield b"data: [DONE]\n\n"


def _usage(script: Script) -> Json:
    return {"prompt_tokens": script.tokens, "completion_tokens": 20, "total_tokens": script.tokens + 20}


def _head(model: str) -> Json:
    return {"id": "chatcmpl-local", "object": "chat.completion.chunk", "created": 1, "model": model}


def _chunk(model: str, delta: Json, reason: str | None = None) -> bytes:
    return _event({**_head(model), "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def _event(body: Json) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


def whole(script: Script, model: str) -> Json:
    """The answer to a request that does not stream."""
    message = {"role": "assistant", "content": script.say}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {**_head(model), "object": "chat.completion", "choices": [choice], "usage": _usage(script)}


def tool_call(turn: Turn, script: Script) -> tuple[str, Json] | None:
    """The tool and its arguments that do what a script wants, or ``None`` for words."""
    if script.ask and "question" in turn.tools:
        options = [{"label": choice, "description": f"Choose {choice}"} for choice in script.ask[1:]]
        return "question", {
            "questions": [{"question": script.ask[0], "header": "Choice", "options": options}]
        }
    command = script.shell or script.run
    name = next((tool for tool in _SHELL if tool in turn.tools), "")
    if not command or not name:
        return None
    return name, {"command": command, "description": "Run what was asked", "is_background": False}


def usage_limit(ends: int) -> tuple[Json, dict[str, str]]:
    """Body and headers of a request refused until ``ends``: the account has no quota left.

    https://platform.openai.com/docs/guides/error-codes
    """
    message = "You exceeded your current quota, please check your plan and billing details."
    body = {"message": message, "type": "insufficient_quota", "code": "insufficient_quota", "param": None}
    return {"error": body}, {"retry-after": str(max(0, ends - int(time.time())))}


def error(status: int) -> Json:
    """The body of a failed request."""
    kinds = {401: "invalid_api_key", 429: "rate_limit_exceeded", 529: "overloaded"}
    kind = kinds.get(status, "server_error")
    return {"error": {"message": f"status {status}", "type": kind, "code": kind, "param": None}}

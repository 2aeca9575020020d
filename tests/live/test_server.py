"""The model server answers as scripted and remembers exactly what arrived."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.live.model_server import ModelServer
from tests.support.waiting import until

Json = dict[str, Any]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
TOOLS = {"messages": [{"name": "Bash"}, {"name": "Read"}], "responses": [{"name": "exec_command"}]}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def body_of(api: str, *texts: str, stream: bool = True) -> Json:
    talk = [{"role": "user", "content": text} for text in texts]
    if api == "messages":
        return {"model": "m", "messages": talk, "stream": stream, "tools": TOOLS[api]}
    return {"model": "m", "input": talk, "stream": stream, "tools": TOOLS[api], "prompt_cache_key": "one"}


def post(server: ModelServer, api: str, body: Json) -> str:
    request = urllib.request.Request(  # noqa: S310 - the server's own address
        f"{server.url}/v1/{api}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with OPENER.open(request, timeout=10) as answer:
        return answer.read().decode()


def events(text: str) -> list[Json]:
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_text_is_streamed_as_the_prompt_asks(server: ModelServer, api: str) -> None:
    sent = events(post(server, api, body_of(api, "say:all good; really")))
    assert "all good; really" in json.dumps(sent)
    assert sent[-1]["type"] in ("message_stop", "response.completed")


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_a_prompt_is_remembered_to_the_byte(server: ModelServer, api: str) -> None:
    text = "one\n\ttwo; 'three' \\ ünïcödé ✓ 🚀\n\nlast"
    post(server, api, body_of(api, text))
    assert server.oracle.texts() == [text]


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_a_conversation_that_grows_adds_only_what_is_new(server: ModelServer, api: str) -> None:
    post(server, api, body_of(api, "first"))
    post(server, api, body_of(api, "first"))
    post(server, api, body_of(api, "first", "second"))
    assert server.oracle.texts() == ["first", "second"]


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_the_same_text_said_twice_counts_twice(server: ModelServer, api: str) -> None:
    post(server, api, body_of(api, "again"))
    post(server, api, body_of(api, "again", "again"))
    assert server.oracle.texts() == ["again", "again"]


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_a_request_without_tools_is_kept_apart(server: ModelServer, api: str) -> None:
    post(server, api, {**body_of(api, "Write a title for: shell:rm x"), "tools": []})
    assert server.oracle.texts() == []
    assert len(server.oracle.sides) == 1


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_a_shell_marker_becomes_a_tool_call(server: ModelServer, api: str) -> None:
    assert "touch there" in post(server, api, body_of(api, "shell:touch there"))


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_usage_is_what_the_prompt_says(server: ModelServer, api: str) -> None:
    assert '"input_tokens": 150000' in post(server, api, body_of(api, "tokens:150000 say:read it"))


@pytest.mark.parametrize("api", ["messages", "responses"])
def test_an_error_may_pass_after_some_tries(server: ModelServer, api: str) -> None:
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError, match="529"):
            post(server, api, body_of(api, "error:529x2 say:through"))
    assert "through" in post(server, api, body_of(api, "error:529x2 say:through"))
    assert len(server.oracle.texts()) == 1


def test_a_silent_answer_ends_when_told_to_go_on(server: ModelServer) -> None:
    answers: list[str] = []
    asking = threading.Thread(
        target=lambda: answers.append(post(server, "messages", body_of("messages", "hang say:woken")))
    )
    asking.start()
    until(server.oracle.texts)
    assert not answers
    server.go_on()
    asking.join(5)
    assert "woken" in answers[0]


def test_a_slow_answer_takes_its_time(server: ModelServer) -> None:
    start = time.monotonic()
    sent = events(post(server, "messages", body_of("messages", "slow:1 say:done")))
    assert time.monotonic() - start > 0.8
    assert sum(event["type"] == "content_block_delta" for event in sent) > 8


def test_any_other_host_is_refused_and_remembered(server: ModelServer) -> None:
    through = urllib.request.build_opener(
        urllib.request.ProxyHandler({"http": server.url, "https": server.url})
    )
    for address in ("http://example.org/x", "https://example.org/x"):
        with pytest.raises(OSError, match="403"):
            through.open(address, timeout=5)
    assert server.oracle.strays == ["GET http://example.org/x", "CONNECT example.org:443"]


def test_what_an_agent_adds_by_itself_is_not_a_prompt(server: ModelServer) -> None:
    post(server, "messages", body_of("messages", "<system-reminder>\nnote</system-reminder>", "real"))
    post(server, "responses", body_of("responses", "<environment_context>x</environment_context>", "real"))
    assert server.oracle.texts() == ["real", "real"]


def ask_chat(server: ModelServer, *texts: str) -> str:
    tools = [{"type": "function", "function": {"name": "bash"}}]
    talk = [{"role": "user", "content": text} for text in texts]
    return post(server, "chat/completions", {"model": "m", "messages": talk, "stream": True, "tools": tools})


def ask_gemini(server: ModelServer, *texts: str) -> str:
    tools = [{"functionDeclarations": [{"name": "run_shell_command"}, {"name": "write_file"}]}]
    talk = [{"role": "user", "parts": [{"text": text}]} for text in texts]
    return post(server, "models/m:streamGenerateContent", {"contents": talk, "tools": tools})


@pytest.mark.parametrize("ask", [ask_chat, ask_gemini])
def test_the_other_apis_say_call_and_remember_as_well(server: ModelServer, ask: Callable[..., str]) -> None:
    text = "say:all good; really\n\tünïcödé ✓"
    assert "all good; really" in ask(server, text)
    assert "touch made" in ask(server, text, "shell:touch made")
    assert server.oracle.texts() == [text, "shell:touch made"]
    assert "4242" in ask(server, "tokens:4242 say:counted")


ASKS: dict[str, Callable[..., str]] = {
    "messages": lambda server, text: post(server, "messages", body_of("messages", text)),
    "responses": lambda server, text: post(server, "responses", body_of("responses", text)),
    "chat": ask_chat,
    "gemini": ask_gemini,
}
KINDS = {
    "messages": {
        401: "authentication_error",
        429: "rate_limit_error",
        500: "api_error",
        529: "overloaded_error",
    },
    "responses": {401: "invalid_api_key", 429: "rate_limit_exceeded", 500: "server_error", 529: "overloaded"},
    "chat": {401: "invalid_api_key", 429: "rate_limit_exceeded", 500: "server_error", 529: "overloaded"},
    "gemini": {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 529: "UNAVAILABLE"},
}


@pytest.mark.parametrize("status", [401, 429, 500, 529])
@pytest.mark.parametrize("api", ASKS)
def test_every_api_refuses_in_its_own_words_and_says_when_to_come_back(
    server: ModelServer, api: str, status: int
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ASKS[api](server, f"error:{status} retry:7 say:never")
    with refused.value as answer:
        assert answer.code == status
        assert answer.headers["retry-after"] == "7"
        assert KINDS[api][status] in answer.read().decode()


@pytest.mark.parametrize("api", ASKS)
def test_no_answer_says_when_to_come_back_unasked(server: ModelServer, api: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ASKS[api](server, "error:429 say:never")
    with refused.value as answer:
        assert answer.headers["retry-after"] is None


@pytest.mark.parametrize("api", ASKS)
def test_a_connection_may_be_dropped_before_any_answer(server: ModelServer, api: str) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        ASKS[api](server, "drop:0x1 say:through")
    assert "through" in ASKS[api](server, "drop:0x1 say:through")
    assert len(server.oracle.texts()) == 1


@pytest.mark.parametrize("api", ASKS)
def test_a_connection_may_be_dropped_in_the_middle_of_an_answer(server: ModelServer, api: str) -> None:
    with pytest.raises(http.client.IncompleteRead) as broken:
        ASKS[api](server, "slow:1 drop:5x1 say:the end")
    assert b"word 0" in broken.value.partial
    assert b"the end" not in broken.value.partial
    assert "the end" in ASKS[api](server, "slow:1 drop:5x1 say:the end")

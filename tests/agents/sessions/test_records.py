"""The agents' own session files, as the real programs wrote them: every step of a session is known from its end."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.claude import ClaudeSession
from fleetui.agents.sessions.codex import CodexSession
from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.records import percent_left
from fleetui.model.session import SessionFacts, Windows

SESSIONS = Path(__file__).parents[2] / "captures" / "sessions"


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SESSIONS / name).read_text("utf-8").splitlines()]


def steps(name: str, parser: ClaudeSession | CodexSession) -> list[SessionFacts]:
    """The facts after each record."""
    found = []
    for record in records(name):
        parser.take(record)
        found.append(parser.facts)
    return found


CLAUDE = steps("claude-2.1.197.jsonl", ClaudeSession(Windows(200_000)))
CODEX = steps("codex-0.169.0.jsonl", CodexSession())


def test_claude_s_context_is_of_the_usable_window() -> None:
    answered = next(facts for facts in CLAUDE if facts.context_tokens)
    assert (answered.context_tokens, answered.window, answered.context_left) == (50_000, 200_000, 72)
    assert ClaudeSession().facts.context_left is None


def test_codex_s_context_is_what_codex_shows() -> None:
    answered = next(facts for facts in CODEX if facts.context_tokens)
    assert (answered.context_tokens, answered.window, answered.context_left) == (50_020, 258_400, 85)


@pytest.mark.parametrize("found", [CLAUDE, CODEX], ids=["claude", "codex"])
def test_a_turn_begins_runs_a_tool_and_ends_with_its_last_message(found: list[SessionFacts]) -> None:
    assert next(facts.turn_ended for facts in found if facts.turn_ended is not None) is False
    ended = next(facts for facts in found if facts.turn_ended)
    assert ended.last_message == "first answer"
    assert any(facts.tool_runs and facts.last_tool.endswith("false") for facts in found)
    assert not any(facts.tool_runs and facts.turn_ended for facts in found)


def test_the_same_command_that_fails_again_is_counted() -> None:
    assert max(facts.fails for facts in CLAUDE) >= 3
    assert {facts.failing for facts in CLAUDE} == {"", "Bash false"}
    assert max(facts.fails for facts in CODEX) == 3


def test_a_limit_and_an_error_that_ended_a_turn_are_told_apart() -> None:
    errors = {facts.error.split(" · ")[0][:20]: facts for facts in CLAUDE if facts.error}
    assert [facts.limited for facts in errors.values()] == [True, False]
    assert all(facts.turn_ended for facts in errors.values())


def test_an_error_is_an_earlier_turns_from_the_next_prompt_until_an_answer() -> None:
    parser = ClaudeSession()
    seen = []
    for record in (_prompt("a"), _refusal("500 no"), _prompt("b"), _prompt("c"), _call("1", "Bash", {})):
        parser.take(record)
        seen.append((parser.facts.error, parser.facts.earlier_error))
    assert seen == [("", ""), ("500 no", ""), ("", "500 no"), ("", "500 no"), ("", "")]


def test_after_a_compaction_older_figures_no_longer_hold() -> None:
    assert (CLAUDE[-1].compactions, CLAUDE[-1].context_tokens, CLAUDE[-1].context_left) == (1, 811, 100)
    compacted = next(facts for facts in CODEX if facts.compactions)
    assert compacted.context_left is None


def test_an_interrupted_tool_did_not_fail() -> None:
    parser = ClaudeSession()
    parser.take(_call("t1", "Bash", {"command": "make"}))
    parser.take(_result("t1", "The user doesn't want to proceed with this tool use.", failed=True))
    assert (parser.facts.failed_tools, parser.facts.tool_runs) == (0, False)


def test_a_command_that_passes_no_longer_fails_and_another_starts_anew() -> None:
    parser = ClaudeSession()
    for number, failed in enumerate([True, True, False, True]):
        parser.take(_call(str(number), "Bash", {"command": "make"}))
        parser.take(_result(str(number), "x", failed=failed))
    assert (parser.facts.failing, parser.facts.fails, parser.facts.failed_tools) == ("Bash make", 1, 3)


def test_edits_that_failed_and_the_to_do_list_are_known() -> None:
    parser = ClaudeSession()
    parser.take(_call("1", "Edit", {"file_path": "/a.py"}))
    parser.take(_result("1", "String not found", failed=True))
    todos = [{"status": "completed"}, {"status": "in_progress"}, {"status": "pending"}, 3]
    parser.take(_call("2", "TodoWrite", {"todos": todos}))
    facts = parser.facts
    assert (facts.failed_edits, facts.todo_done, facts.todo_all) == (1, 1, 4)


def test_codex_s_plan_is_its_to_do_list() -> None:
    parser = CodexSession()
    plan = json.dumps({"plan": [{"step": "a", "status": "completed"}, {"step": "b", "status": "pending"}]})
    parser.take(_item({"type": "function_call", "name": "update_plan", "call_id": "1", "arguments": plan}))
    assert (parser.facts.todo_done, parser.facts.todo_all) == (1, 2)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"cmd": "make test"}, "make test"),
        ({"command": ["bash", "-lc", "make test"]}, "make test"),
        ({"command": ["make", "test"]}, "make test"),
        ({}, ""),
    ],
)
def test_codex_s_commands_are_shown_as_they_would_be_typed(given: dict[str, Any], shown: str) -> None:
    parser = CodexSession()
    call = {"type": "function_call", "name": "shell", "call_id": "1", "arguments": json.dumps(given)}
    parser.take(_item(call))
    assert parser.facts.last_tool == shown


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("Process exited with code 1\nOutput:\n", 1),
        ("Process exited with code 0\nOutput:\nProcess exited", 0),
        (json.dumps({"output": "x", "metadata": {"exit_code": 2}}), 1),
        ({"content": "x", "success": False}, 1),
        ("{", 0),
        (None, 0),
    ],
)
def test_codex_s_failures_are_known_by_their_exit_code(output: object, failed: int) -> None:
    parser = CodexSession()
    parser.take(_item({"type": "function_call", "name": "shell", "call_id": "1", "arguments": "{}"}))
    parser.take(_item({"type": "function_call_output", "call_id": "1", "output": output}))
    assert parser.facts.failed_tools == failed


def test_what_a_subagent_does_is_its_own() -> None:
    parser = ClaudeSession(Windows(200_000))
    parser.take({**_call("1", "Bash", {"command": "x"}, tokens=90_000), "isSidechain": True})
    assert parser.facts == SessionFacts()


@pytest.mark.parametrize(
    ("model", "window"),
    [
        ("claude-opus-5-5", 1_000_000),
        ("claude-opus-4-8", 1_000_000),
        ("claude-sonnet-4-5[1m]", 1_000_000),
        ("claude-sonnet-4-5-20250929", 200_000),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 200_000),
        ("claude-haiku-4-5", 200_000),
        ("claude-opus-5-7", None),
        ("gpt-5.2", None),
        ("", None),
    ],
)
def test_claude_s_context_is_of_the_window_that_its_model_has(model: str, window: int | None) -> None:
    source = load_profiles()["claude"].session
    assert source
    parser = ClaudeSession(source.windows)
    parser.take(_call("1", "Bash", {}, tokens=100_000, model=model))
    left = {1_000_000: 90, 200_000: 44, None: None}[window]
    assert (parser.facts.window, parser.facts.context_left, parser.facts.context_tokens) == (
        window,
        left,
        100_000,
    )


def test_a_session_that_takes_more_than_the_window_has_the_large_one_from_then_on() -> None:
    parser = ClaudeSession(Windows(0, ((re.compile("sonnet"), 200_000),)))
    for tokens, left in ((100_000, 44), (250_000, 74), (100_000, 90)):
        parser.take(_call("1", "Bash", {}, tokens=tokens, model="sonnet"))
        assert parser.facts.context_left == left
    assert parser.facts.window_from == "taken"
    parser.take(_call("1", "Bash", {}, tokens=100_000, model="sonnet-2"))
    assert parser.facts.context_left == 44


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_percentage_is_one_or_not_known(tokens: int, window: int, reserved: int) -> None:
    left = percent_left(tokens, window, reserved)
    assert left is None or 0 <= left <= 100


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=3,
)
KEYS = ("type", "message", "payload", "content", "isMeta", "subtype", "usage", "compactMetadata", "error", "input",
        "name", "id", "info", "arguments", "output", "plan", "sessionId", "stop_reason", "call_id")  # fmt: skip
WORDS = st.sampled_from(["assistant", "user", "system", "tool_use", "tool_result", "text", "event_msg", "token_count",
                         "response_item", "function_call", "function_call_output", "task_started", "turn_duration",
                         "compact_boundary", "TodoWrite", "update_plan", "end_turn"])  # fmt: skip
odd = st.dictionaries(
    st.sampled_from(KEYS),
    WORDS | values | st.lists(st.dictionaries(st.sampled_from(KEYS), WORDS | values, max_size=4), max_size=2)
    | st.dictionaries(st.sampled_from(KEYS), WORDS | values, max_size=4),
    max_size=5,
)  # fmt: skip


@given(st.sampled_from(sorted(PARSERS)), st.lists(odd, max_size=6))
def test_no_record_makes_a_parser_fail(name: str, given_records: list[Mapping[str, Any]]) -> None:
    parser = PARSERS[name](Windows(200_000))
    for record in given_records:
        parser.take(record)
        parser.opening(record)
        parser.status(record)
    facts = parser.facts
    assert facts.last_tool.isprintable()
    assert facts.last_message.isprintable()


def _prompt(text: str) -> dict[str, Any]:
    return {"type": "user", "message": {"content": text}}


def _refusal(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {"type": "assistant", "isApiErrorMessage": True, "message": {"content": content}}


def _call(call: str, name: str, given: dict[str, Any], tokens: int = 10, model: str = "") -> dict[str, Any]:
    part = {"type": "tool_use", "id": call, "name": name, "input": given}
    message = {"content": [part], "usage": {"input_tokens": tokens}, "stop_reason": "tool_use"}
    return {"type": "assistant", "message": {**message, "model": model}}


def _result(call: str, text: str, *, failed: bool) -> dict[str, Any]:
    part = {"type": "tool_result", "tool_use_id": call, "content": text, "is_error": failed}
    return {"type": "user", "message": {"content": [part]}}


def _item(payload: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response_item", "payload": payload}


@pytest.mark.parametrize("kind", ["user", "system"])
def test_once_another_model_was_chosen_the_context_is_not_known_until_it_answers(kind: str) -> None:
    parser = ClaudeSession(Windows(0, ((re.compile("opus"), 1_000_000), (re.compile("haiku"), 200_000))))
    parser.take(_call("1", "Bash", {}, tokens=150_000, model="claude-opus-5-5"))
    said = "<local-command-stdout>Set model to \x1b[1mHaiku 4.5\x1b[22m</local-command-stdout>"
    kept = "<local-command-stdout>Kept model as Opus</local-command-stdout>"
    for text, left in ((kept, 85), (said, None)):
        record = {"type": "user", "message": {"content": text}}
        parser.take(
            record if kind == "user" else {"type": "system", "subtype": "local_command", "content": text}
        )
        assert parser.facts.context_left == left
    parser.take(_call("2", "Bash", {}, tokens=150_000, model="claude-haiku-4-5"))
    assert parser.facts.context_left == 17

"""What Gemini CLI and Qwen Code wrote in real sessions: turns, tools, limits and compressions are known from it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.formats import PARSERS
from fleetui.model.limit import Limit
from fleetui.model.quota import Quota, QuotaWindow
from fleetui.model.session import SessionFacts, SessionSource, Windows

SESSIONS = Path(__file__).parents[2] / "captures" / "sessions"


def source(cli: str) -> SessionSource:
    found = load_profiles()[cli].session
    assert found is not None
    return found


def steps(name: str) -> list[SessionFacts]:
    """The facts after each record, as the shipped profile has them read."""
    known = source(name.partition("-")[0])
    parser = PARSERS[known.format](known.windows)
    found = []
    for line in (SESSIONS / name).read_text("utf-8").splitlines():
        parser.take(json.loads(line))
        found.append(parser.facts)
    return found


GEMINI, GEMINI_TOOLS = steps("gemini-0.61.0.jsonl"), steps("gemini-0.61.0-tools.jsonl")
QWEN, QWEN_LIMITED = steps("qwen-0.15.10.jsonl"), steps("qwen-0.15.10-limited.jsonl")
BOTH = pytest.mark.parametrize("found", [GEMINI, QWEN], ids=["gemini", "qwen"])
TOOLS = pytest.mark.parametrize("found", [GEMINI_TOOLS, QWEN_LIMITED], ids=["gemini", "qwen"])


def said(found: list[SessionFacts], message: str) -> SessionFacts:
    return next(facts for facts in found if facts.last_message == message)


@BOTH
def test_the_tokens_of_the_last_answer_are_the_context(found: list[SessionFacts]) -> None:
    assert said(found, "first answer").context_tokens == 50_000
    assert found[-1].context_tokens == 9_000


def test_gemini_s_window_is_that_of_its_model_and_says_so() -> None:
    facts = said(GEMINI, "first answer")
    assert (facts.model, facts.window, facts.window_from) == ("gemini-2.5-pro", 1_048_576, "model")
    assert facts.context_left == 95


def test_of_a_model_that_no_table_names_the_window_is_not_known() -> None:
    assert source("gemini").windows.of("somebody-else-1") == (0, "")
    assert Windows(200_000, ((re.compile(r"\[1m\]"), 1_000_000),)).of("x[1m]") == (1_000_000, "model")
    assert Windows(200_000).of("x") == (200_000, "assumed")


def test_qwen_s_window_is_what_its_chat_says_else_not_known() -> None:
    assert said(QWEN, "first answer").context_left is None
    parser = PARSERS["qwen"](Windows())
    parser.take(answer(usageMetadata={"promptTokenCount": 50_000}, contextWindowSize=200_000))
    facts = parser.facts
    assert (facts.context_left, facts.window, facts.window_from) == (75, 200_000, "file")


@BOTH
def test_a_compression_is_counted_and_what_was_measured_before_is_gone(found: list[SessionFacts]) -> None:
    place = next(place for place, facts in enumerate(found) if facts.compactions)
    assert found[place].context_tokens in (None, 1040)
    assert found[-1].compactions == 1
    assert said(found, "after the compression").context_tokens == 60_000


@BOTH
def test_a_command_that_fails_is_counted_in_its_turn_alone(found: list[SessionFacts]) -> None:
    assert {facts.failing for facts in found} == {"", "run_shell_command false"}
    failed = next(facts for facts in found if facts.failed_tools)
    assert (failed.failed_tools, failed.failed_edits) == (1, 0)
    assert said(found, "came after all").failed_tools == 0


@TOOLS
def test_a_failed_edit_and_the_to_do_list_are_known(found: list[SessionFacts]) -> None:
    edited = next(facts for facts in found if facts.failed_edits)
    assert re.fullmatch(r"(edit|replace) /home/operator/project/none\.py", edited.last_tool)
    assert (found[-1].todo_done, found[-1].todo_all) == (1, 2)


@BOTH
def test_a_final_error_ends_the_turn_and_is_no_limit(found: list[SessionFacts]) -> None:
    failed = next(facts for facts in found if facts.error)
    assert "401" in failed.error
    assert (failed.turn_ended, failed.limited) == (True, False)
    assert found[-1].error == ""


def test_qwen_s_limit_is_known_while_its_screen_shows_nothing() -> None:
    limited = [facts for facts in QWEN_LIMITED if facts.limited]
    assert all(facts.turn_ended is False and facts.error == "429 status 429" for facts in limited)
    assert [round(facts.turn_at) for facts in limited][:2] == [1795269974, 1795269980]


def test_qwen_s_tries_are_counted() -> None:
    limits = [facts.limit for facts in QWEN_LIMITED if facts.limited]
    assert limits == [Limit("rate limit", attempt) for attempt in range(1, 7)]


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        (
            '[API Error: {"error":{"code":429,"message":"Please retry in 27.3s."}}]',
            Limit("rate limit", resets="27.3s"),
        ),
        ('[API Error: {"error":{"code":503,"message":"busy"}}]', Limit("overloaded")),
        ('[API Error: {"error":{"code":401,"message":"429 is no code here"}}]', None),
    ],
)
def test_gemini_s_final_error_is_a_limit_by_its_code(said: str, limit: Limit | None) -> None:
    parser = PARSERS["gemini"](Windows())
    parser.take({"type": "error", "content": said})
    assert (parser.facts.limit, parser.facts.limited) == (limit, limit is not None)


def test_codex_s_rollout_says_what_the_account_may_still_spend() -> None:
    parser = PARSERS["codex"](Windows())
    limits = {
        "primary": {"used_percent": 62.0, "window_minutes": 300, "resets_at": 1796000000},
        "secondary": {"used_percent": 8, "window_minutes": 10080},
    }
    parser.take({**happened("token_count", rate_limits=limits), "timestamp": "2026-11-29T12:00:00Z"})
    windows = (QuotaWindow("5h", 62.0, 1796000000.0), QuotaWindow("week", 8.0))
    at = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()
    assert parser.facts.quota == Quota(windows, at)
    hostile = {
        "primary": {"used_percent": True, "window_minutes": 300},
        "secondary": {"used_percent": "9" * 400},
    }
    parser.take(happened("token_count", rate_limits=hostile))
    parser.take(happened("token_count", rate_limits={"primary": None, "secondary": None}))
    assert parser.facts.quota == Quota(windows, at)


def test_codex_s_usage_limit_ends_when_the_window_that_is_used_up_begins_anew() -> None:
    parser = PARSERS["codex"](Windows())
    limits = {
        "primary": {"used_percent": 100.0, "resets_at": 1795300000},
        "secondary": {"used_percent": 40.0},
    }
    parser.take(happened("token_count", rate_limits=limits))
    parser.take(
        happened("error", message="You've hit your usage limit.", codex_error_info="usage_limit_exceeded")
    )
    assert parser.facts.limit == Limit("usage limit", reset_at=1795300000.0)
    parser.take(
        happened("token_count", rate_limits={"primary": {"used_percent": 3.0, "resets_at": 1795300000}})
    )
    parser.take(happened("error", message="You've hit your usage limit. Try again at 3:05 PM."))
    assert parser.facts.limit == Limit("usage limit", resets="3:05 PM")
    parser.take(happened("task_started"))
    assert parser.facts.limit is None


def test_claude_s_usage_limit_says_when_it_resets() -> None:
    parser = PARSERS["claude"](Windows())
    told = {"content": [{"type": "text", "text": "You've hit your limit · resets 3pm (UTC)"}]}
    parser.take({"type": "assistant", "isApiErrorMessage": True, "error": "rate_limit", "message": told})
    assert parser.facts.limit == Limit("usage limit", resets="3pm (UTC)")
    assert [facts.limit for facts in steps("claude-2.1.197.jsonl") if facts.limited][:1] == [
        Limit("rate limit")
    ]


def test_an_answer_after_a_limit_ends_it() -> None:
    parser = PARSERS["qwen"](Windows())
    parser.take(refused(429))
    assert parser.facts.limited
    parser.take(answer(message={"parts": [{"text": "came after all"}]}))
    assert (parser.facts.limited, parser.facts.error, parser.facts.turn_ended) == (False, "", True)


def test_a_request_of_qwen_s_that_the_operator_stops_is_no_error() -> None:
    parser = PARSERS["qwen"](Windows())
    parser.take(refused(429))
    parser.take(refused(0, error_message="Request was aborted."))
    assert (parser.facts.error, parser.facts.limited, parser.facts.turn_ended) == ("", False, True)


def test_a_connection_that_breaks_does_not_end_qwen_s_turn() -> None:
    parser = PARSERS["qwen"](Windows())
    parser.take(refused(0, error_message="Connection error."))
    assert (parser.facts.error, parser.facts.limited, parser.facts.turn_ended) == (
        "Connection error.",
        False,
        False,
    )


def test_a_prompt_that_claude_writes_behind_its_answer_does_not_begin_the_turn_again() -> None:
    parser = PARSERS["claude"](Windows())
    said = {"content": [{"type": "text", "text": "measured"}], "stop_reason": "end_turn"}
    parser.take({"type": "assistant", "message": said, "timestamp": "2026-11-21T15:47:54.800Z"})
    told = {"type": "user", "message": {"content": "measure"}}
    parser.take({**told, "timestamp": "2026-11-21T15:47:54.500Z"})
    assert (parser.facts.turn_ended, parser.facts.last_message) == (True, "measured")
    parser.take({**told, "timestamp": "2026-11-21T15:47:59.500Z"})
    assert (parser.facts.turn_ended, parser.facts.last_message) == (False, "")


def test_what_qwen_s_side_requests_meet_is_not_the_agent_s_state() -> None:
    parser = PARSERS["qwen"](Windows())
    parser.take(refused(429, prompt="s#managed-auto-memory-extractor-x#0", subagent_name="memory"))
    assert (parser.facts.limited, parser.facts.error) == (False, "")


def test_gemini_does_not_say_whether_more_follows_a_text() -> None:
    assert said(GEMINI, "first answer").turn_ended is None
    cancelled = next(facts for facts in GEMINI_TOOLS if facts.turn_ended)
    assert cancelled.error == ""


def test_a_turn_has_the_time_that_its_record_names() -> None:
    began = next(facts for facts in GEMINI if facts.turn_ended is False)
    assert began.turn_at == pytest.approx(1795269588.796)


def test_the_same_message_told_again_counts_its_tools_once() -> None:
    parser = PARSERS["gemini"](Windows())
    call = {"id": "1", "name": "run_shell_command", "args": {"command": "make"}, "status": "error"}
    for _ in range(2):
        parser.take({"id": "m", "type": "gemini", "content": "", "toolCalls": [call]})
    assert (parser.facts.failed_tools, parser.facts.failing) == (1, "run_shell_command make")


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("Output: x\nExit Code: 2\nProcess Group PGID: 1\n</untrusted_context>", 1),
        (
            "Command: x\nOutput: Exit Code: 1\nError: (none)\nExit Code: 0\nSignal: 0\nProcess Group PGID: 1",
            0,
        ),
        ("Output: a log\nExit Code: 3\nand more of it\nProcess Group PGID: 1", 0),
        ("", 0),
    ],
)
def test_only_the_exit_code_that_a_report_ends_with_counts(output: str, failed: int) -> None:
    parser = PARSERS["qwen"](Windows())
    response = {"functionResponse": {"response": {"output": output}}}
    parser.take({"type": "tool_result", "message": {"parts": [response]}, "toolCallResult": {"callId": "1"}})
    assert parser.facts.failed_tools == failed


RECORDS = [
    (name.name.partition("-")[0], json.loads(line))
    for name in sorted(SESSIONS.glob("*.jsonl"))
    for line in name.read_text("utf-8").splitlines()
]
ODD = st.sampled_from([None, True, -1, 10**400, 1e308, float("nan"), "", "\x1b[2J\u202e", "\ud800", "x" * 5000, [],
                       [[]], [None, 3, {}], {}, {"type": 7}, {"text": []}, "2026-99-99T00:00:00Z"])  # fmt: skip


def spoilt(value: Any, keep: st.DataObject) -> Any:
    """The same record with one value in it, at any depth, replaced by something else."""
    if isinstance(value, (dict, list)) and value and keep.draw(st.integers(0, 3)):
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        key = keep.draw(st.sampled_from(keys))
        copy = value.copy()
        copy[key] = spoilt(value[key], keep)
        return copy
    return keep.draw(ODD)


@given(st.data())
def test_no_spoilt_record_makes_a_parser_fail(data: st.DataObject) -> None:
    cli, record = data.draw(st.sampled_from(RECORDS))
    parser = PARSERS[cli](source(cli).windows)
    for one in (record, {key: spoilt(value, data) for key, value in record.items()}, record):
        parser.take(one)
        parser.opening(one)
        parser.status(one)
    facts = parser.facts
    shown = (facts.last_tool, facts.last_message, facts.error, facts.model, facts.failing)
    assert all(text.isprintable() for text in shown)
    assert facts.context_left is None or 0 <= facts.context_left <= 100


def happened(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "event_msg", "payload": {"type": kind, **more}}


def answer(**more: Any) -> dict[str, Any]:
    return {"type": "assistant", "model": "m", "message": {"parts": []}, **more}


def refused(code: int, prompt: str = "s########0", **more: Any) -> dict[str, Any]:
    event = {"event.name": "qwen-code.api_error", "status_code": code, "error_message": "no", **more}
    payload = {"uiEvent": {**event, "prompt_id": prompt}}
    return {"type": "system", "subtype": "ui_telemetry", "systemPayload": payload}

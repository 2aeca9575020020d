"""What answers took is counted once, however often a file has them, and what was copied from before is left out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.spent import Spent
from fleetui.model.session import NO_WINDOWS
from fleetui.model.tokens import Tokens, Usage

SESSIONS = Path(__file__).parents[2] / "captures" / "sessions"
NOW = 1_700_000_000.0


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def answer(key: str, at: float, *, output: int = 5, **more: Any) -> dict[str, Any]:
    usage = {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 30}
    message = {"id": key, "model": "claude-opus-5-5", "usage": {**usage, "output_tokens": output}}
    return {"type": "assistant", "timestamp": stamp(at), "message": message, **more}


def counted(cli: str, *records: dict[str, Any], began: float = NOW - 10) -> Spent:
    parser, spent = PARSERS[cli](NO_WINDOWS), Spent(began)
    for record in records:
        spent.take(parser.usages(record))
    return spent


def test_records_of_one_answer_count_once_with_the_last_figures() -> None:
    spent = counted("claude", answer("m1", NOW, output=1), answer("m1", NOW, output=9), answer("m2", NOW))
    assert spent.total == Tokens(20, 40, 60, 14)


def test_what_its_own_agents_took_counts() -> None:
    assert counted("claude", answer("m1", NOW), answer("m2", NOW, isSidechain=True)).total.output == 10


def test_history_that_was_copied_into_a_session_is_left_out() -> None:
    assert counted("claude", answer("old", NOW - 60), answer("new", NOW)).total == Tokens(10, 20, 30, 5)


def test_words_that_no_model_said_took_nothing() -> None:
    said = {
        **answer("m1", NOW),
        "message": {"id": "m1", "model": "<synthetic>", "usage": {"input_tokens": 9}},
    }
    assert (
        counted("claude", said, {"type": "user", "message": {"usage": {"input_tokens": 9}}}).total == Tokens()
    )


def codex(kind: str, thread: int, at: float = NOW, **usage: int) -> dict[str, Any]:
    took, whole = {"total_tokens": 1, **usage}, {"total_tokens": thread}
    payload = (
        {"usage": took, "thread_token_usage": whole}
        if kind == "token_usage_record"
        else {"type": "token_count", "info": {"last_token_usage": took, "total_token_usage": whole}}
    )
    return {"type": kind, "timestamp": stamp(at), "payload": payload}


def test_codex_tells_an_answer_twice_and_more_and_it_counts_once() -> None:
    first = {
        "input_tokens": 100,
        "cached_input_tokens": 60,
        "cache_write_input_tokens": 10,
        "output_tokens": 7,
    }
    spent = counted(
        "codex",
        codex("token_usage_record", 107, **first),
        codex("event_msg", 107, **first),
        codex("event_msg", 107, **first),
        codex("event_msg", 130, input_tokens=20, output_tokens=3),
    )
    assert spent.total == Tokens(50, 10, 60, 10)


def test_a_part_of_a_run_is_told_as_long_as_it_is_known() -> None:
    spent = Spent(0.0)
    spent.take(Usage(str(at), float(at), Tokens(output=1)) for at in range(1, 1501))
    assert spent.total == Tokens(output=1500)
    assert spent.since(1401.0) == Tokens(output=100)
    assert spent.since(1401.0, 1411.0) == Tokens(output=10)
    assert spent.since(100.0) is None
    assert spent.since(0.0) is None


@pytest.mark.parametrize("name", sorted(path.name for path in SESSIONS.glob("*.jsonl")))
def test_real_sessions_are_counted_and_reading_them_twice_changes_nothing(name: str) -> None:
    cli = name.partition("-")[0]
    records = [json.loads(line) for line in (SESSIONS / name).read_text("utf-8").splitlines()]
    once = counted(cli, *records, began=0.0).total
    assert once.total > 0
    assert counted(cli, *records, *records, began=0.0).total == once


@pytest.mark.parametrize("cli", sorted(PARSERS))
@pytest.mark.parametrize(
    "odd",
    [{}, {"type": "assistant", "message": 3}, {"type": "gemini", "tokens": []}, {"payload": {"info": "x"}}],
)
def test_a_record_that_tells_nothing_takes_nothing(cli: str, odd: dict[str, Any]) -> None:
    assert counted(cli, odd).total == Tokens()

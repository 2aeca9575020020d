"""A text that was told is known again by its mark, whatever became of its blanks, and never taken for another."""

from __future__ import annotations

from typing import Any

import pytest

from fleetui.agents.arrival import changes
from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.claude import ClaudeSession
from fleetui.agents.sessions.codex import CodexSession
from fleetui.agents.sessions.told import MOST, arrived, mark_of, with_told
from fleetui.model.session import SessionFacts, Told

AT = "2026-11-05T22:30:00.500Z"
BEFORE, AFTER = 1793917799.0, 1793917801.0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("do it", "do it"),
        ("\tdo it  \n", "    do it"),
        ("e\u0301", "\u00e9"),
        ("a\nb", '\n\n<pasted_content id="1272">\na\nb\n</pasted_content id="1272">\n'),
        ("a\nb", '\n\n<pasted_content id="5d6f">\na\nb\n</pasted_content id="5d6f">\n'),
    ],
)
def test_what_agents_change_of_a_text_leaves_its_mark(typed: str, kept: str) -> None:
    assert mark_of(typed) == mark_of(kept) != ""


@pytest.mark.parametrize("other", ["do it twice", "do", "doit", "Do it", "do it do it", ""])
def test_another_text_has_another_mark(other: str) -> None:
    assert mark_of(other) != mark_of("do it")


def test_only_what_was_told_after_it_was_typed_has_arrived() -> None:
    facts = SessionFacts(told=(Told(mark_of("go on"), 10.0),))
    assert arrived(facts, "go on", 9.0)
    assert not arrived(facts, "go on", 10.5)
    assert not arrived(facts, "go on and", 9.0)
    assert not arrived(facts, "go on", 0.0)
    assert not arrived(facts, " ", 9.0)
    assert not arrived(None, "go on", 9.0)


def test_a_record_without_a_time_proves_nothing_and_the_last_ones_are_kept() -> None:
    assert with_told((), "go on", 0.0) == ()
    told: tuple[Told, ...] = ()
    for number in range(MOST + 4):
        told = with_told(told, f"text {number}", float(number + 1))
    assert len(told) == MOST
    assert told[-1].mark == mark_of(f"text {MOST + 3}")


def test_claude_code_tells_a_prompt_and_one_that_it_queued() -> None:
    session = ClaudeSession()
    session.take({"type": "user", "timestamp": AT, "message": {"content": "one"}})
    session.take({"type": "queue-operation", "operation": "enqueue", "timestamp": AT, "content": "two"})
    session.take({"type": "user", "timestamp": AT, "isMeta": True, "message": {"content": "three"}})
    for text, has in (("one", True), ("two", True), ("three", False)):
        assert arrived(session.facts, text, BEFORE) is has
        assert not arrived(session.facts, text, AFTER)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "user_message", "message": "a\nb"},
        {
            "type": "item_completed",
            "item": {"type": "UserMessage", "content": [{"type": "text", "text": "a\nb"}]},
        },
    ],
    ids=["0.169", "0.171"],
)
def test_codex_tells_a_prompt(event: dict[str, Any]) -> None:
    session = CodexSession()
    session.take({"type": "event_msg", "timestamp": AT, "payload": {"type": "task_started"}})
    session.take({"type": "event_msg", "timestamp": AT, "payload": event})
    assert arrived(session.facts, "a\nb", BEFORE)
    assert not arrived(session.facts, "a\nb", AFTER)
    turn = session.facts.turn
    assert turn is not None
    assert turn.prompt == "a\nb"


def test_what_codex_says_itself_is_no_prompt() -> None:
    session = CodexSession()
    item = {"type": "AgentMessage", "content": [{"type": "Text", "text": "a"}]}
    session.take({"type": "event_msg", "timestamp": AT, "payload": {"type": "item_completed", "item": item}})
    assert not arrived(session.facts, "a", BEFORE)


@pytest.mark.parametrize("char", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u3164"])
def test_what_cannot_be_seen_and_does_not_arrive_makes_no_other_text(char: str) -> None:
    assert mark_of(f"a {char}b{char}") == mark_of("a b")
    assert "without what cannot be seen" in changes(load_profiles()["claude"], f"a{char}b")

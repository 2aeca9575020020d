"""What hooks tell becomes a report: the last word counts, and only words that say something of the agent itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.profile import Hooks
from fleetui.agents.screen.combine import shown_next, weigh
from fleetui.agents.told.hooks import hook_claim, line_context, prompted_at
from fleetui.model.hooks import HookEvent, LineFacts
from fleetui.model.status import Phase, Reading, SourceReport


def hooks_of(name: str) -> Hooks:
    hooks = load_profiles()[name].hooks
    assert hooks
    return hooks


def event(text: str, at: float = 1.0, *, inner: bool = False) -> HookEvent:
    name, _, detail = text.partition(":")
    return HookEvent(name, detail, "s", at, inner)


def report(cli: str, *texts: str) -> SourceReport | None:
    return hook_claim(hooks_of(cli), [event(text, float(at)) for at, text in enumerate(texts, start=1)])


@pytest.mark.parametrize(
    ("cli", "told", "phase", "rule"),
    [
        ("claude", "SessionStart:startup", Phase.IDLE, "SessionStart"),
        ("claude", "UserPromptSubmit", Phase.WORKING, "UserPromptSubmit"),
        ("claude", "PreToolUse:Bash", Phase.WORKING, "PreToolUse"),
        ("claude", "PermissionRequest:Bash", Phase.ASKING, "PermissionRequest"),
        ("claude", "PostToolUseFailure:interrupt", Phase.IDLE, "PostToolUseFailure:interrupt"),
        ("claude", "Notification:idle_prompt", Phase.IDLE, "Notification:idle_prompt"),
        ("claude", "Stop", Phase.IDLE, "Stop"),
        ("claude", "StopFailure:rate_limit", Phase.LIMITED, "StopFailure:rate_limit"),
        ("claude", "StopFailure:authentication_failed", Phase.FAILED, "StopFailure"),
        ("claude", "StopFailure:server_error", Phase.FAILED, "StopFailure"),
        ("claude", "PermissionDenied:Bash", Phase.WORKING, "PermissionDenied"),  # auto mode's, within a turn
        ("claude", "Elicitation:db", Phase.ASKING, "Elicitation"),
        ("claude", "ElicitationResult:db", Phase.WORKING, "ElicitationResult"),
        ("claude", "SessionEnd:prompt_input_exit", Phase.EXITED, "SessionEnd"),
        ("codex", "UserPromptSubmit", Phase.WORKING, "UserPromptSubmit"),
        ("codex", "PermissionRequest:Bash", Phase.ASKING, "PermissionRequest"),
        ("codex", "Interrupt", Phase.IDLE, "Interrupt"),
        ("codex", "Stop", Phase.IDLE, "Stop"),
    ],
)
def test_each_event_says_one_phase(cli: str, told: str, phase: Phase, rule: str) -> None:
    found = report(cli, told)
    assert found
    assert (found.phase, found.rule, found.source, found.at, found.seen) == (phase, rule, "hook", 1.0, 0.0)


@pytest.mark.parametrize(
    ("cli", "told"),
    [
        ("claude", "SessionStart:compact"),
        ("claude", "PreCompact:manual"),  # it may end with nothing being told
        ("claude", "SessionEnd:clear"),
        ("claude", "Notification:permission_prompt"),  # seconds late, perhaps after the answer
        ("claude", "TaskCompleted"),  # its tool tells work; a teammate's may come while the agent rests
        ("claude", "Unheard"),
        ("codex", "SessionStart:startup"),
    ],
)
def test_an_event_that_says_nothing_leaves_the_last_word(cli: str, told: str) -> None:
    assert report(cli, told) is None
    last = report(cli, "UserPromptSubmit", told)
    assert last
    assert (last.phase, last.at) == (Phase.WORKING, 1.0)


def test_a_subagent_asks_for_its_agent_and_works_only_on_while_that_waits_for_it() -> None:
    hooks = hooks_of("claude")
    rests = hook_claim(hooks, [event("Stop"), event("PreToolUse:Read", 2.0, inner=True)])
    asks = hook_claim(hooks, [event("PermissionRequest:Bash", 3.0, inner=True)], rests)
    goes_on = hook_claim(hooks, [event("PostToolUse:Bash", 4.0, inner=True)], asks)
    assert [one.phase for one in (rests, asks, goes_on) if one] == [Phase.IDLE, Phase.ASKING, Phase.WORKING]


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ("PermissionRequest:Bash", "permission: Bash"),
        ("Elicitation:db", "question: db"),
        ("StopFailure:rate_limit", "rate limit"),
        ("Stop", ""),
    ],
)
def test_why_is_a_note(told: str, note: str) -> None:
    found = report("claude", told)
    assert found
    assert found.note == note


def test_a_request_that_was_granted_without_the_operator_does_not_make_a_working_agent_ask() -> None:
    asked = report("claude", "PermissionRequest:Bash")
    works = shown_next(None, Reading(Phase.WORKING, "spinner"), 0.5)
    assert asked
    assert weigh(works, [asked], 60.0).reading.phase is Phase.WORKING


def test_an_error_of_the_server_is_the_limit_that_screen_or_file_know_it_to_be() -> None:
    told = report("claude", "StopFailure:server_error")
    assert told
    for found in (Reading(Phase.LIMITED, "gave up", note="529 Overloaded"), Reading(Phase.FAILED, "error")):
        shown = shown_next(None, found, 0.5)
        assert weigh(shown, [told], 9.0).reading.phase is found.phase
    file = SourceReport("session", Phase.LIMITED, "limit", 0.8, "overloaded", 9.0)
    for phase in (Phase.FAILED, Phase.IDLE):
        assert (
            weigh(shown_next(None, Reading(phase, "rule"), 0.5), [told, file], 9.0).reading.phase
            is Phase.LIMITED
        )
    earlier = SourceReport("session", Phase.LIMITED, "limit", 0.8, "rate limit", 0.9)
    later = SourceReport("hook", told.phase, told.rule, 60.0, told.note, also=told.also)
    assert (
        weigh(shown_next(None, Reading(Phase.IDLE, "rule"), 60.0), [later, earlier], 61.0).reading.phase
        is Phase.FAILED
    )


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.floats(), st.booleans()), max_size=8)
)
def test_whatever_stands_in_a_spool_is_a_claim_or_none(told: list[tuple[str, str, float, bool]]) -> None:
    events = [HookEvent(name, detail, "", at, inner) for name, detail, at, inner in told]
    found = hook_claim(hooks_of("claude"), events)
    assert found is None or found.source == "hook"


@pytest.mark.parametrize(
    ("tokens", "window", "left"),
    [(150_000, 200_000, 17), (150_000, 1_000_000, 85), (0, 200_000, None), (None, None, None), (9, 0, None)],
)
def test_a_status_line_knows_the_window(tokens: int | None, window: int | None, left: int | None) -> None:
    assert line_context(hooks_of("claude"), LineFacts(1.0, tokens=tokens, window=window)) == left


def test_the_last_prompt_of_the_operator_is_told_and_not_one_of_a_subagent() -> None:
    told = [
        event("UserPromptSubmit", 1.0),
        event("UserPromptSubmit", 2.0),
        event("UserPromptSubmit", 3.0, inner=True),
        event("Stop", 4.0),
    ]
    assert prompted_at(told) == 2.0
    assert prompted_at(told[2:]) == 0.0

"""What Copilot CLI and Pi wrote in real sessions: turns, tools, refusals, errors and compactions are known from it."""

from __future__ import annotations

from fleetui.agents.sessions.formats import PARSERS
from fleetui.model.limit import Limit
from fleetui.model.session import NO_WINDOWS, SessionFacts
from tests.agents.sessions.test_formats import steps

COPILOT, PI = steps("copilot-1.0.102.jsonl"), steps("pi-1.6.0.jsonl")


def said(found: list[SessionFacts], message: str) -> SessionFacts:
    return next(facts for facts in found if facts.last_message == message)


def prompted(found: list[SessionFacts], text: str) -> SessionFacts:
    """The facts right after a text of the operator's."""
    return next(facts for facts in found if facts.turn and facts.turn.prompt == text)


def test_the_first_record_names_session_and_folder() -> None:
    for cli, first in (
        ("pi", {"type": "session", "id": "a", "cwd": "/x"}),
        ("copilot", {"type": "session.start", "data": {"sessionId": "a", "context": {"cwd": "/x"}}}),
    ):
        parser = PARSERS[cli]
        assert parser(NO_WINDOWS).opening(first) == ("a", "/x")
        assert parser(NO_WINDOWS).opening({"type": "message"}) == ("", "")


def test_the_tokens_of_the_last_answer_are_the_context_and_copilot_says_its_window() -> None:
    one = said(COPILOT, "one")
    assert (one.context_tokens, one.window, one.window_from, one.context_left) == (50_000, 64_000, "file", 22)
    assert (one.version, one.model) == ("1.0.102", "gpt-4.1")
    assert (said(PI, "one").context_tokens, said(PI, "one").context_left) == (50_020, None)


def test_a_turn_ends_with_an_answer_that_calls_no_tool() -> None:
    for found in (COPILOT, PI):
        assert prompted(found, "run:ls /nonexistent").turn_ended is False
        failed = next(facts for facts in found if facts.failing)
        assert (failed.turn_ended, failed.failing, failed.fails) == (False, "bash ls /nonexistent", 1)
        assert said(found, "Understood.").turn_ended is True


def test_what_the_operator_does_not_let_run_is_no_failure_and_ends_the_turn() -> None:
    at = COPILOT.index(prompted(COPILOT, "run:touch made"))
    stopped = next(facts for facts in COPILOT[at:] if facts.turn_ended)
    assert (stopped.failed_tools, stopped.tool_runs, stopped.error) == (0, False, "")
    assert stopped.turn
    assert stopped.turn.broken


def test_an_error_ends_the_turn_until_pi_takes_the_answer_out_to_ask_again() -> None:
    at = COPILOT.index(prompted(COPILOT, "error:400 say:x"))
    failed = next(facts for facts in COPILOT[at:] if facts.error)
    assert (failed.turn_ended, failed.error, failed.limited) == (True, "400 status 400", False)
    at = PI.index(prompted(PI, "error:500x1 say:recovered"))
    failed, again = [facts for facts in PI[at:] if facts.error][:2]
    assert (failed.turn_ended, again.turn_ended) == (True, False)
    assert said(PI, "recovered").error == ""


def test_pi_s_limits_have_the_number_of_the_try() -> None:
    parser = PARSERS["pi"](NO_WINDOWS)
    parser.take({"type": "message", "id": "u", "message": {"role": "user", "content": "go on"}})
    error = "429: {...}"
    for turn in (1, 2):
        answer = {"role": "assistant", "content": [], "stopReason": "error", "errorMessage": error}
        parser.take({"type": "message", "id": f"a{turn}", "message": answer})
        assert (parser.facts.turn_ended, parser.facts.limited) == (True, True)
        parser.take({"type": "context_edit", "targetId": f"a{turn}", "replacement": None})
        assert parser.facts.turn_ended is False
        assert parser.facts.limit == Limit("rate limit", turn)


def test_after_a_compaction_the_context_is_what_copilot_counts_and_of_pi_unknown() -> None:
    assert (COPILOT[-1].compactions, COPILOT[-1].context_tokens, COPILOT[-1].context_left) == (1, 12_574, 80)
    parser = PARSERS["pi"](NO_WINDOWS)
    usage = {"totalTokens": 900}
    answer = {
        "role": "assistant",
        "content": [{"type": "text", "text": "so"}],
        "stopReason": "stop",
        "usage": usage,
    }
    parser.take({"type": "message", "id": "a", "message": answer})
    assert parser.facts.context_tokens == 900
    parser.take({"type": "compaction", "summary": "so far", "tokensBefore": 900})
    assert (parser.facts.compactions, parser.facts.context_tokens) == (1, None)


def test_records_of_any_shape_are_taken() -> None:
    for cli, kinds in (
        ("pi", ("session", "message", "context_edit", "compaction", "model_change")),
        (
            "copilot",
            (
                "session.start",
                "user.message",
                "assistant.message",
                "session.error",
                "tool.execution_complete",
            ),
        ),
    ):
        for kind in kinds:
            for odd in (
                None,
                3,
                [],
                {"role": "assistant", "content": 3, "usage": []},
                {"result": [], "content": {}},
            ):
                PARSERS[cli](NO_WINDOWS).take({"type": kind, "data": odd, "message": odd, "id": odd})

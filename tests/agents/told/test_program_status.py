"""What a program says of itself goes before every other source, and never hides what only the screen can tell."""

from __future__ import annotations

import pytest

from fleetui.agents.screen.combine import LASTS_S, Shown, Weighed, shown_next, weigh
from fleetui.agents.told.program_status import program_claim
from fleetui.model.program_status import ProgramStatus
from fleetui.model.status import Phase, Question, Reading, SourceReport

NOW = 1000.0
QUESTION = Question("permission", "Do you want to proceed?", ("Yes", "No"))


def said(state: str, kind: str = "", running: str = "", at: float = NOW - 60) -> SourceReport | None:
    return program_claim(ProgramStatus(state, kind, running, at), NOW)


def screen(phase: Phase, since: float = NOW - 60, draft: str | None = "", note: str = "") -> Shown:
    question = QUESTION if phase is Phase.ASKING else None
    return shown_next(None, Reading(phase, "rule", question=question, draft=draft, note=note), since)


def counts(shown: Shown, *reports: SourceReport | None) -> Weighed:
    return weigh(shown, [one for one in reports if one], NOW)


@pytest.mark.parametrize(
    ("state", "kind", "phase"),
    [
        ("idle", "", Phase.IDLE),
        ("done", "", Phase.IDLE),
        ("working", "", Phase.WORKING),
        ("blocked", "permission", Phase.ASKING),
        ("blocked", "question", Phase.ASKING),
        ("blocked", "auth", Phase.ASKING),
        ("blocked", "", Phase.ASKING),
        ("error", "", Phase.FAILED),
    ],
)
def test_its_state_is_the_phase_before_a_hook_a_file_and_a_screen_that_tells_nothing(
    state: str, kind: str, phase: Phase
) -> None:
    hook = SourceReport("hook", Phase.IDLE if phase is Phase.WORKING else Phase.WORKING, "Hook", NOW - 70)
    found = counts(screen(Phase.UNKNOWN), said(state, kind), hook).reading
    assert (found.phase, found.source) == (phase, "program")


@pytest.mark.parametrize("state", ["clear", "unknown", "lost", "thinking", ""])
def test_a_word_that_says_nothing_of_a_phase_is_none(state: str) -> None:
    assert said(state) is None


def test_an_event_of_before_it_is_over() -> None:
    """No hook tells of Esc: the turn that it says runs ended without one."""
    hook = SourceReport("hook", Phase.WORKING, "UserPromptSubmit", NOW - 30)
    found = counts(screen(Phase.IDLE, NOW - 5), hook, said("idle", at=NOW - 5))
    assert (found.reading.phase, found.reading.source, found.reading.disagreed) == (Phase.IDLE, "program", ())
    assert found.sure


@pytest.mark.parametrize("state", ["working", "idle", "done", "error"])
def test_a_question_on_the_screen_is_shown_whatever_it_says(state: str) -> None:
    found = counts(screen(Phase.ASKING), said(state)).reading
    assert (found.phase, found.question) == (Phase.ASKING, QUESTION)


def test_retries_and_limits_are_the_screens_to_tell() -> None:
    assert counts(screen(Phase.LIMITED), said("working")).reading.phase is Phase.LIMITED
    assert counts(screen(Phase.LIMITED), said("error")).reading.phase is Phase.LIMITED
    assert counts(screen(Phase.IDLE), said("error", at=NOW - 60)).reading.phase is Phase.FAILED


def test_a_key_that_was_refused_is_the_error_that_the_screen_shows_and_else_a_question() -> None:
    shown = counts(screen(Phase.FAILED, note="Invalid API key"), said("blocked", "auth")).reading
    assert (shown.phase, shown.note) == (Phase.FAILED, "Invalid API key")
    other = counts(screen(Phase.IDLE), said("blocked", "auth")).reading
    assert other.question == Question("question", "it asks you to log in")


def test_a_shell_beside_a_turn_that_is_over_keeps_no_prompt_waiting_where_the_screen_agrees() -> None:
    running = said("working", running="1 shell")
    rests = counts(screen(Phase.IDLE), running)
    assert (rests.reading.phase, rests.reading.note) == (Phase.IDLE, "1 shell still running")
    assert not rests.sure
    assert counts(screen(Phase.WORKING), running).reading.phase is Phase.WORKING
    assert counts(screen(Phase.UNKNOWN, draft=None), running).reading.phase is Phase.UNKNOWN


def test_it_rests_at_once_where_the_screen_agrees_and_only_after_a_while_where_it_does_not() -> None:
    assert counts(screen(Phase.IDLE, NOW - 0.1), said("done", at=NOW - 0.1)).sure
    at = NOW - LASTS_S
    assert counts(screen(Phase.WORKING), said("done", at=at + 0.1)).reading.phase is Phase.WORKING
    assert counts(screen(Phase.WORKING), said("done", at=at)).reading.phase is Phase.IDLE


def test_a_program_that_is_gone_says_nothing() -> None:
    assert counts(screen(Phase.EXITED), said("working")).reading.phase is Phase.EXITED

"""What counts when sources differ: the better one gives the class, the screen refines, a question is never hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.screen.combine import FADES_S, LASTS_S, LOST_S, Shown, Weighed, shown_next, tell, weigh
from fleetui.model.status import Phase, Question, Reading, SourceReport

NOW = 1000.0
QUESTION = Question("permission", "Do you want to proceed?", ("Yes", "No"))


def screen(phase: Phase, since: float = NOW - 60, rule: str = "rule") -> Shown:
    question = QUESTION if phase is Phase.ASKING else None
    return shown_next(None, Reading(phase, rule, question=question, draft=""), since)


def state(
    phase: Phase, at: float = NOW - 60, seen: float = NOW, also: tuple[Phase, ...] = ()
) -> SourceReport:
    """A status file that is found to say so still."""
    return SourceReport("session", phase, "says so", at, seen=seen, also=also)


def event(phase: Phase, at: float = NOW - 10) -> SourceReport:
    """A hook's call."""
    return SourceReport("hook", phase, "Hook", at)


def counts(shown: Shown, *reports: SourceReport, now: float = NOW) -> Weighed:
    return weigh(shown, reports, now)


def test_without_claims_the_screen_counts_as_it_is() -> None:
    shown = screen(Phase.WORKING)
    assert counts(shown) == (shown.reading, False, None, False, False, False)


def test_sources_that_agree_are_shown_as_the_better_one_and_the_screen_says_the_rest() -> None:
    found = counts(screen(Phase.ASKING), state(Phase.ASKING)).reading
    assert (found.phase, found.source, found.rule) == (Phase.ASKING, "session", "says so")
    assert found.question == QUESTION
    assert found.disagreed == ()


def test_retries_on_the_screen_refine_a_file_that_says_busy() -> None:
    found = counts(screen(Phase.LIMITED, rule="retrying"), state(Phase.WORKING)).reading
    assert (found.phase, found.source, found.rule, found.disagreed) == (
        Phase.LIMITED,
        "screen",
        "retrying",
        (),
    )


def test_a_final_error_on_the_screen_refines_a_file_that_says_idle() -> None:
    found = counts(screen(Phase.FAILED), state(Phase.IDLE)).reading
    assert (found.phase, found.source, found.disagreed) == (Phase.FAILED, "screen", ())


def test_retries_that_the_screen_hides_are_taken_from_the_file() -> None:
    found = counts(screen(Phase.WORKING), state(Phase.LIMITED)).reading
    assert (found.phase, found.source) == (Phase.LIMITED, "session")


def test_an_error_in_the_file_is_over_once_the_screen_went_on_after_it() -> None:
    first = screen(Phase.FAILED, since=NOW - 60)
    later = shown_next(first, Reading(Phase.IDLE, "composer"), NOW - 5)
    assert counts(later, state(Phase.FAILED, at=NOW - 60)).reading.phase is Phase.IDLE
    assert counts(later, state(Phase.FAILED, at=NOW - 6)).reading.phase is Phase.FAILED


def test_an_error_in_the_file_is_known_at_the_first_look_at_a_screen_that_does_not_show_it() -> None:
    assert counts(screen(Phase.IDLE, since=NOW), state(Phase.FAILED)).reading.phase is Phase.FAILED


def test_an_answer_that_streams_without_a_sign_on_the_screen_is_work_where_the_file_says_busy() -> None:
    found = counts(screen(Phase.IDLE), state(Phase.WORKING)).reading
    assert (found.phase, found.source) == (Phase.WORKING, "session")
    assert [(one.source, one.phase) for one in found.disagreed] == [("screen", Phase.IDLE)]


def test_work_that_only_the_screen_shows_ends_where_the_file_goes_on_saying_idle() -> None:
    found = counts(screen(Phase.WORKING), state(Phase.IDLE)).reading
    assert (found.phase, found.source) == (Phase.IDLE, "session")
    assert [(one.source, one.phase) for one in found.disagreed] == [("screen", Phase.WORKING)]


def test_a_young_difference_never_calls_an_agent_idle_that_works_by_either() -> None:
    just = NOW - LASTS_S / 2
    assert counts(screen(Phase.WORKING), state(Phase.IDLE, at=just)).reading.phase is Phase.WORKING
    assert counts(screen(Phase.WORKING, since=just), state(Phase.IDLE)).reading.phase is Phase.WORKING
    assert counts(screen(Phase.IDLE, since=just), state(Phase.WORKING)).reading.phase is Phase.WORKING
    assert counts(screen(Phase.IDLE), state(Phase.WORKING, at=just)).reading.phase is Phase.WORKING


def test_a_final_error_counts_before_the_file_says_that_the_turn_is_over() -> None:
    just = NOW - LASTS_S / 2
    assert counts(screen(Phase.FAILED, since=just), state(Phase.WORKING)).reading.phase is Phase.FAILED
    assert counts(screen(Phase.FAILED), state(Phase.WORKING)).reading.phase is Phase.WORKING


def test_a_young_difference_is_not_yet_listed_and_waits_to_be_decided() -> None:
    found = counts(screen(Phase.IDLE, since=NOW - 1), state(Phase.WORKING))
    assert found.open
    assert found.reading.disagreed == ()


def test_a_file_that_nobody_looked_at_since_the_screen_changed_does_not_hold_it_for_ever() -> None:
    shown = screen(Phase.IDLE, since=NOW - LOST_S)
    stale = state(Phase.WORKING, at=NOW - 60, seen=NOW - LOST_S - 1)
    assert counts(shown, stale).reading.phase is Phase.IDLE


def test_a_question_on_the_screen_is_never_hidden() -> None:
    for phase in Phase:
        for report in (state(phase), event(phase)):
            found = counts(screen(Phase.ASKING), report).reading
            assert (found.phase, found.question) == (Phase.ASKING, QUESTION)


def test_a_dialog_that_the_file_does_not_know_is_asking_and_the_doubt_is_listed() -> None:
    found = counts(screen(Phase.ASKING), state(Phase.IDLE)).reading
    assert (found.source, found.disagreed[0].source, found.disagreed[0].phase) == (
        "screen",
        "session",
        Phase.IDLE,
    )


def test_a_turn_that_runs_does_not_contradict_a_question() -> None:
    found = counts(screen(Phase.ASKING), state(Phase.WORKING, also=(Phase.ASKING, Phase.LIMITED))).reading
    assert (found.phase, found.disagreed) == (Phase.ASKING, ())


def test_a_file_that_says_it_waits_is_asking_once_the_screen_had_time_to_show_it() -> None:
    young = state(Phase.ASKING, at=NOW - 1)
    assert counts(screen(Phase.WORKING), young).reading.phase is Phase.WORKING
    found = counts(screen(Phase.WORKING), state(Phase.ASKING, at=NOW - 5)).reading
    assert (found.phase, found.question) == (Phase.ASKING, Question("question", ""))


def test_a_question_on_the_screen_is_known_by_what_stands_beside_it_whatever_a_file_adds() -> None:
    told = replace(state(Phase.ASKING), note="permission prompt")
    found = counts(screen(Phase.ASKING), told).reading
    assert (found.source, found.question, found.note) == ("session", QUESTION, "")


def test_a_question_that_was_answered_is_over_at_once_whatever_the_file_said_before() -> None:
    stale = state(Phase.ASKING, at=NOW - 30, seen=NOW - 1)
    assert counts(screen(Phase.WORKING, since=NOW - 0.1), stale).reading.phase is Phase.WORKING


def test_an_unknown_screen_is_work_or_a_question_where_a_better_source_says_so() -> None:
    assert counts(screen(Phase.UNKNOWN), state(Phase.WORKING)).reading.phase is Phase.WORKING
    assert counts(screen(Phase.UNKNOWN), state(Phase.ASKING)).reading.phase is Phase.ASKING
    assert counts(screen(Phase.UNKNOWN), state(Phase.FAILED)).reading.phase is Phase.FAILED


def test_what_an_agent_keeps_about_itself_says_that_it_rests_whatever_its_screen_became() -> None:
    own = replace(state(Phase.IDLE), own=True)
    found = counts(screen(Phase.UNKNOWN), event(Phase.IDLE), own)
    assert (found.reading.phase, found.reading.source, found.reading.draft) == (Phase.IDLE, "session", "")
    assert not found.open
    for changed in (
        counts(screen(Phase.UNKNOWN, since=NOW - 1), own),  # a redraw may be all there is to it
        counts(screen(Phase.STARTING), own),
        counts(screen(Phase.UNKNOWN), event(Phase.WORKING, at=NOW - 1), own),
    ):
        assert changed.reading.phase is not Phase.IDLE
    worked = shown_next(screen(Phase.WORKING), Reading(Phase.UNKNOWN, "none"), NOW - 10)
    assert counts(worked, replace(own, at=NOW - 90, seen=NOW - 70)).reading.phase is Phase.UNKNOWN


def test_no_other_source_makes_an_unknown_screen_look_idle() -> None:
    found = counts(screen(Phase.UNKNOWN), state(Phase.IDLE), event(Phase.IDLE)).reading
    assert found.phase is Phase.UNKNOWN
    assert {one.source for one in found.disagreed} == {"session", "hook"}


def test_a_screen_caught_in_a_redraw_after_an_answer_asks_nothing_again() -> None:
    asked = screen(Phase.ASKING, since=NOW - 30)
    works = shown_next(asked, Reading(Phase.WORKING, "spinner"), NOW - 1)
    redraw = shown_next(works, Reading(Phase.UNKNOWN, "none"), NOW)
    stale = state(Phase.ASKING, at=NOW - 30, seen=NOW - 2)
    hook = event(Phase.ASKING, at=NOW - 30)
    assert counts(redraw, stale, hook).reading.phase is Phase.UNKNOWN


def test_a_hooks_word_ends_with_the_first_newer_word_that_contradicts_it() -> None:
    interrupted = screen(Phase.IDLE, since=NOW - 5)
    prompt = event(Phase.WORKING, at=NOW - 20)
    assert counts(interrupted, prompt).reading.phase is Phase.IDLE
    file = state(Phase.IDLE, at=NOW - 5)
    assert counts(screen(Phase.IDLE, since=NOW - 25), prompt, file).reading.phase is Phase.IDLE
    assert counts(screen(Phase.IDLE, since=NOW - 25), prompt).reading.phase is Phase.WORKING


def test_a_newer_hook_goes_before_an_older_word_of_the_file() -> None:
    found = counts(screen(Phase.UNKNOWN), event(Phase.ASKING, at=NOW - 1), state(Phase.WORKING)).reading
    assert (found.phase, found.source) == (Phase.ASKING, "hook")


def test_an_end_that_was_not_one_is_over_once_the_file_goes_on_saying_busy() -> None:
    goes_on = event(Phase.IDLE, at=NOW - LASTS_S - 1)
    found = counts(screen(Phase.WORKING), goes_on, state(Phase.WORKING)).reading
    assert (found.phase, found.source, found.disagreed) == (Phase.WORKING, "session", ())


def test_an_event_that_the_screen_never_followed_fades_but_a_question_does_not() -> None:
    typed = event(Phase.WORKING, at=NOW - FADES_S - 1)
    found = counts(screen(Phase.IDLE), typed)
    assert (found.reading.phase, found.reading.disagreed, found.open) == (Phase.IDLE, (), False)
    asked = event(Phase.ASKING, at=NOW - FADES_S - 1)
    assert counts(screen(Phase.IDLE), asked).reading.phase is Phase.ASKING


def test_only_what_another_look_may_end_is_open() -> None:
    silent = SourceReport("screen", Phase.IDLE, "composer", 0.0)
    assert not counts(titled(Phase.WORKING, silent, source="title")).open, "one frame says both"
    assert counts(screen(Phase.ASKING, since=NOW - 5), state(Phase.IDLE)).open
    assert not counts(screen(Phase.ASKING), state(Phase.IDLE)).open, "a dialog that the file does not know"
    assert counts(screen(Phase.IDLE), state(Phase.WORKING)).open, "its end is to be seen at once"


def test_a_granted_request_is_not_asked_again_by_a_redraw() -> None:
    hook = SourceReport(
        "hook", Phase.ASKING, "PermissionRequest", NOW - 10, also=(Phase.WORKING, Phase.LIMITED)
    )
    works = shown_next(screen(Phase.ASKING), Reading(Phase.WORKING, "spinner"), NOW - 5)
    redraw = shown_next(works, Reading(Phase.UNKNOWN, "none"), NOW)
    assert counts(redraw, hook).reading.phase is Phase.UNKNOWN


def test_what_cannot_tell_a_question_from_work_does_not_hide_one_that_nobody_understands() -> None:
    runs = state(Phase.WORKING, also=(Phase.ASKING, Phase.LIMITED))
    assert counts(screen(Phase.UNKNOWN), runs).reading.phase is Phase.UNKNOWN


def test_a_process_that_is_gone_wins_over_every_source() -> None:
    gone = shown_next(None, Reading(Phase.EXITED, "process gone", source="process", note="bye"), NOW - 5)
    for phase in Phase:
        found = counts(gone, state(phase), event(phase, NOW)).reading
        assert (found.phase, found.source, found.note) == (Phase.EXITED, "process", "bye")


def test_no_claim_says_of_a_process_that_it_is_gone() -> None:
    for phase in (Phase.WORKING, Phase.UNKNOWN):
        assert counts(screen(phase), state(Phase.EXITED), event(Phase.EXITED)).reading.phase is phase


times = st.floats(NOW - 30, NOW)
phases = st.sampled_from(list(Phase))
reports = st.builds(
    SourceReport,
    st.sampled_from(["hook", "session", "screen", "dream"]),
    phases,
    st.just("rule"),
    times,
    note=st.text(max_size=5),
    seen=st.one_of(st.just(0.0), times),
    also=st.lists(phases, max_size=2).map(tuple),
    outlived=st.sampled_from(["", "x no"]),
)


@given(st.lists(st.tuples(phases, times), min_size=1, max_size=4), st.lists(reports, max_size=4))
def test_whatever_is_claimed_the_phase_is_one_that_was_said_and_the_rest_is_the_screens(
    history: list[tuple[Phase, float]], said: list[SourceReport]
) -> None:
    shown = None
    for phase, at in sorted(history, key=lambda item: item[1]):
        question = QUESTION if phase is Phase.ASKING else None
        shown = shown_next(shown, Reading(phase, "rule", question=question, draft="mine", note="x"), at)
    assert shown is not None
    found, is_open, _, _, held, _ = weigh(shown, said, NOW)
    before = shown.reading
    assert found.phase in {before.phase, *(one.phase for one in said)}
    assert found.draft == before.draft
    assert (found.question is not None) == (found.phase is Phase.ASKING)
    if before.phase in (Phase.ASKING, Phase.EXITED):
        assert found.phase is before.phase
    if found.phase is Phase.IDLE:
        assert before.phase in (Phase.IDLE, Phase.WORKING, Phase.LIMITED, Phase.FAILED)
    assert not (is_open and found.phase is Phase.EXITED)
    assert not held or (is_open and before.phase in (Phase.FAILED, Phase.LIMITED))
    assert all(one.phase is not found.phase for one in found.disagreed)


def titled(phase: Phase, other: SourceReport, since: float = NOW - 60, source: str = "screen") -> Shown:
    return shown_next(None, Reading(phase, "rule", source, draft="", other=other), since)


def test_a_title_at_rest_ends_work_that_only_the_screen_seems_to_show() -> None:
    at_rest = SourceReport("title", Phase.IDLE, "title at rest", 0.0, also=(Phase.ASKING,))
    found = counts(titled(Phase.WORKING, at_rest)).reading
    assert (found.phase, found.source, found.disagreed[0].source) == (Phase.IDLE, "title", "screen")
    young = counts(titled(Phase.WORKING, at_rest, since=NOW - 1)).reading
    assert young.phase is Phase.WORKING
    busy = counts(titled(Phase.WORKING, at_rest), state(Phase.WORKING)).reading
    assert (busy.phase, busy.disagreed[0].source) == (Phase.WORKING, "title")
    asked = counts(titled(Phase.ASKING, at_rest)).reading
    assert (asked.phase, asked.disagreed) == (Phase.ASKING, ())


def test_a_screen_that_shows_no_work_is_listed_beside_the_title_that_does() -> None:
    silent = SourceReport("screen", Phase.IDLE, "composer", 0.0)
    found = counts(titled(Phase.WORKING, silent, source="title")).reading
    assert (found.phase, found.source, found.rule) == (Phase.WORKING, "title", "rule")
    assert [(one.source, one.phase, one.at) for one in found.disagreed] == [("screen", Phase.IDLE, NOW - 60)]


def test_each_source_is_told_with_what_became_of_it() -> None:
    shown = screen(Phase.IDLE, since=NOW - 30)
    told = tell(shown, [state(Phase.WORKING), event(Phase.ASKING, at=NOW - 70)], NOW)
    assert [(one.report.source, one.fate) for one in told] == [
        ("session", "counts"),
        ("screen", "differs"),
        ("hook", "over"),
    ]


def test_since_when_a_better_source_and_the_screen_agree_is_told() -> None:
    assert counts(screen(Phase.IDLE, since=NOW - 3), state(Phase.IDLE, at=NOW - 5)).since == NOW - 3
    assert counts(screen(Phase.IDLE, since=NOW - 9), state(Phase.IDLE, at=NOW - 5)).since == NOW - 5
    assert counts(screen(Phase.IDLE), state(Phase.WORKING)).since is None


def test_a_turn_is_surely_over_where_its_hook_said_so_and_screen_and_file_agree() -> None:
    stop = replace(event(Phase.IDLE), ends_turn=True)
    rests = screen(Phase.IDLE, NOW - 1)
    assert counts(rests, stop, state(Phase.IDLE)).sure
    assert not counts(rests, event(Phase.IDLE), state(Phase.IDLE)).sure
    assert not counts(screen(Phase.WORKING, NOW - 60), stop).sure
    assert not counts(rests, stop, state(Phase.WORKING, at=NOW - 20)).sure
    assert not counts(screen(Phase.UNKNOWN, NOW - 1), stop, state(Phase.IDLE)).sure


def test_a_limit_that_ended_a_turn_is_one_at_rest_and_refines_idle() -> None:
    gave_up = state(Phase.LIMITED, at=NOW - 60)
    assert counts(screen(Phase.IDLE), gave_up).reading.phase is Phase.LIMITED
    found = counts(screen(Phase.FAILED), gave_up).reading
    assert (found.phase, found.disagreed) == (Phase.LIMITED, ())
    went_on = shown_next(screen(Phase.FAILED), Reading(Phase.IDLE, "composer"), NOW - 5)
    assert counts(went_on, gave_up).reading.phase is Phase.IDLE


ERROR = "API Error: 500 no"


def error_shown(since: float, phase: Phase = Phase.FAILED) -> Shown:
    """A final error as the last words of the screen, with a draft below it."""
    return shown_next(None, Reading(phase, "error", draft="again", note=ERROR), since)


def unanswered(
    phase: Phase, at: float, seen: float = NOW, error: str = f"{ERROR}. Try again."
) -> SourceReport:
    """A file that tells of an earlier turn's error and of a prompt after it."""
    return SourceReport("session", phase, "says so", at, seen=seen, outlived=error)


@pytest.mark.parametrize("phase", [Phase.FAILED, Phase.LIMITED])
def test_an_error_of_before_a_turn_that_was_stopped_is_over_once_the_file_has_said_so_for_a_while(
    phase: Phase,
) -> None:
    shown = error_shown(NOW - 9, phase)
    found = counts(shown, unanswered(Phase.IDLE, at=NOW - 9))
    assert (found.reading.phase, found.reading.source, found.reading.note) == (Phase.IDLE, "session", "")
    assert (found.reading.draft, found.reading.limit, found.held, found.open) == ("again", None, False, False)
    young = counts(shown, unanswered(Phase.IDLE, at=NOW - 1))
    assert (young.reading.phase, young.held, young.open) == (phase, True, True)


def test_a_later_source_of_less_does_not_bring_an_error_back_that_is_over() -> None:
    hook = SourceReport("hook", Phase.IDLE, "idle_prompt", NOW - 1)
    found = counts(error_shown(NOW - 60), hook, unanswered(Phase.IDLE, at=NOW - 60))
    assert found.reading.phase is Phase.IDLE


def test_an_error_in_other_words_is_the_last_turns() -> None:
    other = unanswered(Phase.IDLE, at=NOW - 60, error="API Error: 401")
    found = counts(error_shown(NOW - 60), other)
    assert (found.reading.phase, found.reading.source, found.held) == (Phase.FAILED, "screen", False)


def test_what_was_known_holds_only_as_long_as_a_file_can_be_late() -> None:
    busy = unanswered(Phase.WORKING, at=NOW - 60, seen=NOW - 9)
    assert counts(error_shown(NOW - 1), busy).held
    found = counts(error_shown(NOW - LOST_S - 1), busy)
    assert (found.reading.phase, found.held) == (Phase.FAILED, False)


def test_an_error_that_is_over_is_told_as_over() -> None:
    told = tell(error_shown(NOW - 60), [unanswered(Phase.IDLE, at=NOW - 60)], NOW)
    assert [(one.report.source, one.fate) for one in told] == [("session", "counts"), ("screen", "over")]

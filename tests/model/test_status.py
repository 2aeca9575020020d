from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.status import (
    ANEW_S,
    SETTLE_S,
    SURE_S,
    UNOBSERVED,
    Candidacy,
    Phase,
    Reading,
    Status,
    settle,
)

LASTING = {Phase.IDLE: SETTLE_S, Phase.UNKNOWN: SETTLE_S, Phase.STARTING: ANEW_S}
AT_ONCE = [phase for phase in Phase if phase not in LASTING]
readings = st.builds(
    Reading, phase=st.sampled_from(Phase), rule=st.sampled_from(["a", "b"]), note=st.sampled_from(["", "n"])
)
histories = st.lists(st.tuples(readings, st.floats(0.01, 1.5)), min_size=1, max_size=30)


def reading(phase: Phase) -> Reading:
    return Reading(phase, "rule")


def run(history: list[tuple[Reading, float]]) -> list[tuple[float, Reading, Status]]:
    """Every reading with its time and the status after it."""
    times = list(accumulate((step for _, step in history), initial=100.0))[1:]
    status, candidacy = UNOBSERVED, None
    found = []
    for (seen, _), now in zip(history, times, strict=True):
        status, candidacy = settle(status, seen, candidacy, now)
        found.append((now, seen, status))
    return found


def observed(phase: Phase) -> Status:
    return settle(UNOBSERVED, reading(phase), None, 50.0)[0]


@pytest.mark.parametrize("old", Phase)
@pytest.mark.parametrize("new", AT_ONCE)
def test_work_questions_and_trouble_count_at_once(old: Phase, new: Phase) -> None:
    status, candidacy = settle(observed(old), reading(new), None, 60.0)
    assert (status.phase, candidacy) == (new, None)


def test_the_first_reading_counts_at_once_whatever_it_says() -> None:
    for phase in Phase:
        assert settle(UNOBSERVED, reading(phase), None, 1.0)[0].phase is phase


@pytest.mark.parametrize("quiet", LASTING)
def test_quiet_counts_only_once_it_has_lasted(quiet: Phase) -> None:
    working = observed(Phase.WORKING)
    status, candidacy = settle(working, reading(quiet), None, 100.0)
    assert (status, candidacy) == (working, Candidacy(quiet, 100.0))
    status, candidacy = settle(status, reading(quiet), candidacy, 100.0 + LASTING[quiet] - 0.01)
    assert status is working
    status, candidacy = settle(status, reading(quiet), candidacy, 100.0 + LASTING[quiet])
    assert (status.phase, candidacy) == (quiet, None)


def test_an_empty_composer_that_flashes_between_two_tool_calls_is_never_idle() -> None:
    flashing = [(reading(Phase.WORKING), 0.25), (reading(Phase.IDLE), 0.5), (reading(Phase.IDLE), 0.4)] * 5
    assert {status.phase for _, _, status in run(flashing)} == {Phase.WORKING}


@given(histories)
def test_a_phase_is_shown_only_when_the_last_reading_said_it_or_quiet_has_not_lasted(
    history: list[tuple[Reading, float]],
) -> None:
    quiet_since: float | None = None
    last: Phase | None = None
    for now, seen, status in run(history):
        if seen.phase is not last:
            quiet_since, last = now, seen.phase
        if status.phase is not seen.phase:
            assert quiet_since is not None
            assert now - quiet_since < LASTING[seen.phase]


@given(histories)
def test_since_moves_only_with_the_phase_and_never_into_the_future(
    history: list[tuple[Reading, float]],
) -> None:
    before = UNOBSERVED
    for now, _, status in run(history):
        assert status.since <= now
        if status.phase is before.phase:
            assert status.since == before.since
        before = status


@given(histories)
def test_the_same_object_comes_back_while_nothing_changed(history: list[tuple[Reading, float]]) -> None:
    now, seen, status = run(history)[-1]
    if status.phase is seen.phase:
        assert settle(status, seen, None, now + 5.0) == (status, None)
        assert settle(status, seen, None, now + 5.0)[0] is status


def test_a_new_note_shows_without_restarting_the_clock() -> None:
    status = observed(Phase.WORKING)
    noted, _ = settle(status, Reading(Phase.WORKING, "rule", note="retrying"), None, 99.0)
    assert (noted.note, noted.since) == ("retrying", status.since)


def test_quiet_that_is_known_to_have_lasted_counts_at_once() -> None:
    working = observed(Phase.WORKING)
    status, candidacy = settle(working, reading(Phase.IDLE), None, 100.0, since=100.0 - SETTLE_S)
    assert (status.phase, candidacy) == (Phase.IDLE, None)
    status, candidacy = settle(working, reading(Phase.IDLE), None, 100.0, since=99.9)
    assert (status.phase, candidacy) == (Phase.WORKING, Candidacy(Phase.IDLE, 99.9))


def test_the_end_of_a_turn_that_the_agent_told_counts_at_the_second_look() -> None:
    working = observed(Phase.WORKING)
    status, candidacy = settle(working, reading(Phase.IDLE), None, 100.0, sure=True)
    assert (status.phase, candidacy) == (Phase.WORKING, Candidacy(Phase.IDLE, 100.0))
    early, _ = settle(working, reading(Phase.IDLE), candidacy, 100.0 + 2 * SURE_S)
    assert early.phase is Phase.WORKING
    status, _ = settle(working, reading(Phase.IDLE), candidacy, 100.0 + 2 * SURE_S, sure=True)
    assert status.phase is Phase.IDLE
    status, _ = settle(
        working, reading(Phase.UNKNOWN), Candidacy(Phase.UNKNOWN, 100.0), 100.0 + 2 * SURE_S, sure=True
    )
    assert status.phase is Phase.WORKING


def test_the_age_of_evidence_is_that_of_the_source_and_rule_that_say_it() -> None:
    working = observed(Phase.WORKING)
    status, _ = settle(
        working, replace(reading(Phase.WORKING), source="session", rule="status busy"), None, 80.0
    )
    assert (status.since, status.evidence.at) == (working.since, 80.0)
    status, _ = settle(
        status, replace(reading(Phase.WORKING), source="session", rule="status busy", note="x"), None, 90.0
    )
    assert status.evidence.at == 80.0

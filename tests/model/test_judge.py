"""Stuck is when nothing moves that would move if it got on, for long enough; burning is context without a change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.judge import FINE, GAP_S, JUDGED, Judgement, Limits, Look, Watch
from fleetui.model.status import Phase

LIMITS = Limits(stuck_s=60.0, burnt=20)
STEP = 5.0
WORKS = Look(Phase.WORKING, context=50, tokens="3.1k", rows=frozenset({"a"}), work=0, session=0)


def after(looks: list[Look], step: float = STEP, watch: Watch | None = None) -> Judgement:
    """The judgement after these looks, one every ``step`` seconds from time 1000."""
    watch = watch or Watch()
    judged = FINE
    for number, look in enumerate(looks):
        judged = watch.look(look, 1000.0 + number * step, LIMITS)
    return judged


def test_nothing_that_moves_for_as_long_as_allowed_is_stuck_since_it_last_moved() -> None:
    moved = replace(WORKS, tokens="3.2k")
    assert after([WORKS, moved] + [moved] * 11) == FINE
    judged = after([WORKS, moved] + [moved] * 12)
    assert (judged.stuck, judged.since) == (True, 1005.0)
    assert judged.reason == "no new output, tokens, session file, files; context 50%"


@pytest.mark.parametrize(
    "moves",
    [{"context": 49}, {"tokens": "3.2k"}, {"rows": frozenset({"b"})}, {"work": 1}, {"session": 1}],
    ids=lambda moves: next(iter(moves)),
)
def test_each_signal_alone_clears_it(moves: dict[str, object]) -> None:
    looks = [WORKS] * 13
    assert after(looks).stuck
    assert not after([*looks, replace(WORKS, **moves)]).stuck  # type: ignore[arg-type]


def test_a_busy_child_is_listed_and_clears_nothing() -> None:
    served = replace(WORKS, child="vite", child_says="90% of a core")
    judged = after([replace(served, child_says=f"{load}% of a core") for load in range(13)])
    assert judged.stuck
    assert judged.reason.endswith("; vite runs")
    assert [(one.name, one.counts) for one in judged.signals][-1] == ("child", False)


@pytest.mark.parametrize("phase", sorted(set(Phase) - JUDGED))
def test_other_phases_are_states_of_their_own(phase: Phase) -> None:
    assert after([replace(WORKS, phase=phase)] * 20) == FINE


def test_a_turn_that_begins_starts_the_clock() -> None:
    idle = replace(WORKS, phase=Phase.IDLE)
    assert not after([idle] * 50 + [WORKS] * 12).stuck
    assert after([idle] * 50 + [WORKS] * 13).stuck


def test_text_that_was_there_before_is_not_new() -> None:
    blink = [replace(WORKS, rows=frozenset({"a", str(number % 2)})) for number in range(30)]
    assert after(blink).stuck
    assert not after([replace(WORKS, rows=frozenset({"a", str(number)})) for number in range(30)]).stuck


def test_time_that_nobody_watched_does_not_count() -> None:
    assert not after([WORKS, WORKS, WORKS], step=3600.0).stuck
    assert after([WORKS] * (2 + int(60 / GAP_S)), step=3600.0).stuck


def test_a_limit_of_nought_is_never() -> None:
    watch = Watch()
    assert not any(watch.look(WORKS, number * 10.0, Limits(0, 0)).stuck for number in range(500))


def test_one_found_stuck_before_stays_so_until_something_moves() -> None:
    watch = Watch()
    watch.remember(Judgement(stuck=True, since=200.0, reason="x"))
    first = after([WORKS, WORKS], watch=watch)
    assert (first.stuck, first.since) == (True, 200.0)
    assert not after([replace(WORKS, tokens="4k")], watch=watch).stuck


def test_context_spent_without_a_changed_file_burns_from_a_threshold_on() -> None:
    falling = [replace(WORKS, context=90 - number) for number in range(21)]
    assert after(falling[:-1]).burnt == 0
    judged = after(falling)
    assert (judged.burnt, judged.burning_since, judged.stuck) == (20, 1000.0, False)
    changed = replace(falling[-1], work=1)
    assert after([*falling, changed]).burnt == 0


def test_what_a_compaction_gives_back_is_no_gain() -> None:
    figures = [90, 78, 95, 84]
    assert after([replace(WORKS, context=figure) for figure in figures]).burnt == 23


def test_nothing_burns_where_no_worktree_is_known() -> None:
    assert after([replace(WORKS, context=90 - number, work=None) for number in range(80)]).burnt == 0


looks = st.builds(
    Look,
    st.sampled_from(Phase),
    context=st.none() | st.integers(0, 100),
    tokens=st.sampled_from(["", "1", "2"]),
    rows=st.frozensets(st.sampled_from("abcdef")),
    work=st.none() | st.integers(0, 2),
    session=st.none() | st.integers(0, 2),
    child=st.sampled_from(["", "vite"]),
)


@given(st.lists(st.tuples(looks, st.floats(-100, 1000)), max_size=60))
def test_whatever_is_seen_only_work_is_judged_and_never_before_its_time(
    told: list[tuple[Look, float]],
) -> None:
    watch, now, watched = Watch(), 1000.0, 0.0
    for look, step in told:
        now += step
        watched += min(max(0.0, step), GAP_S)
        judged = watch.look(look, now, LIMITS)
        assert not judged.stuck or (look.phase in JUDGED and watched >= LIMITS.stuck_s)
        assert judged.stuck == bool(judged.reason)
        assert judged.burnt == 0 or judged.burnt >= LIMITS.burnt

"""Figures of a journal: what each rests on, and what is not known rather than 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetui.model import events as e
from fleetui.model.figures.definitions import FIGURES, TOKENS
from fleetui.model.figures.report import Figure, Report, Wanted, begin_of, calendar, day_of, report, since_of
from fleetui.model.figures.samples import KINDS, Samples
from fleetui.model.figures.words import amount, duration, rests_on, said
from fleetui.model.figures.written import COLUMNS, as_markdown, as_plain, as_rows
from fleetui.model.identities import PaneRef, ServerId
from tests.support.events import any_event

NOON = 1_760_000_400.0 - 1_760_000_400.0 % 86400 + 43200
PANE = PaneRef(ServerId("s", 1, 2), "%1", 3, 4)


def samples(*told: tuple[float, e.Event]) -> Samples:
    """Of a journal with these records, each at so many seconds after noon."""
    found = Samples()
    for seq, (at, event) in enumerate(told, 1):
        found.take(seq, NOON + at, event)
    return found


def reported(*told: tuple[float, e.Event], wanted: Wanted | None = None) -> Report:
    return report(samples(*told), wanted or Wanted(), UTC)


def total(name: str, *told: tuple[float, e.Event]) -> Figure:
    return reported(*told).total.figure(name)


def seat(name: str = "ada", **more: str) -> e.SeatAdded:
    return e.SeatAdded(name, "claude", more.pop("project", "shop"), "/w", 1, **more)


def phase(name: str, agent: str = "ada", question: str = "") -> e.StatusChanged:
    return e.StatusChanged(agent, name, 0.0, "screen", "r", question=question)


def landed(
    at: float, number: int = 1, agent: str = "ada", state: str = "landed"
) -> list[tuple[float, e.Event]]:
    mark = f"l{number}"
    return [
        (at - 1, e.LandingIntended(agent, mark, "shop", "fix", "main", "b", "h", "c", "t")),
        (at, e.LandingEnded(agent, mark, state)),
    ]


def turn(
    at: float, number: int, tokens: tuple[int, ...] = (), agent: str = "ada"
) -> list[tuple[float, e.Event]]:
    mark = f"t{number}"
    return [
        (at, e.TurnBegan(agent, mark, "r", 0.0)),
        (at + 1, e.TurnJudged(agent, mark, "r", tokens=tokens)),
    ]


def gate(verdict: str, agent: str = "ada") -> e.GateFinished:
    return e.GateFinished(agent, "shop", "build", "c", "d", verdict)


def owner(*, owning: bool) -> e.OwnerChanged:
    return e.OwnerChanged(1, owning=owning, screen=True)


# ---------------------------------------------------------------- not known


def test_of_an_empty_journal_nothing_is_known_and_nothing_is_zero() -> None:
    found = reported()
    assert [one.value for one in found.total.figures] == [None] * len(FIGURES)
    assert {said(one) for one in found.total.figures} == {"not known"}
    assert (found.days, found.agents, found.projects, found.first_at) == ((), (), (), None)


def test_a_landing_that_was_refused_is_no_landed_change_and_that_is_known() -> None:
    found = total("landed", (0, seat()), *landed(5, state="refused"))
    assert (found.value, found.samples) == (0, 1)


# ---------------------------------------------------------------- time to landed


def test_time_to_landed_begins_when_the_agent_got_its_task() -> None:
    found = total("time_to_landed", (0, seat(task="pdf")), *turn(60, 1), *landed(3600))
    assert (found.value, found.p95, found.samples) == (3600, 3600, 1)
    assert found.sorts == (("task", 1),)


def test_without_a_task_it_begins_with_the_first_follow_up_after_the_landing_before() -> None:
    again = [*landed(100, 1), (500, e.DeliverySubmitted("ada", "e", "d")), *turn(501, 1), *landed(600, 2)]
    found = reported((0, seat(task="pdf")), *again).total.figure("time_to_landed")
    assert found.value == 100  # the median of 100 and 100
    assert found.sorts == (("follow-up", 1), ("task", 1))


def test_median_and_95_percent() -> None:
    told = [
        step
        for n in range(100)
        for step in ((n * 1000, e.DeliverySubmitted("ada", "e", "d")), *landed(n * 1000 + n + 1, n))
    ]
    found = total("time_to_landed", (0, seat()), *told)
    assert (found.value, found.p95) == (50.5, 95)


def test_an_unfinished_task_is_no_sample_and_another_task_begins_anew() -> None:
    begun = [(0, seat(task="pdf")), *turn(10, 1, (1, 1, 1, 1))]
    assert total("time_to_landed", *begun).samples == 0
    found = reported(
        *begun, (100, e.SeatChanged("ada", task="csv")), *turn(101, 2, (2, 2, 2, 2)), *landed(150)
    )
    assert found.total.figure("time_to_landed").value == 50
    assert found.total.figure(TOKENS[0]).value == 2


def test_a_landing_that_was_told_twice_counts_once() -> None:
    assert total("landed", (0, seat()), *landed(5), (6, e.LandingEnded("ada", "l1", "landed"))).value == 1


def test_what_takes_a_landing_back_is_no_landed_change_and_what_follows_is_rework() -> None:
    back = e.LandingIntended("ada", "l2", "shop", "fix", "main", "b", "h", "c", "t", reverts="c")
    told = [
        *landed(100),
        (200, back),
        (201, e.LandingEnded("ada", "l2", "landed")),
        *turn(300, 1),
        *landed(400, 3),
    ]
    found = reported((0, seat(task="pdf")), *told).total
    assert (found.figure("landed").value, found.figure("landed").samples) == (1, 2)
    assert rests_on(found.figure("landed")) == "2 landings that ended (1 landed, 1 taken back)"
    assert found.figure("rework_rounds").value == 1
    assert found.figure("time_to_landed").value == 100


def test_a_landing_whose_taking_back_was_taken_back_stands_again() -> None:
    back = e.LandingIntended("ada", "l2", "shop", "fix", "main", "b", "h", "c2", "t", reverts="c")
    again = e.LandingIntended("ada", "l3", "shop", "fix", "main", "b", "h", "c3", "t", reverts="c2")
    told = [(0, seat()), *landed(100), (200, back), (201, e.LandingEnded("ada", "l2", "landed"))]
    assert total("landed", *told).value == 0
    told += [(300, again), (301, e.LandingEnded("ada", "l3", "landed"))]
    assert total("landed", *told).value == 1


def test_work_that_somebody_else_merged_is_no_landing_and_no_part_of_the_next() -> None:
    moved = e.TargetMoved("shop", "main", "a", "b", "forward", brings=("ada",))
    told = [
        (0, seat(task="pdf")),
        *turn(1, 1, (9, 9, 9, 9)),
        (50, moved),
        *turn(60, 2, (1, 1, 1, 1)),
        *landed(70),
    ]
    found = reported(*told).total
    assert found.figure("time_to_landed").value == 10
    assert found.figure(TOKENS[3]).value == 1


# ---------------------------------------------------------------- gates and rework


def test_the_pass_rate_leaves_out_gates_that_could_not_run() -> None:
    told = [(n, gate(verdict)) for n, verdict in enumerate(("pass", "pass", "fail", "error"))]
    found = total("gate_pass_rate", (0, seat()), *told)
    assert (found.value, found.samples, found.left_out) == (pytest.approx(2 / 3), 3, 1)
    assert rests_on(found) == "3 gate runs that passed or failed, 1 left out"


def test_the_hooks_of_a_base_branch_are_nobodys_gate() -> None:
    told = [(1, e.GateFinished("ada", "shop", "hooks of the base", "c", "d", "fail")), *turn(2, 1)]
    found = reported((0, seat()), *told).total
    assert found.figure("gate_pass_rate").samples == 0
    assert found.figure("rework_rounds").value == 0


def test_a_round_of_rework_is_the_first_turn_after_a_red_gate_or_a_refused_landing() -> None:
    red_twice = [*turn(1, 1), (5, gate("fail")), (6, gate("fail")), *turn(10, 2), *turn(20, 3)]
    refused = [
        *landed(30, state="refused"),
        *turn(40, 4),
        (50, e.StepRound("ada", "e", "w", 1, "t", "a", "d")),
        *turn(60, 5),
    ]
    found = total("rework_rounds", (0, seat()), *red_twice, *refused)
    assert (found.value, found.samples) == (3, 5)


def test_a_rejected_review_makes_rework_and_an_accepted_or_failed_one_none() -> None:
    def ended(state: str) -> e.ReviewEnded:
        return e.ReviewEnded("ada", "v1", 1, state, "")

    told = [
        (1, ended("accepted")),
        *turn(2, 1),
        (4, ended("failed")),
        *turn(5, 2),
        (8, ended("rejected")),
        *turn(9, 3),
    ]
    found = total("rework_rounds", (0, seat()), *told)
    assert (found.value, found.samples) == (1, 3)


def test_a_red_gate_of_another_task_or_before_a_landing_makes_no_rework() -> None:
    other = [(1, gate("fail")), (2, e.SeatChanged("ada", task="csv")), *turn(3, 1)]
    over = [(10, gate("fail")), *landed(20), *turn(30, 2)]
    assert total("rework_rounds", (0, seat(task="pdf")), *other, *over).value == 0


def test_restarts_are_runs_that_are_not_the_first_and_were_not_adopted() -> None:
    runs = [
        e.RunStarted("ada", "r1", PANE),
        e.RunStarted("ada", "r2", PANE),
        e.RunStarted("ada", "r3", PANE, adopted=True),
    ]
    found = total("restarts", (0, seat()), *((n, run) for n, run in enumerate(runs)))
    assert (found.value, found.samples) == (1, 3)


# ---------------------------------------------------------------- tokens


def test_tokens_of_a_change_are_those_of_its_turns_each_once() -> None:
    twice = (30, e.TurnJudged("ada", "t2", "r", tokens=(1, 2, 3, 4)))
    found = reported(
        (0, seat()), *turn(1, 1, (10, 20, 30, 40)), *turn(10, 2, (1, 2, 3, 4)), twice, *landed(50)
    ).total
    assert [found.figure(name).value for name in TOKENS] == [11, 22, 33, 44]


def test_where_one_turn_told_nothing_the_tokens_of_its_change_are_not_known() -> None:
    found = total(TOKENS[0], (0, seat()), *turn(1, 1, (10, 20, 30, 40)), *turn(10, 2), *landed(50))
    assert (found.value, found.samples, found.left_out) == (None, 0, 1)
    assert said(found) == "not known"


def test_a_turn_that_is_judged_after_the_landing_belongs_to_the_change_it_began_in() -> None:
    began, judged = turn(1, 1, (5, 5, 5, 5))
    later = e.TurnJudged("ada", "t1", "r", tokens=(5, 5, 5, 5))
    assert isinstance(judged[1], e.TurnJudged)
    assert total(TOKENS[0], (0, seat()), began, *landed(20), (25, later)).value == 5


# ---------------------------------------------------------------- the operator's time


def test_a_question_counts_until_it_was_answered_by_choice_or_by_typing() -> None:
    told = [
        (0, phase("asking", question="a?")), (30, e.QuestionAnswered("ada", "a?", "1")), (31, phase("working")),
        (40, phase("asking", question="b?")), (50, phase("working")),
    ]  # fmt: skip
    found = total("answer_time", (0, seat()), *told)
    assert (found.samples, found.value, found.p95, found.sorts) == (2, 20, 30, (("question", 2),))


def test_a_question_whose_run_ended_was_not_answered() -> None:
    told = [(0, phase("asking", question="a?")), (30, e.RunEnded("ada", "r", "crashed"))]
    assert total("answer_time", (0, seat()), *told).samples == 0


def test_a_held_follow_up_counts_until_the_operator_dealt_with_it() -> None:
    told = [
        (0, e.EntryAdded("ada", "e1", "x")), (10, e.EntryHeld("ada", "e1", "why")),
        (12, e.EntryHeld("ada", "e1", "more")), (70, e.EntryReleased("ada", "e1")),
        (80, e.EntryHeld("ada", "e2", "why")), (90, e.DeliverySubmitted("ada", "e2", "d")),
        (95, e.EntryCancelled("ada", "e2")),
    ]  # fmt: skip
    found = total("answer_time", (0, seat()), *told)
    assert (found.samples, found.value, found.sorts) == (1, 60, (("held", 1),))


def test_interruptions_are_what_called_the_operator_in_one_change() -> None:
    calls = [
        (1, phase("asking", question="a?")), (2, phase("asking", question="a?")), (3, phase("asking", question="b?")),
        (4, e.StuckJudged("ada", "r", stuck=True, since=0.0)), (5, e.StuckJudged("ada", "r", stuck=False, since=0.0)),
        (6, phase("failed")), (7, e.EntryHeld("ada", "e", "w")), (8, e.DeliveryUnknown("ada", "e", "d", "w")),
    ]  # fmt: skip
    found = total(
        "interruptions_per_landed", (0, seat()), *calls, *landed(20, 1), *turn(30, 1), *landed(40, 2)
    )
    assert (found.value, found.samples) == (3, 2)  # 6 of the first, none of the second


# ---------------------------------------------------------------- idle


def test_idle_counts_only_while_nothing_is_queued_and_up_to_the_last_record() -> None:
    told = [
        (0, phase("idle")), (100, e.EntryAdded("ada", "e", "x")), (150, e.EntryCancelled("ada", "e")),
        (170, phase("working")), (200, phase("idle")), (210, e.Noted("x", "y")),
    ]  # fmt: skip
    assert total("idle_nothing_queued", (0, seat()), *told).value == 100 + 20 + 10


def test_a_rest_over_midnight_is_cut_there() -> None:
    found = reported((0, seat()), (0, phase("idle")), (86400, phase("working")))
    by_day = [one.figure("idle_nothing_queued").value for one in found.days]
    assert by_day == [43200, 43200]
    late = reported(
        (0, seat()), (0, phase("idle")), (86400, phase("working")), wanted=Wanted(since=NOON + 86000)
    )
    assert late.total.figure("idle_nothing_queued").value == 400


def test_while_nobody_owned_the_fleet_nothing_was_seen() -> None:
    told = [
        (0, owner(owning=True)), (0, seat()), (0, phase("idle")), (5, e.SeatAdded("bob", "c", "shop", "/w", 2)),
        (6, phase("asking", "bob", "a?")), (100, owner(owning=False)), (5000, owner(owning=True)),
        (5050, phase("working")), (5060, phase("working", "bob")),
    ]  # fmt: skip
    found = reported(*told).total
    assert found.figure("idle_nothing_queued").value == 150
    answer = found.figure("answer_time")
    assert (answer.value, answer.samples, answer.left_out) == (None, 0, 1)


def test_an_owner_that_was_killed_left_at_its_last_record_and_a_quick_change_leaves_no_gap() -> None:
    rest = [(0, owner(owning=True)), (0, seat()), (0, phase("idle"))]
    killed = [*rest, (9000, owner(owning=True)), (9100, phase("working"))]
    assert total("idle_nothing_queued", *killed).value == 100
    handed = [*rest, (50, owner(owning=False)), (51, owner(owning=True)), (100, phase("working"))]
    assert total("idle_nothing_queued", *handed).value == 100


# ---------------------------------------------------------------- clocks, names, filters


def test_what_spans_a_clock_that_was_set_back_is_left_out_and_never_negative() -> None:
    told = [(0, phase("asking", question="a?")), (-3600, e.Noted("x", "y")), (-3590, phase("working"))]
    found = total("answer_time", (0, seat()), *told)
    assert (found.value, found.left_out) == (None, 1)


def test_samples_follow_an_agent_that_was_renamed_and_stay_when_it_is_removed() -> None:
    told = [*turn(1, 1), (5, e.SeatRenamed("ada", "eve")), *turn(6, 2, agent="eve")]
    gone = (20, e.SeatStateChanged("eve", "archived"))
    found = reported((0, seat()), *told, gone)
    assert [one.key for one in found.agents] == ["eve"]
    assert found.agents[0].figure("rework_rounds").samples == 2


def test_a_new_agent_in_the_name_of_a_removed_one_begins_anew() -> None:
    told = [
        *turn(1, 1, (7, 7, 7, 7)),
        (5, gate("fail")),
        (9, e.SeatStateChanged("ada", "archived")),
        (100, seat(task="x")),
    ]
    found = reported((0, seat(task="x")), *told, *turn(101, 2, (1, 1, 1, 1)), *landed(160)).total
    assert found.figure("time_to_landed").value == 60
    assert found.figure(TOKENS[0]).value == 1
    assert found.figure("rework_rounds").value == 0


def test_what_was_before_another_project_stays_with_the_one_before() -> None:
    found = reported(
        (0, seat()), *turn(1, 1), (5, e.SeatChanged("ada", project="store")), *turn(6, 2), *turn(9, 3)
    )
    assert {one.key: one.figure("rework_rounds").samples for one in found.projects} == {"shop": 1, "store": 2}


def test_a_report_is_of_what_was_wanted() -> None:
    told = [(0, seat()), (0, seat("bob", project="lib")), *turn(1, 1), *turn(90000, 2, agent="bob")]
    assert reported(*told, wanted=Wanted(agent="bob")).total.figure("rework_rounds").samples == 1
    assert reported(*told, wanted=Wanted(project="shop")).total.figure("rework_rounds").samples == 1
    since = reported(*told, wanted=Wanted(since=NOON + 80000))
    assert [one.key for one in since.agents] == ["bob"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(-1e12, 1e12), any_event), max_size=8))
def test_whatever_stands_in_a_journal_makes_a_report(told: list[tuple[float, e.Event]]) -> None:
    found = reported(*told)
    assert all(one.value is None or one.value >= 0 for one in found.total.figures)
    landed, *others = found.total.figures
    assert all((one.value is None) == (one.samples == 0) for one in others)
    assert (landed.value is None) == (not any(one.samples + one.left_out for one in (landed, *others)))
    assert as_plain(found, Wanted())
    assert as_markdown(found, "x")


def test_a_record_counts_once() -> None:
    found = Samples()
    found.take(1, NOON, gate("pass"))
    found.take(1, NOON, gate("pass"))
    assert report(found, Wanted(), UTC).total.figure("gate_pass_rate").samples == 1


def test_one_sample_is_said_as_one() -> None:
    assert {rests_on(replace(one, samples=1)).split()[0] for one in reported().total.figures} == {"1"}
    assert rests_on(reported().total.figure("restarts")) == "no runs"


def test_every_kind_that_samples_come_from_is_one_of_the_journal() -> None:
    assert set(e.kinds()) >= KINDS


# ---------------------------------------------------------------- periods and words


def test_a_period_is_said_in_days_hours_weeks_or_by_a_date() -> None:
    assert since_of("7d", NOON) == NOON - 7 * 86400
    assert since_of("12h", NOON) == NOON - 43200
    assert since_of("2w", NOON) == NOON - 14 * 86400
    assert day_of(since_of("2026-03-04", NOON, UTC), UTC) == "2026-03-04"
    for wrong in ("", "soon", "7x", "-3d", "2026-13-01"):
        with pytest.raises(ValueError, match="is no period"):
            since_of(wrong, NOON)


def test_the_last_days_begin_at_a_midnight_and_are_all_there() -> None:
    begin = begin_of(NOON, 7, UTC)
    days = calendar(day_of(begin, UTC), day_of(NOON, UTC))
    assert (len(days), begin % 86400) == (7, 0)


def test_amounts_are_said_as_people_read_them() -> None:
    assert [duration(x) for x in (45, 59.7, 720, 4800, 7200, 180000, 259200)] == [
        "45s", "1m", "12m", "1h 20m", "2h", "2d 2h", "3d",
    ]  # fmt: skip
    of = {str(one.unit): one.unit for one in FIGURES}
    given = ((0.834, "ratio"), (12345, "tokens"), (2.5, "count"), (3.0, "count"))
    assert [amount(x, of[unit]) for x, unit in given] == [
        "83 %", "12.3k", "2.5", "3",
    ]  # fmt: skip


# ---------------------------------------------------------------- written


def test_json_says_of_every_figure_what_it_rests_on_and_null_where_it_is_not_known() -> None:
    plain = as_plain(reported((0, seat()), (1, gate("pass"))), Wanted(agent="ada"))
    whole = plain["total"]
    assert isinstance(whole, dict)
    assert set(whole) == {one.name for one in FIGURES}
    assert whole["gate_pass_rate"] == {
        "value": 1, "p95": None, "unit": "ratio", "basis": "measured", "samples": 1, "left_out": 0,
        "rests_on": "gate runs that passed or failed", "sorts": {},
    }  # fmt: skip
    assert whole["landed"]["value"] == 0, "nobody else lands a change, so none is none"
    assert plain["agent"] == "ada"


def test_a_name_is_no_formula_of_a_spreadsheet_and_no_cell_of_markdown() -> None:
    found = reported((0, seat("=a|b")), (1, gate("pass", "=a|b")))
    assert "'=a|b" in {row[COLUMNS.index("key")] for row in as_rows(found)}
    assert "| =a\\|b |" in as_markdown(found, "Figures")

"""The fold: total, and true to the queue's promises whatever order facts arrive in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleetui.model import events as e
from fleetui.model.fleet import Fleet, SeatState
from fleetui.model.fold.records import fold, fold_all
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.queue import ENDED, STEP, Entry, EntryState, live
from fleetui.model.steps import CompactStep, GateStep, WaitStep, written
from fleetui.model.tokens import Tokens

PANE = PaneRef(ServerId("/s", 1, 2), "%1", 10, 20)


def records(*facts: e.Event) -> list[e.Record]:
    return [e.Record(seq, float(seq), fact) for seq, fact in enumerate(facts, start=1)]


def seated(name: str = "cache") -> e.SeatAdded:
    return e.SeatAdded(name, "claude", "shop", "/w", 0)


def test_a_seat_is_there_after_it_was_added() -> None:
    fleet = fold_all(records(seated()))
    assert fleet.seats["cache"].project == "shop"
    assert fleet.queues["cache"] == ()
    assert fleet.seq == 1


def test_a_handoff_goes_before_all_that_wait_but_not_before_what_is_in_flight() -> None:
    fleet = fold_all(
        records(
            seated(),
            e.EntryAdded("cache", "a", "one"),
            e.EntryAdded("cache", "b", "two"),
            e.DeliveryIntended("cache", "a", "d1", "run", PANE, "x"),
            e.EntryAdded("cache", "h", "handoff", "handoff", front=True),
        )
    )
    assert [entry.id for entry in live(fleet.queues["cache"])] == ["a", "h", "b"]


def test_a_follow_up_that_was_typed_is_never_queued_again_by_a_refusal() -> None:
    fleet = fold_all(
        records(
            seated(),
            e.EntryAdded("cache", "a", "one"),
            e.DeliveryIntended("cache", "a", "d1", "run", PANE, "x"),
            e.DeliveryPasted("cache", "a", "d1"),
            e.DeliveryRefused("cache", "a", "d1", "late"),
        )
    )
    assert fleet.queues["cache"][0].state is EntryState.PASTED


def test_renaming_takes_queue_runs_and_restarts_along() -> None:
    fleet = fold_all(
        records(
            seated(),
            e.EntryAdded("cache", "a", "one"),
            e.RunStarted("cache", "r1", PANE),
            e.ReplacementIntended("cache", "x", "restart", "r1"),
            e.SeatRenamed("cache", "lru"),
        )
    )
    assert "cache" not in fleet.seats
    assert fleet.seats["lru"].name == "lru"
    assert fleet.queues["lru"][0].id == "a"
    assert fleet.runs["r1"].seat == "lru"
    assert fleet.replacements["lru"].seat == "lru"


def test_only_the_present_and_the_last_run_of_a_seat_are_kept() -> None:
    fleet = fold_all(records(seated(), *(e.RunStarted("cache", f"r{number}", PANE) for number in range(5))))
    assert set(fleet.runs) == {"r3", "r4"}


def test_starting_a_halted_seat_forgets_its_crashes() -> None:
    fleet = fold_all(
        records(
            seated(),
            e.RunStarted("cache", "r1", PANE),
            e.SeatStateChanged("cache", "halted", "4 starts"),
            e.SeatStateChanged("cache", "active"),
        )
    )
    assert fleet.seats["cache"].state is SeatState.ACTIVE
    assert "cache" not in fleet.restarts


ids = st.sampled_from(["a", "b", "c"])
STEPS = st.sampled_from(
    [written(GateStep("build")), written(WaitStep("idle")), written(CompactStep()), "no step"]
)
works = st.sampled_from(["w1", "w2"])
facts = st.one_of(
    st.builds(
        e.EntryAdded, st.just("cache"), ids, st.just("a step"), st.just("follow-up"), st.booleans(), STEPS
    ),
    st.builds(e.EntryGiven, st.just("cache"), ids, st.sampled_from(["docs", "cache", "ghost"])),
    st.builds(e.StepStarted, st.just("cache"), ids, works, st.just("t")),
    st.builds(e.StepCut, st.just("cache"), ids, works, st.just("why")),
    st.builds(
        e.StepRound, st.just("cache"), ids, works, st.just(1), st.just("t"), st.just("t2"), st.just("red")
    ),
    st.builds(e.StepDone, st.just("cache"), ids, works),
    st.builds(e.StepHeld, st.just("cache"), ids, st.just("why"), works),
    st.builds(e.EntryAdded, st.just("cache"), ids, st.text(max_size=5), st.just("follow-up"), st.booleans()),
    st.builds(e.EntryEdited, st.just("cache"), ids, st.text(max_size=5)),
    st.builds(e.EntryMoved, st.just("cache"), ids, st.integers(-2, 9)),
    st.builds(e.EntryHeld, st.just("cache"), ids, st.just("why")),
    st.builds(e.EntryReleased, st.just("cache"), ids),
    st.builds(
        e.EntryReanchored, st.just("cache"), ids, st.text(max_size=5), st.just(("a",)), st.just(("b",))
    ),
    st.builds(e.EntryNoted, st.just("cache"), ids, st.text(max_size=5)),
    st.builds(e.EntryCancelled, st.just("cache"), ids),
    st.builds(
        e.DeliveryIntended, st.just("cache"), ids, st.just("d"), st.just("r"), st.just(PANE), st.just("x")
    ),
    st.builds(e.DeliveryPasted, st.just("cache"), ids, st.just("d")),
    st.builds(e.DeliverySubmitted, st.just("cache"), ids, st.just("d")),
    st.builds(e.DeliveryAccepted, st.just("cache"), ids, st.just("d"), st.just("sign")),
    st.builds(e.DeliveryRefused, st.just("cache"), ids, st.just("d"), st.just("why")),
    st.builds(e.DeliveryUnknown, st.just("cache"), ids, st.just("d"), st.just("why")),
    st.builds(e.EntryAdded, st.just("nobody"), ids, st.text(max_size=5)),
)
FROM_PANE = {EntryState.PASTED, EntryState.SUBMITTED, EntryState.UNKNOWN}


def every(fleet: Fleet) -> dict[str, Entry]:
    """Every entry of every queue by its id."""
    return {entry.id: entry for queue in fleet.queues.values() for entry in queue}


@given(st.lists(facts, max_size=40))
def test_no_order_of_facts_loses_doubles_or_silently_requeues_a_follow_up(events: list[e.Event]) -> None:
    fleet = fold_all(records(seated(), seated("docs")))
    for record in records(*events):
        before = every(fleet)
        fleet = fold(fleet, record)
        after = every(fleet)
        assert len(after) == sum(map(len, fleet.queues.values())), "an entry stands twice"
        assert set(before) <= set(after), "an entry was lost"
        for entry_id, entry in after.items():
            was = before.get(entry_id)
            if was and was.state in FROM_PANE and entry.state is EntryState.QUEUED:
                assert isinstance(record.event, e.EntryReleased), "typed text is sent again unasked"
            if was and was.state is EntryState.RUNNING and entry.state is not EntryState.RUNNING:
                assert isinstance(record.event, (e.StepCut, e.StepRound, e.StepDone, e.StepHeld))
                assert record.event.work == was.work, "a step was ended by the word of another attempt"
            if was and was.state in ENDED:
                assert entry == was, "what is over came back"
            if entry.state in (EntryState.RUNNING, EntryState.DONE):
                assert entry.kind == STEP, "what is typed was done as a step"


@given(st.lists(facts, max_size=30), st.integers(0, 30))
def test_folding_in_two_parts_gives_the_same_fleet(events: list[e.Event], cut: int) -> None:
    whole = records(seated(), *events)
    assert fold_all(whole[cut:], fold_all(whole[:cut])) == fold_all(whole)


def test_facts_about_unknown_seats_change_nothing_but_the_sequence() -> None:
    fleet = fold(Fleet(), e.Record(7, 0.0, e.SeatRenamed("ghost", "b")))
    assert fleet == Fleet(seq=7)


def test_what_turns_took_adds_up_by_agent_and_task_and_what_is_not_known_adds_nothing() -> None:
    def judged(seat: str, turn: str, *tokens: int) -> e.TurnJudged:
        return e.TurnJudged(seat, turn, "r1", tokens=tokens)

    fleet = fold_all(
        records(
            seated("a"), seated("b"), e.SeatChanged("a", task="t1"), judged("a", "1", 1, 2, 3, 4), judged("a", "2"),
            e.SeatChanged("a", task="t2"), e.SeatChanged("b", task="t1"), judged("a", "3", 10, 0, 0, 0),
            judged("b", "4", 100, 0, 0, 0), e.SeatRenamed("a", "c"),
        )
    )  # fmt: skip
    assert fleet.spent == {"c": Tokens(11, 2, 3, 4), "b": Tokens(100)}
    assert {key.rpartition("/")[2]: spent.input for key, spent in fleet.task_spent.items()} == {
        "t1": 101,
        "t2": 10,
    }

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.queue import (
    ENDED,
    IN_FLIGHT,
    Entry,
    EntryState,
    Queue,
    find,
    live,
    moved,
    next_due,
    with_entry,
)

ids = st.text("0123456789abcdef", min_size=1, max_size=8)
states = st.sampled_from(EntryState)
queues: st.SearchStrategy[Queue] = st.lists(
    st.builds(Entry, id=ids, text=st.text(max_size=5), state=states), max_size=8, unique_by=lambda e: e.id
).map(tuple)


def in_order(queue: Queue) -> Queue:
    """The same entries as a fleet holds them: ended, then at most one under way, then those that wait."""
    under_way = [entry for entry in queue if not entry.waits and entry.state not in ENDED][:1]
    return tuple(
        [entry for entry in queue if entry.state in ENDED]
        + under_way
        + [entry for entry in queue if entry.waits]
    )


@given(queues)
def test_live_entries_keep_their_order_and_ended_ones_are_not_among_them(queue: Queue) -> None:
    left = live(queue)
    assert [entry for entry in queue if entry in left] == list(left)
    assert {entry.id for entry in queue} - {entry.id for entry in left} == {
        entry.id
        for entry in queue
        if entry.state in (EntryState.ACCEPTED, EntryState.DONE, EntryState.CANCELLED)
    }


@given(queues)
def test_only_the_first_live_entry_may_be_sent_and_only_while_queued(queue: Queue) -> None:
    due = next_due(queue)
    left = live(queue)
    if due is None:
        assert not left or left[0].state is not EntryState.QUEUED
    else:
        assert due is left[0]


@given(queues, st.sampled_from(sorted(IN_FLIGHT | {EntryState.UNKNOWN, EntryState.HELD})))
def test_an_entry_under_way_unknown_or_held_stops_all_behind_it(queue: Queue, state: EntryState) -> None:
    assert next_due((Entry("first", "x", state), *queue)) is None


@given(queues, ids, st.integers(-3, 12))
def test_moving_loses_and_changes_nothing(queue: Queue, entry_id: str, to: int) -> None:
    after = moved(queue, entry_id, to)
    assert sorted(entry.id for entry in after) == sorted(entry.id for entry in queue)
    assert {entry.id: entry for entry in after} == {entry.id: entry for entry in queue}


@given(queues, st.data(), st.integers(-3, 12))
def test_moving_puts_a_waiting_entry_where_it_was_asked_behind_those_under_way(
    queue: Queue, data: st.DataObject, to: int
) -> None:
    queue = in_order(queue)
    waiting = [entry for entry in queue if entry.waits]
    if not waiting:
        return
    chosen = data.draw(st.sampled_from(waiting))
    after = moved(queue, chosen.id, to)
    left = live(after)
    under_way = len(left) - len(waiting)
    assert left.index(chosen) == max(under_way, min(to, len(left) - 1))
    assert [entry for entry in after if entry is not chosen] == [
        entry for entry in queue if entry is not chosen
    ]


@given(queues, st.data())
def test_an_entry_that_does_not_wait_cannot_be_moved(queue: Queue, data: st.DataObject) -> None:
    fixed = [entry for entry in queue if not entry.waits]
    if fixed:
        assert moved(queue, data.draw(st.sampled_from(fixed)).id, 0) == queue
    assert moved(queue, "no such entry", 0) == queue


@given(queues, ids, states)
def test_changing_one_entry_leaves_the_others_the_same_objects(
    queue: Queue, entry_id: str, state: EntryState
) -> None:
    after = with_entry(queue, entry_id, state=state)
    for old, new in zip(queue, after, strict=True):
        assert new is old if old.id != entry_id else new.state is state


@given(queues, ids)
def test_an_id_finds_its_entry_and_a_beginning_only_a_single_one(queue: Queue, wanted: str) -> None:
    found = find(queue, wanted)
    exact = [entry for entry in queue if entry.id == wanted]
    begins = [entry for entry in queue if entry.id.startswith(wanted)]
    if exact:
        assert found is exact[0]
    elif len(wanted) < 3 or len(begins) != 1:
        assert found is None
    else:
        assert found is begins[0]

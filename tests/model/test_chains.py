"""Entries that wait for each other: a circle is found, also through several agents, and a chain is none."""

from __future__ import annotations

from fleetui.model.chains import circle, whose
from fleetui.model.queue import STEP, Entry, EntryState, Queue
from fleetui.model.steps import WaitStep


def waits(entry: str, *others: str) -> Entry:
    condition = " and ".join(f"entry {other} done" for other in others)
    return Entry(entry, condition, kind=STEP, step=WaitStep(condition))


def test_a_chain_through_three_agents_is_no_circle() -> None:
    queues: dict[str, Queue] = {
        "a": (Entry("a1", "x"), waits("a2", "b1")),
        "b": (waits("b1", "c1"),),
        "c": (Entry("c1", "x"), waits("c2", "a1")),
    }
    assert circle(queues) == ()


def test_entries_that_wait_for_each_other_through_three_agents_are_a_circle() -> None:
    queues: dict[str, Queue] = {
        "a": (waits("a1", "b2"), Entry("a2", "x")),
        "b": (waits("b1", "c1"), Entry("b2", "x")),
        "c": (waits("c1", "a2"),),
    }
    assert set(circle(queues)) == {"a1", "a2", "b1", "b2", "c1"}


def test_an_entry_that_is_over_holds_nothing_back() -> None:
    over = Entry("a1", "x", EntryState.ACCEPTED)
    assert circle({"a": (over,), "b": (waits("b1", "a1"),)}) == ()


def test_an_entry_that_waits_for_itself_or_one_behind_it_is_a_circle() -> None:
    assert circle({"a": (waits("a1", "a1"),)}) == ("a1",)
    assert set(circle({"a": (waits("a1", "a2"), Entry("a2", "x"))})) == {"a1", "a2"}


def test_the_beginning_of_an_id_names_an_entry_only_where_one_begins_so() -> None:
    queues: dict[str, Queue] = {"a": (Entry("abc1", "x"),), "b": (Entry("abc2", "x"), Entry("xyz9", "y"))}
    assert whose(queues, "abc") is None
    found = whose(queues, "xyz")
    assert found is not None
    assert (found[0], found[1].id) == ("b", "xyz9")

"""The story of one entry: all that happened to it, what its agent did with it, and nothing else."""

from __future__ import annotations

from fleetui.model import events as e
from fleetui.model.entry_story import entries_called, past_follow_ups, story
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.journal_words import JournalWords

PANE = PaneRef(ServerId("/s", 1, 1), "%1", 2, 3)


def records(*events: e.Event) -> tuple[e.Record, ...]:
    return tuple(e.Record(number, 100.0 + number, event) for number, event in enumerate(events, 1))


def status(phase: str, seat: str = "cache") -> e.StatusChanged:
    return e.StatusChanged(seat, phase, 1.0, "screen", "rule")


def accepted(entry: str, seat: str = "cache") -> tuple[e.Event, ...]:
    return (
        e.DeliveryIntended(seat, entry, f"d-{entry}", "r1", PANE, "digest"),
        e.DeliveryAccepted(seat, entry, f"d-{entry}", "composer empty and working"),
    )


def test_it_holds_the_turn_that_the_entry_began_and_not_the_next() -> None:
    told = story(
        records(
            e.EntryAdded("cache", "aaa1", "one"),
            e.EntryAdded("cache", "bbb2", "two"),
            status("idle"),
            e.EntryHeld("cache", "aaa1", "a.py is gone"),
            e.EntryEdited("cache", "aaa1", "one, anew"),
            *accepted("aaa1"),
            status("working"),
            status("asking", "docs"),
            status("asking"),
            e.QuestionAnswered("cache", "may I?", "yes"),
            status("working"),
            status("idle"),
            *accepted("bbb2"),
            status("working"),
            status("idle"),
        ),
        "aaa1",
    )
    words = JournalWords(of_one=True)
    assert [words.of(record) for record in told] == [
        "queued: one",
        "held: a.py is gone",
        "changed to: one, anew",
        "is about to be typed into pane %1",
        "taken by the agent: composer empty and working",
        "working (screen: rule)",
        "asking (screen: rule)",
        "working (screen: rule)",
        "idle (screen: rule)",
    ]


def test_what_is_said_of_its_turn_does_not_end_it() -> None:
    turn = e.TurnBegan("cache", "t1", "r1", 3.0, "aaa1")
    judged = e.TurnJudged("cache", "t1", "r1", "aaa1")
    for last in ((judged, status("idle")), (status("idle"), judged)):
        told = story(records(*accepted("aaa1"), status("working"), turn, *last), "aaa1")
        assert [record.event for record in told][-4:] == [status("working"), turn, *last]


def test_it_goes_on_under_another_name_and_ends_with_the_run() -> None:
    told = story(
        records(
            e.EntryAdded("cache", "aaa1", "one"),
            e.SeatRenamed("cache", "store"),
            *accepted("aaa1", "store"),
            status("working", "store"),
            e.RunEnded("store", "r1", "stopped by the operator"),
            status("idle", "store"),
        ),
        "aaa1",
    )
    assert [type(record.event).__name__ for record in told][-2:] == ["StatusChanged", "RunEnded"]


def test_a_turn_without_a_pause_ends_where_the_next_entry_is_typed() -> None:
    told = story(
        records(e.EntryAdded("cache", "aaa1", "one"), *accepted("aaa1"), *accepted("bbb2"), status("idle")),
        "aaa1",
    )
    assert [record.seq for record in told] == [1, 2, 3]


def test_an_entry_is_called_by_the_beginning_of_its_id() -> None:
    known = records(e.EntryAdded("cache", "aaa1", "one"), e.EntryAdded("cache", "aaa2", "two"))
    assert entries_called(known, "aaa1") == ("aaa1",)
    assert entries_called(known, "aaa") == ("aaa1", "aaa2")
    assert entries_called(known, "aa") == ()
    assert entries_called(known, "none") == ()


def test_past_follow_ups_are_told_newest_first_without_what_others_wrote() -> None:
    told = past_follow_ups(
        records(
            e.EntryAdded("cache", "a1", "one"),
            e.EntryAdded("docs", "b1", "of another"),
            e.EntryAdded("cache", "a2", "what the gate said", "repair"),
            e.EntryEdited("cache", "a1", "one, anew"),
            e.EntryAdded("cache", "a3", "two"),
            e.EntryAdded("cache", "a4", "one"),
        ),
        "cache",
    )
    assert told == ("one", "two", "one, anew")

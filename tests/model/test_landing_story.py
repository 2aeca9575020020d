"""The story of a landing: the prompts of its branch since it began or last landed, the gates, the release; its note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model import events as e
from fleetui.model.evidence import GateEvidence, Verdict
from fleetui.model.fleet import Landing
from fleetui.model.landing_note import LONGEST_NOTE, note_of
from fleetui.model.landing_story import LONGEST, MOST, LandingStory, Prompt, landing_stories
from tests.model.test_entry_story import PANE, accepted, records, status

SEAT = e.SeatAdded("cache", "claude", "shop", "/w/cache", 0, branch="task/17", task="17")
STARTED = e.RunStarted("cache", "r1", PANE)


def given(entry: str, text: str, seat: str = "cache", kind: str = "follow-up") -> tuple[e.Event, ...]:
    return (e.EntryAdded(seat, entry, text, kind), *accepted(entry, seat))


def passed(candidate: str, gate: str = "build", verdict: str = "pass") -> e.GateFinished:
    return e.GateFinished("cache", "shop", gate, candidate, "digest", verdict, 12.0)


def landed(landing: str, candidate: str, seat: str = "cache", state: str = "landed") -> tuple[e.Event, ...]:
    return (
        e.LandingIntended(seat, landing, "shop", "task/17", "main", "b" * 40, "h" * 40, candidate, "t"),
        e.LandingEnded(seat, landing, state),
    )


def told(landing: str, *events: e.Event) -> LandingStory:
    return landing_stories(records(*events), (landing,))[landing]


def texts(story: LandingStory) -> list[str]:
    return [prompt.text for prompt in story.prompts]


def test_a_gate_that_ran_on_another_commit_with_the_same_files_is_told() -> None:
    of_another = replace(passed("cand0", "tests"), seat="docs", tree="t")
    found = told("l1", SEAT, STARTED, of_another, replace(passed("cand0"), tree="u"), *landed("l1", "cand1"))
    assert [(x.gate, x.candidate) for x in found.gates] == [("tests", "cand0")]


def test_it_holds_the_prompts_of_its_agent_alone_and_what_the_gates_said_of_that_candidate() -> None:
    found = told(
        "l1",
        e.TaskAdded("17", "Fix the cache", project="shop"),
        SEAT, STARTED, replace(SEAT, seat="docs"),
        *given("aaa1", "first"),
        *given("bbb2", "another's", "docs"),
        *given("ccc3", "/compact", kind="command"),
        passed("cand0"), passed("cand1", verdict="fail"), passed("cand1"), passed("cand1", "tests"),
        *given("ddd4", "second"),
        *landed("l1", "cand1"),
        passed("cand1", "tests", "fail"),
    )  # fmt: skip
    assert texts(found) == ["first", "second"]
    assert (found.profile, found.task, found.title) == ("claude", "17", "Fix the cache")
    assert [(x.gate, x.verdict) for x in found.gates] == [("build", Verdict.PASS), ("tests", Verdict.PASS)]
    assert found.landing.state == "landed"


def test_each_landing_has_its_own_and_what_is_still_worked_on_belongs_to_the_next_too() -> None:
    events = (
        SEAT, STARTED,
        *given("aaa1", "one"), status("working"), status("idle"),
        *given("bbb2", "two"), status("working"),
        *landed("l0", "cand0", state="refused"),
        *landed("l1", "cand1"),
        *given("ccc3", "three"),
        *landed("l2", "cand2"),
    )  # fmt: skip
    assert texts(told("l1", *events)) == ["one", "two"]
    assert texts(told("l2", *events)) == ["two", "three"]


def test_another_branch_begins_anew_and_another_name_does_not() -> None:
    begun = (SEAT, STARTED, *given("aaa1", "one"))
    assert texts(told("l1", *begun, e.SeatChanged("cache", task="18"), *landed("l1", "c"))) == ["one"]
    assert texts(told("l1", *begun, e.SeatChanged("cache", branch="task/18"), *landed("l1", "c"))) == []
    renamed = (*begun, e.SeatRenamed("cache", "api"), *given("bbb2", "two", "api"), *landed("l1", "c", "api"))
    assert texts(told("l1", *renamed)) == ["one", "two"]


def test_a_prompt_is_told_as_it_was_typed_once_without_secrets_and_says_when_nothing_confirmed_it() -> None:
    token = "ghp_" + "a1" * 20
    found = told(
        "l1", SEAT, STARTED,
        e.EntryAdded("cache", "aaa1", "{task} TOKEN"), e.EntryFilled("cache", "aaa1", f"use {token}\x1b[2J"),
        e.DeliveryIntended("cache", "aaa1", "d1", "r1", PANE, "x"),
        e.DeliveryUnknown("cache", "aaa1", "d1", "silence"),
        *landed("l1", "c"),
    )  # fmt: skip
    (prompt,) = found.prompts
    assert prompt.state == "not confirmed"
    assert prompt.text == "use [redacted]·[2J"
    sure = told("l1", SEAT, STARTED, *given("bbb2", "x" * (LONGEST + 5)), *landed("l1", "c"))
    assert sure.prompts[0].text.endswith("\n[5 more characters]")
    assert sure.prompts[0].state == "delivered"


def test_of_very_many_the_first_and_the_newest_are_told() -> None:
    many = [event for number in range(MOST + 3) for event in given(f"entry{number}", f"text {number}")]
    found = told("l1", SEAT, STARTED, *many, *landed("l1", "c"))
    assert (len(found.prompts), found.left_out) == (MOST, 3)
    assert texts(found)[:2] == ["text 0", "text 4"]
    assert texts(found)[-1] == f"text {MOST + 2}"


STORY = LandingStory(
    Landing("l1", "shop", "cache", "task/17", "main", "b" * 40, "h" * 40, "c" * 40, "t" * 40, 1_800_000_000.0),
    "claude", "17", "Fix the cache",
    (
        Prompt("aaa1", "follow-up", "Fix it.\n\nHead: 0000\nSeat: evil", 1_799_999_000.0),
        Prompt("bbb2", "repair", "again", 1_799_999_500.0, "not confirmed"),
    ),
    gates=(GateEvidence("build", "c" * 40, Verdict.PASS, 1_799_999_900.0, 12.4),),
)  # fmt: skip


def test_the_note_is_plain_text_that_says_all_of_it() -> None:
    assert (
        note_of(STORY, "ada")
        == f"""fleetui landing l1
Released: 2027-01-15 08:00:00 UTC by ada, with the key of the dashboard
Agent: cache
Profile: claude
Task: 17 Fix the cache
Branch: task/17 at {"h" * 40}
Target: main at {"b" * 40}

Gates on {"c" * 40}:
    build: pass 2027-01-15 07:58:20 UTC, 12 s

2 prompts through the queue (what is typed into the pane itself is not kept):

1. 2027-01-15 07:43:20 UTC, follow-up, delivered
    Fix it.

    Head: 0000
    Seat: evil

2. 2027-01-15 07:51:40 UTC, repair, not confirmed
    again
"""
    )


@pytest.mark.parametrize("hostile", ["x\nReleased: never", "a\rb", "\x1b]0;t\x07", "\u202eevil", "\u2028x"])
def test_nothing_that_comes_from_outside_is_a_line_of_the_note_or_drives_a_terminal(hostile: str) -> None:
    landing = replace(STORY.landing, branch=hostile, seat=hostile)
    gates = (replace(STORY.gates[0], detail=hostile, gate=hostile),)
    prompts = (replace(STORY.prompts[0], text=f"{hostile}\n1. fake"),)
    note = note_of(replace(STORY, landing=landing, gates=gates, prompts=prompts, title=hostile), hostile)
    own = [line for line in note.splitlines() if line and not line.startswith("    ")]
    heads = [line.split(" ")[0] for line in own]
    assert heads == [
        "fleetui", "Released:", "Agent:", "Profile:", "Task:", "Branch:", "Target:", "Gates", "1", "1."
    ]  # fmt: skip
    assert all(char.isprintable() or char in "\n\t" for char in note)


def test_a_note_is_bounded_and_keeps_the_first_prompt_and_the_newest() -> None:
    prompts = tuple(Prompt(f"e{n}", "follow-up", f"{n} " + "x" * 3900, 1.0 + n) for n in range(60))
    note = note_of(replace(STORY, prompts=prompts), "ada")
    assert len(note) <= LONGEST_NOTE
    assert "    0 xxx" in note
    assert "    59 xxx" in note
    assert "    2 xxx" not in note
    assert "60 prompts" in note
    assert " more ..." in note

"""Standing rules: with which follow-ups they go out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.fleet import Run
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.queue import Entry, EntryState
from fleetui.model.standing_rules import RulesPlan, rules_plan, rules_text, with_rules
from fleetui.model.steps import ClearStep

RUN = Run("r1", "cache", PaneRef(ServerId("/s", 1, 1), "%1", 2, 3), 0.0)
RULES = ("Run the tests.", "Say what  you\ndid not do.")


def waiting(*ids: str, kind: str = "follow-up") -> tuple[Entry, ...]:
    return tuple(Entry(one, one, kind=kind) for one in ids)


def typed(number: int, rules: str = "", run: str = "r1", kind: str = "follow-up") -> Entry:
    return Entry(f"t{number}", "x", EntryState.ACCEPTED, kind=kind, run=run, rules=rules)


def test_the_rules_are_one_block_of_one_line_each() -> None:
    assert rules_text(RULES) == "Standing rules:\n- Run the tests.\n- Say what you did not do."
    assert rules_text(()) == rules_text((" ",)) == ""
    assert with_rules("do it", "") == "do it"


def test_the_first_prompt_of_a_fresh_run_says_them_and_then_every_nth() -> None:
    plan = rules_plan(waiting(*"abcdefg"), RUN, RULES, 3)
    assert plan.entries == ("a", "d", "g")
    assert plan.added_to("a") == rules_text(RULES)
    assert plan.added_to("b") == ""


def test_what_is_planned_is_what_follows_from_what_was_typed() -> None:
    queue = (typed(1, "said"), typed(2), *waiting("a", "b"))
    assert rules_plan(queue, RUN, RULES, 3) == RulesPlan(rules_text(RULES), ("b",), one_more=False)


@pytest.mark.parametrize("run", [replace(RUN, adopted=True), replace(RUN, resumed=True)])
def test_a_run_that_was_told_before_hears_them_with_the_nth_follow_up_only(run: Run) -> None:
    assert rules_plan(waiting("a", "b", "c"), run, RULES, 3).entries == ("c",)


def test_a_handoff_says_them_itself() -> None:
    queue = (*waiting("h", kind="handoff"), *waiting("a", "b"))
    assert rules_plan(queue, None, RULES, 2).entries == ("b",)


def test_follow_ups_of_an_earlier_run_count_for_nothing() -> None:
    assert rules_plan((typed(1, "said", run="r0"), *waiting("a")), RUN, RULES, 5).entries == ("a",)


def test_steps_and_repairs_are_no_follow_ups() -> None:
    queue = (typed(1, "said"), typed(2, kind="repair"), *waiting("s", kind="step"), *waiting("a", "b"))
    assert rules_plan(queue, RUN, RULES, 2).entries == ("b",)


def test_an_agent_that_forgets_its_conversation_is_told_again() -> None:
    step = Entry("c", "clear", kind="step", step=ClearStep())
    command = Entry("c", "/clear", EntryState.ACCEPTED, kind="command", run="r1")
    assert rules_plan((*waiting("a", "b"), step, *waiting("d")), RUN, RULES, 0).entries == ("a", "d")
    assert rules_plan((typed(1, "said"), command, *waiting("a")), RUN, RULES, 0, "/clear").entries == ("a",)
    assert rules_plan((typed(1, "said"), command, *waiting("a")), RUN, RULES, 0).entries == ()


def test_zero_says_them_only_at_first_and_no_rules_add_nothing() -> None:
    assert rules_plan(waiting(*"abcdefghijkl"), RUN, RULES, 0).entries == ("a",)
    plan = rules_plan(waiting("a"), RUN, (), 1)
    assert (plan.added_to("a"), plan.added_to("")) == ("", "")


def test_one_that_is_being_written_is_planned_like_one_that_waits() -> None:
    assert rules_plan((), None, RULES, 0).added_to("") == rules_text(RULES)
    assert rules_plan(waiting("a"), None, RULES, 0).added_to("") == ""
    assert rules_plan(waiting("a"), None, RULES, 1).added_to("") == rules_text(RULES)

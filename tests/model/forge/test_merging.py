"""Why a pull request may not be merged: each reason by itself, and none where everything is known to be well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fleetui.model.forge.answers import AnswerState, RemarkNow
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.merging import PullState, why_not_merge
from fleetui.model.forge.pull import Decision, Mergeable
from fleetui.model.forge.remarks import Remark, RemarkKind
from fleetui.model.forge.rules import ForgeRules
from tests.model.forge.pulls import GREEN, HEAD, OTHER, WANTED, now

RULES = ForgeRules()


def test_one_that_is_known_to_be_well_may_be_merged() -> None:
    assert why_not_merge(RULES, now(), WANTED, ()) == ""


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": PullState.MERGED, "merged_as": OTHER}, "#12 is merged as ccccccccc"),
        ({"state": PullState.CLOSED}, "#12 is closed"),
        ({"draft": True}, "#12 is a draft"),
        ({"queued": True}, "#12 stands in the merge queue"),
        ({"head": OTHER}, "#12 is at ccccccccc, the branch here at aaaaaaaaa: push or fetch first"),
        ({"base_commit": OTHER}, "main is at ccccccccc there and at bbbbbbbbb here: bring it here first"),
        ({"base_commit": ""}, "main is at nothing there and at bbbbbbbbb here: bring it here first"),
        ({"mergeable": Mergeable.CONFLICT}, "conflict with main, by the forge"),
        ({"mergeable": Mergeable.UNKNOWN}, "whether it merges is not known yet; the forge is asked again"),
        ({"behind": True}, "behind main: the forge wants that brought in first"),
        ({"checks_of": OTHER, "checks": ()}, "only checks of ccccccccc are known, not of aaaaaaaaa"),
        ({"checks_of": "", "checks": ()}, "no check is known, not of aaaaaaaaa"),
        ({"checks": ()}, "no check reported: name the required ones, or say no_checks = true"),
        ({"checks_whole": False}, "it has more checks than are read"),
        ({"decision": Decision.CHANGES}, "a reviewer wants changes"),
        ({"decision": Decision.REQUIRED}, "a review is required there"),
        ({"decision": Decision.UNKNOWN}, "what its reviews come to is not known"),
    ],
)
def test_each_thing_that_is_not_well_is_a_reason(changed: dict[str, Any], why: str) -> None:
    assert why_not_merge(RULES, now(**changed), WANTED, ()) == why


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (CheckState.FAIL, "check build fails"),
        (CheckState.PENDING, "check build is running"),
        (CheckState.UNKNOWN, "check build is in a state that is not known"),
        (CheckState.SKIPPED, ""),
    ],
)
def test_a_required_check_has_to_be_green(state: CheckState, why: str) -> None:
    assert why_not_merge(RULES, now(checks=(replace(GREEN, state=state),)), WANTED, ()) == why


def test_where_some_are_required_the_others_have_no_say() -> None:
    beside = Check("lint", CheckState.FAIL, required=False)
    assert why_not_merge(RULES, now(checks=(GREEN, beside)), WANTED, ()) == ""


def test_where_none_is_required_all_have() -> None:
    both = (replace(GREEN, required=False), Check("lint", CheckState.FAIL, required=False))
    assert why_not_merge(RULES, now(checks=both), WANTED, ()) == "check lint fails"


def test_a_check_of_which_the_forge_does_not_say_whether_it_is_required_lets_nothing_merge() -> None:
    both = (GREEN, Check("lint", CheckState.PASS))
    assert why_not_merge(RULES, now(checks=both), WANTED, ()) == "whether check lint is required is not known"
    assert why_not_merge(ForgeRules(required=("lint",)), now(checks=both), WANTED, ()) == ""


def test_a_check_that_the_operator_requires_has_to_report() -> None:
    rules = ForgeRules(required=("build", "deploy"))
    assert why_not_merge(rules, now(), WANTED, ()) == "the required check deploy did not report"


def test_no_check_at_all_is_fine_only_where_the_operator_says_so() -> None:
    assert why_not_merge(ForgeRules(no_checks=True), now(checks=()), WANTED, ()) == ""
    red = (replace(GREEN, state=CheckState.FAIL),)
    assert why_not_merge(ForgeRules(no_checks=True), now(checks=red), WANTED, ()) == "check build fails"


def test_what_is_open_is_a_reason_with_its_place() -> None:
    thread = Remark("T1", RemarkKind.THREAD, "bugbot", True, 1.0, "a race", "", "src/a.py", 12, 12)
    one = RemarkNow(thread, AnswerState.WAITING)
    other = RemarkNow(Remark("C1", RemarkKind.COMMENT, "", False, 2.0, "why?", ""), AnswerState.OPEN)
    said = RemarkNow(thread, AnswerState.SAID)
    assert why_not_merge(RULES, now(), WANTED, (said,)) == "said, not in the files: bugbot at src/a.py:12"
    assert why_not_merge(RULES, now(), WANTED, (said, said, one)) == (
        "1 remark open, 2 said, not in the files: bugbot at src/a.py:12, and 2 more"
    )
    assert why_not_merge(RULES, now(), WANTED, (one,)) == "1 remark open: bugbot at src/a.py:12"
    assert why_not_merge(RULES, now(), WANTED, (one, other)) == (
        "2 remarks open: bugbot at src/a.py:12, and 1 more"
    )
    assert why_not_merge(RULES, now(), WANTED, (other,)) == "1 remark open: somebody"


def test_what_stands_elsewhere_comes_before_what_the_forge_says_of_it() -> None:
    said = why_not_merge(RULES, now(head=OTHER, checks_of=HEAD, mergeable=Mergeable.UNKNOWN), WANTED, ())
    assert said.startswith("#12 is at ccccccccc")

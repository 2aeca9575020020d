"""Blueprints: what is wrong with one is said, and a missing field is an error before anything is queued."""

from __future__ import annotations

from typing import Any

import pytest

from fleetui.model.blueprints import BlueprintError, blueprint, filled
from fleetui.model.steps import GateStep, NoteStep, RestartStep, WaitStep

TABLE: dict[str, Any] = {
    "about": "from an issue to a branch",
    "fields": {"gate": "all"},
    "entries": [
        {"wait": "{other} idle"},
        {"restart_below": 30},
        {"text": "\nread {issue}, see {changed_files} and {w1.branch}\n"},
        {"gate": "{gate}", "rounds": 2, "on": "candidate"},
        {"stop": "look at {issue}"},
    ],
}


def test_its_fields_are_what_stands_in_braces_and_is_filled_in_by_nobody_else() -> None:
    one = blueprint("issue", TABLE)
    assert one.fields == ("other", "issue", "gate")
    assert one.needed == ("other", "issue")


def test_filled_in_it_is_entries_and_no_value_is_looked_through_again() -> None:
    assert filled(blueprint("issue", TABLE), {"issue": "#7 {gate}", "other": "docs"}) == (
        WaitStep("docs idle"),
        RestartStep(30),
        "read #7 {gate}, see {changed_files} and {w1.branch}",
        GateStep("", "candidate", 2),
        NoteStep("look at #7 {gate}", stop=True),
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"issue": "#7"}, "needs other="),
        ({"issue": " ", "other": "docs"}, "needs issue="),
        ({"issue": "#7", "other": "docs", "isue": "x"}, "did you mean issue"),
    ],
)
def test_a_field_that_is_missing_or_not_its_own_is_an_error(said: dict[str, str], why: str) -> None:
    with pytest.raises(BlueprintError, match=why):
        filled(blueprint("issue", TABLE), said)


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([], "1 to 50 entries"),
        ([{}], "entry 1 says nothing"),
        ([{"text": "a", "gate": "b"}], "entry 1 says text and gate"),
        ([{"text": "a"}, {"text": "b", "rounds": 2}], "entry 2: rounds says how a gate runs"),
        ([{"text": "  "}], "a follow-up is empty"),
        ([{"wait": "docs idel"}], "entry 1: .*idle"),
        ([{"restart": False}], "restart is true"),
        ([{"gate": "build", "rounds": 99}], "0 to 20 rounds"),
    ],
)
def test_what_is_no_entry_is_said_with_its_place(entries: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(BlueprintError, match=why):
        blueprint("mine", {"entries": entries})


def test_a_usual_value_of_a_field_that_nobody_uses_is_a_slip() -> None:
    with pytest.raises(BlueprintError, match=r"no entry uses the field \{isue\}"):
        blueprint("mine", {"entries": [{"text": "{issue}"}], "fields": {"isue": "x"}})

"""How a choice is taken: the bar is found on real screens, and what cannot be answered says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.agents.answer import bar, moves, why_not
from fleetui.agents.load import load_profiles
from fleetui.agents.profile import Answer
from fleetui.agents.read import read
from fleetui.model.status import Question
from tests.agents.test_captures import PAIRS, capture

PROFILES = load_profiles()
CLAUDE = PROFILES["claude"]


def asking(path: Path) -> bool:
    text = path.read_text("utf-8")
    told = 'phase = "asking"' in text and "choices = [\n" in text
    return told and PROFILES[path.parent.name].answer is not None


@pytest.mark.parametrize(
    "path", [path for path in PAIRS if asking(path)], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_bar_of_a_real_dialog_stands_on_one_of_its_choices(path: Path) -> None:
    facts, frame = capture(path)
    profile = PROFILES[str(facts["profile"])]
    reading = read(profile, frame)
    assert reading.question is not None
    assert why_not(profile, reading.question) == ""
    at = bar(profile, reading, frame)
    assert at is not None
    assert 0 <= at < len(reading.question.choices)


def test_the_bar_is_moved_by_as_many_rows_as_it_is_away() -> None:
    assert moves(0, 2) == ("Down", "Down")
    assert moves(2, 1) == ("Up",)
    assert moves(1, 1) == ()


def test_what_cannot_be_answered_with_one_choice_says_so() -> None:
    yes = Question("permission", "go on?", ("Yes", "No"))
    assert why_not(CLAUDE, yes) == ""
    assert "no choices" in why_not(CLAUDE, replace(yes, choices=()))
    assert "ticked" in why_not(CLAUDE, replace(yes, choices=("[ ] a", "[x] b")))
    assert "does not say how" in why_not(PROFILES["shell"], yes)
    digits = replace(CLAUDE, answer=Answer("digit"))
    assert "more choices than digits" in why_not(digits, replace(yes, choices=tuple("abcdefghij")))

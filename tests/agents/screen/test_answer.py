"""How a choice is taken: the bar is found on real screens, and what cannot be answered says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.profile import Answer
from fleetui.agents.screen.answer import bar, is_row, keys_at_once, moves, why_not, why_not_now
from fleetui.agents.screen.reading import read
from fleetui.model.screen import Frame, LineCache, parse_frame
from fleetui.model.status import Phase, Question
from tests.agents.screen.test_captures import PAIRS, capture

PROFILES = load_profiles()
CLAUDE = PROFILES["claude"]


def asking(path: Path) -> bool:
    text = path.read_text("utf-8")
    told = 'phase = "asking"' in text and "choices = [\n" in text
    # no numbers, no bar, or several to tick: those are answered by hand
    told = told and "Select Authentication Method" not in text and "[✔]" not in text
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
    if keys := keys_at_once(profile, reading.question.choices, 0):
        assert keys == ("y", "Enter")
        assert why_not_now(profile, reading, frame) == ""
        return
    at = bar(profile, reading, frame)
    assert at is not None
    assert 0 <= at < len(reading.question.choices)


def test_the_bar_is_moved_by_as_many_rows_as_it_is_away() -> None:
    assert moves(0, 2) == ("Down", "Down")
    assert moves(2, 1) == ("Up",)
    assert moves(1, 1) == ()
    assert moves(0, 2, sideways=True) == ("Right", "Right")


def test_what_cannot_be_answered_with_one_choice_says_so() -> None:
    yes = Question("permission", "go on?", ("Yes", "No"))
    assert why_not(CLAUDE, yes) == ""
    assert "no choices" in why_not(CLAUDE, replace(yes, choices=()))
    assert "ticked" in why_not(CLAUDE, replace(yes, choices=("[ ] a", "[x] b")))
    assert "does not say how" in why_not(PROFILES["shell"], yes)
    digits = replace(CLAUDE, answer=Answer("digit"))
    assert "more choices than digits" in why_not(digits, replace(yes, choices=tuple("abcdefghij")))


def test_choices_beside_each_other_are_reached_sideways() -> None:
    folder = Path(__file__).parents[2] / "captures" / "opencode"
    for name, beside in (("permission-80x24", True), ("question-160x30", False)):
        facts, frame = capture(folder / f"{name}.toml")
        reading = read(PROFILES[str(facts["profile"])], frame)
        assert reading.question is not None
        assert is_row(frame, reading.question.choices) is beside
        assert bar(PROFILES["opencode"], reading, frame) == 0


ASKED = "Add the output of the command that was just run to the chat? (Y)es/(N)o/(D)on't ask again [Yes]: "


def folded(text: str, width: int) -> Frame:
    """A terminal of this width whose cursor stands right behind the text."""
    rows = [text[at : at + width] for at in range(0, len(text), width)]
    cursor = (len(rows[-1]), len(rows) - 1)
    return parse_frame("\n".join(rows), width=width, height=24, cursor=cursor, title="", cache=LineCache())


@pytest.mark.parametrize("width", [120, 80, 50, 31])
def test_a_question_of_aider_is_read_where_the_terminal_folds_it(width: int) -> None:
    aider = PROFILES["aider"]
    frame = folded(ASKED, width)
    reading = read(aider, frame)
    assert reading.phase is Phase.ASKING
    assert reading.question == Question(
        "question",
        "Add the output of the command that was just run to the chat?",
        ("(Y)es", "(N)o", "(D)on't ask again"),
    )
    assert keys_at_once(aider, reading.question.choices, 2) == ("d", "Enter")
    assert why_not_now(aider, reading, frame) == ""
    typed = folded(f"{ASKED}n", width)
    assert read(aider, typed).phase is Phase.ASKING
    assert "stands there already" in why_not_now(aider, read(aider, typed), typed)

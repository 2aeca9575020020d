"""An explanation is the reading itself with every rule that was asked; a stored screen is read as the pane was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.explain import explain
from fleetui.agents.screen.reading import read
from fleetui.agents.screen.stored import Stored, StoredError, frame_of, parse_line, parse_size
from fleetui.model.screen import LineCache, parse_frame, styled_text
from fleetui.model.status import Phase
from tests.agents.screen.test_captures import PAIRS, capture
from tests.agents.screen.test_reading import NAMES, PROFILES, cursors, screens
from tests.agents.screens import claude, frame


@pytest.mark.parametrize("path", PAIRS[::5], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_first_rule_of_its_group_that_holds_decides(path: Path) -> None:
    facts, shown = capture(path)
    profile = load_profiles()[str(facts["profile"])]
    dead = bool(facts.get("dead"))
    found = explain(profile, shown, str(facts.get("command", "")), dead)
    assert found.reading == read(profile, shown, str(facts.get("command", "")), dead)
    assert found.decider is not None
    assert found.decider.name == found.reading.rule
    before = found.steps[: found.steps.index(found.decider)]
    assert not any(step.holds for step in before)


@given(st.sampled_from(NAMES), screens, cursors, st.sampled_from(["", "bash"]), st.booleans())
def test_no_screen_makes_an_explanation_fail_or_differ_from_the_reading(
    name: str, text: str, cursor: tuple[int, int] | None, command: str, dead: bool
) -> None:
    shown = parse_frame(text, width=80, height=30, cursor=cursor, title="t", cache=LineCache())
    found = explain(PROFILES[name], shown, command, dead)
    assert found.reading == read(PROFILES[name], shown, command, dead)
    decided = [step.name for step in found.steps if step.decided and step.group in ("process", "phase")]
    assert decided == ([] if found.reading.phase is Phase.UNKNOWN else [found.reading.rule])
    assert all(step.why and "\n" not in step.why for step in found.steps)


def test_a_step_says_which_rows_it_saw_and_what_was_not_there() -> None:
    shown = claude(above="one\ntwo\n✻ Baking… (4s)")
    steps = {step.name: step for step in explain(PROFILES["claude"], shown).steps}
    assert (steps["spinner"].decided, steps["spinner"].rows) == (True, (0, 3))
    assert steps["spinner"].why == "found: ✻ Baking… (4s)"
    assert steps["folder trust"].why == "a composer is on the screen"
    assert steps["esc to interrupt"].why == r"not found: \besc to interrupt\b"
    assert steps["own queue"].why.startswith("not found: ^(?P<old>  )?❯ (?P<text>.+)$")
    assert (steps["composer"].holds, steps["composer"].decided) == (True, False)


@given(screens)
def test_styled_text_makes_the_same_lines_again(text: str) -> None:
    shown = frame(f"\x1b[1;38;5;200;48;2;1;2;3mred\x1b[0m {text}")
    again = frame(styled_text(shown))
    assert [line.runs for line in again.lines] == [line.runs for line in shown.lines]


def test_of_a_longer_capture_the_rows_of_the_pane_count() -> None:
    stored = Stored("x", "claude", columns=80, rows=3)
    assert frame_of(stored, "1\n2\n3\n4\n5\n", PROFILES["claude"]).texts == ("3", "4", "5")


def test_a_size_that_is_not_said_is_the_text_s() -> None:
    shown = frame_of(Stored("x", "claude"), "ab\r\nabc\r\n", PROFILES["claude"])
    assert (shown.width, shown.height, shown.texts) == (3, 2, ("ab", "abc"))


@pytest.mark.parametrize(
    ("name", "text", "phase"),
    [
        ("shell", "$ make\nok\n$", Phase.IDLE),
        ("shell", "$ make\ncc -O2 main.c", Phase.WORKING),
        ("aider", "Tokens: 1k sent\n\n>\n", Phase.IDLE),
        ("aider", "architect> draft", Phase.IDLE),
        ("claude", "$ make\nok\n$", Phase.UNKNOWN),
    ],
)
def test_the_cursor_of_a_prompt_is_taken_to_be_behind_its_text(name: str, text: str, phase: Phase) -> None:
    profile = PROFILES[name]
    assert read(profile, frame_of(Stored("x", name), text, profile)).phase is phase


def test_a_line_of_a_batch_says_all_that_is_known_of_a_pane() -> None:
    line = json.dumps(
        {"file": "a", "profile": "p", "title": "t", "columns": 80, "rows": 24, "cursor": [2, 3], "more": 1}
    )
    assert parse_line(line) == Stored("a", "p", "t", 80, 24, (2, 3))
    assert parse_line('{"file": "a", "profile": "p", "title": null, "rows": null}') == Stored("a", "p")


@given(
    st.one_of(
        st.text(), st.dictionaries(st.sampled_from(list(Stored.__slots__)), st.from_type(object)).map(str)
    )
)
def test_a_line_that_is_none_is_refused_in_one_clean_line(text: str) -> None:
    with pytest.raises(StoredError) as refused:
        parse_line(text)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("text", ["", "80", "80x", "x24", "0x24", "80x-1", "80x24x2", "99999999x2"])
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StoredError):
        parse_size(text)

"""Antigravity CLI, of which there is no capture: what others wrote down of its screens is read, all else is unknown."""

from __future__ import annotations

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.answer import bar
from fleetui.agents.screen.reading import read
from fleetui.model.status import Phase, Reading
from tests.agents.screens import frame

AGY = load_profiles()["agy"]
RULE = "─" * 80
ASKS = (
    "Requesting permission for:\n   git rev-parse HEAD\n\nRun this command?\n> 1. Yes, run command\n  2. No, cancel\n\n"
    "  ↑/↓ Navigate · tab Amend · ctrl+g edit/expand command"
)
WRITES = "Allow creation of this file?\n> 1. Yes\n  2. No\n\n  ↑/↓ Navigate · tab Amend"
TRUST = (
    "Do you trust the contents of this folder?\n> Yes, I trust this folder\n  No, exit\n\n"
    "  ↑/↓ Navigate · enter Confirm"
)


def composer(text: str, footer: str) -> Reading:
    return read(AGY, frame(f"> earlier\n  answer\n\n{RULE}\n>{text}\n{RULE}\n{footer}"))


@pytest.mark.parametrize(
    ("text", "kind", "choices"),
    [
        (ASKS, "permission", ("Yes, run command", "No, cancel")),
        (WRITES, "permission", ("Yes", "No")),
        (TRUST, "trust", ("Yes, I trust this folder", "No, exit")),
    ],
)
def test_what_it_asks_is_read_as_asking(text: str, kind: str, choices: tuple[str, ...]) -> None:
    reading = read(AGY, frame(text))
    assert reading.phase is Phase.ASKING
    assert reading.question
    assert (reading.question.kind, reading.question.choices) == (kind, choices)
    assert bar(AGY, reading, frame(text)) is None  # it is answered by hand until its dialogs were seen


def test_the_footer_tells_work_from_rest() -> None:
    assert (composer("", "esc to cancel   Gemini").phase, composer("", "? for shortcuts   Gemini").phase) == (
        Phase.WORKING,
        Phase.IDLE,
    )
    assert composer(" half a thought", "Gemini").draft == "half a thought"


def test_what_nobody_wrote_down_is_unknown() -> None:
    for text in ("Choose a theme\n  Dark\n  Light", f"{RULE}\n>\n{RULE}\na footer never heard of"):
        assert read(AGY, frame(text)).phase is Phase.UNKNOWN

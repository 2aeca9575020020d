"""The README is what the first five minutes need, and true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fleetui.ui.actions.table import FLEET, actions_on, shown

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MOST_LINES = 150
"""More is not read in five minutes; what is longer stands in docs/."""


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= MOST_LINES


def test_its_ten_keys_are_keys_of_the_fleet() -> None:
    rows = re.findall(r"^\| `(\S+)` \|", README, re.MULTILINE)
    assert len(rows) == 10
    assert set(rows) <= {shown(key) for action in actions_on(FLEET) for key in action.keys}


def test_it_leads_to_every_text_of_the_manual() -> None:
    there = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert there == set(re.findall(r"\]\((docs/[^)#]+)", README))


@pytest.mark.parametrize("word", ["unknown", "not confirmed", "rescue", "candidate", "handoff"])
def test_what_matters_is_said_in_it_or_one_step_further(word: str) -> None:
    assert word in README + (ROOT / "docs/using.md").read_text("utf-8")

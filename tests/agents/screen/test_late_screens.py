"""Screens of Copilot CLI and Pi are no other agent's, and no other agent's are theirs."""

from __future__ import annotations

import pytest

from fleetui.agents.delivery import ready
from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from tests.agents.screen.test_captures import PAIRS, capture

PROFILES = load_profiles()
LATE = ("copilot", "pi")
ALIKE = ({"copilot", "claude"},)
"""Two whose composers are the same: which of them runs is told by its process alone."""
ANYTHING = "shell"
"""Reads whatever runs, and a composer is a prompt at the cursor."""


def pairs() -> list[tuple[str, str]]:
    """Who drew it, and who reads it."""
    names = sorted({path.parent.name for path in PAIRS})
    both = [(drew, reads) for drew in names for reads in PROFILES if drew != reads and reads != ANYTHING]
    return [pair for pair in both if set(pair) & set(LATE)]


@pytest.mark.parametrize(("drew", "reads"), pairs())
def test_nothing_would_be_typed_into_a_screen_by_another_s_rules(drew: str, reads: str) -> None:
    profile = PROFILES[reads]
    for path in PAIRS:
        if path.parent.name == drew:
            facts, frame = capture(path)
            reading = read(profile, frame, dead=bool(facts.get("dead")))
            assert not (profile.version and profile.version.search("\n".join(frame.texts))), path.stem
            assert {drew, reads} in ALIKE or ready(profile, reading) is not None, path.stem

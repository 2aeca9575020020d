"""A release that draws everything anew: no rule for its screen holds, and its own words still tell every phase."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fleetui.agents
from tests.live.fleet import READY_S, LiveFleet
from tests.support.waiting import until

pytestmark = pytest.mark.live
PROFILE = Path(fleetui.agents.__file__).parent / "profiles" / "claude.toml"
NOTHING = r"match = '(?!)'"
"""What no screen holds."""


def redesigned() -> str:
    """Claude Code's profile where nothing of it holds on the screen: no rule, composer, queue or figure."""
    text = PROFILE.read_text()
    rules = text.index("[[rule]]")
    before, after = text[:rules], text[text.index("[answer]") :]
    before = re.sub(r"(?m)^line = .*$", "line = '(?!)(?P<text>)'", before)
    return f'{before}[[rule]]\nname = "never"\nphase = "idle"\nwhere = "screen"\n{NOTHING}\n\n{after}'


@pytest.mark.parametrize("hooks", [False, True], ids=["session file alone", "with hooks"])
def test_a_redesign_changes_no_phase_that_its_own_words_tell_and_nothing_is_typed(*, hooks: bool) -> None:
    with LiveFleet() as fleet:
        own = fleet.folder / "fleet" / "profiles"
        own.mkdir()
        (own / "claude.toml").write_text(redesigned())
        config = fleet.folder / "fleet" / "fleet.toml"
        config.write_text(f'{config.read_text()}\n[profiles]\nfolders = ["{own}"]\n')
        fleet.stop_engine()
        fleet.start_engine()
        if hooks:
            fleet.verb("hook", "install", "claude", "--yes")
        fleet.add("ada", "claude")
        fleet.queue("ada", "say:queued")
        type_to(fleet, "think:60 say:thought")
        fleet.until("ada", phase="working")
        until(lambda: not_understood(fleet), READY_S, every=0.5)
        fleet.server.go_on()
        fleet.until("ada", phase="idle")
        type_to(fleet, f"shell:touch {fleet.agent('ada')['worktree']}/made")
        fleet.until("ada", phase="asking")
        fleet.press("ada", "Enter")
        fleet.until("ada", phase="idle")
        until(lambda: fleet.agent("ada")["waits"], READY_S, every=0.2)
        assert fleet.agent("ada")["queue"][0]["state"] == "queued"
        assert "say:queued" not in fleet.server.oracle.texts()


def not_understood(fleet: LiveFleet) -> int:
    """How often its screen was found to be understood by no rule while its own words told what it does."""
    known = fleet.published().get("comparisons", [])
    rows = [row for one in known if one["program"] == "claude" for row in one["rows"]]
    return sum(row["times"] for row in rows if (row["source"], row["rule"]) == ("screen", "not understood"))


def type_to(fleet: LiveFleet, text: str) -> None:
    """As an operator who is attached, once what was typed is seen."""
    fleet.press("ada", "-l", text)
    until(lambda: text[:40] in fleet.screen("ada").replace("\n", ""), READY_S, every=0.2)
    fleet.press("ada", "Enter")

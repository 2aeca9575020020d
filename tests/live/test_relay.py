"""What the real programs say of themselves through a relay is the phase, step by step, and their panes are as ever."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.live.fleet import READY_S, LiveFleet
from tests.support.waiting import until


class Told:
    """One agent with a relay: what its program says, and when the fleet knew."""

    def __init__(self, fleet: LiveFleet, name: str) -> None:
        self.fleet = fleet
        self.name = name
        self.lags: list[str] = []

    def said(self) -> dict[str, Any]:
        """The last word that its relay heard."""
        folder = self.fleet.folder / "fleet" / "state" / "relays"
        lines = [line for path in folder.iterdir() for line in path.read_text().splitlines()]
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return found

    def seen(self) -> dict[str, Any]:
        """What the fleet publishes of it."""
        agents = self.fleet.published()["agents"]
        found: dict[str, Any] = next(one for one in agents if one["name"] == self.name)
        return found

    def tells(self, state: str, phase: str, *, source: str = "program") -> dict[str, Any]:
        """Wait until the program says this state, and the fleet this phase by that source."""
        until(lambda: self.said().get("state") == state, READY_S, every=0.02)
        begun = float(self.said()["up"])

        def known() -> dict[str, Any] | None:
            agent = self.seen()
            return agent if (agent["phase"], agent["evidence"]["source"]) == (phase, source) else None

        found = until(known, READY_S, every=0.02)
        self.lags.append(f"{state} -> {phase}: {time.clock_gettime(time.CLOCK_BOOTTIME) - begun:.2f} s")
        return found


def _added(fleet: LiveFleet, profile: str) -> Told:
    fleet.verb("add", "ada", "--project", "shop", "--profile", profile, "--relay")
    fleet.until("ada", phase="idle")
    return Told(fleet, "ada")


@pytest.mark.live
def test_claude_says_its_state_itself(fleet: LiveFleet) -> None:
    ada = _added(fleet, "claude")
    ada.tells("idle", "idle")
    fleet.queue("ada", "think:60 say:thought")
    ada.tells("working", "working")
    fleet.press("ada", "Escape")
    ada.tells("idle", "idle")
    fleet.press("ada", "C-u")  # the prompt that Esc gave back
    worktree = Path(ada.seen()["worktree"])
    fleet.queue("ada", f"shell:touch {worktree}/made")
    asked = ada.tells("blocked", "asking")
    assert asked["question"]["kind"] == "permission"
    assert asked["question"]["choices"]
    assert ada.said()["kind"] == "permission"
    fleet.press("ada", "Enter")
    ada.tells("done", "idle")
    until((worktree / "made").exists, READY_S)
    fleet.queue("ada", "error:400")
    ada.tells("error", "failed")
    fleet.press("ada", "C-u")
    files = (fleet.folder / "fleet" / "state" / "relays").iterdir()
    assert not any("touch" in path.read_text() for path in files)
    print(*ada.lags, sep="\n")


@pytest.mark.live("all", "late")
def test_pi_says_its_state_itself(fleet: LiveFleet) -> None:
    """It asks for no leave, so nothing blocks it."""
    ada = _added(fleet, "pi")
    ada.tells("idle", "idle")
    fleet.queue("ada", "think:60 say:thought")
    ada.tells("working", "working")
    fleet.server.go_on()
    ada.tells("done", "idle")
    fleet.queue("ada", "error:400")
    ada.tells("error", "failed")
    print(*ada.lags, sep="\n")

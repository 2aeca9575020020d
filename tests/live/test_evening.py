"""One operator, both real agents, one evening: follow-ups for each, a restart, and a branch that lands by ``m``."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.live.fleet import LiveFleet
from tests.support.person import person
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

pytestmark = pytest.mark.live


def test_an_evening_with_both_ends_with_a_branch_on_main(fleet: LiveFleet) -> None:
    worktree = fleet.add("ada", "claude")
    fleet.add("cody", "codex")
    sent = [f"say:{name} {number}" for name in ("ada", "cody") for number in (1, 2, 3)]
    for text in sent:
        fleet.queue(text.partition(":")[2].split()[0], text)
    until(lambda: sorted(fleet.server.oracle.texts()) == sorted(sent), 90)
    fleet.until("ada", phase="idle", queue=[])
    fleet.queue("cody", "hang say:never said")
    fleet.until("cody", phase="working")
    fleet.queue("cody", "say:kept through the restart")
    fleet.verb("restart", "cody", "--yes")
    until(lambda: "say:kept through the restart" in fleet.server.oracle.texts(), 90)
    fleet.queue("ada", "shell:echo 'made = 1' > made.py && git add -A && git commit -qm 'Make it'")
    fleet.until("ada", phase="asking")
    fleet.press("ada", "Enter")
    until(lambda: _git(worktree, "log", "-1", "--format=%s") == "Make it", 30)
    with private_tmux() as terminal:
        _land_by_keys(fleet, terminal)
    shop = fleet.home.project
    assert _git(shop, "log", "-1", "--format=%s", "main") == "Merge agent/ada"
    assert _git(shop, "status", "--porcelain") == ""
    assert (shop / "made.py").read_text() == "made = 1\n"
    landed = [
        line
        for line in fleet.verb("journal", "-n", "500").splitlines()
        if "landing-ended" in line and "  landed: " in line
    ]
    assert len(landed) == 1
    assert _git(shop, "rev-parse", "main")[:9] in landed[0]


def _land_by_keys(fleet: LiveFleet, terminal: PrivateTmux) -> None:
    """Open the dashboard in a terminal, look at the board, type ``m`` and ``m``."""
    pane = fleet.dashboard(terminal, (140, 40), shows="cody")
    with person(terminal) as somebody:
        somebody.lands(pane)
        somebody.types("Escape")
        until(lambda: "NEXT FOR YOU" in terminal.text(pane), 20)
        somebody.types("q")
        until(lambda: "Close the dashboard?" in terminal.text(pane), 20)
        somebody.types("q")


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.strip()

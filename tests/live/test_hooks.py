"""Hooks that the program installed itself, in the real agents: they say the phase, and nobody's settings suffer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.live.fleet import READY_S, LiveFleet
from tests.support.waiting import until

pytestmark = pytest.mark.live
OWN = """\
{
    "statusLine": {"type": "command", "command": "cat >/dev/null; echo my own status line"},
    "cleanupPeriodDays": 30}
"""


def test_claude_tells_its_phase_and_context_and_shows_the_operators_status_line(fleet: LiveFleet) -> None:
    settings = fleet.home.path / ".claude" / "settings.json"
    settings.write_text(OWN)
    fleet.verb("hook", "install", "claude", "--yes")
    fleet.add("ada", "claude")
    fleet.queue("ada", "tokens:90000 say:measured")
    _told(fleet, "idle", "Stop")
    until(lambda: _left(fleet) == 50, READY_S, every=0.2)  # the status line is drawn a moment after the turn
    assert "status line" in fleet.agent("ada")["context"]["source"]
    assert "my own status line" in fleet.verb("explain", "ada")
    _works_and_asks(fleet)
    assert _listed(fleet, "claude")["age"] < READY_S
    fleet.verb("hook", "uninstall", "claude", "--yes")
    assert settings.read_text() == OWN
    fleet.queue("ada", "say:still well")  # it runs on with hooks whose script is gone
    until(lambda: fleet.server.oracle.texts()[-1] == "say:still well", READY_S)
    fleet.until("ada", phase="idle", queue=[])


def test_codex_asks_once_and_then_tells_its_phase_an_interrupt_too(fleet: LiveFleet) -> None:
    fleet.verb("hook", "install", "codex", "--yes")
    fleet.verb("add", "ada", "--project", "shop", "--profile", "codex")
    fleet.until("ada", phase="asking")
    assert fleet.agent("ada")["question"]["kind"] == "trust"
    assert _listed(fleet, "codex")["waits"] > 0
    fleet.press("ada", "2")
    fleet.press("ada", "Enter")
    fleet.until("ada", phase="idle")
    assert _listed(fleet, "codex")["waits"] == 0
    _works_and_asks(fleet)
    fleet.verb("hook", "uninstall", "codex", "--yes")
    assert not (fleet.home.path / ".codex" / "hooks.json").exists()


def _works_and_asks(fleet: LiveFleet) -> None:
    fleet.queue("ada", "think:60 say:thought")
    _told(fleet, "working", "UserPromptSubmit")
    fleet.server.go_on()
    _told(fleet, "idle", "Stop")
    worktree = fleet.agent("ada")["worktree"]
    fleet.queue("ada", f"shell:touch {worktree}/made")
    _told(fleet, "asking", "PermissionRequest")
    fleet.press("ada", "Enter")
    _told(fleet, "idle", "Stop")


def _left(fleet: LiveFleet) -> int | None:
    context = fleet.agent("ada")["context"]
    return context["left_percent"] if context else None


def _told(fleet: LiveFleet, phase: str, event: str) -> None:
    """Wait until a hook's event is why the agent is in a phase."""

    def seen() -> bool:
        agent = fleet.agent("ada")
        evidence = agent["evidence"]
        return (agent["phase"], evidence["source"], evidence["rule"]) == (phase, "hook", event)

    until(seen, READY_S, every=0.2)


def _listed(fleet: LiveFleet, kind: str) -> dict[str, Any]:
    found = json.loads(fleet.verb("hook", "list", "--json"))
    return next(one for one in found if one["kind"] == kind)

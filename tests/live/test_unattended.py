"""An hour planned ahead, with no dashboard open: real agents, a pipeline that goes red, a file that changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.live.agents import Home
from tests.live.fleet import LiveFleet
from tests.live.script import Script
from tests.live.turns import Turn
from tests.support.waiting import until

pytestmark = pytest.mark.live
BLUEPRINT = """\
about = "a price, proved"
fields = {}

[[entries]]
text = "run:echo 'def price(:' > shop.py\\nsay:Wrote the price."

[[entries]]
gate = "build"
rounds = 2

[[entries]]
text = "anchor: contains shop.py price = 2\\nsay:Read shop.py, as it is now."

[[entries]]
next_task = "agent/{seat}-2"

[[entries]]
text = "say:Goes on with the next task."
"""
REPAIRS = ("echo 'price = = 2' > shop.py", "echo 'price = 2' > shop.py")
PIPELINE_S = 150


@pytest.fixture
def fleet(request: pytest.FixtureRequest) -> Iterator[LiveFleet]:
    with LiveFleet(prepare=_lets_work) as made:
        yield made


def _lets_work(home: Home) -> None:
    """Whoever leaves lets Claude Code run commands; Codex has its sandbox."""
    settings = {"permissions": {"allow": ["Bash", "Write", "Edit"]}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def test_a_blueprint_runs_through_real_agents_while_nobody_looks(
    fleet: LiveFleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fleet.folder / "fleet" / "blueprints"
    folder.mkdir()
    (folder / "proved.toml").write_text(BLUEPRINT.replace("fields = {}", 'fields = { seat = "" }'))
    monkeypatch.setattr(fleet.server, "script", _Repairs(fleet).script)
    worktrees = {"ada": fleet.add("ada", "claude"), "cody": fleet.add("cody", "codex")}
    fleet.stop_engine()
    queued = {name: _queued(fleet, name) for name in worktrees}
    owner = psutil.Process(until(lambda: fleet.published().get("owner"), 30))
    for name, worktree in worktrees.items():
        until(lambda name=name: not _queue(fleet, name), PIPELINE_S, every=0.5)  # type: ignore[misc]
        assert not (worktree / "shop.py").exists()  # the next task begins from the base
    owner.wait(60)  # it ends by itself once nothing waits
    for name in worktrees:
        _told_its_pipeline(fleet, name, queued[name])


def _queued(fleet: LiveFleet, name: str) -> list[str]:
    """The ids of the entries of the blueprint."""
    said = fleet.verb("queue", name, "add", "--json", "--blueprint", "proved", f"seat={name}")
    return str(json.loads(said)["value"]).split()


def _told_its_pipeline(fleet: LiveFleet, name: str, queued: list[str]) -> None:
    lines = [line for line in _journal(fleet) if line["seat"] == name]
    done = [line["text"] for line in lines if line["kind"] == "step-done"]
    assert len(done) == 2
    assert "gate build, 2 rounds: done" in done[0]
    assert f"it stands on agent/{name}-2" in done[1]
    assert sum(line["kind"] == "step-round" for line in lines) == 2
    assert sum(line["kind"] == "rescue-made" for line in lines) == 1
    accepted = [line for line in lines if line["kind"] == "delivery-accepted"]
    assert len(accepted) == 5  # three follow-ups, two repairs
    assert not [line for line in lines if line["kind"] in ("entry-held", "delivery-unknown")]
    stories = [json.loads(fleet.verb("journal", "--entry", one, "--json")) for one in queued]
    kinds = [[line["kind"] for line in story] for story in stories]
    assert [("delivery-accepted" in one, "step-done" in one) for one in kinds] == [
        (True, False), (False, True), (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert kinds[1].count("step-round") == 2


def test_what_a_sibling_changed_a_second_before_holds_an_entry_until_it_is_anchored_anew(
    fleet: LiveFleet,
) -> None:
    worktrees = {"ada": fleet.add("ada", "claude"), "cody": fleet.add("cody", "codex")}
    fleet.add("sib", "claude")
    for name, worktree in worktrees.items():
        (worktree / "greet.py").write_text("def greet():\n    return 'hello'\n")
        fleet.queue(name, "think:200 say:thought")
    for name in worktrees:
        fleet.until(name, phase="working")
        fleet.queue(name, "say:Look at `return 'hello'` in greet.py:2 first.")
    paths = " ".join(str(worktree / "greet.py") for worktree in worktrees.values())
    fleet.queue("sib", f"run:sed -i '1i # one\\\\n# two' {paths}\nsay:Added two lines.")
    until(lambda: all(_lines(worktree) == 4 for worktree in worktrees.values()), 60, every=0.1)
    fleet.server.go_on(len(worktrees))
    for name in worktrees:
        _is_held_then_anchored(fleet, name)
    arrived = [text for text in fleet.server.oracle.texts() if "Look at" in text]
    assert arrived == ["say:Look at `return 'hello'` in greet.py:4 first."] * 2


def _is_held_then_anchored(fleet: LiveFleet, name: str) -> None:
    held = until(
        lambda: next((one for one in _queue(fleet, name) if one["state"] == "held"), None), 60, every=0.2
    )
    assert "greet.py" in held["reason"]
    assert "greet.py:4" in fleet.verb("queue", name, "reanchor", held["id"])
    fleet.verb("queue", name, "reanchor", held["id"], "--yes")
    fleet.until(name, phase="idle", queue=[])
    kinds = [line["kind"] for line in json.loads(fleet.verb("journal", "--entry", held["id"], "--json"))]
    wanted = ["entry-added", "entry-held", "entry-reanchored", "delivery-intended", "delivery-accepted"]
    assert [kind for kind in kinds if kind in wanted] == wanted


class _Repairs:
    """Answers a red gate with one try after the other."""

    def __init__(self, fleet: LiveFleet) -> None:
        self._plain = fleet.server.script

    def script(self, turn: Turn) -> Script:
        """The first prompt about a gate gets the first try, and so on."""
        if turn.side or "The gate build fails" not in turn.prompt:
            return self._plain(turn)
        before = sum("The gate build fails" in text for text in turn.texts) - 1
        return replace(Script(), run=REPAIRS[before % 2], say="Repaired it.")


def _queue(fleet: LiveFleet, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(fleet.verb("queue", name, "list", "--json"))
    return found


def _journal(fleet: LiveFleet) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(fleet.verb("journal", "-n", "2000", "--json"))
    return found


def _lines(worktree: Path) -> int:
    return len((worktree / "greet.py").read_text().splitlines())

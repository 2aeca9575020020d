"""A command line with a stand-in fleet behind it, in a home of its own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fleetui.cli import wiring
from fleetui.cli.main import command_line
from fleetui.config.paths import find_paths
from fleetui.model.attention import Attention, Want
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.queue import Entry, EntryState
from fleetui.model.snapshot.fleet import snapshot
from fleetui.model.status import Phase, Status, StatusEvidence
from fleetui.model.task import Task
from fleetui.model.view import AgentView, BranchRow, FleetView, GateMark
from tests.support.cli_link import CliLink

PANE = PaneRef(ServerId("/tmp/tmux-0/default", 7, 1), "%3", 42, 9)
VIEW = FleetView(
    agents=(
        AgentView(
            Seat("cache", "claude", "shop", "/w/cache", 0, branch="agent/cache", task="t-17", run="r1"),
            Status(Phase.ASKING, 900.0, StatusEvidence("screen", "permission", 990.0)),
            Attention(Want.ASKING, "may it run make?", 900.0),
            queue=(
                Entry("abc123", "then the docs", added=800.0),
                Entry("def456", "old", EntryState.ACCEPTED),
            ),
            waits="it asks you first",
            gates=(GateMark("build", Verdict.FAIL, 950.0, "exit 2", "l1"),),
            pane=PANE,
        ),
        AgentView(Seat("search", "codex", "shop", "/w/search", 1)),
    ),
    projects={"shop": Project("shop", "/shop", gates=(Gate("build", ("make",)),))},
    board=(
        BranchRow(
            "cache", "shop", "agent/cache", "main", "h", Candidate("shop", "cache", "agent/cache", "b", "h"),
            (), 2, 1, 0, why_not="build failed",
        ),
    ),
    tasks={"t-17": Task("t-17", "Make the cache small", "only lru.py", "pytest passes", 100.0)},
    ready=True,
)  # fmt: skip


@dataclass
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def publish(view: FleetView, *, ago: float = 0.0, owner: int | None = None) -> dict[str, Any]:
    """Write what an owner, this test's parent if none is named, says of its fleet."""
    path = find_paths().published
    path.parent.mkdir(mode=0o700, exist_ok=True)
    found = snapshot(replace(view, owner_pid=owner or os.getppid()), time.time() - ago)
    path.write_text(json.dumps(found))
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLEETUI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FLEETUI_CONFIG", raising=False)
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.fixture
def link(home: Path) -> Iterator[CliLink]:
    """The fleet behind the command line."""
    before = replace(wiring._registered)
    found = CliLink(VIEW)
    wiring.set_reach(found.reach)
    yield found
    wiring._registered = before


@pytest.fixture
def fleetui(home: Path) -> Callable[..., Said]:
    """Run one command: ``fleetui("queue", "cache", "list")``."""

    def run(*arguments: str, given: str | None = None) -> Said:
        done: Result = CliRunner().invoke(command_line(), list(arguments), input=given)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return run

"""A new agent waits for the copy of its project's objects, and the header says how far that is."""

from __future__ import annotations

import asyncio
import fcntl
import sys

import pytest

from fleetui.config.load import load
from fleetui.model import commands as c
from fleetui.model.fleet import Project
from fleetui.model.view import FleetView
from fleetui.ports.git import vaults
from fleetui.ports.git.vault import open_vault
from tests.support.scratch import Scratch


async def test_an_agent_is_made_once_its_projects_objects_are_copied(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("solo")
    state, name = scratch.paths.vaults, open_vault(scratch.root / "known", _project(scratch), "test").key
    (state / "locks").mkdir(parents=True)
    monkeypatch.setattr(vaults, "PATIENCE_S", 0.1)
    with (state / "locks" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with scratch.engine() as live:
            starting = asyncio.create_task(live.engine.do(c.StartAgent("solo")))
            await live.until(lambda: _said(live.engine.view, "are being copied: 0.0 MB of"))
            assert "project shop" in _ports(live.engine.view)
            fcntl.flock(lock, fcntl.LOCK_UN)
            outcome = await starting
            assert outcome.ok, outcome.text
            await live.until(lambda: "project shop" not in _ports(live.engine.view))


async def test_the_command_line_says_how_far_it_is_while_it_waits(scratch: Scratch) -> None:
    scratch.configure("solo")
    state, name = scratch.paths.vaults, open_vault(scratch.root / "known", _project(scratch), "test").key
    (state / "locks").mkdir(parents=True)
    with (state / "locks" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        verb = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "fleetui", "add", "more", "--project", "shop", "--profile", "shell", "--no-start",
            env=scratch.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert verb.stderr is not None
        assert b"are being copied: 0.0 MB of" in await asyncio.wait_for(verb.stderr.readline(), 60)
    said, rest = await verb.communicate()
    assert (verb.returncode, rest) == (0, b""), said
    assert b"more has a seat on agent/more" in said


def _project(scratch: Scratch) -> Project:
    return load(scratch.paths).projects["shop"]


def _said(view: FleetView, words: str) -> bool:
    return any(words in one.text for one in view.health)


def _ports(view: FleetView) -> list[str]:
    """What troubles are about. The journal's is the test's own: a state folder that is there before it."""
    return [one.port for one in view.health]

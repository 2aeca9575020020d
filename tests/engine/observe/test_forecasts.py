"""Agents whose work runs into each other are told so before either has committed, in the dashboard and by commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleetui.engine.observe.worktrees import forecasts, git_pace
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model.fleet import Project
from fleetui.model.forecast import Merges, runs_into_words
from fleetui.model.view import GitFacts
from tests.support.scratch import Live, Scratch, git


async def two_agents(live: Live) -> dict[str, Path]:
    for name in ("api", "cache"):
        await live.do(c.AddAgent(name, "shop", "standin", start=False))
    await live.until(lambda: live.agent("cache").seat.worktree)
    return {name: Path(live.agent(name).seat.worktree) for name in ("api", "cache")}


def words(live: Live, name: str) -> str:
    return runs_into_words(live.agent(name).runs_into)


def places(live: Live) -> list[str]:
    return [place.said for row in live.engine.view.board if (place := row.place)]


async def test_two_agents_that_run_into_each_other_are_told_before_either_commits_until_it_is_settled(
    scratch: Scratch,
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        trees = await two_agents(live)
        for name, tree in trees.items():
            (tree / "limits.py").write_text(f"limit = {name!r}\n")
        await live.do(c.RefreshNow())
        await live.until(lambda: words(live, "api") == "runs into cache: limits.py")
        assert words(live, "cache") == "runs into api: limits.py"
        wanted = [
            "land it 1st of 2: cache must be rebased after it: limits.py",
            "land it 2nd of 2: after api, then to be rebased: limits.py",
        ]
        await live.until(lambda: places(live) == wanted)
        rows = {row.seat: row for row in live.engine.view.board}
        assert all(row.forecast[0].uncommitted for row in rows.values())
        (trees["api"] / "limits.py").unlink()
        (trees["api"] / "other.py").write_text("other = 1\n")
        await live.do(c.RefreshNow())
        await live.until(lambda: not words(live, "api") and not words(live, "cache"))
        row = next(row for row in live.engine.view.board if row.seat == "api")
        assert (row.forecast[0].agent, row.forecast[0].if_first) == ("cache", Merges.CLEAN)


async def test_files_that_the_forecast_finds_first_are_not_missing_from_the_row_until_the_slow_round(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        trees = await two_agents(live)
        await live.until(lambda: "shop" in live.engine.core.forecasts)
        monkeypatch.setattr(git_pace, "MARKS_S", 9999.0)
        monkeypatch.setattr(git_pace, "RESTING_S", 9999.0)
        monkeypatch.setattr(git_pace, "SILENT_S", 9999.0)
        port = live.engine.core.world.git
        facts, looked = port.facts, set[str]()

        async def counted(project: Project, worktree: str) -> GitFacts:
            found = await facts(project, worktree)
            looked.add(worktree)
            return found

        monkeypatch.setattr(port, "facts", counted)
        await live.do(c.RefreshNow())
        await live.until(lambda: looked == {str(tree) for tree in trees.values()})
        (trees["api"] / "limits.py").write_text("limit = 1\n")
        monkeypatch.setattr(forecasts, "SILENT_S", 0.0)
        await live.until(lambda: next(row.dirty for row in live.engine.view.board if row.seat == "api") == 1)


async def test_a_command_says_it_without_a_dashboard(scratch: Scratch) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        trees = await two_agents(live)
    for name, tree in trees.items():
        (tree / "limits.py").write_text(f"limit = {name!r}\n")
        git(tree, "add", "-A")
        git(tree, "commit", "-q", "-m", name)
    found = {row["agent"]: row for row in json.loads(scratch.fleetui("merge", "list", "--json").stdout)}
    (one,) = found["cache"]["forecast"]
    assert (one["agent"], one["branch"], one["files"]) == ("api", found["api"]["branch"], ["limits.py"])
    assert (one["if_first"], one["if_second"], one["uncommitted"]) == ("conflict", "conflict", False)
    assert (found["api"]["order"], found["cache"]["order"], found["api"]["conflict"]) == (1, 2, None)
    said = scratch.fleetui("merge", "show", "cache").stdout
    assert "forecast: api: limits.py (whoever is second)" in said
    assert "order: land it 2nd of 2: after api, then to be rebased: limits.py" in said


async def test_when_a_look_fails_nothing_is_known_and_what_it_found_before_is_not_shown(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "SILENT_S", 0.0)
    scratch.configure()
    async with scratch.engine() as live:
        await two_agents(live)
        await live.until(lambda: "shop" in live.engine.core.forecasts)

        async def fails(*_: object) -> None:
            raise PortError("git", "forecast", "the disk is gone")

        monkeypatch.setattr(live.engine.core.world.git, "forecast", fails)
        await live.until(lambda: "shop" not in live.engine.core.forecasts)
        await live.until(lambda: any(one.port == "forecast shop" for one in live.engine.view.health))
        assert all(row.forecast == () and row.place is None for row in live.engine.view.board)

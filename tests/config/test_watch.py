"""Edits are followed while the program runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from fleetui.config.paths import Paths, find_paths
from fleetui.config.problems import ConfigError
from fleetui.config.watch import watch
from fleetui.model.settings import Settings

LIMIT_S = 15.0


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(environment={"FLEETUI_HOME": str(tmp_path / "home")})


def replace(paths: Paths, text: str) -> None:
    """As an editor does: a new file takes the old one's name."""
    new = paths.config.with_suffix(".new")
    new.write_text(text)
    new.replace(paths.config)


async def after(
    edits: AsyncIterator[Settings | ConfigError], paths: Paths, text: str
) -> Settings | ConfigError:
    """What is said of an edit, however long the watch takes to stand."""
    answer = asyncio.ensure_future(anext(edits))
    for _ in range(20):
        replace(paths, text)
        done, _ = await asyncio.wait([answer], timeout=LIMIT_S / 20)
        if done:
            return answer.result()
    raise AssertionError("the edit was not noticed")


async def test_a_good_edit_brings_settings_and_a_bad_one_what_is_wrong(paths: Paths):
    paths.config.parent.mkdir()
    async with aclosing(watch(paths, Settings(scratch=str(paths.work)))) as edits:
        good = await after(edits, paths, "rate_hz = 2\n")
        assert isinstance(good, Settings)
        assert good.rate_hz == 2
        bad = await after(edits, paths, "rate_hz = 'x'\n")
        assert isinstance(bad, ConfigError)
        again = await after(edits, paths, "rate_hz = 2\n")
        assert again == good


async def test_what_fleetui_adds_is_noticed_too(paths: Paths):
    paths.config.parent.mkdir()
    async with aclosing(watch(paths, Settings(scratch=str(paths.work)))) as edits:
        await after(edits, paths, "rate_hz = 2\n")
        answer = asyncio.ensure_future(anext(edits))
        paths.local.write_text("[projects.x]\npath = '/x'\n")
        found = await asyncio.wait_for(answer, LIMIT_S)
        assert isinstance(found, Settings)
        assert "x" in found.projects


async def test_watching_ends_when_its_task_is_cancelled(paths: Paths):
    paths.config.parent.mkdir()

    async def follow() -> None:
        async for _ in watch(paths, Settings()):
            pass

    task = asyncio.create_task(follow())
    await asyncio.sleep(0.1)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=LIMIT_S)
    assert done


async def test_a_link_is_followed_when_what_it_leads_to_is_replaced_and_when_it_leads_elsewhere(
    paths: Paths, tmp_path: Path
):
    paths.config.parent.mkdir()
    one, other = (tmp_path / name for name in ("one.toml", "other.toml"))
    other.write_text("rate_hz = 4\n")
    one.write_text("rate_hz = 2\n")
    paths.config.symlink_to(one)
    async with aclosing(watch(paths, Settings(scratch=str(paths.work)))) as edits:
        assert _rate(await asyncio.wait_for(anext(edits), LIMIT_S)) == 2
        new = tmp_path / "new"
        new.write_text("rate_hz = 3\n")
        new.replace(one)
        assert _rate(await asyncio.wait_for(anext(edits), LIMIT_S)) == 3
        link = tmp_path / "link"
        link.symlink_to(other)
        link.replace(paths.config)
        assert _rate(await asyncio.wait_for(anext(edits), LIMIT_S)) == 4


def _rate(found: Settings | ConfigError) -> float:
    assert isinstance(found, Settings)
    return found.rate_hz

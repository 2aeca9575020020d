"""The command palette: what is typed begins words, themes are found, and a picture of the screen can be kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fleetui.ui.command_palette import FleetCommands, fitness
from fleetui.ui.draw.palette import PALETTES
from tests.support.screens import Running, running


async def found(run: Running, query: str) -> list[str]:
    provider = FleetCommands(run.app.screen)
    hits = [hit async for hit in provider.search(query)]
    return [str(hit.text) for hit in sorted(hits, key=lambda hit: -hit.score)]


@pytest.mark.parametrize("name", PALETTES)
async def test_every_theme_is_found_by_its_name_and_by_the_word_theme(name: str) -> None:
    async with running() as run:
        assert (await found(run, name))[0] == f"theme {name}"
        assert f"theme {name}" in await found(run, "theme")


def test_letters_strewn_over_a_sentence_are_no_match() -> None:
    assert fitness("light", "I know", "acknowledge what it calls for: the light goes, the row stays") > 0
    assert fitness("light", "I know", "leave it; the sign high up") == 0
    assert fitness("light", "theme fleet-light", "other colours") > fitness("light", "I know", "a light goes")


def test_every_typed_word_has_to_begin_one() -> None:
    assert fitness("go bil", "go billing", "needs you") == 0.8
    assert fitness("go bil", "go search", "billing") == 0.3
    assert fitness("go nobody", "go billing", "needs you") == 0
    assert fitness("", "go billing", "needs you") == 0


async def test_a_picture_is_kept_where_downloads_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fleetui.ui.terminal.screenshot.user_downloads_path", lambda: tmp_path / "down loads")
    async with running() as run:
        command = next(one for one in run.app.get_system_commands(run.app.screen) if one.title == "picture")
        command.callback()
        command.callback()
        kept = sorted((tmp_path / "down loads").iterdir(), key=lambda path: len(path.name))
        names = [re.sub(r"\d+", "1", path.name) for path in kept]
        assert names == ["fleetui-1-1-1-1.svg", "fleetui-1-1-1-1-1.svg"]
        assert "billing" in kept[0].read_text()


async def test_a_picture_that_cannot_be_kept_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("fleetui.ui.terminal.screenshot.user_downloads_path", lambda: tmp_path / "file")
    async with running() as run:
        command = next(one for one in run.app.get_system_commands(run.app.screen) if one.title == "picture")
        command.callback()
        await run.until("no picture was kept")

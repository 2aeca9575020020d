"""What dashboards remember of their looks, in a file that may be lost without harm."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from fleetui.config.screen_memory import ScreenMemory
from tests.support.waiting import until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "screen.toml"


def memory(path: Path, wait_s: float = 30.0) -> ScreenMemory:
    return ScreenMemory(path, wait_s=wait_s)


def test_what_was_kept_is_there_for_the_next_dashboard(path: Path):
    first = memory(path)
    first.keep("sort", "age")
    first.keep("slots", {"shop": ["cache", "billing"]})
    first.keep("folded", ["shop"])
    assert first.load()["sort"] == "age"
    first.close()
    assert memory(path).load() == {"sort": "age", "slots": {"shop": ["cache", "billing"]}, "folded": ["shop"]}


def test_changes_are_gathered_and_written_a_little_later(path: Path):
    first = memory(path, wait_s=0.05)
    first.keep("sort", "age")
    first.keep("sort", "name")
    assert not path.exists()
    until(path.exists)
    assert tomllib.loads(path.read_text()) == {"sort": "name"}


def test_the_same_value_again_writes_nothing(path: Path):
    first = memory(path)
    first.keep("sort", "age")
    first.close()
    before = path.stat().st_ino
    first.keep("sort", "age")
    first.close()
    assert path.stat().st_ino == before


def test_nobody_else_may_read_it_and_nothing_is_left_beside_it(path: Path):
    first = memory(path)
    first.keep("sort", "age")
    first.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["screen.toml"]


def test_of_two_dashboards_the_last_wins_a_key_and_loses_none_of_the_others(path: Path):
    one, other = memory(path), memory(path)
    one.keep("sort", "age")
    one.keep("density", "wall")
    one.close()
    other.keep("sort", "name")
    other.keep("folded", ["shop"])
    other.close()
    assert memory(path).load() == {"sort": "name", "density": "wall", "folded": ["shop"]}


def big(path: Path) -> None:
    path.write_text("a = 1\n" * 100_000)


def no_text(path: Path) -> None:
    path.write_bytes(b"a = \xff\xfe")


def no_toml(path: Path) -> None:
    path.write_text("sort = [[[")


@pytest.mark.parametrize("broken", [no_toml, no_text, big])
def test_a_broken_file_is_put_aside_with_a_word_and_everything_starts_anew(path: Path, broken):
    path.parent.mkdir()
    broken(path)
    content = path.read_bytes()
    found = memory(path)
    assert found.load() == {}
    assert "screen.toml.broken" in found.trouble()
    assert found.trouble() == ""
    found.keep("sort", "age")
    found.close()
    assert memory(path).load() == {"sort": "age"}
    assert path.with_name("screen.toml.broken").read_bytes() == content


def test_a_file_broken_meanwhile_loses_nothing_that_this_dashboard_knew(path: Path):
    first = memory(path)
    first.keep("sort", "age")
    first.close()
    path.write_text("= =")
    first.keep("density", "wide")
    first.close()
    assert memory(path).load() == {"sort": "age", "density": "wide"}


def test_a_link_is_not_followed(path: Path, tmp_path: Path):
    path.parent.mkdir()
    (tmp_path / "other").write_text('sort = "age"')
    path.symlink_to(tmp_path / "other")
    found = memory(path)
    assert found.load() == {}
    assert "not read" in found.trouble()


def test_a_place_that_takes_nothing_is_told_once(path: Path):
    first = memory(path)
    path.parent.write_text("a file where the folder should be")
    for sort in ("age", "name"):
        first.keep("sort", sort)
        first.close()
    assert "not written" in first.trouble()
    assert first.trouble() == ""
    assert first.load()["sort"] == "name"

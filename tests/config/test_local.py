"""What fleetui adds beside the operator's file."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from fleetui.config import local
from fleetui.config.load import load
from fleetui.config.paths import Paths, find_paths
from fleetui.config.problems import ConfigError
from fleetui.model.settings import SeatSpec


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "mine.toml").write_text("")
    found = find_paths(environment={"FLEETUI_HOME": str(tmp_path)})
    found.config.write_text(f"# mine\n[profiles]\nfolders = ['{tmp_path}']\n")
    return found


def names(paths: Paths) -> list[str]:
    return [seat.name for seat in load(paths).seats]


def test_a_seat_can_be_added_and_removed(paths: Paths):
    seat = SeatSpec("cache", "mine", branch="agent/cache", role="writer", command=("sh", "-c", "x"))
    local.add_seat(paths, seat)
    assert load(paths).seats == (seat,)
    local.remove_seat(paths, "cache")
    local.remove_seat(paths, "cache")
    assert names(paths) == []


def test_an_adopted_seat_may_belong_to_a_folder_nobody_declared(paths: Paths):
    local.add_seat(paths, SeatSpec("cache", "mine", "some folder", worktree="/some folder"))
    assert load(paths).seats[0].project == "some folder"


def test_the_operators_file_is_never_touched(paths: Paths):
    before = (paths.config.read_bytes(), paths.config.stat().st_mtime_ns)
    local.add_project(paths, "shop", "/shop", "main")
    local.add_seat(paths, SeatSpec("cache", "mine", "shop"))
    assert (paths.config.read_bytes(), paths.config.stat().st_mtime_ns) == before
    assert stat.S_IMODE(paths.local.stat().st_mode) == 0o600


def test_what_would_not_load_is_not_written(paths: Paths):
    local.add_seat(paths, SeatSpec("cache", "mine"))
    before = paths.local.read_bytes()
    with pytest.raises(ConfigError, match="'Bad Name' is not a name"):
        local.add_seat(paths, SeatSpec("Bad Name", "mine"))
    assert paths.local.read_bytes() == before
    assert not list(paths.local.parent.glob(".fleet*"))


def test_a_broken_file_is_not_overwritten(paths: Paths):
    paths.local.write_text("[agents\n")
    with pytest.raises(ConfigError, match="cannot be changed"):
        local.add_seat(paths, SeatSpec("cache", "mine"))
    assert paths.local.read_text() == "[agents\n"


def test_an_edit_at_the_same_moment_is_not_lost(paths: Paths):
    def meanwhile(data: dict[str, object]) -> None:
        paths.local.write_text("[agents.other]\nprofile = 'mine'\n")
        data["agents"] = {}

    with pytest.raises(ConfigError, match="somebody else wrote it"):
        local.change_local(paths, meanwhile)
    assert names(paths) == ["other"]


def test_many_at_once_lose_none(paths: Paths):
    seats = [SeatSpec(f"a{number}", "mine") for number in range(12)]
    threads = [threading.Thread(target=local.add_seat, args=(paths, seat)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(names(paths)) == sorted(seat.name for seat in seats)


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is refused to root")
def test_a_folder_nobody_may_write_is_a_clear_error(paths: Paths):
    paths.local.parent.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="Permission denied"):
            local.add_seat(paths, SeatSpec("cache", "mine"))
    finally:
        paths.local.parent.chmod(0o700)


def test_files_that_are_links_stay_links(paths: Paths):
    dotfiles = paths.config.parent / "dotfiles"
    dotfiles.mkdir()
    paths.config.rename(dotfiles / "fleet.toml")
    paths.config.symlink_to(dotfiles / "fleet.toml")
    local.add_seat(paths, SeatSpec("cache", "mine"))
    assert sorted(path.name for path in dotfiles.iterdir()) == ["fleet.toml"], "it goes beside the link"
    paths.local.rename(dotfiles / "added.toml")
    paths.local.symlink_to("dotfiles/added.toml")
    local.add_seat(paths, SeatSpec("store", "mine"))
    assert (paths.config.is_symlink(), paths.local.is_symlink()) == (True, True)
    assert sorted(names(paths)) == ["cache", "store"]

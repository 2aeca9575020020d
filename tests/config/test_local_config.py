"""Seats that fleetui declares are in the settings at once, and a failure is the port's own error."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.config.local_config import LocalConfig
from fleetui.config.paths import find_paths
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.settings import SeatSpec


def test_a_declared_seat_is_in_the_settings_until_it_is_removed(tmp_path: Path):
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "fleet.toml").write_text(f"[profiles]\nfolders = ['{tmp_path}']\n")
    book = LocalConfig(find_paths(environment={"FLEETUI_HOME": str(tmp_path)}))
    seat = SeatSpec("cache", "mine")
    assert book.add(seat).seats == (seat,)
    assert book.remove("cache").seats == ()


def test_with_a_broken_configuration_nothing_is_declared(tmp_path: Path):
    (tmp_path / "fleet.toml").write_text("[")
    paths = find_paths(environment={"FLEETUI_HOME": str(tmp_path)})
    with pytest.raises(PortError, match="is not TOML"):
        LocalConfig(paths).add(SeatSpec("cache", "claude"))
    assert not paths.local.exists()


def test_a_declared_project_is_in_the_settings(tmp_path: Path):
    book = LocalConfig(find_paths(environment={"FLEETUI_HOME": str(tmp_path)}))
    assert book.add_project(Project("shop", "/shop", "trunk")).projects["shop"].base == "trunk"

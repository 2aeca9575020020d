"""Seats that fleetui declares are in the settings at once, and a failure is the port's own error."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.config.paths import find_paths
from fleetui.engine.ports import PortError
from fleetui.model.settings import SeatSpec
from fleetui.ports.book import TomlBook


def test_a_declared_seat_is_in_the_settings_until_it_is_removed(tmp_path: Path):
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "fleet.toml").write_text(f"[profiles]\nfolders = ['{tmp_path}']\n")
    book = TomlBook(find_paths(environment={"FLEETUI_HOME": str(tmp_path)}))
    seat = SeatSpec("cache", "mine")
    assert book.add(seat).seats == (seat,)
    assert book.remove("cache").seats == ()


def test_a_broken_configuration_is_a_port_error(tmp_path: Path):
    (tmp_path / "fleet.toml").write_text("[")
    with pytest.raises(PortError, match="is not TOML"):
        TomlBook(find_paths(environment={"FLEETUI_HOME": str(tmp_path)})).remove("cache")

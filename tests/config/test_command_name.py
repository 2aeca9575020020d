"""What the program says to type is what runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.config.command_name import command_name

SCRIPT = Path(__file__).parent.parent.parent / "fleet"


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on ``PATH``; the home folder is elsewhere."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.usefixtures("on_path")
def test_without_a_link_it_is_the_script_of_this_checkout() -> None:
    assert command_name() == str(SCRIPT)


def test_the_home_folder_is_written_short(on_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(SCRIPT.parent.parent))
    assert command_name() == f"~/{SCRIPT.parent.name}/fleet"


def test_a_link_to_this_checkout_is_called_by_its_name(on_path: Path) -> None:
    (on_path / "fleetui").symlink_to(SCRIPT)
    assert command_name() == "fleetui"


def test_another_program_of_that_name_is_not_this_one(on_path: Path) -> None:
    (on_path / "fleetui").write_text("#!/bin/sh\n")
    (on_path / "fleetui").chmod(0o755)
    assert command_name() == str(SCRIPT)

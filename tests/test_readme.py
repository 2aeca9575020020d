"""The README says what the program does: its keys, its commands, its pictures, its configuration."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from fleetui.cli.commands import COMMANDS
from fleetui.cli.main import command_line
from fleetui.config.schema import FleetFile

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_its_keys_are_those_of_the_program(tmp_path: Path) -> None:
    printed = (
        CliRunner().invoke(command_line(), ["keys", "--markdown"], env={"FLEETUI_HOME": str(tmp_path)}).stdout
    )
    assert f"<!-- keys -->\n{printed}<!-- /keys -->" in README


def test_its_pictures_and_links_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_its_commands_exist() -> None:
    named = re.findall(r"(?:`|/)(?:fleetui|fleet) ([a-z]+)\b", README)
    assert {"init", "add", "queue", "status", "config"} <= set(named)
    assert set(named) <= {*COMMANDS, "test", "bench", "install"}


def test_its_configuration_is_one_the_program_takes() -> None:
    example = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert example
    FleetFile.model_validate(tomllib.loads(example[1]))


@pytest.mark.parametrize("word", ["unknown", "not confirmed", "rescue", "candidate", "handoff"])
def test_it_speaks_of_what_matters(word: str) -> None:
    assert word in README

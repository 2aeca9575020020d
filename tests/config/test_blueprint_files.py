"""Where blueprints come from: fleetui, the operator's folder, fleet.toml; one that is wrong takes no other down."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fleetui.cli.main import command_line
from fleetui.config.blueprint_files import known_blueprints
from fleetui.config.load import load
from fleetui.config.paths import Paths, find_paths
from fleetui.config.problems import ConfigError


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("FLEETUI_HOME", str(tmp_path))
    found = find_paths()
    found.config.parent.mkdir(parents=True, exist_ok=True)
    return found


def test_three_come_with_fleetui_and_each_can_be_filled_in(paths: Paths) -> None:
    found, problems = known_blueprints(paths)
    assert set(found) == {"fix-until-green", "issue-to-branch", "rebase-and-prove"}
    assert not problems
    assert all(one.about for one in found.values())
    assert [one.name for one in found.values() if one.needed] == ["issue-to-branch"]


def test_the_operators_own_stand_before_those_of_one_name(paths: Paths) -> None:
    folder = paths.config.with_name("blueprints")
    folder.mkdir()
    (folder / "mine.toml").write_text('[[entries]]\ntext = "from the folder"\n')
    (folder / "fix-until-green.toml").write_text('[[entries]]\ntext = "my own way"\n')
    paths.config.write_text('[[blueprints.mine.entries]]\ntext = "from fleet.toml"\n')
    found, problems = known_blueprints(paths)
    assert not problems
    assert found["mine"].entries == ("from fleet.toml",)
    assert found["fix-until-green"].entries == ("my own way",)


def test_a_broken_file_is_told_and_the_others_stay(paths: Paths) -> None:
    folder = paths.config.with_name("blueprints")
    folder.mkdir()
    (folder / "broken.toml").write_text("[[entries]\n")
    (folder / "odd.toml").write_text('[[entries]]\nreboot = "now"\n')
    (folder / "empty.toml").write_text("")
    (folder / "Not a name.toml").write_text('[[entries]]\ntext = "x"\n')
    found, problems = known_blueprints(paths)
    assert len(found) == 3
    assert {Path(problem.file).name for problem in problems} == {
        "broken.toml", "odd.toml", "empty.toml", "Not a name.toml",
    }  # fmt: skip
    done = CliRunner().invoke(command_line(), ["blueprint", "check"])
    assert done.exit_code == 2
    assert "reboot" in done.output


def test_a_mistake_in_fleet_toml_is_one_of_its_mistakes(paths: Paths) -> None:
    paths.config.write_text('[[blueprints.mine.entries]]\nwait = "docs idel"\n')
    with pytest.raises(ConfigError, match=r"blueprints\.mine: entry 1"):
        load(paths)


def test_they_are_listed_and_shown(paths: Paths) -> None:
    del paths
    listed = CliRunner().invoke(command_line(), ["blueprint", "list"])
    assert "issue-to-branch" in listed.output
    assert "issue=" in listed.output
    shown = CliRunner().invoke(command_line(), ["blueprint", "show", "issue-to-branch"])
    assert "{issue}  has to be said" in shown.output
    assert "4. gate {build}, 2 rounds" in shown.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["issue-to-branch"], "needs issue="),
        (["issue-to-brunch", "issue=1"], "issue-to-branch"),
        (["issue-to-branch", "issue"], "no FIELD=VALUE"),
        (["fix-until-green", "--note", "x"], "has its own entries"),
    ],
)
def test_a_blueprint_that_is_not_filled_in_is_refused_before_the_fleet_is_reached(
    paths: Paths, words: list[str], said: str
) -> None:
    del paths
    done = CliRunner().invoke(command_line(), ["queue", "cache", "add", "--blueprint", *words])
    assert done.exit_code != 0
    assert said in done.output

"""Where everything is, and who else could reach it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from fleetui.__main__ import log_to
from fleetui.config.paths import Paths, find_paths, inspect, prepare
from fleetui.config.problems import ConfigError


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(environment={"FLEETUI_HOME": str(tmp_path / "home")})


def test_everything_is_below_fleetui_home_when_it_is_set(paths: Paths, tmp_path: Path):
    home = tmp_path / "home"
    assert paths.config == home / "fleet.toml"
    assert paths.local == home / "fleet.local.toml"
    assert all(path.is_relative_to(home) for path in (paths.state, paths.work, paths.journal, paths.log))


def test_the_standard_folders_are_used_otherwise():
    found = find_paths(
        environment={
            "XDG_CONFIG_HOME": "/c",
            "XDG_STATE_HOME": "/s",
            "XDG_DATA_HOME": "/d",
            "XDG_RUNTIME_DIR": "/r",
        }
    )
    assert (found.config, found.state, found.work) == (
        Path("/c/fleetui/fleet.toml"),
        Path("/s/fleetui"),
        Path("/d/fleetui"),
    )
    assert not found.run.is_relative_to("/r"), "that folder is emptied at logout, agents live longer"


def test_the_option_wins_over_the_environment_and_both_must_then_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    env = {"FLEETUI_HOME": "/h", "FLEETUI_CONFIG": "/e/fleet.toml"}
    assert find_paths(None, env).config == Path("/e/fleet.toml")
    assert find_paths("mine.toml", env).config == tmp_path / "mine.toml"
    assert find_paths("mine.toml", env).config_named


def test_naming_the_usual_file_does_not_mean_that_it_must_exist():
    env = {"FLEETUI_HOME": "/h"}
    assert find_paths("/h/fleet.toml", env) == find_paths(None, env)


@pytest.mark.parametrize("name", ["FLEETUI_HOME", "FLEETUI_CONFIG"])
def test_a_relative_path_from_the_environment_is_refused(name: str):
    with pytest.raises(ConfigError, match=f"{name}: 'here' must be an absolute path"):
        find_paths(environment={name: "here"})


def test_the_socket_path_is_short_even_below_a_deep_home(tmp_path: Path):
    found = find_paths(environment={"FLEETUI_HOME": str(tmp_path / ("deep" * 30))})
    other = find_paths(environment={"FLEETUI_HOME": str(tmp_path / ("deeq" * 30))})
    assert len(os.fsencode(found.socket)) < 100
    assert found.socket != other.socket


def test_private_folders_are_made_for_the_owner_alone(paths: Paths):
    old = os.umask(0o002)
    try:
        prepare(paths)
    finally:
        os.umask(old)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (paths.state, paths.run)} == {0o700}
    assert inspect(paths) == ()
    prepare(paths)


def test_a_state_folder_others_can_read_is_closed(paths: Paths):
    paths.state.mkdir(parents=True, mode=0o755)
    prepare(paths)
    assert stat.S_IMODE(paths.state.stat().st_mode) == 0o700


def refusal(paths: Paths) -> str:
    told = [problem.text for problem in inspect(paths)]
    with pytest.raises(ConfigError) as caught:
        prepare(paths)
    assert [problem.text for problem in caught.value.problems if problem.text in told]
    return str(caught.value)


def test_a_state_folder_others_can_write_is_refused(paths: Paths):
    paths.state.mkdir(parents=True)
    paths.state.chmod(0o770)
    assert "others may write into it" in refusal(paths)


def test_a_parent_others_can_write_is_refused_unless_it_is_sticky(paths: Paths):
    paths.state.parent.mkdir()
    paths.state.parent.chmod(0o777)
    assert f"chmod go-w {paths.state.parent}" in refusal(paths)
    paths.state.parent.chmod(0o1777)
    prepare(paths)


def test_a_linked_state_folder_is_refused(paths: Paths, tmp_path: Path):
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    paths.state.parent.mkdir(mode=0o700)
    paths.state.symlink_to(real)
    assert "is a symbolic link" in refusal(paths)


def test_a_file_in_its_place_is_refused(paths: Paths):
    paths.state.parent.mkdir(mode=0o700)
    paths.state.write_text("")
    assert "is not a folder" in refusal(paths)


def test_a_state_folder_inside_a_worktree_is_refused(paths: Paths, tmp_path: Path):
    (tmp_path / ".git").write_text("gitdir: elsewhere")
    assert f"lies inside the git worktree {tmp_path}" in refusal(paths)


def test_an_empty_git_folder_as_sandboxes_leave_it_makes_no_worktree(paths: Paths, tmp_path: Path):
    (tmp_path / ".git").mkdir()
    prepare(paths)
    assert paths.state.is_dir()


def test_a_folder_on_a_read_only_disk_is_named_before_anything_fails_in_it(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(paths)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK or Path(path) != paths.state)
    with pytest.raises(ConfigError) as refused:
        prepare(paths)
    assert [problem.file for problem in refused.value.problems] == [str(paths.state)]
    assert "set FLEETUI_HOME to a folder that can" in str(refused.value)
    assert inspect(paths) == refused.value.problems


def test_a_folder_of_ones_own_that_only_lacks_the_mode_gets_it(paths: Paths) -> None:
    paths.state.mkdir(parents=True)
    paths.state.chmod(0o500)
    assert inspect(paths) == ()
    prepare(paths)
    assert stat.S_IMODE(paths.state.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written: Is a directory"):
        log_to(tmp_path)

"""init, config, completions, info, logs."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.config.load import load
from fleetui.config.paths import find_paths
from tests.cli.conftest import Said

Run = Callable[..., Said]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=30,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null"},
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "My Shop"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "commit", "-q", "--allow-empty", "-m", "begin")
    monkeypatch.chdir(folder)
    return folder


def test_init_writes_a_file_that_loads_and_names_the_repository(fleetui: Run, repository: Path):
    (repository / "Makefile").write_text("all:\n")
    (repository / "sub").mkdir()
    said = fleetui("init")
    assert said.code == 0, said.err
    project = load(find_paths()).projects["my-shop"]
    assert (project.path, project.base) == (str(repository), "trunk")
    assert [gate.run for gate in project.gates] == [("make",)]


def test_init_proposes_no_gate_it_cannot_know(fleetui: Run, repository: Path):
    fleetui("init")
    assert load(find_paths()).projects["my-shop"].gates == ()


def test_every_proposal_in_the_written_file_is_right_once_uncommented(fleetui: Run, repository: Path):
    fleetui("init")
    paths = find_paths()
    lines = paths.config.read_text().splitlines()
    bare = [
        line[2:] if line.startswith("# ") and (" = " in line or line[2] == "[") else line for line in lines
    ]
    paths.config.write_text("\n".join(bare))
    settings = load(paths)
    assert [gate.name for gate in settings.projects["my-shop"].gates] == ["build", "test"]
    assert settings.seats[0].name == "first"


def test_the_written_file_shows_how_another_program_is_started(fleetui: Run, repository: Path):
    fleetui("init")
    text = find_paths().config.read_text()
    assert "# command = [" in text[text.index("# [agents.first]") :].partition("[screen]")[0]
    assert '"shell"' in text


@pytest.mark.parametrize("bare", [False, True])
def test_a_repository_without_a_commit_is_named_with_what_to_type(
    fleetui: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, bare: bool
):
    empty = tmp_path / "new one"
    empty.mkdir()
    git(empty, "init", "-q", "-b", "main", *(["--bare"] if bare else []))
    monkeypatch.chdir(empty)
    words = f"git -C '{empty}' commit --allow-empty -m start"
    if bare:
        find_paths().config.write_text(f"[projects.shop]\npath = {json.dumps(str(empty))}\n")
    else:
        said = fleetui("init")
        assert said.code == 0
        assert words in said.err
    checked = fleetui("config", "check")
    assert checked.code == 2
    assert ("push one to it" if bare else words) in checked.err
    if not bare:
        git(empty, "commit", "-q", "--allow-empty", "-m", "start")
        assert fleetui("config", "check").code == 0
        git(empty, "pack-refs", "--all")
        assert fleetui("config", "check").code == 0


def test_a_base_branch_that_is_not_there_is_named_with_those_that_are(fleetui: Run, repository: Path):
    find_paths().config.write_text(f"[projects.shop]\npath = {json.dumps(str(repository))}\n")
    said = fleetui("config", "check")
    assert said.code == 2
    assert "no branch 'main': set base to one of trunk" in said.err


def test_init_never_overwrites_and_shows_what_to_add(fleetui: Run, repository: Path):
    config = find_paths().config
    config.write_text("# mine\n")
    said = fleetui("init")
    assert said.code == 1
    assert config.read_text() == "# mine\n"
    assert tomllib.loads(said.out)["projects"]["my-shop"]["path"] == str(repository)


def test_init_declares_a_further_repository_where_that_is_asked_for(fleetui: Run, repository: Path):
    paths = find_paths()
    paths.config.write_text("# mine\n")
    said = fleetui("init", "--add")
    assert said.code == 0, said.err
    assert " add NAME --project my-shop" in said.out
    assert paths.config.read_text() == "# mine\n"
    declared = load(paths).projects["my-shop"]
    assert (declared.path, declared.gates) == (str(repository), ())
    again = fleetui("init", "--add")
    assert "is the project my-shop already" in again.err


def test_init_in_a_worktree_means_the_main_checkout(
    fleetui: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
):
    git(repository, "worktree", "add", "-q", "-b", "side", "../side")
    monkeypatch.chdir(repository.parent / "side")
    fleetui("init")
    project = load(find_paths()).projects["my-shop"]
    assert (project.path, project.base) == (str(repository), "trunk")


def test_init_prefers_main_over_the_branch_checked_out(fleetui: Run, repository: Path):
    git(repository, "branch", "main")
    git(repository, "pack-refs", "--all")
    fleetui("init")
    assert load(find_paths()).projects["my-shop"].base == "main"


def test_init_outside_a_repository_is_refused(fleetui: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert "no git repository" in fleetui("init").err
    assert not find_paths().config.exists()


def test_a_broken_configuration_is_exit_code_2_with_every_mistake(fleetui: Run):
    find_paths().config.write_text("rate_hz = 'x'\nwindow = 3\n")
    said = fleetui("config", "check")
    assert said.code == 2
    assert [line.split(":")[2] for line in said.err.splitlines()] == ["1", "2"]
    found = fleetui("config", "check", "--json")
    assert (found.code, found.data["ok"]) == (2, False)
    assert [problem["key"] for problem in found.data["problems"]] == ["rate_hz", "window"]
    assert fleetui("config", "show").code == 2


def test_a_project_that_is_no_repository_is_a_mistake(fleetui: Run, tmp_path: Path):
    find_paths().config.write_text(f"[projects.x]\npath = '{tmp_path}'\n[projects.y]\npath = '/nowhere'\n")
    said = fleetui("config", "check")
    assert said.code == 2
    assert "projects.x.path" in said.err
    assert "is not a git repository" in said.err
    assert "/nowhere is not a folder" in said.err


def test_a_mistake_in_an_own_profile_is_found_too(fleetui: Run, tmp_path: Path):
    (tmp_path / "mine.toml").write_text("nmae = 3\n")
    find_paths().config.write_text(f"[profiles]\nfolders = ['{tmp_path}']\n")
    said = fleetui("config", "check")
    assert said.code == 2
    assert "mine.toml" in said.err


def test_without_a_file_the_configuration_is_fine(fleetui: Run):
    said = fleetui("config", "check")
    assert (said.code, "the defaults hold" in said.out) == (0, True)
    assert fleetui("config", "path").out.strip() == str(find_paths().config)
    assert fleetui("config", "path", "--json").data["exists"] is False


def test_the_settings_in_use_can_be_read_back(fleetui: Run):
    find_paths().config.write_text(
        "rate_hz = 2\n[projects.x]\npath = '/x'\n[[projects.x.gates]]\nname='b'\nrun='make'\n"
    )
    shown = tomllib.loads(fleetui("config", "show").out)
    assert shown == json.loads(fleetui("config", "show", "--json").out)
    assert shown["rate_hz"] == 2
    assert shown["projects"]["x"]["gates"][0]["run"] == ["make"]


def test_the_schema_knows_every_table_and_refuses_unknown_keys(fleetui: Run):
    schema = fleetui("config", "schema").data
    assert set(schema["properties"]) >= {"projects", "agents", "profiles", "screen", "thresholds"}
    assert "copy" in schema["$defs"]["ProjectTable"]["properties"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_printed_for_each_shell(fleetui: Run, shell: str):
    assert "_FLEETUI_COMPLETE" in fleetui("completions", shell).out


def test_info_names_every_path_and_version(fleetui: Run):
    found = fleetui("info", "--json").data
    assert found["paths"]["journal"] == str(find_paths().journal)
    assert set(found["versions"]) >= {"fleetui", "python", "tmux", "git", "textual", "libtmux"}
    assert str(find_paths().log) in fleetui("info").out


def test_the_end_of_the_log_is_printed_clean(fleetui: Run):
    assert fleetui("logs").code == 1
    log = find_paths().log
    log.parent.mkdir(mode=0o700)
    log.write_bytes(b"one\ntwo \x1b[31m\xff\nthree\n")
    said = fleetui("logs", "-n", "2")
    assert [line.split()[0] for line in said.out.splitlines()] == ["two", "three"]
    assert "\x1b" not in said.out


def test_a_relative_home_is_refused_with_exit_code_2(fleetui: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FLEETUI_HOME", "here")
    said = fleetui("config", "path")
    assert (said.code, "must be an absolute path" in said.err) == (2, True)

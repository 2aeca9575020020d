"""Hooks are installed on request only: shown, asked, written whole, undone to the byte."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fleetui.cli.main import command_line

SETTINGS = """\
{
   "model": "opus",
   "env": {"KEY": "värde"},
   "statusLine": {"type": "command", "command": "echo mine"},
   "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]}
}"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "FLEETUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLEETUI_HOME", str(tmp_path / "fleet"))
    (tmp_path / "fleet").mkdir(mode=0o700)
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".codex").mkdir()
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(command_line(), ["hook", *words])


def of(kind: str) -> dict[str, Any]:
    listed = json.loads(run("list", "--json").stdout)
    return next(one for one in listed if one["kind"] == kind)


def test_it_shows_the_difference_and_writes_only_what_was_agreed_to(home: Path) -> None:
    file = home / ".claude" / "settings.json"
    file.write_text(SETTINGS)
    shown = run("install", "claude")
    assert shown.exit_code == 1
    assert f"--- {file}" in shown.output
    assert "+" in shown.output and "fleetui-hook claude Stop" in shown.output
    assert "say --yes" in shown.output
    assert run("install", "claude", "--dry-run").exit_code == 0
    assert file.read_text() == SETTINGS
    assert not (home / "fleet" / "state" / "hooks").exists()
    assert sorted(path.name for path in file.parent.iterdir()) == ["settings.json"]


def test_installed_twice_is_once_and_uninstalled_is_as_before_to_the_byte(home: Path) -> None:
    file = home / ".claude" / "settings.json"
    file.write_text(SETTINGS)
    file.chmod(0o640)
    done = run("install", "claude", "--yes")
    assert done.exit_code == 0, done.output
    assert "as it was" in done.output
    kept = file.with_name("settings.json.before-fleetui")
    assert kept.read_text() == SETTINGS
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(kept.stat().st_mode)) == (0o640, 0o640)
    once = file.read_text()
    assert "is as it should be" in run("install", "claude", "--yes").output
    assert file.read_text() == once
    found = of("claude")
    assert (found["state"], found["status_line"], found["age"]) == ("installed", True, None)
    assert run("uninstall", "claude", "--yes").exit_code == 0
    assert file.read_text() == SETTINGS
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert not kept.exists()
    assert list((home / "fleet" / "state" / "hooks").iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "{\n}\n", '{"hooks": {\n}}\n', '{"statusLine": {"command": "\\u00e9"}}']
)
def test_bytes_that_no_edit_would_give_back_come_back(home: Path, text: str) -> None:
    file = home / ".claude" / "settings.json"
    file.write_text(text)
    run("install", "claude", "--yes")
    assert "fleetui-hook" in file.read_text()
    run("install", "claude", "--yes", "--no-status-line")
    assert run("uninstall", "claude", "--yes").exit_code == 0
    assert file.read_text() == text


def test_a_file_that_was_not_there_is_gone_again(home: Path) -> None:
    file = home / ".codex" / "hooks.json"
    assert run("install", "codex", "--yes").exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert of("codex")["waits"] == len(json.loads(file.read_text())["hooks"])
    assert "review" in of("codex")["advice"]
    assert run("uninstall", "codex", "--yes").exit_code == 0
    assert not file.exists()


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_what_is_written_between_the_difference_and_the_answer_is_not_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    file = home / ".codex" / "hooks.json"
    if verb == "uninstall":
        run("install", "codex", "--yes")

    def meanwhile(question: str, *, yes: bool) -> None:
        file.write_text('{"mine": 1}')

    monkeypatch.setattr("fleetui.cli.setup.hook.confirmed", meanwhile)
    done = run(verb, "codex")
    assert done.exit_code == 1
    assert "somebody else wrote it" in done.output
    assert file.read_text() == '{"mine": 1}'


def test_settings_that_are_a_pipe_are_refused_and_not_waited_for(home: Path) -> None:
    os.mkfifo(home / ".claude" / "settings.json")
    done = run("install", "claude", "--yes")
    assert done.exit_code == 1
    assert "is no file" in done.output


def test_what_somebody_wrote_meanwhile_stays_when_ours_is_taken_out(home: Path) -> None:
    file = home / ".claude" / "settings.json"
    file.write_text(SETTINGS)
    run("install", "claude", "--yes")
    file.write_text(file.read_text().replace('"opus"', '"haiku"'))
    done = run("uninstall", "claude", "--yes")
    assert file.read_text() == SETTINGS.replace('"opus"', '"haiku"')
    assert f"as it was: {file}.before-fleetui" in done.output


def test_installing_again_after_a_change_keeps_what_would_be_there_without_us(home: Path) -> None:
    file = home / ".claude" / "settings.json"
    file.write_text(SETTINGS)
    run("install", "claude", "--yes")
    changed = file.read_text().replace('"opus"', '"haiku"')
    file.write_text(changed)
    run("install", "claude", "--yes", "--no-status-line")
    assert "echo mine" in json.loads(file.read_text())["statusLine"]["command"]
    run("uninstall", "claude", "--yes")
    assert file.read_text() == SETTINGS.replace('"opus"', '"haiku"')


def test_a_link_stays_and_what_it_points_to_is_changed(home: Path) -> None:
    real = home / "dotfiles" / "claude.json"
    real.parent.mkdir()
    real.write_text(SETTINGS)
    file = home / ".claude" / "settings.json"
    file.symlink_to(real)
    run("install", "claude", "--yes")
    assert file.is_symlink()
    assert "fleetui-hook" in real.read_text()
    assert [path.name for path in real.parent.iterdir()] == ["claude.json"]
    run("uninstall", "claude", "--yes")
    assert (file.is_symlink(), real.read_text()) == (True, SETTINGS)


def test_the_folder_that_the_environment_names_is_the_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = home / "elsewhere"
    moved.mkdir()
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(moved))
    run("install", "claude", "--yes")
    assert (moved / "settings.json").exists()
    assert not (home / ".claude" / "settings.json").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1,}', "line 1, column 9"),
        (b"{\n  // mine\n}", "line 2, column 3"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"hooks": 3}', "hooks should be an object"),
    ],
)
def test_broken_settings_are_refused_and_stay(home: Path, content: bytes, said: str) -> None:
    file = home / ".claude" / "settings.json"
    file.write_bytes(content)
    done = run("install", "claude", "--yes")
    assert done.exit_code == 1
    assert str(file) in done.output
    assert said in done.output
    assert "nothing was changed" in done.output
    assert file.read_bytes() == content
    assert of("claude")["state"] == "broken"


def test_an_agent_that_was_never_started_here_has_no_settings_to_change(home: Path) -> None:
    (home / ".codex").rmdir()
    done = run("install", "codex", "--yes")
    assert (done.exit_code, "start the agent once" in done.output) == (1, True)
    assert not (home / ".codex").exists()
    assert "did you mean 'codex'" in run("install", "code").output


def test_a_script_is_told_everything_as_json(home: Path) -> None:
    (home / ".claude" / "settings.json").write_text("{}")
    told = json.loads(run("install", "claude", "--yes", "--json").stdout)
    assert (told["changed"], told["written"]) == (True, True)
    assert "+++" in told["diff"]
    again = json.loads(run("install", "claude", "--yes", "--json").stdout)
    assert (again["changed"], again["written"]) == (False, False)


def test_when_a_hook_ran_last_is_listed_and_doctor_says_it(home: Path) -> None:
    (home / ".claude" / "settings.json").write_text("{}")
    run("install", "claude", "--yes")
    assert "no event yet" in of("claude")["advice"]
    spool = home / "fleet" / "state" / "hooks" / "spool"
    (spool / "claude.1.2").write_text('{"event":"Stop"}\n')
    os.utime(spool / "claude.1.2", (1, 1))
    (spool / "claude.1.3").write_text('{"event":"Stop"}\n')
    assert 0 <= of("claude")["age"] < 60
    doctor = CliRunner().invoke(command_line(), ["doctor"]).output
    assert "claude: installed, last event" in doctor


def test_a_script_of_another_version_is_told_and_installing_again_renews_it(home: Path) -> None:
    (home / ".claude" / "settings.json").write_text(SETTINGS)
    assert run("install", "claude", "--yes").exit_code == 0
    script = home / "fleet" / "state" / "hooks" / "fleetui-hook"
    ours = script.read_bytes()
    assert "another version" not in of("claude")["advice"]
    script.write_bytes(ours + b"# of another version\n")
    assert of("claude")["advice"].endswith("fleetui hook install claude")
    assert run("install", "claude", "--yes").exit_code == 0
    assert script.read_bytes() == ours
    assert "another version" not in of("claude")["advice"]


def test_codex_runs_only_what_its_user_trusted(home: Path) -> None:
    run("install", "codex", "--yes")
    file = home / ".codex" / "hooks.json"
    keys = ["session_start", "user_prompt_submit", "pre_tool_use", "stop"]
    trusted = "".join(f'[hooks.state."{file}:{key}:0:0"]\ntrusted_hash = "sha256:1"\n' for key in keys)
    (home / ".codex" / "config.toml").write_text(trusted)
    assert of("codex")["waits"] == of("codex")["wanted"] - len(keys)


def test_nothing_else_ever_installs(home: Path) -> None:
    for words in (["hook"], ["hook", "list"], ["info"], ["config", "check"], ["discover", "--json"]):
        CliRunner().invoke(command_line(), words)
    assert list((home / ".claude").iterdir()) == []
    assert list((home / ".codex").iterdir()) == []

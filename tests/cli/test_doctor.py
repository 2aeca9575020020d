"""doctor says what is wrong and what to type, also when nothing works."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.cli.setup.program_version import answer_of
from fleetui.config.paths import find_paths, prepare
from fleetui.model.tmux_version import NEEDED
from tests.cli.conftest import Said

Run = Callable[..., Said]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """PATH holds only what a test puts there: small programs that answer with a text."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name: str, answer: str) -> None:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{answer}\n")
        program.chmod(0o755)

    return put


def level(run: Run, name: str) -> str:
    return next(check["level"] for check in run("doctor", "--json").data["checks"] if check["name"] == name)


def test_without_tmux_it_says_what_to_type_and_fails(fleetui: Run, programs: Callable[[str, str], None]):
    programs("git", "echo git version 2.45.1")
    said = fleetui("doctor")
    assert said.code == 1
    assert "fail  tmux" in said.out
    assert "sudo apt install tmux" in said.out
    assert "ok    git" in said.out


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("echo tmux 3.1c", "fail"),
        ("echo tmux 2.9", "fail"),
        ("echo tmux 3.2", "ok"),
        ("echo tmux 3.3a", "ok"),
        ("echo tmux 3.4", "ok"),
        ("echo tmux next-3.7", "ok"),
        ("echo what", "warn"),
        ("exit 1", "warn"),
    ],
)
def test_the_age_of_tmux_decides(
    fleetui: Run, programs: Callable[[str, str], None], answer: str, expected: str
):
    programs("tmux", answer)
    assert level(fleetui, "tmux") == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [("git version 2.37.9", "fail"), ("git version 2.39.5", "ok")]
)
def test_the_age_of_git_decides(
    fleetui: Run, programs: Callable[[str, str], None], answer: str, expected: str
):
    programs("git", f"echo {answer}")
    assert level(fleetui, "git") == expected


def test_agents_on_the_path_are_named_with_their_version(fleetui: Run, programs: Callable[[str, str], None]):
    assert level(fleetui, "agents") == "warn"
    programs("claude", "echo '2.1.197 (Claude Code)'")
    programs("codex", "exit 3")
    programs("aider", "echo aider 0.86.2")
    programs("copilot", "echo 'GitHub Copilot CLI 1.0.102.'")
    said = [level(fleetui, name) for name in ("claude", "codex", "aider", "copilot")]
    assert said == ["ok", "warn", "ok", "ok"]


@pytest.mark.parametrize(
    ("name", "answer", "tested"),
    [
        ("claude", "2.1.19 (Claude Code)", "2.1.197, 2.1.330"),
        ("codex", "codex-cli 0.170.0", "0.169.0"),
        ("gemini", "0.61.1", "0.61.0"),
        ("opencode", "1.19.0", "1.18.33"),
        ("qwen", "9.24.4", "0.15.10"),
        ("aider", "aider 0.87.0", "0.86.2"),
    ],
)
def test_an_agent_s_version_that_no_capture_has_seen_is_warned_of(
    fleetui: Run, programs: Callable[[str, str], None], name: str, answer: str, tested: str
):
    programs(name, f"echo '{answer}'")
    assert level(fleetui, name) == "warn"
    assert f"tested: {tested}" in fleetui("doctor").out


def test_an_agent_without_any_capture_and_one_that_serves_few_are_said_to_be_that(
    fleetui: Run, programs: Callable[[str, str], None]
):
    programs("agy", "echo 1.1.27")
    programs("gemini", "echo 0.61.0")
    assert [level(fleetui, name) for name in ("agy", "gemini")] == ["warn", "ok"]
    said = fleetui("doctor").out
    assert "untested" in said
    assert "API keys and enterprise licences" in said


def test_a_locale_without_utf_8_and_a_dumb_terminal_are_warned_of(
    fleetui: Run, monkeypatch: pytest.MonkeyPatch
):
    for name in ("LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("LANG", "POSIX")
    monkeypatch.setenv("TERM", "dumb")
    assert (level(fleetui, "locale"), level(fleetui, "terminal")) == ("warn", "warn")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert (level(fleetui, "locale"), level(fleetui, "terminal")) == ("ok", "ok")


def test_folders_others_can_write_fail(fleetui: Run):
    paths = find_paths()
    assert level(fleetui, "folders") == "ok"
    prepare(paths)
    paths.state.chmod(0o777)
    assert level(fleetui, "folders") == "fail"


def test_a_broken_configuration_fails_and_everything_else_is_still_checked(fleetui: Run):
    find_paths().config.write_text("[")
    found = fleetui("doctor", "--json")
    assert (found.code, found.data["ok"]) == (1, False)
    names = [check["name"] for check in found.data["checks"]]
    assert "journal" in names
    assert level(fleetui, "config") == "fail"


def test_a_damaged_or_newer_journal_fails(fleetui: Run):
    paths = find_paths()
    prepare(paths)
    assert level(fleetui, "journal") == "ok"
    with sqlite3.connect(paths.journal) as base:
        base.execute("create table a (b)")
        base.executemany("insert into a values (?)", [("x" * 500,)] * 200)
    base.close()
    assert level(fleetui, "journal") == "ok"
    with sqlite3.connect(paths.journal) as base:
        base.execute("pragma user_version = 99")
    base.close()
    assert level(fleetui, "journal") == "fail"
    size = paths.journal.stat().st_size
    with paths.journal.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(8192))
    assert level(fleetui, "journal") == "fail"


def test_a_folder_that_can_only_be_read_asks_for_no_backup(fleetui: Run, monkeypatch: pytest.MonkeyPatch):
    paths = find_paths()
    prepare(paths)
    sqlite3.connect(paths.journal).close()
    paths.journal.touch()
    real = os.access

    def closed(path: str | Path, mode: int) -> bool:
        return real(path, mode) and not (mode == os.W_OK and Path(path) == paths.journal.parent)

    monkeypatch.setattr("fleetui.cli.setup.checks.os.access", closed)
    (check,) = (one for one in fleetui("doctor", "--json").data["checks"] if one["name"] == "journal")
    assert check["level"] == "fail"
    assert "can only be read" in check["text"]
    assert "backup" not in json.dumps(check)


def test_a_home_that_cannot_be_used_is_one_failed_line(fleetui: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FLEETUI_HOME", "here")
    assert level(fleetui, "paths") == "fail"


def test_a_program_that_hangs_is_left_alone(programs: Callable[[str, str], None], tmp_path: Path):
    programs("slow", "exec /bin/sleep 60")
    assert answer_of((str(tmp_path / "bin/slow"),), limit_s=0.2) is None


def test_every_warning_and_failure_says_what_to_do(fleetui: Run, programs: Callable[[str, str], None]):
    find_paths().config.write_text("[")
    programs("codex", "exit 3")
    found = fleetui("doctor", "--json").data["checks"]
    assert all(check["fix"] for check in found if check["level"] != "ok")


@pytest.mark.parametrize("verb", [(), ("run",), ("demo",)])
def test_a_tmux_that_is_too_old_is_refused_before_anything_starts(
    tmp_path: Path, verb: tuple[str, ...]
) -> None:
    old = tmp_path / "bin" / "tmux"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho tmux 3.1c\n")
    old.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{old.parent}:{os.environ['PATH']}",
        "FLEETUI_HOME": str(tmp_path / "f"),
    }
    argv = [sys.executable, "-m", "fleetui", *verb]
    code, said = _in_a_terminal(argv, environment)
    assert code not in (0, None)
    assert f"tmux 3.1c is too old; install tmux {NEEDED} or newer" in said
    assert "\x1b[?1049h" not in said, "no screen was opened"


def _in_a_terminal(argv: list[str], environment: dict[str, str]) -> tuple[int, str]:
    pid, handle = pty.fork()
    if pid == 0:
        os.execve(argv[0], argv, {**environment, "TERM": "xterm-256color"})  # noqa: S606
    said = b""
    with contextlib.suppress(OSError):
        while data := os.read(handle, 65536):
            said += data
    os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode("utf-8", "replace")


def test_every_row_begins_its_text_in_the_same_column(fleetui: Run, monkeypatch: pytest.MonkeyPatch):
    from fleetui.cli.setup import doctor
    from fleetui.cli.setup.check import OK, WARN, Check

    rows = (Check("git", OK, "Text"), Check("a name longer than others", WARN, "Text", "Fix"))
    monkeypatch.setattr(doctor, "all_checks", lambda _: rows)
    lines = fleetui("doctor").out.splitlines()
    assert len({line.index("Text") for line in lines if "Text" in line}) == 1
    assert lines[-1].index("->") == lines[0].index("Text")


def test_a_source_that_was_often_wrong_is_named_with_its_version_and_rule(fleetui: Run) -> None:
    paths = find_paths()
    prepare(paths)
    row = {
        "source": "screen",
        "rule": "composer",
        "said": "idle",
        "against": "session",
        "times": 14,
        "seconds": 600,
    }
    one = {"program": "claude", "version": "2.1.332", "seconds": 10805, "rows": [row], "doubted": ["screen"]}
    broken = {"program": "x", "version": 3, "seconds": "no", "rows": [{}], "doubted": []}
    paths.published.write_text(json.dumps({"schema": 1, "at": 1.0, "comparisons": [one, broken]}))
    said = fleetui("doctor")
    assert "warn  sources" in said.out
    assert (
        "claude 2.1.332: screen differed from session 14 times in 3 h, 10 min in all, rule `composer`"
        in said.out
    )
    assert "-> the screen rules may be outdated" in said.out
    one["doubted"] = []
    paths.published.write_text(json.dumps({"schema": 1, "at": 1.0, "comparisons": [one]}))
    assert "ok    sources" in fleetui("doctor").out


def test_the_server_that_agents_share_is_told_and_one_that_others_may_use_is_warned_of(
    fleetui: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "c"
    monkeypatch.setenv("CODEX_HOME", str(home))
    assert "server" not in [check["name"] for check in fleetui("doctor", "--json").data["checks"]]
    (home / "app-server-control").mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    path = home / "s"
    (home / "app-server-control" / "app-server-control.sock").symlink_to(path)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(path))
        listener.listen(5)
        path.chmod(0o600)
        assert level(fleetui, "server") == "ok"
        path.chmod(0o666)
        assert level(fleetui, "server") == "warn"
        assert "others may use it" in fleetui("doctor").out

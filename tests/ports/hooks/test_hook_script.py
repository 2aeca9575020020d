"""The hook itself, in the shells there are: one line per event, nothing of what was said, and never a failure."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fleetui.model.hook_settings import hook_command, wrapped_line
from fleetui.ports.hooks.settings_files import script_bytes
from fleetui.ports.processes import proc

SHELLS = [shell for shell in ("dash", "bash", "busybox", "zsh") if shutil.which(shell)]
SAID = {
    "session_id": "01ab-cd",
    "transcript_path": "/home/me/t.jsonl",
    "cwd": "/home/me",
    "hook_event_name": "PreToolUse",
    "tool_name": "mcp__db__query",
    "tool_input": {
        "command": 'echo "secret" \n, "session_id":"other","tool_name":"Write"',
        "error": "rate_limit",
    },
}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """As it is installed, in a folder whose name needs quoting."""
    folder = tmp_path / "o'neil's state $HOME"
    (folder / "spool").mkdir(parents=True)
    path = folder / "fleetui-hook"
    path.write_bytes(script_bytes())
    return path


def compact(value: object) -> str:
    """As agents write JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def run(script: Path, event: str, said: object, shell: str = "sh") -> subprocess.CompletedProcess[bytes]:
    given = said if isinstance(said, str) else compact(said)
    words = ["busybox", "sh"] if shell == "busybox" else [shell]
    command = hook_command(str(script), "claude", event)
    return subprocess.run(
        [*words, "-c", command], input=given.encode(), capture_output=True, timeout=20, check=False
    )


def spooled(script: Path) -> list[dict[str, Any]]:
    files = [path for path in (script.parent / "spool").iterdir() if path.suffix != ".line"]
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_an_event_is_one_line_of_names_in_the_file_of_the_agents_process(script: Path, shell: str) -> None:
    done = run(script, "PreToolUse", SAID, shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    (file,) = (script.parent / "spool").iterdir()
    assert file.name == f"claude.{os.getpid()}.{proc.start_ticks(os.getpid())}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (record,) = spooled(script)
    up = float(record.pop("up"))
    assert abs(up - float(Path("/proc/uptime").read_text().split()[0])) < 20
    assert record == {"event": "PreToolUse", "session": "01ab-cd", "detail": "mcp__db__query", "inner": False}


@pytest.mark.parametrize(
    ("event", "more", "detail"),
    [
        ("StopFailure", {"error": "rate_limit"}, "rate_limit"),
        ("SessionEnd", {"reason": "clear"}, "clear"),
        ("Notification", {"message": "x", "notification_type": "idle_prompt"}, "idle_prompt"),
        ("PostToolUseFailure", {"tool_name": "Bash", "is_interrupt": True}, "interrupt"),
        ("PermissionDenied", {"tool_name": "Bash", "tool_input": {"tool_name": "x"}, "reason": "no"}, "Bash"),
        ("Elicitation", {"mcp_server_name": "db", "message": "my password?"}, "db"),
        ("ElicitationResult", {"mcp_server_name": "db", "content": {"word": "my password"}}, "db"),
        ("Stop", {"last_assistant_message": 'x,"error":"no"'}, ""),
        ("UserPromptSubmit", {"prompt": "my password", "agent_id": "a1"}, ""),
    ],
)
def test_each_event_keeps_the_one_name_that_matters(
    script: Path, event: str, more: dict[str, Any], detail: str
) -> None:
    run(script, event, {"session_id": "s", **more})
    (record,) = spooled(script)
    assert (record["event"], record["session"], record["detail"]) == (event, "s", detail)
    assert "password" not in str(record)


def test_what_an_mcp_server_asks_for_is_never_taken_for_the_agents_own_words(script: Path) -> None:
    asked = {"mcp_server_name": "db", "message": "?", "requested_schema": {"agent_id": "a1"}}
    answered = {"mcp_server_name": "db", "action": "accept", "content": {"agent_id": "a1"}}
    for event, said in (("Elicitation", asked), ("ElicitationResult", answered)):
        run(script, event, {"session_id": "s", **said})
    assert [one["inner"] for one in spooled(script)] == [False, False]


def test_what_a_subagent_does_is_marked(script: Path) -> None:
    run(script, "PreToolUse", {"session_id": "s", "agent_id": "a1", **SAID})
    assert spooled(script)[0]["inner"] is True


@pytest.mark.parametrize(
    "said", ["", "no json", "\x00\xff", '{"session_id":"../../etc `id`"}', "{" * 100_000]
)
def test_nonsense_is_an_event_without_a_session(script: Path, said: str) -> None:
    done = run(script, "Stop", said)
    assert (done.returncode, done.stdout) == (0, b"")
    assert [(one["event"], one["session"]) for one in spooled(script)] == [("Stop", "")]


def test_all_of_a_long_input_is_taken_so_that_no_agent_writes_into_a_closed_pipe(script: Path) -> None:
    reader = subprocess.Popen(
        ["sh", "-c", hook_command(str(script), "claude", "PostToolUse")], stdin=subprocess.PIPE
    )
    assert reader.stdin
    reader.stdin.write(compact({**SAID, "tool_response": "x, " * 400_000}).encode())
    reader.stdin.close()
    assert reader.wait(20) == 0


def test_twenty_at_once_are_twenty_whole_lines(script: Path) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda number: run(script, "Stop", {"session_id": f"s{number}"}), range(20)))
    assert sorted(one["session"] for one in spooled(script)) == sorted(f"s{number}" for number in range(20))


def test_it_is_silent_when_its_folder_is_gone_or_cannot_be_written(script: Path) -> None:
    spool = script.parent / "spool"
    spool.rmdir()
    assert run(script, "Stop", SAID).returncode == 0
    spool.mkdir()
    os.mkfifo(spool / f"claude.{os.getpid()}.{proc.start_ticks(os.getpid())}")
    assert run(script, "Stop", SAID).returncode == 0
    shutil.rmtree(script.parent)
    done = run(script, "Stop", SAID)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_session_that_begins_begins_its_file(script: Path) -> None:
    for event, said in (
        ("Stop", SAID),
        ("SessionStart", {"source": "compact"}),
        ("SessionStart", {"source": "startup"}),
        ("Stop", SAID),
    ):
        run(script, event, said)
    assert [one["event"] for one in spooled(script)] == ["SessionStart", "Stop"]


def test_a_shell_that_does_not_know_its_parent_names_the_same_process(script: Path) -> None:
    command = hook_command(str(script), "claude", "Stop").replace('"$PPID"', '""')
    subprocess.run(["sh", "-c", command], input=b"{}", timeout=20, check=True)
    assert [path.name.split(".")[1] for path in (script.parent / "spool").iterdir()] == [str(os.getpid())]


def test_it_costs_a_few_milliseconds(script: Path) -> None:
    began = time.perf_counter()
    for _ in range(10):
        run(script, "PreToolUse", {**SAID, "tool_input": {"content": "word, " * 20_000}})
    assert (time.perf_counter() - began) / 10 < 0.25  # 5 ms on a quiet machine


# ---------------------------------------------------------------- the status line

LINE = {
    "session_id": "s",
    "model": {"id": "claude-opus-4-5[1m]", "display_name": "Opus"},
    "version": "2.1.197",
    "cost": {"total_cost_usd": 0.12345678901234567, "total_duration_ms": 5},
    "context_window": {
        "total_input_tokens": 150_000,
        "total_output_tokens": 40,
        "context_window_size": 200_000,
        "current_usage": {"input_tokens": 150_000},
        "used_percentage": 75,
    },
    "rate_limits": {
        "five_hour": {"used_percentage": 3, "resets_at": 1796000000},
        "seven_day": {"resets_at": 1796400000, "used_percentage": 41.5},
        "spend_limit": {"used_percentage": 9, "used_usd": 4.5, "period": "month"},
    },
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("gone", [False, True])
def test_the_operators_status_line_gets_the_same_bytes_and_shows_the_same(
    script: Path, tmp_path: Path, shell: str, *, gone: bool
) -> None:
    given = compact({**LINE, "long": "y" * 20_000}).encode() + b"\n\n"
    got = tmp_path / "got"
    own = f'cat >{got}; echo "it\'s $((1+1))" # shown'
    words = ["busybox", "sh"] if shell == "busybox" else [shell]
    if gone:
        shutil.rmtree(script.parent)
    done = subprocess.run(
        [*words, "-c", wrapped_line(str(script), "claude", own)],
        input=given, capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"it's 2\n", b"")
    assert got.read_bytes() == given
    if not gone:
        (file,) = (script.parent / "spool").iterdir()
        assert file.name.endswith(".line")
        told = json.loads(file.read_text())
        assert (told["tokens"], told["window"], told["used"]) == ("150000", "200000", "75")
        assert (told["model"], told["version"]) == ("claude-opus-4-5[1m]", "2.1.197")
        assert float(told["cost"]) == pytest.approx(0.1234567890)
        assert (told["five"], told["five_resets"]) == ("3", "1796000000")
        assert (told["week"], told["week_resets"]) == ("41.5", "1796400000")
        assert (told["spend"], told["spend_resets"]) == ("9", "")


@pytest.mark.parametrize("first", ["rate_limits", "context_window"])
def test_what_is_left_of_the_quota_is_never_taken_for_the_context(script: Path, first: str) -> None:
    line = {first: LINE[first], **LINE}
    subprocess.run(
        ["sh", "-c", wrapped_line(str(script), "claude", "")], input=compact(line).encode(), check=True
    )
    (file,) = (script.parent / "spool").iterdir()
    told = json.loads(file.read_text())
    assert (told["used"], told["five"], told["week"], told["spend"]) == ("75", "3", "41.5", "9")


def test_a_status_line_of_nobody_shows_nothing_and_its_file_never_grows(script: Path) -> None:
    command = wrapped_line(str(script), "claude", "")
    for _ in range(3):
        done = subprocess.run(
            ["sh", "-c", command], input=compact(LINE).encode(), capture_output=True, check=True
        )
        assert done.stdout == b""
    (file,) = (script.parent / "spool").iterdir()
    assert len(file.read_text().splitlines()) == 1

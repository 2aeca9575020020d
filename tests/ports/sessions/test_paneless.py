"""Agents without a pane are known by the files about their processes, as long as those surely live."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.sessions.formats import PARSERS
from fleetui.agents.sessions.spent import Spent
from fleetui.model.paneless import PanelessAgent, PanelessSession, paneless_words
from fleetui.model.status import Phase
from fleetui.ports.processes import proc
from fleetui.ports.sessions import paneless as port
from fleetui.ports.sessions.port import Sessions

PROFILE = load_profiles()["claude"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """Something that runs."""
    made = subprocess.Popen(["sleep", "300"])
    yield made
    made.kill()
    made.wait()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of Claude Code in this environment."""
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path))
    (tmp_path / "sessions").mkdir()
    return tmp_path


def told(home: Path, pid: int, **more: Any) -> Path:
    """The file that 2.1.332 keeps about a process."""
    known = {
        "pid": pid, "sessionId": "b8d7e0a6-8cb5", "cwd": "/w", "procStart": str(proc.start_ticks(pid)),
        "version": "2.1.332", "kind": "bg", "name": "mend it", "status": "busy", "statusUpdatedAt": 1796039868493,
    }  # fmt: skip
    path = home / "sessions" / f"{pid}.json"
    path.write_text(json.dumps({**known, **more}))
    return path


async def found() -> tuple[PanelessSession, ...]:
    assert PROFILE.session
    return await Sessions(PARSERS, Spent).paneless({"claude": PROFILE.session})


async def test_one_in_the_background_is_found_with_what_it_says(
    home: Path, process: subprocess.Popen[bytes]
) -> None:
    told(home, process.pid, status="waiting", waitingFor="permission prompt")
    told(home, os.getpid(), kind="interactive")
    (one,) = await found()
    assert (one.profile, one.name, one.cwd, one.pid) == ("claude", "mend it", "/w", process.pid)
    assert (one.facts.status, one.facts.waits_for, one.facts.status_at) == (
        "waiting", "permission prompt", 1796039868.493,
    )  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "interactive"}, {"kind": ["bg"]}, {"procStart": "1"}, {"procStart": None}, {"procStart": "x"},
        {"procStart": "9" * 30},
    ],
)  # fmt: skip
async def test_one_whose_process_is_not_surely_its_own_is_left_out(
    home: Path, process: subprocess.Popen[bytes], more: dict[str, Any]
) -> None:
    told(home, process.pid, **more)
    assert not await found()


async def test_one_that_ended_is_left_out(home: Path, process: subprocess.Popen[bytes]) -> None:
    told(home, process.pid)
    assert await found()
    process.kill()
    process.wait()
    assert not await found()


async def test_what_it_calls_itself_is_one_clean_line(home: Path, process: subprocess.Popen[bytes]) -> None:
    told(home, process.pid, name="\x1b]0;x\x07a\nb" + "c" * 500, cwd="/w\x1b[2J", status="\x1b[31mbusy")
    (one,) = await found()
    assert len(one.name) <= 80
    assert not any(character in one.name + one.cwd + one.facts.status for character in "\x1b\n\x07")


async def test_whatever_stands_in_the_folder_holds_nothing_up(
    home: Path, process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "MOST_FILES", 50)
    folder = home / "sessions"
    os.mkfifo(folder / "1.json")
    (folder / "2.json").mkdir()
    (folder / "3.json").symlink_to(folder / "3.json")
    (folder / "4.json").write_bytes(b"[" * 100_000)
    (folder / "5.json").write_bytes(b"\xff\x00")
    (folder / f"{process.pid}.abc.key").write_text("{}")
    (folder / "٣.json").write_text("{}")
    told(home, process.pid)
    assert [one.pid for one in await found()] == [process.pid]
    for number in range(100, 200):
        (folder / f"0{number}.json").write_text("{}")
    assert len(await found()) <= 1


async def test_without_such_a_folder_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "none"))
    assert not await found()


def test_its_line_has_name_state_and_folder() -> None:
    one = PanelessAgent("claude", "mend it", "/w", 7, Phase.ASKING, 0.0, "permission prompt")
    other = PanelessAgent("claude", "", "/w", 7, Phase.WORKING, 0.0)
    assert one.line == "background: mend it, asking (permission prompt), /w"
    assert other.line == "background: 7, working, /w"
    assert paneless_words([]) == ""
    assert paneless_words([other]) == "1 in the background"
    assert paneless_words([one, other]) == "2 in the background, 1 asks"

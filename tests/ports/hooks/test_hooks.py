"""The spool is read as far as it surely belongs to a run, whatever stands in it, and it stays small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.protocols.sessions import HookAsk
from fleetui.model.hooks import HookFacts
from fleetui.model.identities import PaneRef, ProcessId, ServerId
from fleetui.model.quota import QuotaWindow
from fleetui.ports.hooks import upkeep
from fleetui.ports.hooks.settings_files import script_bytes
from fleetui.ports.hooks.spool import HookSpool
from fleetui.ports.processes import proc
from tests.support.waiting import until

PROGRAM = "agent-that-hooks"
BEGUN = """
import subprocess, sys
print("up", flush=True)
for line in sys.stdin:
    subprocess.run(["sh", "-c", line.strip()], input=b'{"session_id":"s"}')
    print("done", flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spool").mkdir()
    (tmp_path / "fleetui-hook").write_bytes(script_bytes())
    return tmp_path / "spool"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a program that runs hooks, as an agent's name or another."""
    begun: list[subprocess.Popen[str]] = []

    def run(name: str = PROGRAM) -> subprocess.Popen[str]:
        program = tmp_path / name
        program.write_text(f"#!{sys.executable}\n{BEGUN}")
        program.chmod(0o755)
        process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stdout
        process.stdout.readline()
        return process

    yield run
    for process in begun:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen[str], command: str) -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{command}\n")
    process.stdin.flush()
    process.stdout.readline()


def hook(folder: Path, event: str) -> str:
    return f'sh {folder.parent}/fleetui-hook claude {event} "$PPID"'


def ask(pid: int, name: str = "ada", run: str = "r1", started: int | None = None) -> HookAsk:
    ticks = proc.start_ticks(pid) if started is None else started
    return HookAsk(name, run, PaneRef(ServerId("/s", 1, 1), "%1", pid, ticks), (PROGRAM,))


def names(facts: HookFacts | None) -> list[str]:
    return [event.name for event in facts.events] if facts else []


def write(path: Path, *records: Any) -> None:
    with path.open("a") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in records)


def test_what_an_agent_told_is_its_runs_and_is_given_out_once(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    agent, spool = start(), HookSpool(folder)
    tell(agent, hook(folder, "UserPromptSubmit"))
    facts = spool.sample_now([ask(agent.pid)])["ada"]
    assert names(facts) == ["UserPromptSubmit"]
    assert facts.begins
    assert abs(facts.events[0].at - time.time()) < 20
    assert spool.sample_now([ask(agent.pid)]) == {}
    tell(agent, hook(folder, "Stop"))
    more = spool.sample_now([ask(agent.pid)])["ada"]
    assert (names(more), more.begins) == (["Stop"], False)


def test_it_belongs_to_the_pane_above_the_agent_and_to_no_other(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    agent, spool = start(), HookSpool(folder)
    tell(agent, hook(folder, "Stop"))
    assert spool.sample_now([ask(os.getpid(), started=1)]) == {}  # another process had that pid
    assert spool.sample_now([ask(1)]) == {}
    assert names(spool.sample_now([ask(os.getpid(), run="r2")])["ada"]) == ["Stop"]
    assert names(spool.sample_now([ask(os.getpid(), run="r3")])["ada"]) == [
        "Stop"
    ]  # a new run hears all of it


def test_an_agent_that_another_one_started_does_not_speak_for_it(
    folder: Path, start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    agent, spool = start(), HookSpool(folder)
    lives = tmp_path / "lives"
    lives.touch()
    stays = f"while [ -e {lives} ]; do sleep 0.05; done"
    assert agent.stdin
    agent.stdin.write(f"(echo '{hook(folder, 'Stop')}'; {stays}) | {tmp_path / PROGRAM} >/dev/null\n")
    agent.stdin.flush()
    try:
        until(lambda: list(folder.iterdir()), 10)
        (file,) = folder.iterdir()
        inner = int(file.name.split(".")[1])
        assert names(HookSpool(folder).sample_now([ask(inner)])["ada"]) == ["Stop"]
        assert spool.sample_now([ask(agent.pid)]) == {}
    finally:
        lives.unlink()


@pytest.mark.parametrize(
    "hostile",
    [
        b"\xff\xfe\n[]\n{}\n" + b"[" * 5000 + b"\n",
        b'{"event": 7}\n{"event": "Stop", "up": "1e999", "detail": ["x"]}\n',
        b'{"event": "\\u001b]0;x\\u0007", "session": "\\u202e"}\n',
        b'{"event": "' + b"x" * 100_000 + b'", "up": "-1", "epoch": "nan"}\n',
    ],
)
def test_nothing_that_stands_there_can_hurt(folder: Path, hostile: bytes) -> None:
    pid = os.getpid()
    path = folder / f"claude.{pid}.{proc.start_ticks(pid)}"
    path.write_bytes(hostile)
    Path(f"{path}.line").write_bytes(hostile)
    (folder / "claude.x.y").write_bytes(hostile)
    (folder / "claude.99999999.1").symlink_to("/etc/passwd")
    facts = HookSpool(folder).sample_now([HookAsk("ada", "r", ask(pid).pane, (proc.stat(pid).name,))])  # type: ignore[union-attr]
    for event in facts["ada"].events if "ada" in facts else ():
        assert event.name.isprintable()
        assert len(event.name) <= 100
        assert 0 < event.at <= time.time()


@pytest.fixture
def me(folder: Path) -> tuple[HookAsk, Path]:
    """This process as an agent, and its file."""
    here = proc.stat(os.getpid())
    assert here
    path = folder / f"claude.{here.pid}.{here.started}"
    pane = PaneRef(ServerId("/s", 1, 1), "%1", here.pid, here.started)
    return HookAsk("ada", "r", pane, (here.name,)), path


def test_a_file_that_begins_anew_is_all_there_is(folder: Path, me: tuple[HookAsk, Path]) -> None:
    asked, path = me
    spool = HookSpool(folder)
    write(path, {"event": "Stop"}, {"event": "UserPromptSubmit"})
    assert names(spool.sample_now([asked])["ada"]) == ["Stop", "UserPromptSubmit"]
    path.write_text("")
    write(path, {"event": "SessionStart"})
    facts = spool.sample_now([asked])["ada"]
    assert (names(facts), facts.begins) == (["SessionStart"], True)


def test_what_the_status_line_was_told_is_read_when_it_changed(
    folder: Path, me: tuple[HookAsk, Path]
) -> None:
    asked, path = me
    spool = HookSpool(folder)
    write(path, {"event": "Stop"})
    line = Path(f"{path}.line")
    line.write_text(json.dumps({"tokens": "150000", "window": "200000", "used": "75.5", "model": "m"}))
    told = spool.sample_now([asked])["ada"].line
    assert told
    assert (told.tokens, told.window, told.used, told.model) == (150_000, 200_000, 75.5, "m")
    assert (told.quota, told.cost) == (None, None)
    assert spool.sample_now([asked]) == {}
    line.write_text(
        json.dumps(
            {
                "cost": "0.12345678901234567",
                "five": "62",
                "five_resets": "1796000000",
                "week": "8",
                "spend": "`id`",
            }
        )
    )
    told = spool.sample_now([asked])["ada"].line
    assert told
    assert told.cost == pytest.approx(0.1234567890)
    assert told.quota
    assert told.quota.windows == (QuotaWindow("5h", 62, 1796000000), QuotaWindow("week", 8))
    line.write_text("")  # just being written
    assert spool.sample_now([asked]) == {}
    line.write_text(json.dumps({"tokens": "", "window": "x"}))
    empty = spool.sample_now([asked])["ada"].line
    assert empty
    assert (empty.tokens, empty.window) == (None, None)


def test_a_gigabyte_costs_nothing(folder: Path, me: tuple[HookAsk, Path]) -> None:
    asked, path = me
    with path.open("wb") as file:
        file.truncate(2**30)
    write(path, "", {"event": "Stop"})
    began = time.process_time()
    assert names(HookSpool(folder).sample_now([asked])["ada"]) == ["Stop"]
    assert time.process_time() - began < 0.5
    assert path.stat().st_size <= upkeep.KEPT


def test_without_hooks_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    spool = HookSpool(tmp_path / "none")
    assert not spool.there()
    assert spool.sample_now([]) == {}


# ---------------------------------------------------------------- upkeep


def test_files_of_agents_that_are_gone_go_but_for_the_newest(folder: Path) -> None:
    gone = {f"claude.{pid}.1": ProcessId(pid, 1) for pid in (4_000_001, 4_000_002, 4_000_003)}
    here = ProcessId(os.getpid(), proc.start_ticks(os.getpid()))
    names = {**gone, f"claude.{here.pid}.{here.started}": here}
    for hours, name in enumerate(names, start=2):  # the one that lives was quiet for longest
        for path in (folder / name, folder / f"{name}.line"):
            path.write_text("x")
            os.utime(path, (time.time() - 3600 * hours,) * 2)
    upkeep.tidy(folder, names)
    kept = ["claude.4000001.1", f"claude.{here.pid}.{here.started}"]
    assert {path.name for path in folder.iterdir()} == {*kept, *(f"{name}.line" for name in kept)}


def test_a_long_file_is_cut_to_whole_lines_once_it_is_quiet(folder: Path, me: tuple[HookAsk, Path]) -> None:
    asked, path = me
    spool = HookSpool(folder)
    write(path, *({"event": "Stop", "detail": str(number)} for number in range(20_000)))
    spool.sample_now([asked])
    names = {path.name: ProcessId(0, 0)}
    upkeep.tidy(folder, names)
    assert path.stat().st_size > upkeep.LARGE  # somebody may be writing
    old = time.time() - upkeep.QUIET_S - 1
    os.utime(path, (old, old))
    upkeep.tidy(folder, names)
    assert path.stat().st_size <= upkeep.KEPT
    assert json.loads(path.read_text().splitlines()[-1])["detail"] == "19999"
    facts = spool.sample_now([asked])["ada"]
    assert facts.begins
    assert facts.events[-1].detail == "19999"

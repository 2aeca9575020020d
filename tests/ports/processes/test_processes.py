from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fleetui.agents.load import load_profiles
from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.identities import PaneRef, ProcessId, ServerId
from fleetui.ports.processes import proc
from fleetui.ports.processes.port import Processes, _facts
from fleetui.ports.processes.sets import ProcessSet, send
from fleetui.ports.tmux import Tmux
from tests.support.relayed import relayed_tmux
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until, until_async

# every child that a pane's end would leave alive, each writing its pid
STUBBORN = """
import os, pathlib, signal, subprocess, sys
out = pathlib.Path(sys.argv[1])
SLEEP = f"import os,time,pathlib; pathlib.Path('{out}', NAME).write_text(str(os.getpid())); time.sleep(600)"
def child(name, *before, env=None, session=False, ignore=False):
    code = SLEEP.replace("NAME", repr(name))
    if ignore:
        code = "import signal; [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15)]; " + code
    subprocess.Popen([*before, sys.executable, "-c", code], env=env, start_new_session=session)
def twice(name, env=None):
    if os.fork() == 0:
        os.setsid()
        child(name, env=env)
        os._exit(0)
    os.wait()
(out / "agent").write_text(str(os.getpid()))
child("plain")
child("nohup", "nohup")
child("setsid", session=True)
child("ignoring", ignore=True, session=True)
child("bare", "env", "-i")
twice("twice")
twice("bare-twice", env={})
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("all started", flush=True)
while True:
    signal.pause()
"""
ORPHAN = """
import os, pathlib, time
if os.fork() == 0:
    if os.fork() == 0:
        pathlib.Path(OUT).write_text(str(os.getpid()))
        time.sleep(0.3)
    os._exit(0)
os.wait()
time.sleep(600)
"""
NAMES = {"agent", "plain", "nohup", "setsid", "ignoring", "bare", "twice", "bare-twice"}


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


@pytest.fixture(params=[False, True], ids=["plain", "relayed"])
async def own(tmux: PrivateTmux, request: pytest.FixtureRequest) -> AsyncIterator[Tmux]:
    kind = relayed_tmux(tmux.folder / "reports") if request.param else Tmux
    made = kind(tmux.socket, str(tmux.folder / "run"))
    yield made
    await made.disconnect()
    tmux.adopt()


@pytest.fixture
def tag() -> str:
    """A run tag of this test alone: tests run beside each other, and a tag reaches every process that has it."""
    return f"TEST{secrets.token_hex(8)}"


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.fixture
def strangers(tag: str) -> Iterator[list[ProcessId]]:
    """Processes that look alike and belong to somebody else; no children of this one, which would protect them."""
    other = {**os.environ, "FLEETUI_RUN": tag + "X", "X": f"FLEETUI_RUN={tag}"}
    started = ("sh", "-c", "sleep 600 >&- & echo $!")
    pids = [int(subprocess.check_output(started, env=env)) for env in (other, None)]
    made = [process for process in map(proc.identify, pids) if process]
    yield made
    send(made, signal.SIGKILL)


@pytest.fixture
async def stubborn(own: Tmux, tag: str, tmp_path: Path) -> AsyncIterator[tuple[PaneRef, dict[str, int]]]:
    """A run with every stubborn child; its pane, and the pids below it by name. None outlives the test."""
    folder = tmp_path / "out"
    folder.mkdir()
    pane = await own.create(
        WindowSpec("ada", tag, (sys.executable, "-c", STUBBORN, str(folder)), str(folder), {})
    )
    await until_async(lambda: all((folder / name).exists() and (folder / name).read_text() for name in NAMES))
    pids = {name: int((folder / name).read_text()) for name in NAMES}
    identities = [process for process in map(proc.identify, pids.values()) if process]
    yield pane, pids
    send(identities, signal.SIGKILL)


async def test_every_child_of_a_run_is_found_and_stopped_and_strangers_live(
    stubborn: tuple[PaneRef, dict[str, int]],
    tmux: PrivateTmux,
    processes: Processes,
    tag: str,
    strangers: list[ProcessId],
) -> None:
    pane, children = stubborn
    members = {line.id.pid for line in await processes.members(pane, tag)}
    assert members == {pane.pid, *children.values()}
    assert await processes.stop(pane, tag) == ()
    assert not [pid for pid in members if proc.exists(pid)]
    assert all(map(proc.lives, strangers))
    assert tmux.pid == pane.server.pid


async def test_the_tag_finds_what_a_killed_pane_left_behind(
    stubborn: tuple[PaneRef, dict[str, int]], processes: Processes, tag: str, strangers: list[ProcessId]
) -> None:
    pane, children = stubborn
    os.kill(pane.pid, signal.SIGKILL)
    until(lambda: not proc.exists(pane.pid))
    # these two cleared their environment: with their keeper gone nothing ties them to the run
    del children["bare"], children["bare-twice"]
    found: set[int] = set()

    async def all_that_live() -> bool:  # the agent may be about to die of its terminal's end
        found.clear()
        found.update(line.id.pid for line in await processes.members(pane, tag))
        return found == {pid for pid in children.values() if proc.exists(pid)}

    await until_async(all_that_live)
    assert {children["nohup"], children["setsid"], children["ignoring"]} <= found
    assert await processes.stop(pane, tag) == ()
    assert not [pid for pid in children.values() if proc.exists(pid)]
    assert all(map(proc.lives, strangers))


async def test_a_server_that_agents_share_is_not_frozen_or_stopped_with_the_one_that_started_it(
    own: Tmux, processes: Processes, tag: str, tmp_path: Path
) -> None:
    shared = "import pathlib, subprocess, sys, time; sleeps = subprocess.Popen(['sleep', '600'])\n"
    shared += "pathlib.Path(sys.argv[1]).write_text(str(sleeps.pid)); time.sleep(600)"
    told, sleeps, claims = tmp_path / "told", tmp_path / "sleeps", tmp_path / "claims"
    code = (
        "import pathlib, subprocess, sys, time\n"
        f"def start(path, *words, **how):\n    words = [sys.executable, '-c', {shared!r}, path, *words]\n"
        "    return subprocess.Popen(words, **how).pid\n"
        f"pids = [start({str(sleeps)!r}, 'app-server', '--managed-daemon', start_new_session=True),\n"
        f"        start({str(claims)!r}, 'app-server', '--managed-daemon')]\n"
        f"pathlib.Path({str(told)!r}).write_text(' '.join(map(str, pids)))\ntime.sleep(600)"
    )
    pane = await own.create(WindowSpec("ada", tag, (sys.executable, "-c", code), "/", {}))
    await until_async(lambda: all(path.exists() and path.read_text() for path in (told, sleeps, claims)))
    server, other = map(int, told.read_text().split())
    kept = [process for process in map(proc.identify, (server, int(sleeps.read_text()))) if process]
    try:
        members = {line.id.pid for line in await processes.members(pane, tag)}
        assert {pane.pid, other, int(claims.read_text())} <= members
        assert members.isdisjoint(process.pid for process in kept)
        assert await processes.stop(pane, tag) == ()
        assert not [pid for pid in members if proc.exists(pid)]
        assert all(map(proc.lives, kept))
        assert all((now := proc.stat(process.pid)) and now.state != "T" for process in kept)
    finally:
        send(kept, signal.SIGKILL)


async def test_a_polite_child_may_clean_up_before_it_ends(
    own: Tmux, processes: Processes, tag: str, tmp_path: Path
) -> None:
    lock = tmp_path / "index.lock"
    code = (
        "import pathlib, signal, sys, time\n"
        f"lock = pathlib.Path({str(lock)!r})\n"
        "def end(*_):\n    lock.unlink()\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nlock.touch()\ntime.sleep(600)"
    )
    pane = await own.create(WindowSpec("ada", tag, (sys.executable, "-c", code), "/", {}))
    until(lock.exists)
    assert await processes.stop(pane, tag) == ()
    assert not lock.exists()


def _stands(now: proc.Stat, others: list[int]) -> bool:
    """Stopped or over, or caught in vfork: it sleeps in the kernel until its child, which is stopped, is a program."""
    if now.state != "D":
        return now.state in "TZ"
    children = (child for child in map(proc.stat, others) if child and child.parent == now.pid)
    return any(child.state == "T" for child in children)


async def test_a_frozen_run_stands_still_until_it_is_thawed(
    own: Tmux, processes: Processes, tag: str, tmp_path: Path
) -> None:
    counter = tmp_path / "count"
    script = f"while :; do echo x >> '{counter}'; sleep 0.01; done"
    pane = await own.create(WindowSpec("ada", tag, ("sh", "-c", script), "/", {}))
    until(counter.exists)
    await processes.freeze(pane, tag)
    below = [line.id.pid for line in await processes.members(pane, tag) if line.id.pid != pane.pid]
    until(lambda: all(_stands(now, below) for now in map(proc.stat, below) if now))
    assert pane.pid not in {process.pid for process in ProcessSet(pane, tag).freeze()}
    size = counter.stat().st_size
    await asyncio.sleep(0.3)
    assert counter.stat().st_size == size
    await processes.thaw(pane, tag)
    until(lambda: counter.stat().st_size > size)
    assert await processes.stop(pane, tag, freeze_first=False) == ()


async def test_children_that_keep_forking_do_not_get_away(
    own: Tmux, processes: Processes, tag: str, tmp_path: Path
) -> None:
    # each generation starts the next in a session of its own and ends: a race against every look
    script = tmp_path / "again.sh"
    script.write_text('#!/bin/sh\ntouch "$1/started"\nsleep 0.03\nsetsid "$0" "$1" &\nexit 0\n')
    script.chmod(0o755)
    pane = await own.create(
        WindowSpec("ada", tag, ("sh", "-c", f"'{script}' '{tmp_path}'; sleep 600"), "/", {})
    )
    until((tmp_path / "started").exists)
    assert await processes.stop(pane, tag) == ()
    (tmp_path / "started").unlink()
    await asyncio.sleep(0.3)
    assert not (tmp_path / "started").exists()
    assert await processes.members(pane, tag) == ()


def test_who_was_started_while_the_table_was_read_is_found_too(
    strangers: list[ProcessId], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = strangers[0]
    newest = iter([late.pid - 1, late.pid, late.pid])
    monkeypatch.setattr(proc, "newest_pid", newest.__next__)
    monkeypatch.setattr(proc, "table", proc.ProcessTable)
    pane = PaneRef(ServerId("/nowhere", 2**22 - 1, 1), "%0", late.pid, late.started)
    assert late in ProcessSet(pane, "").look()


async def test_an_orphan_that_ends_is_reaped(
    own: Tmux, processes: Processes, tag: str, tmp_path: Path
) -> None:
    orphan = tmp_path / "orphan"
    code = ORPHAN.replace("OUT", repr(str(orphan)))
    pane = await own.create(WindowSpec("ada", tag, (sys.executable, "-c", code), "/", {}))
    until(lambda: orphan.exists() and orphan.read_text())
    pid = int(orphan.read_text())
    until(lambda: proc.stat(pid) is None)
    assert await processes.stop(pane, tag) == ()


async def test_a_reused_pid_is_a_stranger(processes: Processes, strangers: list[ProcessId]) -> None:
    stranger, started = strangers[1].pid, strangers[1].started
    server = ServerId("/nowhere", 2**22 - 1, 1)
    for known in (started - 1, started + 1, 0):
        pane = PaneRef(server, "%0", stranger, known)
        assert await processes.members(pane, "") == ()
        assert await processes.stop(pane, "") == ()
        if known:
            assert (await processes.sample({"a": pane}))["a"].alive is False
            send([ProcessId(stranger, known)], signal.SIGKILL)
    await asyncio.sleep(0.05)
    assert proc.lives(strangers[1])


async def test_this_process_and_its_own_children_are_never_signalled(processes: Processes) -> None:
    me, parent = os.getpid(), os.getppid()
    child = subprocess.Popen(["sleep", "600"])
    for pid in (me, parent):
        pane = PaneRef(ServerId("/nowhere", 1, 1), "%0", pid, proc.start_ticks(pid))
        found = {line.id.pid for line in await processes.members(pane, "")}
        assert not found & {me, parent, child.pid}
    child.kill()
    child.wait()


async def test_who_works_in_a_folder_is_told_and_a_look_of_our_own_by_git_is_nobody(
    processes: Processes, tmp_path: Path
) -> None:
    git, other = tmp_path / "git", tmp_path / "other"
    for name in (git, other):
        shutil.copy("/bin/sleep", name)
    started = [subprocess.Popen([name, "600"], cwd=tmp_path) for name in (git, other)]
    try:
        until(lambda: all((stat := proc.stat(one.pid)) and stat.name in ("git", "other") for one in started))
        assert [line.id.pid for line in await processes.inside(str(tmp_path))] == [started[1].pid]
    finally:
        for one in started:
            one.kill()
            one.wait()


async def test_a_sample_shows_load_memory_and_what_runs(own: Tmux, processes: Processes, tag: str) -> None:
    busy = await own.create(
        WindowSpec("ada", f"{tag}A", ("sh", "-c", "sh -c 'while :; do :; done'; exit"), "/", {})
    )
    quiet = await own.create(WindowSpec("bob", f"{tag}B", ("sh", "-c", "sleep 600; exit"), "/", {}))
    dead = PaneRef(busy.server, "%99", 2**22 - 1, 7)
    panes = {"ada": busy, "bob": quiet, "eve": dead}

    async def measured() -> bool:
        facts = await processes.sample(panes)
        ada, bob, eve = (facts[name] for name in panes)
        assert not eve.alive
        return (
            ada.cpu_percent >= 20 and bob.cpu_percent == 0 and (ada.running, bob.running) == ("sh", "sleep")
        )

    await until_async(measured, every=0.3)
    facts = await processes.sample(panes)
    assert (facts["ada"].count, facts["bob"].count) == (3, 3)
    assert facts["bob"].rss_mb > 0
    assert all(fact.cpu_percent % 5 == 0 for fact in facts.values())
    assert await processes.stop(busy, f"{tag}A") == ()


@pytest.mark.parametrize(
    ("loads", "said"),
    [
        ((21.0, 0.0, 0.0), ("sleep", 0)),
        ((12.0, 4.0, 4.0), ("sleep", 0)),
        ((9.0, 61.0, 3.0), ("make", 60)),
        ((300.0, 0.0, 19.9), ("sleep", 0)),
    ],
)
def test_a_child_is_named_with_its_own_load_where_it_is_busy(
    loads: tuple[float, ...], said: tuple[str, int]
) -> None:
    me = proc.stat(os.getpid())
    assert me is not None
    names = ("claude", "make", "sleep")
    some = [me._replace(pid=n + 1, name=name) for n, name in enumerate(names)]
    facts = _facts(some, {one.id: load for one, load in zip(some, loads, strict=True)})
    assert (facts.running, facts.busy_percent) == said
    assert facts.cpu_percent >= 20 or sum(loads) < 20


async def test_a_native_program_is_found_by_the_path_it_really_runs_from(
    tmux: PrivateTmux, processes: Processes, tmp_path: Path
) -> None:
    claude = load_profiles()["claude"]
    files = [tmp_path / "claude" / "versions" / "2.1.330", tmp_path / "claude-code" / "bin" / "claude.exe"]
    for file in files:
        file.parent.mkdir(parents=True)
        shutil.copy("/bin/sleep", file)
    (tmp_path / "cl").symlink_to(files[0])
    started = [tmux.start("exec sleep 600"), *(tmux.window(f"exec {file} 600") for file in files)]
    linked = tmux.window(f"sh -c '{tmp_path}/cl 600; true'")
    reads = tmux.window(f"exec tail -f {files[0]}")

    async def found() -> bool:
        panes = [tmux.ref(pane) for pane in (*started, linked, reads)]
        names = await processes.agents_below(panes, {"claude": claude.programs})
        return set(names) == {f"{tmux.socket} {pane}" for pane in (*started[1:], linked)}

    await until_async(found)


async def test_agents_are_found_below_shells_and_interpreters(
    tmux: PrivateTmux, processes: Processes, tmp_path: Path
) -> None:
    programs = {"claude": ("claude",), "codex": ("codex",), "aider": ("aider",)}
    for name in ("codex", "claude", "aider.py"):
        (tmp_path / name).write_text(f"#!{sys.executable}\nimport time; time.sleep(600)\n")
        (tmp_path / name).chmod(0o755)
    nested = tmux.start(f"sh -c \"sh -c '{tmp_path}/codex; true'; true\"")
    script = tmux.window(f"{sys.executable} -u {tmp_path}/aider.py --model x")
    renamed = tmux.window(f"exec -a claude {sys.executable} -c 'import time; time.sleep(600)'; true")
    tmux("respawn-pane", "-k", "-t", renamed, f"bash -c \"exec -a claude {sys.executable} -c 'input()'\"")
    mention = tmux.window(f"sh -c 'sleep 600; echo claude codex' claude {tmp_path}/codex")
    panes = [tmux.ref(pane) for pane in (nested, script, renamed, mention)]
    wanted = {
        f"{tmux.socket} {nested}": "codex",
        f"{tmux.socket} {script}": "aider",
        f"{tmux.socket} {renamed}": "claude",
    }

    async def found() -> bool:
        fresh = [tmux.ref(pane.pane) for pane in panes]
        return await processes.agents_below(fresh, programs) == wanted

    await until_async(found)


def test_a_process_is_told_from_a_zombie_and_from_a_successor() -> None:
    child = subprocess.Popen(["sleep", "600"])
    ports = Processes()
    identity = ports.identify(child.pid)
    assert identity is not None
    assert ports.lives(identity)
    assert not ports.lives(ProcessId(child.pid, identity.started + 1))
    child.kill()
    until(lambda: not ports.lives(identity))
    child.wait()
    assert ports.identify(child.pid) is None
    assert ports.identify(0) is None


LAUNCHES = """
import pathlib, subprocess, sys, time
out = pathlib.Path(sys.argv[1])
inner = subprocess.Popen([sys.executable, str(out / "agent.py"), str(out)])
inner.wait()
"""
AGENT = """
import pathlib, subprocess, sys
out = pathlib.Path(sys.argv[1])
tool = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(out / "pids").write_text(str(tool.pid))
tool.wait()
"""


async def test_the_agent_itself_is_told_from_its_launcher_and_from_what_it_started(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    (tmp_path / "agent.py").write_text(AGENT)
    (tmp_path / "launch.py").write_text(LAUNCHES)
    pane = tmux.ref(tmux.start(f"{sys.executable} {tmp_path}/launch.py {tmp_path}; true"))
    tool = int(until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text()))
    found = proc.stat(tool)
    assert found is not None
    agent = proc.identify(found.parent)
    processes = Processes()
    one = (await processes.agents_of({"ada": pane}, {"ada": ("agent.py",)}))["ada"]
    assert (one.itself, one.named) == ((agent,), True)
    both = (await processes.agents_of({"ada": pane}, {"ada": ("agent.py", "launch.py")}))["ada"].itself
    assert both[1:] == (agent,)
    guess = (await processes.agents_of({"ada": pane}, {"ada": ("unknown",)}))["ada"]
    assert (guess.itself, guess.named) == (both[:1], False)
    os.kill(tool, signal.SIGSTOP)
    until(lambda: processes.stopped(found.id))
    assert not any(map(processes.stopped, both))
    assert agent is not None
    os.kill(agent.pid, signal.SIGSTOP)
    try:
        until(lambda: processes.stopped(agent))
        assert not processes.stopped(ProcessId(agent.pid, agent.started + 1))
    finally:  # what is stopped outlives its terminal
        os.kill(tool, signal.SIGKILL)
        os.kill(agent.pid, signal.SIGKILL)

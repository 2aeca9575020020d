"""A whole small fleet for one test: scratch home, real repository, stand-in agents, the real ports and engine."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from fleetui.__main__ import make_world
from fleetui.config.load import load
from fleetui.config.paths import Paths, find_paths, prepare
from fleetui.demo.standin import standin
from fleetui.engine.engine import Engine
from fleetui.engine.protocols.tmux import TerminalPort
from fleetui.model import commands as c
from fleetui.model.commands import Outcome
from fleetui.model.queue import Entry
from fleetui.model.status import Phase
from fleetui.model.view import AgentView
from tests.support.approving import AtATerminal
from tests.support.processes import lives
from tests.support.waiting import until, until_async

STANDIN = Path(standin.__file__)


def git(folder: Path, *args: str) -> str:
    """Run git in a scratch repository with a fixed identity; its output."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t",
    }  # fmt: skip
    done = subprocess.run(["git", *args], cwd=folder, env=env, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, f"git {args}: {done.stderr.decode()}"
    return done.stdout.decode().strip()


@cache
def _shop() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """The repository that every fleet begins with, and its folder that goes with this process."""
    kept = tempfile.TemporaryDirectory(prefix="fl-shop-")
    repo = Path(kept.name, "shop")
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    (repo / "shop.py").write_text("def price():\n    return 1\n")
    (repo / "README.md").write_text("# shop\n")
    (repo / ".gitignore").write_text("*.log\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "start")
    return kept, repo


@cache
def _programs() -> Path:
    """A folder whose ``python3`` is this interpreter itself: one of a version manager starts a dozen shells first."""
    folder = Path(_shop()[0].name, "bin")
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


class Scratch:
    """Folders and configuration of one test; ends the tmux server it caused, by pid."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="fl-"))
        self.home = self.root / "home"
        self.repo = self.root / "shop"
        self.relay = False
        """Whether its stand-in agents have relays."""
        self.environment = {**os.environ, "FLEETUI_HOME": str(self.home), "TMUX_TMPDIR": str(self.root / "t")}
        self.environment["PATH"] = f"{_programs()}:{self.environment['PATH']}"
        self.environment.pop("TMUX", None)
        (self.root / "t").mkdir()
        shutil.copytree(_shop()[1], self.repo, symlinks=True)
        git(self.repo, "update-index", "-q", "--refresh")  # the index knows files by their inodes, too

    def configure(self, *agents: str, gates: str = "", extra: str = "", **options: list[str]) -> None:
        """Write fleet.toml with stand-in agents; ``options`` gives an agent the stand-in's flags."""
        profiles = self.root / "profiles"
        profiles.mkdir(exist_ok=True)
        shutil.copy(STANDIN.with_suffix(".toml"), profiles / "standin.toml")
        gate = (
            gates
            or '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "compileall", "-q", "."]\n'
        )
        text = (
            f'[profiles]\nfolders = ["{profiles}"]\n{extra}\n[projects.shop]\npath = "{self.repo}"\n{gate}\n'
        )
        for name in agents:
            argv = [sys.executable, "-I", str(STANDIN), "--name", name, "--speed", "10",
                    "--record", str(self.record(name)), *options.get(name, [])]  # fmt: skip
            text += f'[agents.{name}]\nprofile = "standin"\nproject = "shop"\ncommand = {json.dumps(argv)}\n'
            text += "relay = true\n" if self.relay else ""
        self.paths.config.parent.mkdir(parents=True, exist_ok=True)
        self.paths.config.write_text(text)

    @property
    def paths(self) -> Paths:
        return find_paths(environment=self.environment)

    def record(self, name: str) -> Path:
        return self.root / f"{name}.jsonl"

    def got(self, name: str, kind: str = "submit") -> list[dict[str, Any]]:
        """What a stand-in wrote down."""
        path = self.record(name)
        lines = path.read_text().splitlines() if path.exists() else []
        found = [json.loads(line) for line in lines]
        return [item for item in found if item["kind"] == kind]

    def texts(self, name: str) -> list[str]:
        return [item["text"] for item in self.got(name)]

    @asynccontextmanager
    async def engine(
        self, *, screen: bool = True, may_own: bool = True, terminal: TerminalPort | None = None
    ) -> AsyncIterator[Live]:
        """A started engine on this scratch fleet."""
        with pytest_environment(self.environment):
            settings = load(self.paths)
            prepare(self.paths)
            world = replace(await make_world(self.paths, settings), terminal=terminal or AtATerminal())
            engine = Engine(world, settings, screen=screen, may_own=may_own)
            try:
                await engine.start()
                yield Live(engine, self)
            finally:
                await engine.stop()

    def tmux(self, *args: str) -> str:
        argv = ["tmux", "-S", str(self.paths.socket), *args]
        done = subprocess.run(argv, capture_output=True, timeout=20, check=False)
        return done.stdout.decode()

    def fleetui(self, *args: str, fault: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one command line verb as a process of its own."""
        env = {**self.environment, **({"FLEETUI_FAULT": fault} if fault else {})}
        argv = [sys.executable, "-m", "fleetui", *args]
        return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=timeout, check=False)

    def close(self) -> None:
        """End what this fleet started, by identity, and remove every file."""
        pid = self.tmux("display-message", "-p", "#{pid}").strip()
        panes = self.tmux("list-panes", "-a", "-F", "#{pane_pid}").split()
        for number in [*panes, pid] if pid else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        if pid:
            until(lambda: not lives(int(pid)))
        for process in _of_home(self.environment["FLEETUI_HOME"]):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(self.root, ignore_errors=True)


def _of_home(home: str) -> list[psutil.Process]:
    """What still runs for this fleet, such as a stray that left its agent: its environment names the folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get("FLEETUI_HOME") == home:
                found.append(process)
    return found


@contextlib.contextmanager
def pytest_environment(values: dict[str, str]):  # type: ignore[no-untyped-def]
    """The process environment of one test; put back at its end."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Live:
    """A running engine, and the few words tests need."""

    def __init__(self, engine: Engine, scratch: Scratch) -> None:
        self.engine = engine
        self.scratch = scratch

    def agent(self, name: str) -> AgentView:
        found = self.engine.view.agent(name)
        assert found is not None, f"{name} is not in the view"
        return found

    async def do(self, command: c.Command) -> Outcome:
        outcome = await self.engine.do(command)
        assert outcome.ok, outcome.text
        return outcome

    async def started(self, *names: str) -> None:
        for name in names:
            await self.do(c.StartAgent(name))
        for name in names:
            await self.phase(name, Phase.IDLE)

    async def phase(self, name: str, phase: Phase, timeout: float = 20) -> None:
        await until_async(lambda: self.agent(name).status.phase is phase, timeout)

    async def until(self, predicate: Callable[[], Any], timeout: float = 20) -> None:
        await until_async(predicate, timeout)

    def queue(self, name: str) -> tuple[Entry, ...]:
        return self.engine.core.fleet.queues[name]

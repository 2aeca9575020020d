"""A fleet with real agents, driven as its operator does: ``fleetui run`` and the command line, from outside."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from tests.live.agents import Home, make_home, short_folder
from tests.live.install import programs
from tests.live.model_server import ModelServer
from tests.live.stage import remove, stop_below
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until

ROOT = Path(__file__).parent.parent.parent
VERB_S = 120  # as long as a start may take on a loaded machine
READY_S = 120
CONFIG = """\
window = [{columns}, {rows}]

[projects.shop]
path = "{path}"
base = "main"
gates = [{{ name = "build", run = ["python3", "-m", "compileall", "-q", "."] }}]
"""


class LiveFleet:
    """One scratch fleet over one small repository; everything it started ends, by identity, when it is left."""

    def __init__(
        self,
        *,
        groups: tuple[str, ...] = (),
        window: tuple[int, int] = (120, 40),
        prepare: Callable[[Home], None] = lambda home: None,
    ) -> None:
        self._prepare = prepare
        self.window = window
        """Columns and rows of the agents' windows."""
        self.groups = groups
        """Which agents beside Claude Code and Codex are there too."""
        self.folder = short_folder()
        self.server = ModelServer()
        self.home: Home
        self._engine: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.server.__enter__()
        home = self.folder / "fleet"
        home.mkdir(mode=0o700)
        path = programs(*self.groups)
        self.home = make_home(self.folder / "home", path, self.server.url, trusted=(home / "work",))
        self._prepare(self.home)
        self._make_repository()
        (home / "fleet.toml").write_text(self._config())
        self.start_engine()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server = self._tmux_server()
        self.stop_engine()
        stop_below(server)
        self.server.__exit__(None, None, None)
        remove(self.folder)

    def _config(self) -> str:
        columns, rows = self.window
        return CONFIG.format(path=self.home.project, columns=columns, rows=rows)

    # ------------------------------------------------------------ the program

    def start_engine(self) -> None:
        """Start the engine without a screen, and wait until it acts: a verb now could become the owner instead."""
        with (self.folder / "engine.out").open("ab") as out:
            self._engine = subprocess.Popen(
                [sys.executable, "-m", "fleetui", "run"],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        pid = self._engine.pid
        until(lambda: self.published().get("owner") == pid, READY_S)

    def published(self) -> dict[str, Any]:
        """What ``status --json`` prints while the engine runs, without a process for it."""
        path = self.folder / "fleet" / "state" / "fleet.json"
        found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def stop_engine(self) -> None:
        """End the engine as a logout would; the agents live on."""
        if self._engine is not None:
            self._engine.send_signal(signal.SIGTERM)
            self._engine.wait(20)
            self._engine = None

    def environment(self) -> dict[str, str]:
        """What the program and, through it, the agents get."""
        return {**self.home.environment(), "FLEETUI_HOME": str(self.folder / "fleet")}

    def dashboard(self, terminal: PrivateTmux, size: tuple[int, int], shows: str) -> str:
        """Open the dashboard in a terminal, and wait until it shows a text; its pane."""
        given = [f"{name}={value}" for name, value in self.environment().items()]
        program = shlex.join(
            ["env", "-u", "COLUMNS", "-u", "LINES", "-u", "TMUX", *given, sys.executable, "-m", "fleetui"]
        )
        pane = terminal.start(f"cd {shlex.quote(str(ROOT))} && exec {program}", width=size[0], height=size[1])
        until(lambda: shows in terminal.text(pane), READY_S)
        return pane

    def verb(self, *words: str, text: str | None = None) -> str:
        """One command line verb in a process of its own; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "fleetui", *words],
            cwd=ROOT,
            env=self.environment(),
            input=text,
            capture_output=True,
            text=True,
            timeout=VERB_S,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    # ------------------------------------------------------------ what an operator does

    def add(self, name: str, profile: str) -> Path:
        """Make a seat on a worktree of its own and wait for its first idle; the worktree."""
        self.verb("add", name, "--project", "shop", "--profile", profile)
        self.until(name, phase="idle")
        return Path(self.agent(name)["worktree"])

    def queue(self, name: str, text: str) -> None:
        """Queue one follow-up, exactly this text."""
        self.verb("queue", name, "add", "-", text=text)

    def agent(self, name: str) -> dict[str, Any]:
        """What ``status --json`` says of one agent."""
        return until(lambda: self._look(name), READY_S, every=0.2)

    def session(self, name: str) -> dict[str, Any]:
        """What its session file says; empty where none is surely its own."""
        found: dict[str, Any] = self.agent(name)["session"] or {}
        return found

    def _look(self, name: str) -> dict[str, Any] | None:
        agents = json.loads(self.verb("status", "--json"))["agents"]
        return next((agent for agent in agents if agent["name"] == name), None)

    def until(self, name: str, **wanted: object) -> dict[str, Any]:
        """Wait until the status of an agent holds these values."""

        def seen() -> dict[str, Any] | None:
            agent = self._look(name)
            return agent if agent and all(agent[key] == value for key, value in wanted.items()) else None

        return until(seen, READY_S, every=0.2)

    def press(self, name: str, *keys: str) -> None:
        """Press keys in an agent's own pane, as an operator who is attached."""
        pane = self.agent(name)["pane"]
        self.tmux("send-keys", "-t", pane["id"], *keys)

    def screen(self, name: str) -> str:
        """What an agent's pane shows."""
        return self.tmux("capture-pane", "-p", "-t", self.agent(name)["pane"]["id"])

    def received(self, *texts: str, as_read: Callable[[str], str] = str) -> None:
        """Wait until exactly these texts of the operator reached the model, in this order.

        ``as_read`` takes away what the agent itself adds.
        """
        wanted = list(texts)
        try:
            until(lambda: len(self.server.oracle.texts()) >= len(wanted), READY_S)
        except AssertionError as error:
            raise AssertionError(f"only {self.server.oracle.texts()} arrived") from error
        assert [as_read(text) for text in self.server.oracle.texts()] == wanted

    # ------------------------------------------------------------ looking from outside

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of an agent's run."""
        pane = psutil.Process(self.agent(name)["pane"]["pid"])
        return [pane, *pane.children(recursive=True)]

    def far_ends(self, name: str) -> set[str]:
        """Addresses an agent's processes are connected to."""
        links = [link for process in self.processes(name) for link in process.net_connections("inet")]
        return {link.raddr.ip for link in links if link.raddr}

    def stored_texts(self) -> list[str]:
        """Every long text the fleet keeps, such as handoffs."""
        folder = self.folder / "fleet" / "state" / "texts"
        return [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]

    def story(self) -> str:
        """What happened, for a test that failed."""
        parts = [self.folder / "engine.out", self.folder / "fleet" / "state" / "fleetui.log"]
        said = [self.verb("status"), self.verb("journal")]
        said += [f"--- {path.name}\n{path.read_text()[-3000:]}" for path in parts if path.exists()]
        panes = self.tmux("list-panes", "-a", "-F", "#{pane_id}", check=False).split()
        said += [f"--- {pane}\n{self.tmux('capture-pane', '-p', '-t', pane, check=False)}" for pane in panes]
        return "\n".join([*said, f"--- received\n{self.server.oracle.texts()}"])

    def tmux(self, *words: str, check: bool = True, text: str | None = None) -> str:
        """One call of tmux on the fleet's own server; its output."""
        socket = self.folder / "fleet" / "run" / "tmux"
        command = ["tmux", "-u", "-N", "-S", str(socket), *words]
        clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=10, check=check, env=clean
        )
        return done.stdout.strip("\n")

    def _tmux_server(self) -> psutil.Process | None:
        pid = self.tmux("display-message", "-p", "#{pid}", check=False)
        return psutil.Process(int(pid)) if pid else None

    def _make_repository(self) -> None:
        project = self.home.project
        (project / "README.md").write_text("# A shop\n")
        who = ["-c", "user.name=Operator", "-c", "user.email=operator@example.org"]
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "Begin"]):
            subprocess.run(["git", *words], cwd=project, check=True, timeout=20, env=self.home.environment())

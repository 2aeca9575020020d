"""The fleet under attack: engine, verbs and dashboards are processes of their own, as on an operator's machine."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from tests.faults.lab.terminal import Terminal
from tests.support.background import Background
from tests.support.processes import lives
from tests.support.scratch import STANDIN, Scratch, git
from tests.support.waiting import until

PASSES = {"name": "build", "run": ["true"]}
FAILS = {"name": "build", "run": ["false"]}
LONG_S = 90.0
"""How long anything may take on a loaded machine before it counts as never."""


@dataclass(frozen=True)
class Said:
    """What a command line verb came to."""

    code: int
    text: str

    @property
    def ok(self) -> bool:
        return self.code == 0


class Lab:
    """One private fleet over one small repository. ``close`` ends everything it caused, by identity."""

    def __init__(self) -> None:
        self.scratch = Scratch()
        self.root, self.repo = self.scratch.root, self.scratch.repo
        home = self.root / "h"
        home.mkdir()
        (home / ".gitconfig").write_text("[user]\nname = op\nemail = op@localhost\n")
        self.scratch.environment["HOME"] = str(home)
        self.background = Background(self.scratch)
        self.owner_process: subprocess.Popen[bytes] | None = None
        self._end = contextlib.ExitStack()

    # ------------------------------------------------------------ the fleet

    def configure(
        self,
        *agents: str,
        gates: Sequence[Mapping[str, Any]] = (PASSES,),
        project: Mapping[str, Any] | None = None,
        standin: Sequence[str] = (),
        **tables: Mapping[str, Any],
    ) -> None:
        """Write fleet.toml: stand-in agents on the one project. ``tables`` are more tables of it."""
        profiles = self.root / "profiles"
        profiles.mkdir(exist_ok=True)
        shutil.copy(STANDIN.with_suffix(".toml"), profiles / "standin.toml")
        shop = {"path": str(self.repo), **(project or {}), "gates": [dict(gate) for gate in gates]}
        seats = {name: self._seat(name, standin) for name in agents}
        content = {
            "profiles": {"folders": [str(profiles)]},
            **tables,
            "projects": {"shop": shop},
            "agents": seats,
        }
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(tomli_w.dumps(content))

    def _seat(self, name: str, flags: Sequence[str]) -> dict[str, Any]:
        argv = [sys.executable, "-I", str(STANDIN), "--name", name, "--speed", "10",
                "--record", str(self.scratch.record(name)), *flags]  # fmt: skip
        return {"profile": "standin", "project": "shop", "command": argv}

    @property
    def config(self) -> Path:
        return self.scratch.paths.config

    def owner(self) -> subprocess.Popen[bytes]:
        """Start an engine without a screen, and wait until it owns the fleet."""
        self.owner_process = self.background.start()
        return self.owner_process

    def end_owner(self) -> None:
        """End the engine as a system that shuts down would."""
        assert self.owner_process is not None
        self.background.stop(self.owner_process)

    def fleet(self, *agents: str, **how: Any) -> None:
        """Configure, own, and start these agents; they are idle afterwards."""
        self.configure(*agents, **how)
        self.owner()
        for name in agents:
            self.must("start", name)
        for name in agents:
            self.until(
                lambda name=name: self.background.shown(name).get("phase") == "idle", f"{name} is idle"
            )

    def tries(self, *words: str, stdin: str = "") -> Said:
        """Run one verb; whatever it comes to."""
        argv = [sys.executable, "-m", "fleetui", *words]
        done = subprocess.run(
            argv, env=self.scratch.environment, input=stdin, capture_output=True, text=True, timeout=LONG_S, check=False
        )  # fmt: skip
        return Said(done.returncode, (done.stderr + done.stdout).strip())

    def must(self, *words: str) -> str:
        """Run one verb that has to succeed; what it printed."""
        said = self.tries(*words)
        assert said.ok, f"fleetui {' '.join(words)}: {said.text}"
        return said.text

    def asks(self, *words: str) -> Any:
        """The JSON answer of a verb."""
        done = self.scratch.fleetui(*words, "--json", timeout=LONG_S)
        assert done.returncode == 0, f"fleetui {' '.join(words)}: {done.stderr}"
        return json.loads(done.stdout)

    # ------------------------------------------------------------ what is known of it

    def agent(self, name: str) -> dict[str, Any]:
        """One agent of ``status --json``; empty when there is none of that name."""
        return next((found for found in self.asks("status")["agents"] if found["name"] == name), {})

    def health(self) -> str:
        """Everything the header complains about."""
        return "\n".join(str(trouble["text"]) for trouble in self.asks("status")["health"])

    def row(self, name: str) -> dict[str, Any]:
        """The branch of an agent on the merge board; empty when it has none."""
        return next((row for row in self.asks("merge", "list") if row["agent"] == name), {})

    def journal(self) -> list[dict[str, Any]]:
        """The last 400 records."""
        records: list[dict[str, Any]] = self.asks("journal", "-n", "400")
        return records

    def texts(self, name: str) -> list[str]:
        """Every follow-up an agent took in."""
        return self.scratch.texts(name)

    def pid(self, name: str) -> int:
        """The process in an agent's pane."""
        return int(self.agent(name)["pane"]["pid"])

    def server_pid(self) -> int:
        """The agents' tmux server."""
        return int(self.scratch.tmux("display-message", "-p", "#{pid}"))

    def until(self, seen: Callable[[], Any], what: str, limit: float = LONG_S) -> Any:
        """Wait for something, by name; its first true value."""
        with contextlib.suppress(AssertionError):
            return until(seen, limit, every=0.3)
        raise AssertionError(f"never: {what}")

    def stays(self, held: Callable[[], Any], what: str, looks: int = 4) -> None:
        """Look several times, each after the owner published anew: something must not change."""
        for _ in range(looks):
            assert held(), f"no longer: {what}"
            self.after_publishing()
        assert held(), f"no longer: {what}"

    def after_publishing(self) -> None:
        """Wait until the owner looked at everything again."""
        published = self.scratch.paths.published
        before = published.stat().st_mtime_ns
        with contextlib.suppress(AssertionError):  # a quiet fleet is published only when something changed
            until(lambda: published.stat().st_mtime_ns != before, 2.0)

    # ------------------------------------------------------------ work and release

    def worktree(self, name: str) -> Path:
        return Path(self.agent(name)["worktree"])

    def git(self, *words: str, at: Path | None = None) -> str:
        """Git as the operator, or with ``at`` a worktree as the agent would run it."""
        return git(at or self.repo, *words)

    def work(self, name: str, files: Mapping[str, str] | None = None, *, commit: bool = True) -> str:
        """What an agent does: files written and committed in its worktree; the head afterwards."""
        at = self.worktree(name)
        for path, text in (files or {"shop.py": "def price():\n    return 2\n"}).items():
            (at / path).parent.mkdir(parents=True, exist_ok=True)
            (at / path).write_text(text)
        if commit:
            self.git("add", "-A", at=at)
            self.git("commit", "-q", "-m", f"work of {name}", at=at)
        return self.git("rev-parse", "HEAD", at=at)

    def may_land(self, name: str) -> dict[str, Any]:
        """Wait until a branch may land; its row."""
        found: dict[str, Any] = self.until(
            lambda: (row := self.row(name)).get("may_land") and row, f"{name} may land"
        )
        return found

    def main(self) -> str:
        """The commit the target stands on."""
        return git(self.repo, "--git-dir", str(self.repo / ".git"), "rev-parse", "main")

    def landed(self, path: str) -> str:
        """A file as the target holds it."""
        return git(self.repo, "--git-dir", str(self.repo / ".git"), "show", f"main:{path}")

    def terminal(self, **where: Any) -> Terminal:
        """An operator's terminal with a dashboard on it, on a tmux server of his own."""
        return self._end.enter_context(Terminal.opened(self, **where))

    def starts(self, *argv: str, at: Path) -> subprocess.Popen[bytes]:
        """A process of the operator's that has nothing to do with the fleet; killed at the end."""
        process = subprocess.Popen(argv, cwd=at, env={"PATH": os.environ["PATH"]})
        self._end.callback(process.wait)
        self._end.callback(process.kill)
        return process

    # ------------------------------------------------------------ the end

    def keep(self, resource: contextlib.AbstractContextManager[Any]) -> Any:
        """Hold something until the lab is closed."""
        return self._end.enter_context(resource)

    def close(self) -> None:
        """End all of it."""
        self._end.close()
        self.background.close()
        self.scratch.close()

    @classmethod
    @contextlib.contextmanager
    def opened(cls) -> Iterator[Lab]:
        """A lab for one attack."""
        lab = cls()
        try:
            yield lab
        finally:
            lab.close()


def alive(pid: int) -> bool:
    """True while a process runs."""
    return lives(pid)

"""A fleet whose project is a repository of the forge of the tests: asked with the real gh, pushed to with real git."""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Issue, Job, Protection, Step, Thread
from tests.live.agents import Home
from tests.live.fleet import LiveFleet
from tests.support.github.programs import TOKEN, WHERE, Gh, installed
from tests.support.waiting import until

OPERATOR = "olga"
CI = "ci"
WAIT_S = 120
FILES = {"prices.py": "PRICES = {}\n"}
FORGE = """
[projects.shop.github]
repository = "acme/shop"
issues = "is:open label:agent"
merges = true
"""


class ForgeFleet(LiveFleet):
    """Its base there asks for one check; the agents of Claude Code may work without asking."""

    def __init__(self) -> None:
        super().__init__(prepare=_lets_work)
        self.hub = Hub(self.folder / "hub")
        self.hub.start(datetime.now(UTC))
        self.hub.login(OPERATOR, TOKEN)
        self.shop: Repo = self.hub.repository("acme/shop", FILES)
        self.shop.protect("main", Protection(checks=(CI,)))
        self.api = ApiServer(self.hub, self.folder / "api.sock")
        found = next((one for where in WHERE if (one := installed(where))), None)
        assert found is not None, "gh is needed"
        self.gh = Gh(found, self.folder / "gh", self.api.path)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self.api)
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        super().__exit__(kind, error, trace)

    def _config(self) -> str:
        return super()._config() + FORGE

    def _make_repository(self) -> None:
        """A checkout of what the forge has, at whose address git finds the bare repository of the forge."""
        config = f'[url "{self.shop.path}"]\n\tinsteadOf = {self.shop.url}.git\n'
        (self.home.path / ".gitconfig").write_text(config)
        self.home.project.rmdir()
        self._git(self.folder, "clone", "-q", f"{self.shop.url}.git", str(self.home.project))

    def environment(self) -> dict[str, str]:
        """As of every live fleet, with gh and its login."""
        given = super().environment()
        gh = {name: text for name, text in self.gh.environment.items() if name.startswith("GH_")}
        return {**given, **gh, "PATH": f"{self.gh.folder / 'bin'}:{given['PATH']}"}

    def _git(self, folder: Path, *words: str) -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            env=self.home.environment(),
        )
        return done.stdout.strip()

    # ------------------------------------------------------------ what happens at the forge

    def issue(self, title: str, body: str) -> Issue:
        """Somebody who belongs to the repository asks for something."""
        with self.hub.lock:
            return self.shop.issue(title, body, labels=["agent"])

    def pull_of(self, branch: str) -> Pull:
        """The pull request of a branch, once there is one."""
        return until(lambda: next((one for one in self.shop.pulls() if one.head == branch), None), WAIT_S)

    def checks_begin(self, pull: Pull) -> Job:
        """The required check of its newest commit is under way."""
        with self.hub.lock:
            self.shop.notice()
            run = self.shop.run(pull.head_oid, {CI: [Step("pytest", None)]}, branch=pull.head)
            return run.jobs[0]

    def checks_pass(self, job: Job) -> None:
        """It ends well."""
        with self.hub.lock:
            job.steps[0].conclusion = "success"
            job.check.finish("SUCCESS")

    def bot_finds(self, pull: Pull, path: str, line: int, text: str) -> Thread:
        """A program reviews the newest commit: it only comments, and has one finding."""
        with self.hub.lock:
            bot = self.hub.bot("bugbot")
            review = pull.review(bot, "COMMENTED", "I found one issue.")
            return pull.thread(bot, path, line, text, review)

    # ------------------------------------------------------------ what is so here

    def head_of(self, folder: Path, what: str = "HEAD") -> str:
        """The id of a commit or a tree of a checkout."""
        return self._git(folder, "rev-parse", what)

    def subject(self, folder: Path) -> str:
        """What the newest commit of a checkout says."""
        return self._git(folder, "log", "-1", "--format=%s")


def _lets_work(home: Home) -> None:
    settings = {"permissions": {"allow": ["Bash", "Write", "Edit"]}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))

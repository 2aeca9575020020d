"""Everything the server stands for: accounts, logins, repositories, and a clock that never stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from fleetui.demo.github.refused import missing
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Account, Thing

T = TypeVar("T", bound=Thing)
SCOPES = "gist, read:org, repo, workflow"
SITE = "https://github.com"
API = "https://api.github.com"


@dataclass
class Login:
    """Whom a token stands for, and what it may do (docs.github.com: scopes for OAuth apps)."""

    account: Account
    scopes: str = SCOPES


@dataclass
class Budget:
    """A primary rate limit (docs.github.com: rate limits for the REST API). ``remaining`` counts down."""

    limit: int = 5000
    remaining: int = 5000
    resource: str = "core"


@dataclass
class Hub:
    """The forge. Its state is touched under ``lock`` while requests come in."""

    folder: Path
    lock: threading.RLock = field(default_factory=threading.RLock)
    accounts: dict[str, Account] = field(default_factory=dict)
    repos: dict[str, Repo] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    core: Budget = field(default_factory=Budget)
    graphql: Budget = field(default_factory=lambda: Budget(resource="graphql"))
    wall: Callable[[], datetime] | None = None
    """A clock that goes on by itself, which this one does not stay behind."""
    _time: datetime = datetime(2026, 11, 1, 9, 0, 0, tzinfo=UTC)

    def now(self) -> str:
        """The next second of its clock."""
        self._time = max(self._time + timedelta(seconds=1), self.clock)
        return self._time.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def clock(self) -> datetime:
        """What its clock says."""
        return max(self._time, self.wall()) if self.wall else self._time

    def start(self, at: datetime) -> None:
        """Begin its clock at another time: it is read beside clocks that go on by themselves."""
        self._time = at

    def keep(self, kind: type[T], prefix: str, *parts: object, **more: object) -> T:
        """A new thing with its ids."""
        number = 4_000_000 + len(self.things)
        made = kind(f"{prefix}_kwDOAA{number}", number, *parts, **more)
        self.things[made.id] = made
        return made

    def node(self, node_id: str) -> Thing:
        """The thing of a global node id. Raises ``Refused``."""
        if node_id not in self.things:
            raise missing(f"Could not resolve to a node with the global id of '{node_id}'")
        return self.things[node_id]

    # ---------------------------------------------------------------- who

    def account(self, login: str, kind: str = "User") -> Account:
        """The account of that name; made where there is none yet."""
        if login not in self.accounts:
            prefix = {"User": "U", "Bot": "BOT", "Organization": "O"}[kind]
            self.accounts[login] = self.keep(
                Account, prefix, login, kind, login.title() if kind == "User" else ""
            )
        return self.accounts[login]

    def bot(self, login: str) -> Account:
        """An app's account: ``login`` in GraphQL, ``login[bot]`` in the REST API."""
        return self.account(login, "Bot")

    def login(self, login: str, token: str, scopes: str = SCOPES) -> Account:
        """Let a token stand for an account."""
        self.logins[token] = Login(self.account(login), scopes)
        return self.logins[token].account

    # ---------------------------------------------------------------- repositories

    def repository(
        self, name: str, files: Mapping[str, str] | None = None, parent: Repo | None = None
    ) -> Repo:
        """A new repository ``owner/name`` with one commit on its default branch ``main``; or a fork."""
        owner, _, short = name.partition("/")
        repo = self.keep(Repo, "R", self, self.account(owner), short, self.now(), self.folder / f"{name}.git")
        self.repos[name.lower()] = repo
        if parent:
            repo.fork_of(parent)
        else:
            repo.commit("main", files or {"README.md": f"# {short}\n"}, "start")
        return repo

    def found(self, owner: str, name: str) -> Repo:
        """Raises ``Refused`` where there is none, with the words of GitHub."""
        key = f"{owner}/{name}".lower()
        if key not in self.repos:
            raise missing(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return self.repos[key]

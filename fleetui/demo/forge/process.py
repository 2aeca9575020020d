"""The process of the demo's forge: ``python -m fleetui.demo.forge.process FOLDER SPEED`` serves until it is ended.

``FOLDER`` has the project's repository, whose branches become those of the forge. Its socket is there once everything
is. ``plot.toml`` says who is there, and what was said before.
"""

from __future__ import annotations

import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fleetui.demo.forge.gh import TOKEN, socket_of
from fleetui.demo.forge.plot import read_plot
from fleetui.demo.forge.programs import Finding, Heeding, Programs, line_of
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step

EVERY_S = 0.3
BEGAN = 1440
"""How many minutes ago the repository was made."""


def laid_out(folder: Path, plot: dict[str, Any]) -> Hub:
    """The forge as it is when the demo begins."""
    hub = Hub(folder / "forge")
    _ago(hub, BEGAN)
    hub.login(plot["operator"], TOKEN)
    repo = hub.repository(plot["repository"])
    repo.bare.git("fetch", "-q", str(folder / "projects" / repo.name), "+refs/heads/*:refs/heads/*")
    repo.run(repo.bare.branch("main"), _passed(plot), branch="main", event="push")
    repo.protect("main", Protection(checks=tuple(plot["required"])))
    for one in plot["issue"]:
        _ago(hub, one["ago"])
        repo.issue(one["title"], one["body"].strip(), hub.account(one["author"]), one["labels"])
    for one in plot["pull"]:
        _pull(hub, repo, plot, one)
    for one in plot["finding"]:
        if "answer" in one:
            _say(hub, repo, plot, one)
    hub.wall = _wall
    return hub


def findings(plot: dict[str, Any]) -> tuple[Finding, ...]:
    """What the reviewer looks for."""
    return tuple(_finding(one) for one in plot["finding"])


def heeds(plot: dict[str, Any]) -> dict[str, Heeding]:
    """Whose author does something when it is named."""
    return {one["head"]: Heeding(**one["heeds"]) for one in plot["pull"] if "heeds" in one}


def _finding(one: dict[str, Any]) -> Finding:
    return Finding(one["path"], one["quote"], one["text"], one.get("check", ""))


def _pull(hub: Hub, repo: Repo, plot: dict[str, Any], one: dict[str, Any]) -> Pull:
    """With checks that passed."""
    _ago(hub, one["ago"])
    login = one.get("author", plot["operator"])
    author = hub.bot(login) if login in plot["programs"] else hub.account(login)
    if "files" in one:
        repo.commit(one["head"], one["files"], one["title"], author)
    made = repo.pull(one["head"], one["title"], one.get("body", ""), author)
    repo.run(made.head_oid, _passed(plot), branch=made.head)
    return made


def _passed(plot: dict[str, Any]) -> dict[str, list[Step]]:
    return {name: [Step("Run")] for name in plot["checks"]}


def _say(hub: Hub, repo: Repo, plot: dict[str, Any], one: dict[str, Any]) -> None:
    """A thread that was answered before anybody looked."""
    pull = next(pull for pull in repo.pulls() if pull.head == one["head"])
    _ago(hub, one["ago"])
    line = line_of(repo, pull.head_oid, _finding(one))
    thread = pull.thread(hub.bot(plot["reviewer"]), one["path"], line, one["text"])
    _ago(hub, one["answer"]["ago"])
    thread.say(hub.account(plot["operator"]), one["answer"]["text"])


def _ago(hub: Hub, minutes: float) -> None:
    hub.start(_wall() - timedelta(minutes=minutes))


def _wall() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a forge dates what happens by the wall


def main(arguments: list[str]) -> None:
    """Serve until TERM."""
    folder, plot = Path(arguments[0]), read_plot()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    hub = laid_out(folder, plot)
    speed = float(arguments[1])
    programs = Programs(hub, plot["reviewer"], findings(plot), plot["checks"], heeds(plot), speed)
    with ApiServer(hub, socket_of(folder)):
        while not ended.wait(EVERY_S):
            programs.look()


if __name__ == "__main__":
    main(sys.argv[1:])

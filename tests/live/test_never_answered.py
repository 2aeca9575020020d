"""No dialog is answered on the operator's behalf, whatever waits in the agent's queue: every one that can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.live.agents import make_home, short_folder
from tests.live.capture import command_of, pinned
from tests.live.fleet import READY_S
from tests.live.hour.engine import UsersFleet
from tests.live.model_server import ModelServer
from tests.live.scene import Scene, Take
from tests.live.scenes import SCENES
from tests.live.stage import Shot, Stage, remove
from tests.support.waiting import until

OFTEN = {"claude": {"auto-command", "permission", "plan", "trust"}, "codex": {"permission", "planning"}}
"""One of each kind."""
RARER = {
    "claude": {
        *("auto-file", "auto-offered", "edit", "imports", "login", "permission-fetch", "question"),
        *("question-several", "servers-one", "servers-two", "unguarded"),
    },
    "codex": {"hooks", "login", "trust", "update"},
}
NEVER = "say:nobody let this in"
QUEUED = (("--now", NEVER), (NEVER, "--compact", "--clear"))
LOOKS_S = 4.0
"""How long the engine goes on looking at a dialog: follow-ups are tried, and refused ones tried again, within it."""


@pytest.fixture(scope="module")
def fleet() -> Iterator[UsersFleet]:
    with UsersFleet() as made:
        yield made


class Enough(Exception):
    """What a scene goes on to is no dialog."""


@dataclass
class Guest:
    """An agent of the user's own tmux, adopted as soon as it asks something, with a queue behind it."""

    fleet: UsersFleet
    stage: Stage
    server: ModelServer
    name: str
    asked: list[str] = field(default_factory=list)

    def keep(self, what: str, expected: Mapping[str, object], shot: Shot | None = None) -> None:
        """Where a capture would be taken: of one that asks, see that nothing reaches it."""
        if expected.get("phase") != "asking":
            return
        if not self.asked:
            self._adopt()
        shown, requests = self._dialog(), len(self.server.requests)
        for words in QUEUED:
            self.fleet.verb("queue", self.name, "add", *words)
        self._look()
        assert self._dialog() == shown, f"{what} was answered"
        assert len(self.server.requests) == requests
        assert not any(NEVER in text for text in self.server.oracle.texts())
        self.fleet.verb("queue", self.name, "delete", "--all")
        self.asked.append(what)
        if what == "unguarded-warning":
            raise Enough

    def _dialog(self) -> list[str]:
        """The lower part of what is shown; news of the program may come above it."""
        return [row for row in self.stage.shot().text.splitlines() if row.strip()][-8:]

    def _adopt(self) -> None:
        pane = self.stage.tmux("display-message", "-p", "#{pane_id}")

        def adopted() -> bool:
            return pane in self.fleet.verb("discover", "--json")

        until(adopted, READY_S, every=0.5)
        self.fleet.verb("adopt", pane, "--name", self.name)

    def _look(self) -> None:
        """Wait until it is told that it asks, and was looked at for long after that."""
        try:
            until(self._asks, READY_S, every=0.2)
        except AssertionError:
            print(self.fleet.verb("status"), self.fleet.verb("explain", self.name), sep="\n")
            raise
        since = self.fleet.published()["at"]
        until(lambda: self._asks() and self.fleet.published()["at"] - since >= LOOKS_S, READY_S, every=0.2)

    def _asks(self) -> bool:
        agents = [agent for agent in self.fleet.published()["agents"] if agent["name"] == self.name]
        return any(agent["phase"] == "asking" and agent["waits"] for agent in agents)


def scenes(names: Mapping[str, set[str]], *marks: pytest.MarkDecorator) -> list[Any]:
    """Those of the captures' scenes that end in these dialogs."""
    found = [scene for scene in SCENES if scene.name in names.get(scene.cli, ())]
    assert len(found) == sum(map(len, names.values()))
    return [pytest.param(scene, id=f"{scene.cli}-{scene.name}", marks=marks) for scene in found]


@pytest.mark.parametrize("scene", [*scenes(OFTEN, pytest.mark.live), *scenes(RARER, pytest.mark.live("all"))])
def test_a_dialog_stands_untouched_until_its_operator_answers(fleet: UsersFleet, scene: Scene) -> None:
    folder, edition = short_folder(), pinned(scene.cli)
    try:
        with ModelServer() as server:
            home = make_home(folder / "home", edition.path, server.url)
            scene.prepare(home)
            stage = Stage(folder, command_of(scene, home), home.project)
            stage.socket = fleet.socket
            with stage:
                guest = Guest(fleet, stage, server, f"{scene.cli}-{scene.name}")
                with suppress(Enough):
                    scene.play(Take(stage, server, guest.keep))
                assert guest.asked
    finally:
        remove(folder)

"""Agents that fleetui started itself: in its own tmux, each with a profile that leads to a model server of its own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import tomli_w

import fleetui.agents
from tests.live.hour.desk import Place
from tests.live.hour.engine import UsersFleet
from tests.live.hour.hand import LOOK_S, START_S, Hand
from tests.live.hour.log import Log
from tests.live.more_homes import prepare_pi
from tests.support.waiting import until

VARIABLES = {"claude": ("ANTHROPIC_BASE_URL", ""), "copilot": ("COPILOT_PROVIDER_BASE_URL", "/v1")}
"""What leads one to its server, and the end of that address."""
PROFILES = Path(fleetui.agents.__file__).parent / "profiles"


def own_profile(place: Place, server: str, folder: Path) -> None:
    """Write the profile of one agent: that of its kind, by its own name, started towards its own server."""
    text = (PROFILES / f"{place.cli}.toml").read_text()
    start = tomllib.loads(text)["start"]
    if place.cli == "pi":
        prepare_pi(folder / place.name, server)
        start = ["env", f"PI_CODING_AGENT_DIR={folder / place.name}", *start]
    given = {"name": place.name, "start": _towards(place.cli, server, start)}
    for key, value in given.items():
        line = tomli_w.dumps({key: value}, multiline_strings=False).replace("\n", "")
        text = re.sub(rf"(?m)^{key} = .*$", lambda _, line=line: line, text, count=1)
    (folder / f"{place.name}.toml").write_text(text)


def _towards(cli: str, server: str, start: list[str]) -> list[str]:
    if cli in VARIABLES:
        return ["env", f"{VARIABLES[cli][0]}={server}{VARIABLES[cli][1]}", *start]
    if cli != "codex":
        return start
    return [*start, "-c", f'model_providers.local.base_url="{server}/v1"']


class FleetsTmux:
    """The tmux server of the fleet, asked as a desk is."""

    def __init__(self, fleet: UsersFleet) -> None:
        self._fleet = fleet

    def tmux(self, *words: str, text: str | None = None) -> str:
        """One call of tmux on this server; its output."""
        return self._fleet.tmux(*words, text=text)

    def command_of(self, pane: str) -> int:
        """Process id of the first process in a pane."""
        return int(self.tmux("display-message", "-p", "-t", pane, "#{pane_pid}"))


class OwnHand(Hand):
    """The operator of an agent that lives in a seat: fleetui starts it, again and again."""

    def __init__(self, fleet: UsersFleet, log: Log, place: Place, seed: int) -> None:
        self._fleet = fleet
        self._relay = ("--relay",) if place.relay else ()
        self._added = False
        super().__init__(FleetsTmux(fleet), log, place.name, place.cli, "", "", seed)
        if self.cli == "codex":
            self.ready = "? for shortcuts"  # fleetui gives it a status line of its own

    def start(self) -> None:
        """Have fleetui start it, and wait for the first prompt."""
        self.log.add(self.name, "launch")
        with self._fleet.changing:
            self._begin()
        pane = until(lambda: self._fleet.agent(self.name)["pane"], START_S)
        self.pane, self.first = pane["id"], pane["pid"]
        until(lambda: self.ready in self.text(), START_S, every=LOOK_S)
        self.log.add(self.name, "ready")
        self.tokens = 0

    def _begin(self) -> None:
        if self._added:
            self._fleet.verb("start", self.name)
        else:
            self._fleet.verb("add", self.name, "--project", "shop", "--profile", self.name, *self._relay)
            self._added = True

    def clear_screen(self) -> None:
        """The next run has a screen of its own."""

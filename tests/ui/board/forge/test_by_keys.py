"""A stranger's pull request with an open remark: fetched, gated and released by keys typed at a real dashboard."""

from __future__ import annotations

import re
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection
from tests.engine.act.forge.test_fetching import made
from tests.engine.act.forge.test_merging import BUILD, FORGE, reach
from tests.support.github.clones import clone
from tests.support.github.fixtures import api, hub, shop
from tests.support.github.fixtures import gh_in_turn as gh
from tests.support.github.programs import Gh
from tests.support.person import person
from tests.support.scratch import Scratch, git
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

__all__ = ["api", "gh", "hub", "shop"]

ROOT = Path(__file__).parents[4]
NAMES = ("FLEETUI_HOME", "TMUX_TMPDIR", "PATH", "GH_CONFIG_DIR", "GH_TOKEN", "GIT_CONFIG_GLOBAL")


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


@pytest.fixture
def fleet() -> Iterator[Scratch]:
    one = Scratch()
    try:
        yield one
    finally:
        one.close()


def dashboard(tmux: PrivateTmux, fleet: Scratch) -> str:
    given = " ".join(
        f"{name}={shlex.quote(fleet.environment[name])}" for name in NAMES if name in fleet.environment
    )
    own = f"PYTHONPATH={shlex.quote(str(ROOT))} {given}"
    inner = f"exec env -u COLUMNS -u LINES {own} {shlex.quote(sys.executable)} -m fleetui"
    return tmux.start(inner, width=140, height=40, name="dash")


def apart() -> None:
    """A person reads before the next key: it comes in another second."""
    now = int(time.time())
    until(lambda: int(time.time()) > now + 1)


def test_it_is_fetched_gated_and_released_over_the_remark_by_a_typed_word(
    fleet: Scratch, tmux: PrivateTmux, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    reach(fleet, gh, shop)
    fleet.repo = clone(shop, fleet.root / "clone")
    shop.protect("main", Protection(checks=("ci",)))
    fleet.configure("cache", gates=f"{BUILD}{FORGE}")
    fork = hub.repository("octo/shop", parent=shop)
    pull = made(hub, shop, fork, "fix")
    pull.thread(hub.bot("bugbot"), "fix.py", 1, "y is wrong")
    pane = dashboard(tmux, fleet)
    until(lambda: "cache" in tmux.text(pane), 60)
    with person(tmux, "dash") as somebody:
        somebody.types("3")
        until(lambda: "#1 fix" in tmux.text(pane), 60)
        somebody.types("G", "m")
        until(lambda: re.search(r"candidate \w+ = main", tmux.text(pane)), 60)
        apart()
        somebody.types("m")
        until(lambda: "Run your gates on the code of #1?" in tmux.text(pane))
        somebody.types("Enter")
        until(lambda: "a typed word overrides" in tmux.text(pane), 60)
        apart()
        somebody.types("m")
        until(lambda: re.search(r"type (\w+), enter", tmux.text(pane)), 20)
        word = re.search(r"type (\w+), enter", tmux.text(pane))
        assert word
        assert "bugbot at fix.py:1" in tmux.text(pane)
        apart()
        somebody.types(*word[1])
        apart()
        somebody.types("Enter")
        until(lambda: "the word was typed" in tmux.text(pane), 20)
        apart()
        somebody.types("m")
        until(lambda: pull.state == "MERGED", 60)
        until(lambda: "landed as" in tmux.text(pane), 60)
        somebody.types("6")
        until(lambda: "overridden" in tmux.text(pane), 20)
    until(lambda: git(fleet.repo, "rev-parse", "main") == shop.bare.branch("main"), 30)

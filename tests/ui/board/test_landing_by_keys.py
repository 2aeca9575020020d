"""Landing at a real dashboard in a real tmux: what a person types lands, and nothing else does."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from fleetui.model.approval import APART_S
from fleetui.ports.tmux.clients import lineage
from tests.support.person import Person, person
from tests.support.scratch import Scratch, git
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


class SharedTmux(PrivateTmux):
    """The agents' own server of a scratch fleet, which ends with that fleet."""

    def __init__(self, socket: Path) -> None:
        super().__init__(socket.parent)
        self.socket = str(socket)


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


@pytest.fixture
def shop(tmux: PrivateTmux) -> Iterator[Scratch]:
    """One agent at rest; its fleet ends before the terminal does."""
    made = Scratch()
    try:
        made.configure("cache")
        yield made
    finally:
        made.close()


def dashboard(tmux: PrivateTmux, shop: Scratch, *, prefix: str = "") -> str:
    """The dashboard in a pane of a server that is not the agents', with a branch that may land; the pane."""
    given = " ".join(
        f"{name}={shlex.quote(shop.environment[name])}" for name in ("FLEETUI_HOME", "TMUX_TMPDIR")
    )
    own = f"PYTHONPATH={shlex.quote(str(ROOT))} {given} {prefix}"
    inner = f"exec env -u COLUMNS -u LINES {own} {shlex.quote(sys.executable)} -m fleetui"
    pane = tmux.start(inner, width=140, height=40, name="dash")
    until(lambda: "cache" in tmux.text(pane), 40)
    return pane


def commit(shop: Scratch) -> None:
    """The agent's work, as a commit on its branch."""
    shop.fleetui("start", "cache")
    worktree = next(shop.home.glob("**/worktrees/**/shop.py")).parent
    (worktree / "shop.py").write_text("def price():\n    return 2\n")
    git(worktree, "commit", "-q", "-am", "change the price")


def landed(shop: Scratch) -> bool:
    return git(shop.repo, "log", "-1", "--format=%s", "main") != "start"


def opened(tmux: PrivateTmux, pane: str, somebody: Person) -> None:
    """The facts of the branch are on screen, opened by typed keys."""
    somebody.types("3")
    until(lambda: "may land" in tmux.text(pane), 60)
    somebody.types("m")
    until(lambda: "Land agent/cache" in tmux.text(pane))
    until(lambda: "inside tmux" in tmux.text(pane))  # its terms are there: from now on m counts


def fresh_second() -> None:
    now = int(time.time())
    until(lambda: int(time.time()) > now)


def test_what_a_person_types_lands_and_what_is_sent_does_not(tmux: PrivateTmux, shop: Scratch) -> None:
    pane = dashboard(tmux, shop)
    commit(shop)
    # nobody is attached
    for key in ("3", "m"):
        tmux("send-keys", "-t", pane, key)
        until(lambda: "may land" in tmux.text(pane), 60)
    tmux.shows(pane, "no terminal is attached")
    fresh_second()
    tmux("send-keys", "-t", pane, "m")
    tmux.shows(pane, "not approved")
    tmux("send-keys", "-t", pane, "Escape")
    with person(tmux, "dash") as somebody:
        # somebody opened the facts and reads them; what is sent meanwhile is not typed
        opened(tmux, pane, somebody)
        until(lambda: int(time.time()) > somebody.active + 1)
        tmux("send-keys", "-t", pane, "m")
        tmux.shows(pane, "nobody typed this key")
        tmux.shows(pane, "an approving key for agent/cache came that nobody typed")
        # ... in the very second in which something else is typed
        fresh_second()
        somebody.types("j")
        typed = time.monotonic()
        until(lambda: time.monotonic() > typed + APART_S)
        tmux("send-keys", "-t", pane, "m")
        assert somebody.reads(pane, re.compile("same second|nobody typed|came as one"))
        # ... a burst
        fresh_second()
        somebody.types("mm")
        assert not landed(shop)
        tmux("send-keys", "-t", pane, "Escape")
        until(lambda: "Land agent/cache" not in tmux.text(pane))
        somebody.lands(pane)
    assert landed(shop)


@pytest.mark.skipif(
    any(one.name == "tmux: server" for one in lineage(os.getpid())), reason="this runs inside tmux"
)
def test_in_a_plain_terminal_two_keys_land(shop: Scratch) -> None:
    commit(shop)
    env = {name: value for name, value in shop.environment.items() if name not in ("COLUMNS", "LINES")}
    argv = [sys.executable, "-m", "fleetui"]
    terminal = Terminal(
        argv, {**env, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}, str(ROOT), (140, 40)
    )
    try:
        assert terminal.wait(lambda screen: "cache" in screen.text(), 40)
        terminal.type("3")
        assert terminal.wait(
            lambda screen: "may land" in screen.text() and "terminal  live" in screen.text(), 60
        )
        terminal.type("mmmm")  # a burst opens the facts, and approves nothing
        assert terminal.wait(lambda screen: "Land agent/cache" in screen.text(), 20)
        shown = time.monotonic()
        until(lambda: time.monotonic() > shown + 1)
        assert not landed(shop)
        terminal.type("m")
        until(lambda: landed(shop), 30)
    finally:
        terminal.end()


def test_inside_the_agents_own_server_nothing_lands_whatever_is_pressed(shop: Scratch) -> None:
    commit(shop)
    own = SharedTmux(shop.paths.socket)
    pane = dashboard(own, shop)
    with person(own, "dash") as somebody:
        somebody.types("3")
        until(lambda: "may land" in own.text(pane), 60)
        assert "no approvals here" in own.text(pane)
        somebody.types("m")
        until(lambda: "Start fleetui in a terminal outside it" in " ".join(own.text(pane).split()))
        fresh_second()
        somebody.types("m")
        own.shows(pane, "not approved")
    own("kill-pane", "-t", pane)
    assert not landed(shop)

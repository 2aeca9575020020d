"""Landing at a real dashboard in a real tmux: what a person types lands, and nothing else does."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.person import person
from tests.support.scratch import Scratch, git
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


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
    pane = tmux.start(inner, width=140, height=40)
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


def test_what_a_person_types_lands(tmux: PrivateTmux, shop: Scratch) -> None:
    pane = dashboard(tmux, shop)
    commit(shop)
    with person(tmux) as somebody:
        somebody.lands(pane)
    assert landed(shop)

"""What only a real terminal shows: which keys arrive through tmux, and giving the terminal away and back."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def started(tmux: PrivateTmux, *attach: str) -> str:
    inner = shlex.join([sys.executable, "-m", "tests.ui.standalone", *attach])
    # the test runner's workers carry a size of their own, which would stand for the terminal's
    env = "env -u COLUMNS -u LINES PYTHONPATH=."
    pane = tmux.start(f"cd {shlex.quote(str(ROOT))} && exec {env} {inner}", width=120, height=40)
    until(lambda: "NEXT FOR YOU" in tmux.text(pane), 30)
    return pane


def ticks(tmux: PrivateTmux, pane: str) -> int:
    found = re.search(r"tick (\d+)\.", tmux.text(pane))
    return int(found[1]) if found else 0


def test_the_way_out_of_typing_arrives_through_tmux_and_so_does_what_is_typed(tmux: PrivateTmux) -> None:
    pane = started(tmux)
    tmux("send-keys", "-t", pane, "i")
    tmux.shows(pane, "TYPING TO billing")
    expected = "typed:"
    for key, name in (("y", "y"), ("Enter", "Enter"), ("C-p", "C-p"), ("C-q", "C-q"), ("Escape", "Escape")):
        tmux("send-keys", "-t", pane, key)
        expected += name
        tmux.shows(pane, expected)
    tmux("send-keys", "-t", pane, "C-]")
    tmux.shows(pane, "NEXT FOR YOU")


def test_attach_gives_the_terminal_away_and_takes_it_back_while_the_loop_goes_on(tmux: PrivateTmux) -> None:
    pane = started(tmux, "sh", "-c", 'printf "in the agent, TMUX=<$TMUX>\\n"; read line')
    before = until(lambda: ticks(tmux, pane))
    tmux("send-keys", "-t", pane, "a")
    tmux.shows(pane, "in the agent, TMUX=<>")
    first = tmux.text(pane)
    tmux("send-keys", "-t", pane, "still here")
    tmux.shows(pane, "still here")
    assert "NEXT FOR YOU" not in tmux.text(pane)
    assert first.splitlines()[0] == tmux.text(pane).splitlines()[0]
    tmux("send-keys", "-t", pane, "Enter")
    tmux.shows(pane, "NEXT FOR YOU")
    until(lambda: ticks(tmux, pane) > before + 2)
    tmux("send-keys", "-t", pane, "j")
    tmux("send-keys", "-t", pane, "q", "q")
    until(lambda: "NEXT FOR YOU" not in _text_or_gone(tmux, pane))


def _text_or_gone(tmux: PrivateTmux, pane: str) -> str:
    try:
        return tmux.text(pane)
    except AssertionError:
        return ""

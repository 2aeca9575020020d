"""``fleetui demo`` as an operator starts it: in a real terminal, all that is promised is there, and nothing stays."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fleetui.demo import leftovers
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


class Demo:
    """The dashboard in a pane of a private server."""

    def __init__(self, server: Callable[..., str], temporary: Path, *options: str) -> None:
        self.server, self.temporary = server, temporary
        told = {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), "COLUMNS": "", "LINES": ""}
        variables = [word for pair in told.items() for word in ("-e", "=".join(pair))]
        command = [sys.executable, "-P", "-m", "fleetui", "demo", *options]
        self.id = server("new-window", "-P", "-F", "#{pane_id}", *variables, *command).strip()
        server("resize-window", "-t", self.id, "-x", "220", "-y", "60")
        until(lambda: self.folder, timeout=60)

    @property
    def folder(self) -> Path | None:
        return next(self.temporary.glob("fleetui-demo-*"), None)

    def screen(self) -> str:
        return self.server("capture-pane", "-p", "-S", "-", "-t", self.id)

    def shows(self, *texts: str, within: float = 60) -> None:
        for text in texts:
            try:
                until(
                    lambda text=text: text in self.screen() or self.fact("pane_dead") == "1", timeout=within
                )
                assert text in self.screen(), "the demo is over"
            except AssertionError as error:
                raise AssertionError(f"{text!r} is not on the screen:\n{self.screen()}") from error

    def press(self, *keys: str) -> None:
        self.server("send-keys", "-t", self.id, *keys)

    def fact(self, name: str) -> str:
        return self.server("display-message", "-p", "-t", self.id, f"#{{{name}}}").strip()


@pytest.fixture
def start(server: Callable[..., str]) -> Iterator[Callable[..., Demo]]:
    temporary = Path(
        tempfile.mkdtemp(prefix="ft-", dir=leftovers.place())
    )  # short: sockets are made below it
    yield lambda *options: Demo(server, temporary, *options)
    for left in temporary.glob("fleetui-demo-*"):
        leftovers.remove(left)
    assert not list(temporary.iterdir())
    temporary.rmdir()


def test_it_comes_to_show_all_that_can_wait_for_an_operator(start: Callable[..., Demo]) -> None:
    demo = start("--speed", "2")
    demo.shows("1 needs you", "NEXT FOR YOU", "TO MERGE", "gate red", "unknown")
    demo.shows("asks: alembic upgrade head", "usage limit reached", "exited with 3")
    demo.shows("STUCK", "no new output", within=60)
    demo.shows("held: src/cache/lru.py:17", "reported 30, in the files 25", "contested: README.md", within=60)
    demo.press("3")
    demo.shows("may land", "test fails", "conflict with main: src/quota/limit.py")
    demo.press("1")
    demo.press("q")
    demo.shows("agents")
    demo.press("q")
    until(lambda: demo.fact("pane_dead") == "1", timeout=60)
    assert demo.folder is None
    demo.shows("The demo was in", "removed")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_is_ended_nothing_of_it_is_left(start: Callable[..., Demo], how: signal.Signals) -> None:
    demo = start("--agents", "3")
    demo.shows("1 needs you")
    folder = demo.folder
    assert folder is not None
    before = list(leftovers.members(folder))
    assert len(before) >= 4  # three agents and their tmux
    os.kill(int(demo.fact("pane_pid")), how)
    until(lambda: not folder.exists(), timeout=60)
    assert not list(leftovers.members(folder))


def test_what_it_keeps_can_be_looked_at(start: Callable[..., Demo]) -> None:
    demo = start("--agents", "1", "--keep")
    demo.shows("1 needs you")
    os.kill(int(demo.fact("pane_pid")), signal.SIGTERM)
    until(lambda: demo.fact("pane_dead") == "1", timeout=60)
    folder = demo.folder
    assert folder is not None
    assert (folder / "home" / "state" / "journal.db").exists()
    assert not list(leftovers.members(folder))

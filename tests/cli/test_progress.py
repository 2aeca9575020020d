"""Whoever waits is told for what, in a row that is gone before anything else is drawn."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from fleetui import __main__ as program
from fleetui.cli import progress
from fleetui.cli.progress import Progress
from fleetui.cli.wiring import DemoOptions
from fleetui.demo import fleet
from tests.support.waiting import until


class Terminal(io.StringIO):
    """Standard error, as a terminal."""

    def isatty(self) -> bool:
        return True

    def says(self, text: str) -> Callable[..., None]:
        """What ends once this is said."""
        return lambda *_: until(lambda: text in self.getvalue())

    @property
    def row(self) -> str:
        """What stands in the row at last."""
        return self.getvalue().rpartition("\x1b[K")[2].rpartition("\r")[2]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=made))  # pytest takes sys.stderr back
    return made


def test_what_takes_long_is_said_every_second_and_the_row_is_gone_at_the_end(terminal: Terminal) -> None:
    with Progress("waiting for nothing") as shown:
        terminal.says("waiting for nothing ... 2 s")()
        shown.end()
        assert terminal.row == ""
    assert terminal.getvalue().count("\x1b[K") == 1


def test_what_is_quick_is_not_worth_a_word(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST_S", 60.0)
    with Progress("nothing"):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_written_to_what_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("nothing") as shown:
        assert not shown._clock.is_alive()
    assert capsys.readouterr().err == ""


def test_a_dashboard_that_opens_slowly_says_so(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_import_ahead", terminal.says("opening the dashboard ..."))

    def drawn(*_: object, **__: object) -> int:
        return 0

    monkeypatch.setattr(program, "_dashboard", drawn)
    assert program.dashboard() == 0
    assert terminal.row == ""


def test_a_demo_says_what_it_does_before_and_after_its_dashboard(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def laid_out(_: object) -> SimpleNamespace:
        terminal.says("laying out the demo ...")()
        return SimpleNamespace(environment={}, config="", commands=(), close=gone)

    def gone() -> str:
        terminal.says("stopping the demo's agents ...")()
        return "It is gone."

    def drawn(*_: object, **__: object) -> int:
        assert terminal.row == ""
        return 0

    monkeypatch.setattr(fleet, "prepare", laid_out)
    monkeypatch.setattr(program, "dashboard", drawn)
    monkeypatch.delenv("TMUX", raising=False)
    assert program.demo(DemoOptions()) == 0
    assert terminal.row == ""
    assert capsys.readouterr().out == "It is gone.\n"

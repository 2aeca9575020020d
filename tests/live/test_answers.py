"""One answer for several real agents that show the same dialog: given by a key of the dashboard, seen on the disk."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.live.fleet import ROOT, LiveFleet
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

NAMES = ("ada", "bob", "eve")


@pytest.mark.live("all")
@pytest.mark.parametrize("cli", ["claude", "codex", "gemini", "qwen", "opencode"])
def test_one_answer_reaches_all_who_still_ask_the_same(fleet: LiveFleet, cli: str) -> None:
    answered_together(fleet, cli)


def answered_together(fleet: LiveFleet, cli: str) -> None:
    """Three ask the same; one is answered by hand meanwhile and is left alone. Then two are told no."""
    for name in NAMES:
        fleet.verb("add", name, "--project", "shop", "--profile", cli)
    for name in NAMES:
        fleet.until(name, phase="idle")
        fleet.queue(name, "shell:touch made")
    for name in NAMES:
        fleet.until(name, phase="asking")
    folders = [Path(fleet.agent(name)["worktree"]) for name in NAMES]
    assert not any((folder / "made").exists() for folder in folders)
    with private_tmux() as terminal:
        pane = _dashboard(fleet, terminal)
        terminal("send-keys", "-t", pane, "*")
        _opened(terminal, pane, len(NAMES))
        fleet.press("eve", "Enter")
        until(
            lambda: (folders[2] / "made").exists() and fleet.agent("eve")["phase"] != "asking", 30, every=0.3
        )
        terminal("send-keys", "-t", pane, "1")
        until(lambda: "eve: it no longer asks" in terminal.text(pane), 20)
        until(lambda: all((folder / "made").exists() for folder in folders), 30)
        for name in NAMES:
            fleet.until(name, phase="idle")
        _told_no(fleet, terminal, pane)
    assert not any((folder / "never").exists() for folder in folders)


def _told_no(fleet: LiveFleet, terminal: PrivateTmux, pane: str) -> None:
    """The last choice is away from the bar: it is brought there first."""
    for name in NAMES[:2]:
        fleet.queue(name, "shell:touch never")
    choices = [len(fleet.until(name, phase="asking")["question"]["choices"]) for name in NAMES[:2]]
    _opened(terminal, pane, len(choices))
    terminal("send-keys", "-t", pane, str(choices[0]))
    for name in NAMES[:2]:
        fleet.until(name, phase="idle")


def _opened(terminal: PrivateTmux, pane: str, agents: int) -> None:
    """The dialog for so many; a dashboard that has just become the owner may not have looked at all of them yet."""
    title = f"Answer {agents} agents that ask the same"

    def opened() -> bool:
        terminal("send-keys", "-t", pane, "I")
        try:
            return until(lambda: title in terminal.text(pane), 3)
        except AssertionError:
            terminal("send-keys", "-t", pane, "Escape")
            return False

    try:
        until(opened, 30)
    except AssertionError as error:
        raise AssertionError(f"{title!r} is not on:\n{terminal.text(pane)}") from error


def _dashboard(fleet: LiveFleet, terminal: PrivateTmux) -> str:
    given = [f"{name}={value}" for name, value in fleet.environment().items()]
    program = ["env", "-u", "COLUMNS", "-u", "LINES", "-u", "TMUX", *given, sys.executable, "-m", "fleetui"]
    start = f"cd {shlex.quote(str(ROOT))} && exec {shlex.join(program)}"
    pane = terminal.start(start, width=140, height=40)
    until(lambda: "NEXT FOR YOU" in terminal.text(pane) and "eve" in terminal.text(pane), 30)
    return pane

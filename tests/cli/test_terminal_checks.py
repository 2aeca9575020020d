"""doctor says what a terminal and the tmux around it let through, and the line that changes it; asked of real ones."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.terminal import Terminal
from fleetui.cli.setup.terminal import OuterTmux, colours, terminal, tmux_checks, tmux_colours
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
TRUE = {"COLORTERM": "truecolor", "TERM": "tmux-256color", "TMUX": "x"}


def around(**other: Any) -> OuterTmux:
    given = {
        "term": "xterm-256color", "features": frozenset({"256", "RGB"}), "utf8": True, "focus_events": "on",
        "set_clipboard": "on", "passthrough": "on",
    }  # fmt: skip
    return OuterTmux(**{**given, **other})


@pytest.mark.parametrize("clipboard", ["on", "external"])
def test_a_tmux_that_lets_all_through_is_fine(clipboard: str) -> None:
    found = list(tmux_checks(TRUE, around(set_clipboard=clipboard)))
    assert {check.level for check in found} == {"ok"}
    assert not [check for check in found if check.fix]


@pytest.mark.parametrize(
    ("changed", "name", "level", "line"),
    [
        (
            {"features": frozenset({"256"})},
            "colours",
            "warn",
            'set -as terminal-features ",xterm-256color:RGB"',
        ),
        ({"focus_events": "off"}, "focus", "warn", "set -s focus-events on"),
        ({"set_clipboard": "off"}, "clipboard", "warn", "set -s set-clipboard on"),
        ({"passthrough": "off"}, "alerts", "ok", "set -g allow-passthrough on"),
        ({"escape_time": "500"}, "escape", "warn", "set -s escape-time 20"),
        ({"utf8": False}, "signs", "warn", "tmux -u"),
        ({"term": ""}, "outside", "warn", "in the window you look at"),
    ],
)
def test_what_does_not_come_through_is_named_with_the_line_that_changes_it(
    changed: dict[str, Any], name: str, level: str, line: str
) -> None:
    found = {check.name: check for check in tmux_checks(TRUE, around(**changed))}
    assert found[name].level == level
    assert line in found[name].fix


@pytest.mark.parametrize("override", ["xterm*:Tc", "*256col*:RGB:smxx=1", "xterm-256color:Tc"])
def test_the_older_way_to_grant_true_colour_counts(override: str) -> None:
    plain = around(features=frozenset({"256"}), overrides=("screen*:Tc", override))
    assert tmux_colours(TRUE, plain).level == "ok"


def test_a_dashboard_that_sends_256_colours_into_tmux_is_told_apart() -> None:
    found = tmux_colours({"TERM": "tmux-256color"}, around())
    assert found.level == "warn"
    assert 'set-environment -g COLORTERM "truecolor"' in found.fix
    assert "terminal-features" not in found.fix


def test_without_tmux_the_environment_decides() -> None:
    assert colours({"COLORTERM": "24bit"}).level == "ok"
    assert colours({"TERM": "xterm-256color"}).level == "warn"
    assert colours({"NO_COLOR": "1"}).level == "ok"
    assert terminal({"TERM": "xterm-256color", "TMUX": "x"}).level == "warn"


# ---------------------------------------------------------------- with real ones


@pytest.fixture
def inner() -> Iterator[PrivateTmux]:
    """The tmux around the dashboard."""
    with private_tmux() as server:
        yield server


@contextmanager
def attached(inner: PrivateTmux, *, width: int = 120) -> Iterator[None]:
    """A terminal that is attached and says nothing of itself but its TERM."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("TMUX", "COLORTERM"))}
    argv = ["tmux", "-u", "-S", inner.socket, "attach"]
    terminal = Terminal(argv, {**env, "TERM": "xterm-256color"}, inner.socket[: -len("/s")], (width, 40))
    try:
        until(inner.clients)
        yield
    finally:
        terminal.end()


def doctor(
    inner: PrivateTmux, pane: str, path: Path, *, colorterm: str = "truecolor"
) -> dict[str, dict[str, str]]:
    """What doctor says in that pane, by name."""
    path.unlink(missing_ok=True)
    env = f"env FLEETUI_HOME={shlex.quote(str(path.parent))} PYTHONPATH={shlex.quote(str(ROOT))} COLORTERM={colorterm}"
    run = f"{env} {shlex.quote(sys.executable)} -m fleetui doctor --json >{path}.part; mv {path}.part {path}"
    inner.send(pane, run)
    until(path.exists, 40)
    return {check["name"]: check for check in json.loads(path.read_text())["checks"]}


def test_inside_a_real_tmux_each_line_changes_what_it_says(inner: PrivateTmux, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    pane = inner.start("exec sh", width=120, height=40)
    inner("set-option", "-s", "set-clipboard", "off")
    with attached(inner):
        found = doctor(inner, pane, tmp_path / "said")
    assert [found[name]["level"] for name in ("colours", "focus", "clipboard")] == ["warn"] * 3
    assert "the fleet as a grid" in found["size"]["text"]
    assert "an attached terminal typed it (send-keys does not)" in found["approvals"]["text"]
    inner("set-option", "-as", "terminal-features", ",xterm-256color:RGB")
    inner("set-option", "-s", "focus-events", "on")
    inner("set-option", "-s", "set-clipboard", "on")
    inner("set-option", "-g", "allow-passthrough", "on")
    until(lambda: not inner.clients())
    with attached(inner, width=90):
        until(lambda: inner.show(pane, "#{pane_width}") == "90")
        found = doctor(inner, pane, tmp_path / "said")
        names = ("colours", "focus", "clipboard", "alerts", "signs")
        assert [(found[name]["level"], found[name]["fix"]) for name in names] == [("ok", "")] * 5
        assert "the fleet as a list" in found["size"]["text"]
        assert "256" in doctor(inner, pane, tmp_path / "said", colorterm="")["colours"]["text"]


def test_a_tmux_nobody_looks_at_is_said(inner: PrivateTmux, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    pane = inner.start("exec sh")
    assert doctor(inner, pane, tmp_path / "said")["outside"]["level"] == "warn"

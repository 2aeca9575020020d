"""What the measurements rest on: the small terminal, percentiles, and the word beside a figure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.cpu import clock_s, tree
from benchmarks.goals import Line
from benchmarks.latency import summary
from benchmarks.screen import Screen
from benchmarks.terminal import Terminal
from fleetui.model.sgr import Style


def test_a_cell_is_the_same_whatever_way_its_style_was_said() -> None:
    whole, changes = Screen(6, 1), Screen(6, 1)
    whole.feed("\x1b[1;31;44ma\x1b[0m\x1b[44m b\x1b[0m")
    changes.feed("\x1b[44m\x1b[31m\x1b[1ma \x1b[22;39mb")
    assert whole.rows == changes.rows


def test_the_small_terminal_places_text_styles_and_wide_characters() -> None:
    screen = Screen(12, 3)
    screen.feed("\x1b[2;3Hab\x1b[1;31mc\x1b[0md\x1b[3;1H日本x\x1b[?25l\x1b]0;title\x07\x1b[1;1Hz\x1b[")
    screen.feed("1;5Hy")
    assert screen.row(0).rstrip() == "z   y"
    assert screen.row(1).rstrip() == "  abcd"
    assert screen.row(2).rstrip() == "日本x"
    assert screen.rows[1][4] == ("c", Style(fg=1, bold=True))
    assert screen.rows[1][5] == ("d", Style())


def test_a_figure_is_ok_at_its_aim_and_short_beyond_it() -> None:
    assert Line("G", "w", 1.0, aim=1.0).word == "ok"
    assert Line("G", "w", 1.1, aim=1.0).word == "short"
    assert Line("G", "w", 0.9, aim=1.0, least=True).word == "short"
    assert Line("G", "w", 0.9).word == ""


def test_percentiles_come_from_the_ordered_times() -> None:
    found = summary([float(n) for n in range(100, 0, -1)])
    assert (found.median, found.p95, found.p99, found.longest) == (50.5, 96.0, 100.0, 100.0)


def test_a_program_in_a_terminal_is_typed_to_and_its_cpu_time_is_read_from_outside(tmp_path: Path) -> None:
    program = "import sys; sum(range(3_000_000)); print('ready'); print('got', input())"
    terminal = Terminal([sys.executable, "-u", "-c", program], dict(os.environ), str(tmp_path), (40, 5))
    try:
        assert terminal.wait(lambda screen: "ready" in screen.text(), 20)
        assert 0.01 < clock_s(terminal.pid) < 20
        assert tree(os.getpid()).count(terminal.pid) == 1
        typed = terminal.type("hello\r")
        shown = terminal.wait(lambda screen: "got hello" in screen.text(), 20)
        assert shown
        assert shown > typed
    finally:
        terminal.end()
    assert not terminal.alive


def test_the_parts_are_listed() -> None:
    root = Path(__file__).parents[1]
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"], cwd=root, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0
    assert "yardstick" in said.stdout

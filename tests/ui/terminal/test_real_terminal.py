"""What only a real terminal shows: which keys arrive through tmux, and giving the terminal away and back."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pictures import Cell, seen
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def started(tmux: PrivateTmux, *attach: str, size: tuple[int, int] = (120, 40), **own: str) -> str:
    inner = shlex.join([sys.executable, "-m", "tests.ui.standalone", *attach])
    # the test runner's workers carry a size of their own, which would stand for the terminal's
    own = {"PYTHONPATH": ".", **own}
    env = "env -u COLUMNS -u LINES " + " ".join(f"{name}={shlex.quote(value)}" for name, value in own.items())
    pane = tmux.start(f"cd {shlex.quote(str(ROOT))} && exec {env} {inner}", width=size[0], height=size[1])
    until(lambda: "NEXT FOR YOU" in tmux.text(pane), 30)
    return pane


def picture(tmux: PrivateTmux, pane: str) -> list[list[Cell]]:
    return seen(tmux("capture-pane", "-epN", "-t", pane))


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


def test_nothing_stale_is_left_of_panes_that_changed(tmux: PrivateTmux) -> None:
    pane = started(tmux, size=(220, 60), FLEET_AGENTS="18", FLEET_CHURN="60")
    tmux.shows(pane, "at rest now")
    tmux("send-keys", "-t", pane, "j", "l", "Space")
    tmux.shows(pane, "✚")
    before = picture(tmux, pane)
    tmux("resize-window", "-t", pane, "-x", "180", "-y", "50")
    until(lambda: tmux.text(pane).count("\n") < 50 and picture(tmux, pane) != before)
    tmux("resize-window", "-t", pane, "-x", "220", "-y", "60")
    until(lambda: picture(tmux, pane) == before)  # all of it was drawn anew


def test_a_dialog_that_changes_together_with_what_lies_behind_it_is_drawn(tmux: PrivateTmux) -> None:
    pane = started(tmux)
    for keys in ("/", "state:w"):
        tmux("send-keys", "-l", "-t", pane, keys)
        until(lambda: "tab complete" in tmux.text(pane), 10)
    until(lambda: tmux.text(pane).count("10 of 12") == 2, 10)
    tmux("send-keys", "-t", pane, "Tab")
    until(lambda: "state:working   6 of 12" in tmux.text(pane), 10)
    until(lambda: tmux.text(pane).count("6 of 12") == 2 and "!not" in tmux.text(pane), 5)
    assert "10 of 12" not in tmux.text(pane)


def program(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o700)
    return str(path)


def test_a_shell_stands_in_the_worktree_while_deliveries_wait_and_ctrl_c_is_its_own(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    worktree = tmp_path / "worktree"
    worktree.mkdir()
    own = program(tmp_path, "sh", "exec /bin/sh -i")
    pane = started(tmux, SHELL=own, FLEET_WORKTREE=str(worktree), ENV="", PS1="ready> ")
    until(lambda: "deliveries free 0" in tmux.text(pane))
    before = ticks(tmux, pane)
    tmux("send-keys", "-t", pane, "s")
    tmux.shows(pane, "ready>")
    assert "its follow-ups wait" in tmux.text(pane).replace("\n", "")  # a long path folds it
    tmux("send-keys", "-t", pane, "pwd -P; touch made; sleep 60", "Enter")
    tmux.shows(pane, str(worktree.resolve())[-20:])
    until((worktree / "made").exists)
    # before it is in front, ctrl+c would be for the shell alone, which waits for it
    until(lambda: tmux("display-message", "-p", "-t", pane, "#{pane_current_command}").strip() == "sleep")
    tmux("send-keys", "-t", pane, "C-c")
    tmux("send-keys", "-t", pane, "echo st''ill here", "Enter")
    tmux.shows(pane, "still here")
    tmux("send-keys", "-t", pane, "exit", "Enter")
    tmux.shows(pane, "NEXT FOR YOU")
    until(lambda: "deliveries free 2" in tmux.text(pane))
    assert ticks(tmux, pane) > before


def test_the_worktree_opens_in_the_operators_editor(tmux: PrivateTmux, tmp_path: Path) -> None:
    worktree = tmp_path / "worktree"
    worktree.mkdir()
    program(worktree, "ed", "echo from the worktree", "read line")
    own = program(tmp_path, "ed", 'echo "in $(basename $PWD) with: $*"', "read line", "kill -INT $PPID")
    pane = started(tmux, VISUAL=f"{own} '-a b'", FLEET_WORKTREE=str(worktree))
    until(lambda: ticks(tmux, pane))
    tmux("send-keys", "-t", pane, "e")
    tmux.shows(pane, "in worktree with: -a b .")
    tmux("send-keys", "-t", pane, "Enter")
    tmux.shows(pane, "NEXT FOR YOU")


def test_a_follow_up_is_written_on_in_the_operators_editor_in_a_file_of_ones_own(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    own = program(tmp_path, "ed", 'stat -c "%a" "$1" > ' + str(tmp_path / "mode"), 'echo " and more" >> "$1"')
    pane = started(tmux, EDITOR=own, VISUAL="", TMPDIR=str(tmp_path))
    tmux("send-keys", "-t", pane, "f")
    tmux.shows(pane, "Follow-up for")
    tmux("send-keys", "-t", pane, "begun here")
    tmux.shows(pane, "begun here")
    tmux("send-keys", "-t", pane, "C-g")
    tmux.shows(pane, "begun here and more")
    assert (tmp_path / "mode").read_text() == "600\n"
    until(lambda: not list(tmp_path.glob("fleetui-*")))


def test_without_an_editor_the_text_stays_and_one_is_told_what_to_set(tmux: PrivateTmux) -> None:
    pane = started(tmux, EDITOR="", VISUAL="")
    tmux("send-keys", "-t", pane, "f")
    tmux.shows(pane, "Follow-up for")
    tmux("send-keys", "-t", pane, "kept", "C-g")
    tmux.shows(pane, "no editor is set")
    tmux.shows(pane, "kept")


def _text_or_gone(tmux: PrivateTmux, pane: str) -> str:
    try:
        return tmux.text(pane)
    except AssertionError:
        return ""

"""The process table looked at again: as true as one that is read whole, for less."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import below_pane
from fleetui.ports.processes.table import Table
from tests.support.waiting import until

STARTS = """
import subprocess, sys
for line in sys.stdin:
    subprocess.Popen(["sleep", "100"])
    print("started", flush=True)
"""


@pytest.fixture
def shell() -> Iterator[subprocess.Popen[str]]:
    """A process that starts another one for each line it is given."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", STARTS], stdin=pipe, stdout=pipe, text=True) as made:
        yield made
        for child in below_pane(proc.table(), pane_of(made))[::-1]:
            os.kill(child.pid, signal.SIGKILL)


def pane_of(process: subprocess.Popen[str]) -> PaneRef:
    return PaneRef(ServerId("/nowhere", 1, 1), "%0", process.pid, proc.start_ticks(process.pid))


def start_one(shell: subprocess.Popen[str]) -> None:
    assert shell.stdin
    assert shell.stdout
    shell.stdin.write("\n")
    shell.stdin.flush()
    assert shell.stdout.readline() == "started\n"


def test_who_was_started_below_a_pane_is_found_and_who_ended_is_not(shell: subprocess.Popen[str]) -> None:
    table, pane = Table(), pane_of(shell)
    assert [one.pid for one in below_pane(table.now([pane]), pane)] == [shell.pid]
    start_one(shell)
    _, child = below_pane(table.now([pane]), pane)
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: len(below_pane(table.now([pane]), pane)) == 1)


def test_those_below_a_pane_are_as_they_are_now(shell: subprocess.Popen[str]) -> None:
    table, pane = Table(), pane_of(shell)
    start_one(shell)
    _, child = below_pane(table.now([pane]), pane)
    os.kill(child.pid, signal.SIGSTOP)
    until(lambda: below_pane(table.now([pane]), pane)[1].state == "T")


def test_of_all_others_only_those_that_are_new_are_read(
    shell: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, pane = Table(), pane_of(shell)
    start_one(shell)
    known = set(table.now([pane]))
    read: list[int] = []
    real = proc.stat

    def stat(pid: int) -> proc.Stat | None:
        read.append(pid)
        return real(pid)

    monkeypatch.setattr(proc, "stat", stat)
    below = {one.pid for one in below_pane(table.now([pane]), pane)}
    assert set(read) & known == below


def test_everything_is_read_again_once_the_numbers_begin_anew(
    shell: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, pane = Table(), pane_of(shell)
    newest = iter([30_000, 12])
    monkeypatch.setattr(proc, "newest_pid", newest.__next__)
    before = table.now([pane])
    whole = proc.ProcessTable(before)
    monkeypatch.setattr(proc, "table", lambda: whole)
    assert table.now([pane]) is whole


def test_a_pass_that_was_about_other_panes_does_not_stand_for_the_present(
    shell: subprocess.Popen[str],
) -> None:
    table, pane = Table(), pane_of(shell)
    other = PaneRef(pane.server, "%1", os.getppid(), 0)
    first = table.now([other])
    second = table.recent([pane])
    assert second is not first
    assert table.recent([pane, other]) is second

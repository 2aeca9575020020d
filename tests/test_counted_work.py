"""How much is done for a changed frame and for an idle look, counted: a machine's speed has no say in it.

``counted_work.toml`` keeps the numbers. More than that is a failure; less is kept by writing the new number down.
"""

from __future__ import annotations

import asyncio
import json
import os
import selectors
import subprocess
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen import reading
from fleetui.engine.link import AskCandidateDiff
from fleetui.engine.observe.tick import Observer
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.screen import Frame, LineCache, parse_frame
from fleetui.ports.processes import agent, proc
from fleetui.ports.processes.port import Processes
from fleetui.ports.tail import Tail
from fleetui.ports.tmux import Tmux, control
from fleetui.ports.tmux import observe as observing
from fleetui.ui.diff import contents, painter, syntax
from fleetui.ui.diff import view as diff_view
from fleetui.ui.draw import strips
from tests.support.fleets import fleet
from tests.support.scratch import Live, Scratch
from tests.support.screens import running
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until_async

HERE = Path(__file__).parent
KEPT = tomllib.loads((HERE / "counted_work.toml").read_text("utf-8"))
FRAMES = 20
SCREEN = HERE / "captures/claude/working-queued-120x40-2.1.332.screen"


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, **parts: tuple[object, str]) -> Iterator[Counter[str]]:
    """Count the calls of a function or method by name, while it goes on working."""
    found: Counter[str] = Counter()
    with monkeypatch.context() as patch:
        for name, (owner, attribute) in parts.items():
            patch.setattr(owner, attribute, _counting(found, name, getattr(owner, attribute)))
        yield found


def _counting(found: Counter[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **more: Any) -> Any:
        found[name] += 1
        return real(*given, **more)

    return call


HUNDRED_FILES = "".join(
    f"diff --git a/src/m{n}.py b/src/m{n}.py\n--- a/src/m{n}.py\n+++ b/src/m{n}.py\n@@ -1,30 +1,40 @@\n"
    + "".join(
        f"     x = {k}\n-    y = {k}\n-    same = {k}\n+    y = {k} + 1\n+    z = {k}\n+    same = 1\n"
        for k in range(10)
    )
    for n in range(100)
)
"""5,000 changed lines."""


async def test_a_long_difference_is_opened_and_scrolled_with_the_work_of_what_is_in_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(fleet(12), (120, 40)) as run:
        run.link.answers[AskCandidateDiff] = HUNDRED_FILES
        parts = {
            "rows_drawn": (painter.Painter, "strip"),
            "lines_compared": (contents, "differing_words"),
            "chunks_coloured": (syntax, "_stretches"),
            "texts_read": (diff_view, "read_difference"),
        }
        with counted(monkeypatch, **parts) as found:
            await run.press("3", "d")
            await until_async(lambda: run.text.count("src/m0.py") == 1 and "z = 3" in run.text)
        holds("opened difference", found, 2)  # below the board, and in the screen of the branch
        with counted(monkeypatch, **parts) as found:
            for _ in range(FRAMES):
                await run.press("pagedown")
        holds("page of a difference", found, FRAMES)
        with counted(monkeypatch, **parts) as found:
            for number in range(FRAMES):
                first, *others = run.link.view.agents
                await run.show(
                    replace(run.link.view, agents=(replace(first, doing=f"step {number}"), *others))
                )
        holds("view of a fleet beside a difference", found, FRAMES)


def spinning(number: int) -> str:
    """The screen of an agent at work, of which one row of its answer and its spinner go on."""
    rows = SCREEN.read_text("utf-8").split("\n")
    rows[-8] = f"a row of its answer, {number}"
    rows[-7] = f"✻ Percolating… ({number}s · ↑ {number} tokens)"
    return "\n".join(rows)


def frame(number: int, cache: LineCache) -> Frame:
    return parse_frame(
        spinning(number), width=120, height=40, cursor=(2, 37), title="✳ Claude Code", cache=cache
    )


def holds(case: str, found: Counter[str], units: int) -> None:
    """No more than is kept, per unit; and not so much less that the kept number guards nothing."""
    for name, most in KEPT[case].items():
        each = found[name] / units
        assert each <= most, f"{case}: {name} {each:g}, kept {most:g}"
        assert each >= most * 0.75 - 1, f"{case}: {name} is {each:g} now: write it into counted_work.toml"


def test_a_changed_frame_is_parsed_and_read_with_no_more_work(monkeypatch: pytest.MonkeyPatch) -> None:
    profile, cache = load_profiles()["claude"], LineCache()
    reading.read(profile, frame(0, cache))
    parts = {"rows_parsed": (LineCache, "_parsed"), "rules_tried": (reading, "miss")}
    with counted(monkeypatch, **parts) as found:
        for number in range(1, FRAMES + 1):
            reading.read(profile, frame(number, cache))
    holds("changed frame", found, FRAMES)


async def test_a_changed_frame_is_drawn_with_no_more_work(monkeypatch: pytest.MonkeyPatch) -> None:
    view, cache = fleet(12), LineCache()
    async with running(view, (120, 40)) as run:

        async def show(number: int) -> None:
            changed = replace(view.agents[1], frame=frame(number, cache))
            await run.show(replace(view, agents=(view.agents[0], changed, *view.agents[2:])))

        await show(0)
        parts = {"pane_strips": (strips.Ink, "_made"), "rows_composed": (strips, "_composed")}
        with counted(monkeypatch, **parts) as found:
            for number in range(1, FRAMES + 1):
                await show(number)
    holds("drawn frame", found, FRAMES)


async def test_an_idle_look_at_tmux_asks_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with private_tmux() as tmux:
        port = Tmux(str(tmux.folder / "other"), str(tmp_path))
        try:
            await looked_at(monkeypatch, tmux, port)
        finally:
            await port.disconnect()


async def looked_at(monkeypatch: pytest.MonkeyPatch, tmux: PrivateTmux, port: Tmux) -> None:
    panes = frozenset([tmux.start(), *(tmux.window() for _ in range(5))])
    await quiet(monkeypatch, tmux, port, panes)
    asked: list[int] = []
    real = control.Control.ask

    async def ask(self: control.Control, commands: Any, **more: Any) -> Any:
        asked.append(len(commands))
        return await real(self, commands, **more)

    monkeypatch.setattr(control.Control, "ask", ask)
    with read_from_tmux(monkeypatch) as read:
        for _ in range(FRAMES):
            await port.observe(tmux.socket, panes)
    holds(
        "idle look", Counter(batches=len(asked), commands=sum(asked), bytes_read=read["bytes_read"]), FRAMES
    )


async def quiet(
    monkeypatch: pytest.MonkeyPatch, tmux: PrivateTmux, port: Tmux, panes: frozenset[str]
) -> None:
    """Look until all that the panes printed is seen, with everything rare put off."""
    monkeypatch.setattr(observing, "SWEEP_S", 3600.0)
    monkeypatch.setattr(observing, "LIST_RESTING_S", 3600.0)
    await port.observe(tmux.socket, panes)
    began = time.time()
    await until_async(lambda: time.time() > began + 2.1)  # tmux tells the second of a pane's last output
    for _ in range(3):  # once silent, a pane is captured whole a last time
        await port.observe(tmux.socket, panes)


@contextmanager
def read_from_tmux(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the bytes that a tmux server answers."""
    found: Counter[str] = Counter()
    real = control._Output.data_received

    def data_received(self: control._Output, data: bytes) -> None:
        found["bytes_read"] += len(data)
        real(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(control._Output, "data_received", data_received)
        yield found


REDRAWN = """
import sys
for number in range(30):
    print(f"row {number} of an answer, as wide as such rows are and in more than one colour")
for line in sys.stdin:
    print(f"\\x1b[35;1H\\x1b[36m* working {line.strip()}\\x1b[0m\\x1b[36;1H", end="")
"""


async def test_a_row_that_changes_is_read_from_tmux_in_no_more_bytes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with private_tmux() as tmux:
        port = Tmux(str(tmux.folder / "other"), str(tmp_path))
        try:
            tmux.start()
            pane = tmux.python(REDRAWN, name="redrawn")
            tmux("resize-window", "-t", pane, "-x", "120", "-y", "40")
            tmux.shows(pane, "row 29")
            await quiet(monkeypatch, tmux, port, frozenset([pane]))
            with read_from_tmux(monkeypatch) as read:
                for number in range(FRAMES):
                    tmux.send(pane, f"{number}")
                    tmux.shows(pane, f"* working {number}")
                    await port.observe(tmux.socket, frozenset([pane]))
            holds("changed row", read, FRAMES)
        finally:
            await port.disconnect()


def test_what_is_new_in_a_session_file_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record = json.dumps({"type": "assistant", "text": "x" * 400}).encode() + b"\n"
    file = tmp_path / "session.jsonl"
    file.write_bytes(record * 1000)
    followed = Tail(str(file))
    assert followed.read()
    read: Counter[str] = Counter()
    real = os.pread

    def pread(descriptor: int, length: int, place: int) -> bytes:
        data = real(descriptor, length, place)
        read["bytes_read"] += len(data)
        return data

    monkeypatch.setattr(os, "pread", pread)
    for _ in range(FRAMES):
        with file.open("ab") as end:
            end.write(record)
        assert len(followed.read()) == 1
        assert followed.read() == []
    holds("new byte of a session file", read, FRAMES * len(record))


async def test_the_processes_of_agents_are_looked_at_without_those_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agents = [subprocess.Popen(["sleep", "100"]) for _ in range(6)]
    try:
        server, pids = ServerId("/nowhere", 2**22 - 1, 1), {one.pid for one in agents}
        panes = {str(pid): PaneRef(server, "%0", pid, proc.start_ticks(pid)) for pid in pids}
        looks, found, there = Processes(), Counter[str](), proc.table().keys()
        real = proc.stat

        def stat(pid: int) -> proc.Stat | None:
            found["stats_read"] += pid in pids
            found["strangers_read"] += pid in there and pid not in pids
            return real(pid)

        await looks.sample(panes)
        monkeypatch.setattr(proc, "stat", stat)
        with counted(monkeypatch, command_lines=(agent, "command_line")) as lines:
            for _ in range(FRAMES):
                await looks.sample(panes)
                await looks.agents_of(panes, dict.fromkeys(panes, ("sleep",)))
        holds("look at an agent's processes", found + lines, FRAMES * len(pids))
    finally:
        for one in agents:
            one.kill()
            one.wait()


async def test_a_fleet_at_rest_wakes_up_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch()
    try:
        scratch.configure("one", "two")
        async with scratch.engine() as live:
            await live.started("one", "two")
            await looks(monkeypatch, live, 4 * FRAMES)  # what a start leaves to do ends
            with wakes(monkeypatch) as found:
                await looks(monkeypatch, live, 2 * FRAMES)
            holds("look of a fleet at rest", found, 2 * FRAMES)
    finally:
        scratch.close()


async def looks(monkeypatch: pytest.MonkeyPatch, live: Live, number: int) -> None:
    """Wait for so many ticks of the engine, without waking for anything else."""
    left, done = number, asyncio.Event()
    real = Observer.tick

    async def tick(self: Observer, **more: Any) -> None:
        nonlocal left
        await real(self, **more)
        left -= 1
        if not left:
            done.set()

    with monkeypatch.context() as patch:
        patch.setattr(Observer, "tick", tick)
        await done.wait()


@contextmanager
def wakes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count how often the event loop goes to sleep, and so wakes."""
    found: Counter[str] = Counter()
    real = selectors.DefaultSelector.select

    def select(self: selectors.BaseSelector, timeout: float | None = None) -> Any:
        found["wake_ups"] += timeout != 0
        return real(self, timeout)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(selectors.DefaultSelector, "select", select)
        yield found

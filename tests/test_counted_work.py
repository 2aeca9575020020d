"""How much is done for a changed frame and for an idle look, counted: a machine's speed has no say in it.

``counted_work.toml`` keeps the numbers. More than that is a failure; less is kept by writing the new number down.
"""

from __future__ import annotations

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
from fleetui.model.screen import Frame, LineCache, parse_frame
from fleetui.ports.tmux import Tmux, control
from fleetui.ports.tmux import observe as observing
from fleetui.ui.draw import strips
from tests.support.fleets import fleet
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
    monkeypatch.setattr(observing, "SWEEP_S", 3600.0)
    monkeypatch.setattr(observing, "LIST_RESTING_S", 3600.0)
    await port.observe(tmux.socket, panes)
    began = time.time()
    await until_async(lambda: time.time() > began + 2.1)  # tmux tells the second of a pane's last output
    for _ in range(3):  # once silent, a pane is captured whole a last time
        await port.observe(tmux.socket, panes)
    asked: list[int] = []
    real = control.Control.ask

    async def ask(self: control.Control, commands: Any, **more: Any) -> Any:
        asked.append(len(commands))
        return await real(self, commands, **more)

    monkeypatch.setattr(control.Control, "ask", ask)
    for _ in range(FRAMES):
        await port.observe(tmux.socket, panes)
    holds("idle look", Counter(batches=len(asked), commands=sum(asked)), FRAMES)

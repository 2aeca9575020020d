"""Starting what is measured: the dashboard on a fleet of adopted panes, or the naive build."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import AgentServer, end_server
from benchmarks.terminal import Terminal
from fleetui.model.events import Event, RunStarted, SeatAdded
from fleetui.ports.journal.port import Journal

ROOT = Path(__file__).parent.parent


class NotStarted(Exception):
    """The measured program did not come up; the text shows its screen."""


def home_for(server: AgentServer, names: list[str], folder: Path, queued: Sequence[Event] = ()) -> Path:
    """A ``FLEETUI_HOME`` whose journal holds these panes as adopted agents, and what is ``queued`` for them."""
    for part in (folder, folder / "state"):
        part.mkdir(mode=0o700)
    (folder / "fleet.toml").write_text(f'[projects.bench]\npath = "{server.folder / "repo"}"\n')
    events: list[Event] = []
    for slot, name in enumerate(names):
        pane = server.panes[name]
        where, branch = str(server.cwd_of.get(name, server.folder)), f"agent/{name}"
        events.append(SeatAdded(name, "claude", "bench", where, slot, branch=branch, adopted=True))
        events.append(RunStarted(name, f"run-{name}", pane, adopted=True))
    asyncio.run(_write(folder / "state" / "journal.db", [*events, *queued]))
    return folder


async def _write(path: Path, events: list[Event]) -> None:
    journal = await Journal.open(path)
    await journal.append(events)
    await journal.close()


def environment(home: Path) -> dict[str, str]:
    """The operator's environment as it would be in a plain terminal."""
    env = {key: value for key, value in os.environ.items() if key not in ("TMUX", "TMUX_PANE", "NO_COLOR")}
    return env | {
        "FLEETUI_HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
    }


def shown_by(terminal: Terminal) -> str:
    """What stands on a screen, blank rows left out."""
    return "\n".join(row.rstrip() for row in terminal.screen.text().splitlines() if row.strip())


@contextmanager
def dashboard(
    server: AgentServer,
    names: list[str],
    scratch: Path,
    *,
    through: tuple[str, ...] = ("-m", "fleetui"),
    queued: Sequence[Event] = (),
) -> Iterator[tuple[Terminal, float]]:
    """The dashboard with all of ``names`` on screen, and the seconds from its start until they were."""
    home = home_for(server, names, scratch / f"home-{time.monotonic_ns()}", queued)
    terminal = Terminal([sys.executable, *through], environment(home), str(scratch))
    try:
        shown = names[:18]
        first = terminal.wait(lambda screen: all(name in screen.text() for name in shown), 30.0)
        if first is None:
            raise NotStarted(shown_by(terminal))
        yield terminal, (first - terminal.started) / 1e9
    finally:
        terminal.end()
        end_server(home / "run" / "tmux")


@contextmanager
def naive(server: AgentServer, scratch: Path, rate: float) -> Iterator[Terminal]:
    """The obvious build on the same panes."""
    argv = [sys.executable, "-m", "benchmarks.naive", server.socket, str(rate)]
    terminal = Terminal(argv, environment(scratch), str(ROOT))
    try:
        if terminal.wait(lambda screen: "─" in screen.text(), 30.0) is None:
            raise NotStarted(shown_by(terminal))
        yield terminal
    finally:
        terminal.end()

"""The obvious build, to compare with: libtmux captures every pane, ``Static`` shows ``Text.from_ansi`` of it.

``python -m benchmarks.naive SOCKET HZ``
"""

from __future__ import annotations

import sys

from libtmux import Server
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Grid
from textual.widgets import Static

ROWS = 8


class Naive(App[None]):
    """One ``Static`` per pane."""

    CSS = "Grid { grid-size: 6; } Static { border: solid gray; height: 10; }"

    def __init__(self, socket: str, rate: float) -> None:
        super().__init__()
        server = Server(socket_path=socket)
        self.panes = [pane for pane in server.panes if pane.window_name != "agents"][:64]
        self.rate = rate

    def compose(self) -> ComposeResult:
        with Grid():
            for pane in self.panes:
                yield Static(id=f"pane{(pane.pane_id or '')[1:]}")

    def on_mount(self) -> None:
        self.set_interval(1 / self.rate, self.refresh_all)

    def refresh_all(self) -> None:
        for pane in self.panes:
            rows = pane.capture_pane(escape_sequences=True)
            tile = self.query_one(f"#pane{(pane.pane_id or '')[1:]}", Static)
            tile.update(Text.from_ansi("\n".join(rows[-ROWS:])))


if __name__ == "__main__":
    Naive(sys.argv[1], float(sys.argv[2])).run()

"""Drawing on a terminal that went away holds nobody up, so that whoever draws can still notice it."""

from __future__ import annotations

import os
from threading import Thread

from textual.app import App
from textual.drivers._writer_thread import WriterThread

from fleetui.ui.terminal.keyboard import RestingDriver
from fleetui.ui.terminal.output import LastingOutput
from tests.support.waiting import until


def test_a_terminal_that_is_gone_takes_all_that_is_drawn() -> None:
    outside, inside = os.openpty()
    with open(inside, "w") as file:  # noqa: PTH123 - a descriptor
        writer = WriterThread(LastingOutput(file))  # type: ignore[arg-type]
        writer.start()
        writer.write("drawn")
        until(lambda: os.read(outside, 5) == b"drawn")
        os.close(outside)
        drawing = Thread(target=lambda: [writer.write("x" * 100) for _ in range(300)], daemon=True)
        drawing.start()
        until(lambda: not drawing.is_alive())
        writer.stop()


async def test_the_dashboard_draws_on_it() -> None:
    assert isinstance(RestingDriver(App())._file, LastingOutput)

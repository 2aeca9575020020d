"""A terminal that goes away without a signal is noticed, and one that stays is not taken for gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import termios
from pathlib import Path

from fleetui.ui.terminal.hangup import on_hangup
from tests.support.scratch import Scratch
from tests.support.waiting import until, until_async

ROOT = Path(__file__).parents[3]


async def test_closing_the_other_end_is_told_once() -> None:
    outside, inside = os.openpty()
    told: list[bool] = []
    end = on_hangup(inside, lambda: told.append(True))
    os.write(outside, b"a key\n")
    await asyncio.sleep(0)
    assert not told
    os.close(outside)
    await until_async(lambda: told)
    end()
    os.close(inside)
    assert told == [True]


async def test_what_cannot_hang_up_is_left_alone(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        on_hangup(file.fileno(), lambda: None)()


def test_a_dashboard_without_a_controlling_terminal_ends_when_its_screen_is_gone() -> None:
    scratch = Scratch()
    scratch.configure()
    outside, inside = os.openpty()
    termios.tcsetwinsize(inside, (40, 120))
    os.set_blocking(outside, False)
    environment = {**scratch.environment, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    for size in ("COLUMNS", "LINES"):  # the test runner's own
        environment.pop(size, None)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "fleetui"], env=environment, cwd=scratch.root,
            stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
        )  # fmt: skip
        with contextlib.suppress(OSError):  # closing a terminal may report what became of its output
            os.close(inside)
        until(lambda: b"No agents yet" in _read(outside), 60)
        os.close(outside)
        until(lambda: process.poll() is not None, 20)
        assert process.returncode == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        scratch.close()


def _read(descriptor: int) -> bytes:
    """What was drawn lately."""
    try:
        return os.read(descriptor, 1 << 20)
    except BlockingIOError:
        return b""

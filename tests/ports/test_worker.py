"""Calls that block have threads of their own, and one that hangs does not keep the program from ending."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

from fleetui.ports.worker import Worker
from tests.support.waiting import until

AT_THE_END = """
import sys, threading, time
from pathlib import Path
from fleetui.ports import worker
worker.LEAVE_S = float(sys.argv[1])
one = worker.Worker("one")
began = threading.Event()
def work():
    began.set()
    {work}
    Path(sys.argv[2]).write_text("done")
one.submit(work)
one.submit(lambda: Path(sys.argv[2] + ".second").write_text("done"))
began.wait()
"""


def ended(work: str, leave_s: float, out: Path) -> subprocess.CompletedProcess[str]:
    """A program that ends while its worker is at work."""
    argv = [sys.executable, "-c", AT_THE_END.format(work=work), str(leave_s), str(out)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True)


def test_a_call_that_hangs_is_left_behind_when_the_program_ends(tmp_path: Path) -> None:
    said = ended("threading.Event().wait()", 0.2, tmp_path / "out").stderr
    assert "left while calls had not returned in 0.2 s; threads: one" in said


def test_what_has_begun_is_finished_at_the_end_and_nothing_else_begins(tmp_path: Path) -> None:
    ended("time.sleep(0.5)", 10, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


async def test_calls_come_one_after_the_other_and_a_cancelled_one_never_does() -> None:
    worker, loop, done = Worker("one"), asyncio.get_running_loop(), []
    gate = threading.Event()
    first = loop.run_in_executor(worker, gate.wait, 10)
    second = loop.run_in_executor(worker, done.append, "second")
    third = loop.run_in_executor(worker, done.append, "third")
    second.cancel()
    await asyncio.sleep(0)  # the loop tells the worker in its next turn
    gate.set()
    await asyncio.gather(first, third)
    assert done == ["third"]


async def test_as_many_run_at_once_as_there_are_threads() -> None:
    worker, loop = Worker("two", 2), asyncio.get_running_loop()
    meeting = threading.Barrier(2, timeout=10)
    await asyncio.gather(*(loop.run_in_executor(worker, meeting.wait) for _ in range(2)))


def test_its_threads_end_with_it() -> None:
    worker = Worker("a name of its own", 2)
    for _ in range(2):
        worker.submit(int).result(10)
    assert named()
    del worker
    until(lambda: not named())


def named() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "a name of its own"]

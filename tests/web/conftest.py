"""``fleetui serve`` as a process of its own on a scratch fleet."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.support.scratch import Scratch
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


def gone(process: psutil.Process) -> bool:
    """Whether a process ended; its parent may not have noticed yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    said: list[str]

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def pages(self) -> list[psutil.Process]:
        """The dashboards behind open pages."""
        return [one for one in psutil.Process(self.process.pid).children() if not gone(one)]

    def end(self, how: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


@pytest.fixture
def serve(scratch: Scratch) -> Iterator[Callable[..., Served]]:
    """Start a server: ``serve("--write")``; ``of`` names another fleet than the test's own."""
    running: list[Served] = []

    def start(*options: str, of: Scratch = scratch) -> Served:
        argv = [sys.executable, "-m", "fleetui", "serve", *options]
        env = {**of.environment, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            argv, env=env, cwd=of.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout
        said = [process.stdout.readline()]
        while said[-1] and not said[-1].startswith("http://"):
            said.append(process.stdout.readline())
        running.append(Served(process, said[-1].strip(), said))
        return running[-1]

    yield start
    for served in running:
        pages = served.pages() if served.process.poll() is None else []
        served.end(signal.SIGKILL)
        for page in pages:
            until(lambda page=page: gone(page), 20)

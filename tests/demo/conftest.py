"""A stand-in in a pane of a private tmux server, and what it recorded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.waiting import until

STANDIN = Path(__file__).parents[2] / "fleetui/demo/standin/standin.py"


class Pane:
    """One stand-in and the means to paste and press into it, as a program would."""

    def __init__(self, server: Callable[..., str], folder: Path, *options: str) -> None:
        self.server, self.folder = server, folder
        self.log = folder / "record.jsonl"
        command = [sys.executable, "-I", str(STANDIN), "--record", str(self.log), *options]
        self.id = server("new-window", "-P", "-F", "#{pane_id}", "-c", str(folder), *command).strip()
        until(lambda: self.records("start"))

    def ready(self) -> Pane:
        until(lambda: "context left" in self.screen())
        return self

    def screen(self) -> str:
        return self.server("capture-pane", "-p", "-t", self.id)

    def fact(self, name: str) -> str:
        return self.server("display-message", "-p", "-t", self.id, f"#{{{name}}}").strip()

    def paste(self, text: bytes) -> None:
        self.server("load-buffer", "-b", "mine", "-", stdin=text)
        self.server("paste-buffer", "-p", "-r", "-d", "-b", "mine", "-t", self.id)

    def press(self, *keys: str) -> None:
        self.server("send-keys", "-t", self.id, *keys)

    def records(self, kind: str = "") -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        found = [json.loads(line) for line in lines]
        return [item for item in found if not kind or item["kind"] == kind]

    def texts(self, kind: str) -> list[bytes]:
        return [item["text"].encode("utf-8", "surrogateescape") for item in self.records(kind)]

    def shows(self, text: str) -> None:
        until(lambda: text in self.screen())


@pytest.fixture
def server() -> Iterator[Callable[..., str]]:
    """Runs tmux commands on a server of this test's own."""
    folder = tempfile.mkdtemp(prefix="standin-")
    base = ["tmux", "-S", f"{folder}/s", "-f", "/dev/null"]

    def run(*arguments: str, stdin: bytes | None = None) -> str:
        done = subprocess.run([*base, *arguments], input=stdin, capture_output=True, timeout=20, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    run("new-session", "-d", "-x", "100", "-y", "30", "sleep 3600")
    run("set-option", "-g", "remain-on-exit", "on")
    run(
        "set-option", "-g", "remain-on-exit-format", ""
    )  # its text would push the top row off the last screen
    yield run
    run("kill-server")
    shutil.rmtree(folder)


@pytest.fixture
def standin(server: Callable[..., str], tmp_path: Path) -> Callable[..., Pane]:
    """Starts a stand-in with these options."""

    def start(*options: str) -> Pane:
        return Pane(server, tmp_path, *options)

    return start

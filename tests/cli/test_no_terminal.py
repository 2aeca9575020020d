"""A dashboard that cannot be drawn says so in one line, and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.scratch import Scratch


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


def opened(scratch: Scratch, *words: str, term: str, pipe: str = "") -> tuple[int, str]:
    """The dashboard on a pseudo terminal; with ``pipe`` one of its streams goes elsewhere."""
    outside, inside = os.openpty()
    streams = {name: subprocess.PIPE if name == pipe else inside for name in ("stdin", "stdout", "stderr")}
    process = subprocess.Popen(
        [sys.executable, "-m", "fleetui", *words], env={**scratch.environment, "TERM": term}, **streams
    )
    try:
        out, err = process.communicate(timeout=60)
        os.close(inside)
        said = (out or b"") + (err or b"")
        return process.returncode, (said + _rest(outside)).decode()
    finally:
        process.kill()
        os.close(outside)


def _rest(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # nothing was written and nobody holds the other end
        return b""


@pytest.mark.parametrize("words", [(), ("demo",), ("--readonly",)])
@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_a_stream_that_is_no_terminal_is_named(scratch: Scratch, words: tuple[str, ...], stream: str) -> None:
    scratch.configure()
    code, said = opened(scratch, *words, term="xterm-256color", pipe=stream)
    assert code == 2
    assert said.count("\n") == 1
    assert "needs a terminal" in said


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_move_its_cursor_is_refused(scratch: Scratch, term: str) -> None:
    scratch.configure()
    code, said = opened(scratch, term=term)
    assert code == 2
    assert said.count("\n") == 1
    assert "TERM=xterm-256color" in said

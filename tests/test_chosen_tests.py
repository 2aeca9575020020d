"""Tests that run only when they are asked for: asking by their mark is asking, and where nothing runs that is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def collected(*args: str) -> str:
    argv = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *args]
    return subprocess.run(
        argv, cwd=HERE.parent, capture_output=True, text=True, timeout=120, check=False
    ).stdout


@pytest.mark.parametrize("args", [("-m", "live"), ("--live",)])
def test_a_mark_alone_asks_for_what_it_marks(args: tuple[str, ...]) -> None:
    assert "tests/live/test_unattended.py::" in collected("tests/live/test_unattended.py", *args)


def test_where_nothing_runs_it_is_said_what_asks_for_the_others() -> None:
    said = collected("tests/live/test_unattended.py")
    assert "test_unattended.py::" not in said
    assert "nothing ran: tests of the real agents run with --live" in said

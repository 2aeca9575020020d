"""Tests that run only when they are asked for: asking by their mark is asking, and where nothing runs that is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.github.programs import WHERE, installed

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


def test_what_stands_on_gh_has_one_of_them_and_each_where_that_is_asked_for() -> None:
    there = [where for where in WHERE if installed(where)]
    folder = "tests/engine/observe/forge"
    by_turns, each = collected(folder).splitlines(), collected(folder, "--each-gh").splitlines()
    cases = {line.replace(where, "") for line in each for where in WHERE if where in line}
    chosen = [line for line in by_turns if any(where in line for where in WHERE)]
    assert {line.replace(where, "") for line in chosen for where in there} >= cases, "no case is left out"
    assert len(chosen) == len(cases), "none is run twice"
    assert {where for where in there if any(where in line for line in chosen)} == set(there)


def test_what_gh_itself_says_is_tried_with_each() -> None:
    said = collected("tests/ports/github/test_merging.py")
    assert all(where in said for where in WHERE)

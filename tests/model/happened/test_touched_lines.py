"""Which lines somebody else touches is read from git's own diff, whatever the files hold."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fleetui.model.happened.touched_lines import place, same_lines, touched
from tests.support.scratch import git

LINES = [f"line {number}" for number in range(1, 31)]


def diff_of(folder: Path, name: str, after: list[str]) -> str:
    git(folder, "init", "-q")
    (folder / name).write_text("\n".join(LINES) + "\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    (folder / name).write_text("\n".join(after) + "\n")
    argv = ["git", "diff", "--src-prefix=a/", "--dst-prefix=b/"]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=30, check=True).stdout


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        ([*LINES[:11], "other", *LINES[12:]], {11, 12, 13}),
        ([*LINES[:11], *LINES[13:]], {12, 13}),
        ([*LINES[:11], "new", *LINES[11:]], {11, 12}),
        (["first", *LINES], {0, 1}),
        ([*LINES, "last"], {30, 31}),
        ([*LINES[:4], "--- a/b.py", "@@ -20,1 +20,1 @@", *LINES[4:]], {4, 5}),
    ],
)
def test_what_is_taken_out_and_both_sides_of_what_is_put_in(
    tmp_path: Path, after: list[str], lines: set[int]
) -> None:
    diff = diff_of(tmp_path, "a.py", after)
    assert touched(diff, "a.py") <= lines
    assert touched(diff, "a.py") & lines
    assert touched(diff, "b.py") == frozenset()


def test_only_the_lines_that_are_spoken_of_are_told() -> None:
    assert same_lines([(12, 14), (20, 20), (2, 3)], frozenset({13, 20})) == "12-14, 20"
    assert same_lines([(12, 14)], frozenset({11, 15})) == ""


def test_a_place_names_its_lines() -> None:
    assert place("src/a.py:12") == ("src/a.py", (12, 12))
    assert place("src/a.py:10-20") == ("src/a.py", (10, 20))
    assert place("src/a.py") is None

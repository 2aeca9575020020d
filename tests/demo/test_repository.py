"""The demo's repositories are real, small, and the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fleetui.demo import repository


def git(path: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(path), *arguments], capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout.strip()


def gates(path: Path) -> tuple[bool, bool]:
    """Whether build and tests pass in a checkout."""
    build = [sys.executable, "-m", "compileall", "-q", "src", "tests"]
    test = [sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", "."]
    outcomes = [
        subprocess.run(argv, cwd=path, capture_output=True, timeout=60, check=False) for argv in (build, test)
    ]
    return outcomes[0].returncode == 0, outcomes[1].returncode == 0


@pytest.mark.parametrize("name", repository.names())
def test_the_base_builds_and_passes_its_tests_and_is_clean(name: str, tmp_path: Path) -> None:
    made = repository.make(name, tmp_path)
    assert git(made.path, "status", "--porcelain") == ""
    assert git(made.path, "branch", "--show-current") == "main"
    assert gates(made.path) == (True, True)
    assert git(made.path, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("name", "branch", "passes"),
    [
        ("shop", "agent/docs-gen", True),
        ("shop", "agent/sec", True),
        ("desk", "agent/export", False),
        ("press", "agent/quota", True),
        ("press", "agent/perf", True),
    ],
)
def test_each_branch_is_as_the_demo_needs_it(name: str, branch: str, passes: bool, tmp_path: Path) -> None:
    made = repository.make(name, tmp_path)
    assert branch in made.branches
    git(made.path, "checkout", "-q", branch)
    assert gates(made.path) == (True, passes)


def test_one_branch_conflicts_with_the_base_and_the_others_do_not(tmp_path: Path) -> None:
    for name in repository.names():
        made = repository.make(name, tmp_path)
        for branch in made.branches:
            merged = subprocess.run(
                ["git", "-C", str(made.path), "merge-tree", "--write-tree", "main", branch],
                capture_output=True,
                timeout=30,
                check=False,
            )
            assert (merged.returncode != 0) == (branch == "agent/quota")


def test_the_same_commits_are_made_whoever_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    one = repository.make("shop", first)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "somebody else")
    monkeypatch.setenv("GIT_DIR", os.devnull)
    other = repository.make("shop", second)
    monkeypatch.undo()
    assert git(one.path, "rev-parse", "main") == git(other.path, "rev-parse", "main")

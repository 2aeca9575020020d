"""What the agents of the demo with a forge do fits the files they do it to, and passes the gates before and after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fleetui.demo import repository
from fleetui.demo.forge.plot import ONLY_SAID, PROJECT, agents, read_plot
from fleetui.demo.scenes import scenes

PLOT = read_plot()


def known(words: str) -> list[dict[str, Any]]:
    """What a stand-in does that is told this."""
    return next(one["turn"] for one in PLOT["known"] if one["words"] in words)


def play(folder: Path, turn: list[dict[str, Any]]) -> None:
    for step in turn:
        path = folder / str(step.get("edit") or step.get("write") or ".")
        if "edit" in step:
            assert step["find"] in path.read_text(), step
            path.write_text(path.read_text().replace(step["find"], step["put"], 1))
        if "write" in step:
            path.write_text(step["text"])


def gates_pass(folder: Path) -> bool:
    argv = [sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", "."]
    return subprocess.run(argv, cwd=folder, capture_output=True, timeout=60, check=False).returncode == 0


def told(finding: dict[str, Any]) -> str:
    """What of a finding reaches its agent, whoever made it."""
    return f"review-bot (a program) said of {finding['path']}:1: {finding['text']}"


@pytest.mark.parametrize("place", range(len(PLOT["finding"])))
def test_what_an_agent_did_is_found_and_what_it_does_then_mends_it(place: int, tmp_path: Path) -> None:
    finding = PLOT["finding"][place]
    folder = repository.make(PROJECT, tmp_path).path
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", finding.get("head", "main")], check=True)
    if "head" not in finding:
        issue = next(one for one in PLOT["issue"] if writes(known(one["title"])) >= {finding["path"]})
        play(folder, known(issue["title"]))
    assert gates_pass(folder)
    assert finding["quote"] in (folder / finding["path"]).read_text()
    play(folder, known(told(finding)))
    assert gates_pass(folder)
    assert finding["quote"] not in (folder / finding["path"]).read_text()


def writes(turn: list[dict[str, Any]]) -> set[str]:
    return {str(step["edit"]) for step in turn if "edit" in step}


def test_who_only_said_comes_first_and_has_the_branch_of_its_pull_request() -> None:
    first = scenes(3, agents())[0]
    assert (first.name, first.project) == (ONLY_SAID, PROJECT)
    assert first.branch in {one["head"] for one in PLOT["pull"]}
    assert ONLY_SAID not in {scene.name for scene in scenes(36)}

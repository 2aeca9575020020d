"""A worktree goes on to a fresh branch: only what was kept is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git, fresh_branch
from tests.ports.git.scratch import Scratch, run, write


async def rescued(git: Git, scratch: Scratch, tree: Path) -> str:
    return (await git.rescue(scratch.project, str(tree), "cache", "r1")).commit


async def test_what_changed_after_the_rescue_is_not_given_up(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "new.txt", "kept")
    kept = await rescued(git, scratch, tree)
    write(tree / "late.txt", "not kept")
    with pytest.raises(PortError, match="changed after they were kept"):
        await git.fresh_branch(scratch.project, str(tree), "next", kept)
    assert (tree / "new.txt").read_text() == "kept"
    assert run(tree, "branch", "--list", "next") == ""


async def test_a_file_that_comes_between_the_last_look_and_the_switch_stays(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    write(tree / "new.txt", "kept")
    kept = await rescued(git, scratch, tree)
    monkeypatch.setattr(fresh_branch, "point", lambda name: write(tree / "late.txt", name))
    await git.fresh_branch(scratch.project, str(tree), "next", kept)
    assert not (tree / "new.txt").exists()
    assert (tree / "late.txt").exists()
    assert run(tree, "rev-parse", "--abbrev-ref", "HEAD") == "next"


async def test_a_commit_after_the_rescue_is_a_reason_to_refuse(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    kept = await rescued(git, scratch, tree)
    run(tree, "commit", "-q", "--allow-empty", "-m", "later")
    with pytest.raises(PortError, match="changed after they were kept"):
        await git.fresh_branch(scratch.project, str(tree), "next", kept)


async def test_names_that_look_like_patterns_are_taken_as_names(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "[a].txt", "kept")
    write(tree / "dir" / ":(top)*", "kept")
    kept = await rescued(git, scratch, tree)
    await git.fresh_branch(scratch.project, str(tree), "next", kept)
    assert run(tree, "status", "--porcelain", "--ignored") == ""

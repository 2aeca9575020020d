"""A mark moves with everything git writes in a worktree, and with nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, write

ACTS: dict[str, Callable[[Path], object]] = {
    "a commit": lambda tree: commit(tree, "more", a__txt="more\n"),
    "another branch": lambda tree: run(tree, "switch", "-q", "-c", "other"),
    "no branch": lambda tree: run(tree, "switch", "-q", "--detach"),
    "staging": lambda tree: (write(tree / "a.txt", "staged\n"), run(tree, "add", "a.txt")),
    "packed branches": lambda tree: run(tree, "pack-refs", "--all"),
    "a new file at the top": lambda tree: write(tree / "new.txt", "new\n"),
    "its end": shutil.rmtree,
}


async def mark(git: Git, tree: Path) -> object:
    return (await git.marks({"x": str(tree)}))["x"]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_what_git_writes_moves_the_mark(
    git: Git, scratch: Scratch, act: Callable[[Path], object]
) -> None:
    tree = scratch.worktree()
    before = await mark(git, tree)
    assert await mark(git, tree) == before
    act(tree)
    after = await mark(git, tree)
    assert after != before
    assert await mark(git, tree) == after


async def test_looking_at_a_worktree_does_not_move_its_mark(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "edited\n")
    before = await mark(git, tree)
    await git.facts(scratch.project, str(tree))
    await git.diff(scratch.project, str(tree))
    assert await mark(git, tree) == before


async def test_a_worktree_that_comes_back_has_another_mark(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    before = await mark(git, tree)
    run(scratch.top, "worktree", "remove", "--force", str(tree))
    gone = await mark(git, tree)
    run(scratch.top, "worktree", "add", "-q", str(tree), "work")
    assert len({before, gone, await mark(git, tree)}) == 3


async def test_a_head_that_points_out_of_the_repository_is_only_a_name(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    head = Path(run(tree, "rev-parse", "--absolute-git-dir")) / "HEAD"
    for text in ("ref: ../../../etc/passwd\n", "ref: refs/heads/\0\n", "\xff\n", ""):
        head.write_text(text)
        await mark(git, tree)

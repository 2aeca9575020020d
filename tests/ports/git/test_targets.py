"""Which way a target moved, as far as git knows, and that what it left is kept."""

from __future__ import annotations

from fleetui.engine.protocols.git import TargetMove
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run


async def test_every_way_a_target_can_move_has_its_word(git: Git, scratch: Scratch) -> None:
    first = run(scratch.top, "rev-parse", "main")
    second = commit(scratch.top, "second", c__txt="c\n")
    tree = scratch.worktree()
    head = commit(tree, "work", d__txt="d\n")
    aside = run(scratch.top, "commit-tree", "-m", "aside", "-p", first, f"{first}^{{tree}}")
    heads = {"alice": head}
    project = scratch.project
    assert await git.moved(project, "", second, heads) == TargetMove("first")
    assert await git.moved(project, first, second, heads) == TargetMove("forward", "commit: second, as a")
    run(tree, "update-ref", "refs/heads/main", head)
    moved = await git.moved(project, second, head, heads)
    assert (moved.how, moved.brings) == ("forward", ("alice",))
    assert moved.by == "no reason given, as a"
    run(scratch.top, "update-ref", "-m", "reset: moving to HEAD~1", "refs/heads/main", first)
    assert (await git.moved(project, head, first, heads)).how == "back"
    assert (await git.moved(project, second, aside, heads)).how == "sideways"
    assert (await git.moved(project, second, "", heads)).how == "gone"
    assert await git.contains(project, head, second)
    assert not await git.contains(project, aside, second)
    (vault,) = (scratch.folder / "state/vaults").iterdir()
    kept = run(vault, "for-each-ref", "--format=%(objectname)")
    assert {first, second, head, aside} <= set(kept.split())


async def test_a_target_that_is_gone_is_empty_and_no_error(git: Git, scratch: Scratch) -> None:
    run(scratch.top, "checkout", "-q", "--detach")
    assert await git.target(scratch.project) == run(scratch.top, "rev-parse", "HEAD")
    run(scratch.top, "pack-refs", "--all")
    assert await git.target(scratch.project) == run(scratch.top, "rev-parse", "HEAD")
    run(scratch.top, "branch", "-q", "-D", "main")
    assert await git.target(scratch.project) == ""

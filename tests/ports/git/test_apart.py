"""How a worktree's commit lies to one that stands elsewhere, by real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run


async def test_commits_of_either_side_are_counted_and_the_newest_of_this_one_are_named(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    there = run(tree, "rev-parse", "HEAD")
    here = commit(tree, "one", a__txt="1\n")
    assert await git.apart(scratch.project, str(tree), there) == Unpushed(here, there, 1, 0, ("one",))
    for number in range(7):
        here = commit(tree, f"more {number}", a__txt=f"{number} more\n")
    ahead = await git.apart(scratch.project, str(tree), there)
    assert (ahead.ahead, ahead.goes_forward, len(ahead.subjects)) == (8, True, 5)
    assert ahead.subjects[0] == "more 6"
    run(tree, "checkout", "-q", "--detach", there)
    theirs = commit(tree, "theirs", b__txt="1\n")
    both = await git.apart(scratch.project, str(tree), here)
    assert (both.here, both.ahead, both.behind, both.goes_forward) == (theirs, 1, 8, False)
    run(tree, "checkout", "-q", "--detach", there)
    behind = await git.apart(scratch.project, str(tree), here)
    assert (behind.ahead, behind.behind, behind.subjects, behind.goes_forward) == (0, 8, (), False)


async def test_a_commit_that_is_nowhere_here_is_not_known_and_what_is_none_is_refused(
    git: Git, scratch: Scratch
) -> None:
    tree: Path = scratch.worktree()
    nowhere = await git.apart(scratch.project, str(tree), "a" * 40)
    assert (nowhere.known, nowhere.goes_forward, nowhere.ahead) == (False, False, 0)
    for hostile in ("--all", "HEAD", ""):
        with pytest.raises(PortError):
            await git.apart(scratch.project, str(tree), hostile)

"""What changed in a worktree between the two ends of a turn, whatever was committed meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from fleetui.model.happened.tree_state import Changes, TreeState, changes, from_json, to_json
from fleetui.model.turn import Edit
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, write

LATE = 4e9
"""Later than every file here was written."""


async def between(git: Git, scratch: Scratch, tree: Path, before: TreeState, since: float = LATE) -> Changes:
    now = await git.tree_state(scratch.project, str(tree))
    commits = await git.committed(scratch.project, str(tree), before.head, now.head)
    found = changes(before, now, commits, since)
    assert found is not None
    return found


async def test_nothing_changes_while_nobody_writes(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "mine\n")
    before = await git.tree_state(scratch.project, str(tree))
    assert await between(git, scratch, tree, before) == Changes(frozenset(), moved=False)


async def test_edits_new_files_removals_and_edits_taken_back_are_changes(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "more", b__txt="b\n", c__txt="c\n")
    write(tree / "c.txt", "half done\n")
    before = await git.tree_state(scratch.project, str(tree))
    write(tree / "a.txt", "other\n")
    write(tree / "new.txt", "new\n")
    (tree / "b.txt").unlink()
    run(tree, "checkout", "-q", "c.txt")
    found = await between(git, scratch, tree, before)
    assert found == Changes(frozenset({"a.txt", "b.txt", "c.txt", "new.txt"}), moved=False)


async def test_committing_what_was_there_before_changes_no_file_and_moves_the_branch(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "mine\n")
    before = await git.tree_state(scratch.project, str(tree))
    run(tree, "commit", "-qam", "mine")
    assert await between(git, scratch, tree, before) == Changes(frozenset(), moved=True)


async def test_a_file_that_was_changed_and_committed_is_a_change(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    before = await git.tree_state(scratch.project, str(tree))
    commit(tree, "more", c__txt="c\n")
    assert await between(git, scratch, tree, before) == Changes(frozenset({"c.txt"}), moved=True)


async def test_a_file_written_after_the_turn_began_counts_although_the_first_look_came_later(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "old\n")
    os.utime(tree / "a.txt", (1000, 1000))
    write(tree / "b.txt", "just now\n")
    before = await git.tree_state(scratch.project, str(tree))
    assert (await between(git, scratch, tree, before, since=2000.0)).files == frozenset({"b.txt"})


async def test_a_state_is_kept_as_text(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "a.txt", "mine\n")
    state = await git.tree_state(scratch.project, str(tree))
    assert from_json(to_json(state)) == state
    assert from_json("{}") is None and from_json("[") is None


async def test_an_edit_stands_when_its_file_holds_what_was_to_be_written(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "l.md", "---\nphase: 2\n---\n\n  text\n")
    os.mkfifo(tree / "pipe")
    edits = [
        Edit("l.md", "phase: 2", "phase: 1"),
        Edit(str(tree / "l.md"), "phase:   2\n---"),
        Edit("l.md", "phase: 3", "phase: 1"),
        Edit("l.md", "", "phase: 2"),
        Edit("l.md", "", "phase: 1"),
        Edit("gone.md", "x"),
        Edit("pipe", "x"),
        Edit("/etc/hostname", "x"),
        Edit("../x", "x"),
        Edit("l.md"),
    ]
    found = await git.stands(str(tree), edits)
    assert found == (True, True, False, False, True, False, None, None, None, None)

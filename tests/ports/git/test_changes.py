"""What is said of a candidate comes from its commit: nothing in a worktree or a configuration hides a path."""

from __future__ import annotations

import os

from fleetui.model.evidence import FileChange
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, write


async def changed(git: Git, scratch: Scratch) -> dict[str, FileChange]:
    made = await git.candidate(scratch.project, "alice", "work")
    assert made.commit, made
    return {one.path: one for one in made.files}


async def test_what_was_put_back_but_not_committed_is_still_in_it(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "work", a__txt="evil\n")
    write(tree / "a.txt", "one\ntwo\nthree\n")
    run(tree, "update-index", "--assume-unchanged", "b.txt")
    found = await changed(git, scratch)
    assert found == {"a.txt": FileChange("a.txt", "a.txt", 1, 3)}


async def test_it_is_measured_against_the_base_and_not_the_fork(git: Git, scratch: Scratch) -> None:
    commit(scratch.worktree(), "work", c__txt="c\n")
    commit(scratch.worktree("other"), "not merged", z__txt="z\n")
    commit(scratch.top, "base moves", d__txt="d\n")
    made = await git.candidate(scratch.project, "alice", "work")
    assert [one.path for one in made.files] == ["c.txt"]
    assert (made.ahead, made.behind, made.added, made.deleted) == (1, 1, 1, 0)


async def test_both_sides_of_a_rename_are_changes(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    run(tree, "config", "diff.renames", "copies")
    run(tree, "mv", "a.txt", "moved.txt")
    commit(tree, "rename")
    found = await changed(git, scratch)
    assert {path: one.kind for path, one in found.items()} == {"a.txt": "gone", "moved.txt": "new"}


async def test_modes_links_submodules_and_types_are_named(git: Git, scratch: Scratch) -> None:
    commit(scratch.top, "more", tool="#!/bin/sh\n", kept="k\n", was__txt="w\n")
    tree = scratch.worktree()
    (tree / "tool").chmod(0o755)
    (tree / "was.txt").unlink()
    (tree / "was.txt").symlink_to("/etc/passwd")
    (tree / "link").symlink_to("kept")
    run(tree, "update-index", "--add", "--cacheinfo", f"160000,{run(tree, 'rev-parse', 'HEAD')},lib")
    write(tree / "data.bin", b"\0\1\2")
    run(tree, "add", "tool", "was.txt", "link", "data.bin")
    run(tree, "commit", "-qm", "kinds")
    run(tree, "config", "diff.ignoreSubmodules", "all")
    found = await changed(git, scratch)
    assert {path: one.kind for path, one in found.items()} == {
        "tool": "becomes executable",
        "was.txt": "becomes a link",
        "link": "new link",
        "lib": "new submodule",
        "data.bin": "new, binary",
    }
    shown = await git.candidate_diff(scratch.project, await git.candidate(scratch.project, "alice", "work"))
    assert "Subproject commit" in shown
    assert "old mode 100644\nnew mode 100755" in shown


async def test_attributes_of_the_branch_hide_neither_lines_nor_paths(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "work", __gitattributes="* -diff\n* binary\n", c__txt="c\n")
    made = await git.candidate(scratch.project, "alice", "work")
    assert {one.path: one.added for one in made.files} == {".gitattributes": 2, "c.txt": 1}
    assert "+c\n" in await git.candidate_diff(scratch.project, made)


async def test_paths_of_odd_bytes_are_whole_and_fit_for_a_line(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    for name in (b"bad\xff\x1b[2J", b":100644 x", b"tab\tand\nline"):
        (tree / os.fsdecode(name)).write_text("x\n")
    commit(tree, "odd")
    made = await git.candidate(scratch.project, "alice", "work")
    assert {os.fsencode(one.name) for one in made.files} == {
        b"bad\xff\x1b[2J",
        b":100644 x",
        b"tab\tand\nline",
    }
    assert all(one.path.isprintable() and one.added == 1 for one in made.files)

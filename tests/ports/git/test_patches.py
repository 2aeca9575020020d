"""A patch keeps its name on another base and loses it with any change; its places are read from the vault alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from fleetui.model.review.reviews import ReviewRules
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, write


async def test_a_patch_keeps_its_name_while_only_its_base_moves_and_loses_it_with_any_change(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    project = replace(scratch.project, review=ReviewRules())
    commit(tree, "work", code__py="if a:\n    b()\nc()\n")
    write(tree / "sound.bin", bytes(range(256)))
    commit(tree, "sound")
    first = await git.candidate(project, "alice", "work")
    assert len(first.patch) == 64
    commit(scratch.top, "base moves", d__txt="d\n")
    moved = await git.candidate(project, "alice", "work")
    assert (moved.commit != first.commit, moved.patch) == (True, first.patch)
    run(tree, "rebase", "-q", "main")
    rebased = await git.candidate(project, "alice", "work")
    assert (rebased.head != first.head, rebased.patch) == (True, first.patch)
    commit(tree, "only blanks", code__py="if a:\n    b()\n    c()\n")
    blanks = await git.candidate(project, "alice", "work")
    write(tree / "sound.bin", bytes(reversed(range(256))))
    commit(tree, "other sound")
    sound = await git.candidate(project, "alice", "work")
    assert len({first.patch, blanks.patch, sound.patch}) == 3
    assert not (await git.candidate(scratch.project, "alice", "work")).patch


async def test_places_are_those_of_the_commit_and_a_sealed_checkout_takes_no_writing(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    (tree / "link").symlink_to("/etc/passwd")
    old = commit(tree, "work", code__py="a\nb\nc\nd\n")
    await git.candidate(scratch.project, "alice", "work")
    new = commit(tree, "more", code__py="a\nb\nC\nd\n")
    made = await git.candidate(scratch.project, "alice", "work")
    (tree / "code.py").write_text("not committed\n")
    wanted = ("code.py", "link", "../code.py", "gone", "", "code.py/..", ":(top)code.py", "a\0b", "*")
    lines = await git.lines_of(scratch.project, new, wanted)
    assert {path: found for path, found in lines.items() if found} == {"code.py": ("a", "b", "C", "d", "")}
    assert (await git.changed_between(scratch.project, old, new, ("code.py",))) == {"code.py": ((3, 1),)}
    assert "+C" in await git.patch(scratch.project, made)
    folder = Path(await git.sealed_checkout(scratch.project, new))
    assert (folder / "code.py").read_text() == "a\nb\nC\nd\n"
    assert not [
        path for path in (folder, *folder.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o222
    ]
    await git.drop_checkout(scratch.project, str(folder))
    assert not os.path.lexists(folder)

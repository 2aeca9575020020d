"""A patch keeps its name on another base and loses it with any change; its places are read from the vault alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.review.rules import ReviewRules
from fleetui.ports.git import Git
from tests.ports.git.scratch import QUIET, Scratch, commit, run, write


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


@pytest.mark.parametrize(("part", "check"), [(1, 2), (2, 1)])
async def test_a_branch_that_parted_at_several_commits_hides_nothing_of_what_it_brings(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch, part: int, check: int
) -> None:
    """It merged a commit of the base and left out what that changed; a part of it had landed before."""
    project = replace(scratch.project, review=ReviewRules())
    tree = scratch.worktree()
    monkeypatch.setitem(QUIET, "GIT_COMMITTER_DATE", f"{2_000_000_000 + part} +0000")
    commit(tree, "first part", one__txt="1\n")
    monkeypatch.setitem(QUIET, "GIT_COMMITTER_DATE", f"{2_000_000_000 + check} +0000")
    checks = commit(scratch.top, "somebody adds a check", check__py="check = True\n")
    run(scratch.top, "merge", "-q", "--no-ff", "-m", "the first part lands", "work")
    commit(tree, "second part", two__txt="2\n")
    before = await git.candidate(project, "alice", "work")
    run(tree, "merge", "-q", "-s", "ours", "-m", "merge main", checks)
    after = await git.candidate(project, "alice", "work")
    assert "check.py" not in await git.patch(project, before)
    assert [file.path for file in after.files] == ["check.py", "two.txt"], "git takes the check back"
    assert "-check = True" in await git.patch(project, after)
    assert after.patch not in ("", before.patch), "no review of the one is a review of the other"


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
    wanted = (
        "code.py",
        "link",
        "../code.py",
        "gone",
        "",
        "code.py/..",
        ":(top)code.py",
        "a\0b",
        "*",
        "\ud800",
    )
    lines = await git.lines_of(scratch.project, new, wanted)
    assert {path: found for path, found in lines.items() if found} == {"code.py": ("a", "b", "C", "d", "")}
    assert (await git.changed_between(scratch.project, old, new, ("code.py",))) == {"code.py": ((3, 1),)}
    assert (await git.changed_between(scratch.project, old, new, ("\ud800",))) == {}
    assert "+C" in await git.patch(scratch.project, made)
    folder = Path(await git.sealed_checkout(scratch.project, new, 1))
    assert (folder / "code.py").read_text() == "a\nb\nC\nd\n"
    assert not [
        path for path in (folder, *folder.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o222
    ]
    await git.drop_sealed(scratch.project, 1)
    assert not os.path.lexists(folder)


async def test_a_checkout_deeper_than_a_recursion_is_sealed_and_dropped(
    git: Git, scratch: Scratch, deep_tree: Path
) -> None:
    head = commit(deep_tree, "deep")
    await git.candidate(scratch.project, "alice", "work")
    folder = await git.sealed_checkout(scratch.project, head, 1)
    below = Path(folder, *["d"] * 1100)
    assert not [one for one in (below, *below.iterdir()) if one.stat().st_mode & 0o222]
    await git.drop_sealed(scratch.project, 1)
    assert not os.path.lexists(folder)


async def test_what_differs_between_two_commits_is_told_wherever_the_repository_has_them(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    old = commit(tree, "work", code__py="a\nb\nc\n")
    new = commit(tree, "more", code__py="a\nB\nc\nd\n")
    run(tree, "reset", "-q", "--hard", old)
    assert (await git.differences(scratch.project, old, new, ("code.py",))) == {"code.py": ((2, 1), (3, 0))}
    assert (await git.lines_of(scratch.project, new, ("code.py",)))["code.py"] == ("a", "B", "c", "d", "")
    with pytest.raises(PortError):
        await git.differences(scratch.project, "0" * 40, new, ("code.py",))

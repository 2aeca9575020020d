"""What changed since a branch is what git sees, whatever the worktree configures and however files are called."""

from __future__ import annotations

import os

import pytest

from fleetui.model.selectors import Unlisted
from fleetui.ports.git import Git, changed_since
from tests.ports.git.scratch import Scratch, commit, plant, run, write


async def test_commits_edits_and_new_files_since_they_parted(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "add c", c__txt="c\n")
    commit(scratch.top, "base moves", d__txt="d\n")
    write(tree / "new/e.txt", "e")
    write(tree / "noise.log", "ignored")
    write(tree / "b.txt", "staged")
    run(tree, "add", "b.txt")
    (tree / "a.txt").unlink()
    found = dict(await git.changed_since(scratch.project, str(tree), "main"))
    assert found == {"a.txt": False, "b.txt": True, "c.txt": True, "new/e.txt": True}
    head = run(tree, "rev-parse", "HEAD")
    since_head = dict(await git.changed_since(scratch.project, str(tree), head[:10]))
    assert "c.txt" not in since_head


async def test_hostile_names_come_whole(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    names = ("x\nprobe api", "-rf", "{gate.tail}", os.fsdecode(b"a\xffb"))
    for name in names:
        (tree / name).write_text("x")
    found = dict(await git.changed_since(scratch.project, str(tree), "main"))
    assert set(found) == set(names)


@pytest.mark.parametrize("revision", ["nope", "refs/heads/main", "main..work", "HEAD"])
async def test_what_is_no_branch_tag_or_commit_lists_nothing(
    git: Git, scratch: Scratch, revision: str
) -> None:
    with pytest.raises(Unlisted, match="is called"):
        await git.changed_since(scratch.project, str(scratch.worktree()), revision)


async def test_nothing_that_the_repository_configures_runs(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    plant(scratch.top, canary)
    (tree / "a.txt").write_text("changed\n")
    assert await git.changed_since(scratch.project, str(tree), "main")
    assert not canary.exists()


async def test_more_than_is_read_of_git_is_no_shorter_list(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    for number in range(40):
        write(tree / f"a_rather_long_name_{number}.txt", "x")
    run(tree, "add", "-A")
    monkeypatch.setattr(changed_since, "_MOST", 200)
    with pytest.raises(Unlisted, match="more files changed than can be listed"):
        await git.changed_since(scratch.project, str(tree), "main")


async def test_a_branch_comes_before_a_tag_of_its_name(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "add c", c__txt="c\n")
    run(scratch.top, "branch", "twice", "main")
    run(tree, "tag", "twice", "HEAD")
    found = await git.changed_since(scratch.project, str(tree), "twice")
    assert [path for path, _ in found] == ["c.txt"]


async def test_a_pipe_in_the_place_of_a_file_is_listed_and_holds_nothing_up(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    (tree / "a.txt").unlink()
    os.mkfifo(tree / "a.txt")
    (tree / "b.txt").write_text("changed\n")
    found = dict(await git.changed_since(scratch.project, str(tree), "main"))
    assert found == {"a.txt": True, "b.txt": True}

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.ports.git import Git, private_commits
from tests.ports.git.scratch import Scratch, commit, run, write


def vault(scratch: Scratch) -> Path:
    (found,) = (scratch.folder / "state/vaults").iterdir()
    return found


async def test_what_a_stopped_rebase_set_aside_outlives_the_worktree(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "theirs", a__txt="theirs\n")
    commit(scratch.top, "ours", a__txt="ours\n")
    write(tree / "b.txt", "hours of work\n")
    run(tree, "rebase", "--autostash", "main", check=False)
    aside = Path(run(tree, "rev-parse", "--absolute-git-dir"), "rebase-merge/autostash").read_text().strip()
    assert "hours" not in (tree / "b.txt").read_text()
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert kept.left_out == ()
    await git.remove_worktree(scratch.project, str(tree), kept.head)
    run(scratch.top, "reflog", "expire", "--expire=now", "--all")
    run(scratch.top, "gc", "-q", "--prune=now")
    run(vault(scratch), "fsck", "--full", "--strict")
    assert aside in run(vault(scratch), "log", "-1", "--format=%P", kept.commit).split()
    assert run(vault(scratch), "show", f"{aside}:b.txt") == "hours of work"
    assert f"rebase-merge/autostash: {aside}" in run(vault(scratch), "log", "-1", "--format=%B", kept.commit)


@pytest.mark.parametrize(
    "place", ["refs/worktree/keep", "refs/bisect/bad", "refs/rewritten/x", "ORIG_HEAD", ""]
)
async def test_commits_that_only_a_worktrees_own_refs_and_log_hold_are_kept(
    git: Git, scratch: Scratch, place: str
) -> None:
    tree = scratch.worktree()
    run(tree, "switch", "-q", "--detach")
    commit(tree, "first of two", c__txt="c\n")
    lost = commit(tree, "second of two", c__txt="cc\n")
    run(tree, "switch", "-q", "work")
    if place:
        (Path(run(tree, "rev-parse", "--absolute-git-dir")) / "logs/HEAD").unlink()
        run(tree, "update-ref", place, lost)
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert kept.left_out == ()
    assert lost in run(vault(scratch), "log", "-1", "--format=%P", kept.commit).split()
    assert run(vault(scratch), "show", f"{kept.ref}^1:a.txt").startswith("one")


async def test_a_tag_a_file_and_a_folder_that_only_a_worktree_names_are_kept(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    write(tree / "c.txt", "in no commit\n")
    run(tree, "add", "c.txt")
    found = {"blob": run(tree, "rev-parse", ":c.txt"), "tree": run(tree, "write-tree")}
    run(tree, "rm", "-qf", "c.txt")
    made = run(tree, "commit-tree", "-m", "x", found["tree"])
    run(tree, "tag", "-a", "-m", "t", "t", made)
    found["tag"] = run(tree, "rev-parse", "t")
    run(tree, "tag", "-d", "t")
    for kind, oid in found.items():
        run(tree, "update-ref", f"refs/worktree/{kind}", oid)
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert kept.left_out == ()
    run(vault(scratch), "gc", "-q", "--prune=now")
    for kind, oid in found.items():
        assert run(vault(scratch), "cat-file", "-t", oid) == kind


async def test_what_cannot_be_kept_of_a_worktrees_own_commits_is_named(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    run(tree, "switch", "-q", "--detach")
    lost = commit(tree, "loses its file", c__txt="c\n")
    blob = run(tree, "rev-parse", f"{lost}:c.txt")
    run(tree, "switch", "-q", "work")
    run(tree, "update-ref", "refs/worktree/keep", lost)
    (scratch.top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert [line.partition(":")[0] for line in kept.left_out] == [f"refs/worktree/keep {lost[:12]}"]
    monkeypatch.setattr(private_commits, "_COMMITS_MOST", 0)
    kept = await git.rescue(scratch.project, str(tree), "alice", "r2")
    assert kept.left_out == ("1 commit that only its logs name: too many",)


async def test_what_stands_in_a_private_folder_is_read_up_to_a_sum_and_the_rest_is_named(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    folder = Path(run(tree, "rev-parse", "--absolute-git-dir"))
    for number in range(8):
        write(folder / f"AAA-{number}", "x" * 1000)
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1")
    assert kept.left_out == ()
    monkeypatch.setattr(private_commits, "_TOGETHER_MOST", 3 << 20)
    for number in range(8):
        write(folder / f"AAA-{number}", "x" * (1 << 20))
    kept = await git.rescue(scratch.project, str(tree), "alice", "r2")
    assert kept.left_out == (f"{folder}: more than 3 MB of files, not all were looked into",)

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, plant, run, write


def vault(scratch: Scratch) -> Path:
    (found,) = (scratch.folder / "state/vaults").iterdir()
    return found


async def test_a_candidate_is_the_merge_of_base_and_head(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    head = commit(tree, "work", c__txt="c\n")
    base = commit(scratch.top, "base moves", d__txt="d\n")
    made = await git.candidate(scratch.project, "alice", "work")
    assert (made.base, made.head, made.conflicts, made.error) == (base, head, (), "")
    parents = run(vault(scratch), "rev-parse", f"{made.commit}^@").split()
    assert parents == [base, head]
    assert run(vault(scratch), "rev-parse", f"{made.commit}^{{tree}}") == made.tree
    names = run(vault(scratch), "ls-tree", "--name-only", made.commit).split()
    assert {"a.txt", "c.txt", "d.txt"} <= set(names)
    assert "alice" in run(vault(scratch), "log", "-1", "--format=%B", made.commit)
    assert "Merge work" in run(vault(scratch), "log", "-1", "--format=%s", made.commit)


async def test_the_same_commits_give_the_same_candidate_in_another_vault(git: Git, scratch: Scratch) -> None:
    commit(scratch.worktree(), "work", c__txt="c\n")
    one = await git.candidate(scratch.project, "alice", "work")
    other = await Git(scratch.folder / "state2").candidate(scratch.project, "alice", "work")
    assert one == other
    assert one.commit


async def test_a_conflict_names_its_paths_and_has_no_commit(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "work", a__txt="theirs\n", b__txt="theirs\n")
    commit(scratch.top, "base", a__txt="ours\n", b__txt="ours\n")
    made = await git.candidate(scratch.project, "alice", "work")
    assert (made.commit, made.tree, made.conflicts, made.error) == ("", "", ("a.txt", "b.txt"), "")


async def test_what_cannot_be_a_candidate_says_why(git: Git, scratch: Scratch) -> None:
    scratch.worktree("level")
    run(scratch.top, "checkout", "-q", "--orphan", "other")
    run(scratch.top, "commit", "-qm", "another root")
    run(scratch.top, "checkout", "-q", "main")
    for branch, why in (
        ("gone", "does not exist"),
        ("level", "nothing to land"),
        ("other", "no common history"),
        ("../../HEAD", "does not exist"),
        ("-x", "does not exist"),
    ):
        made = await git.candidate(scratch.project, "alice", branch)
        assert why in made.error
        assert not made.commit
        assert not made.conflicts
    made = await git.candidate(replace(scratch.project, base="no"), "alice", "level")
    assert "'no' does not exist" in made.error


async def test_a_moved_base_or_head_makes_another_candidate(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "work", c__txt="c\n")
    first = await git.candidate(scratch.project, "alice", "work")
    commit(tree, "more", e__txt="e\n")
    second = await git.candidate(scratch.project, "alice", "work")
    commit(scratch.top, "base", d__txt="d\n")
    third = await git.candidate(scratch.project, "alice", "work")
    assert len({first.commit, second.commit, third.commit}) == 3


async def test_nothing_configured_runs_while_a_candidate_is_made(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    await git.check_project(scratch.project)
    commit(tree, "work", a__txt="theirs\n", c__txt="c\n")
    commit(scratch.top, "base", a__txt="ours\n")
    plant(scratch.top, canary)
    made = await git.candidate(scratch.project, "alice", "work")
    assert made.conflicts == ("a.txt",)
    assert not canary.exists(), canary.read_text()


async def test_objects_are_checked_against_their_names(git: Git, scratch: Scratch) -> None:
    """An object swapped in the project's store, as an agent could, never comes into the vault."""
    tree = scratch.worktree()
    await git.check_project(scratch.project)
    commit(tree, "work", c__txt="good\n")
    good = run(tree, "rev-parse", "HEAD:c.txt")
    bad = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=tree, input=b"evil\n", capture_output=True, check=True
    ).stdout.decode()
    store = scratch.top / ".git/objects"
    path = store / good[:2] / good[2:]
    path.unlink()
    path.write_bytes((store / bad[:2] / bad[2:].strip()).read_bytes())
    with pytest.raises(PortError):
        await git.candidate(scratch.project, "alice", "work")


async def test_a_clean_checkout_holds_exactly_the_commit(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    commit(tree, "work", c__txt="c\n", __gitattributes="* filter=trap\n")
    made = await git.candidate(scratch.project, "alice", "work")
    plant(scratch.top, canary)
    folder = Path(await git.clean_checkout(scratch.project, made.commit))
    assert sorted(path.name for path in folder.iterdir()) == [
        ".git",
        ".gitattributes",
        ".gitignore",
        "a.txt",
        "b.txt",
        "c.txt",
    ]
    assert run(folder, "rev-parse", "HEAD") == made.commit
    assert run(folder, "status", "--porcelain", "--ignored") == ""
    assert not canary.exists()


async def test_a_checkout_is_made_anew_whatever_a_gate_left(git: Git, scratch: Scratch) -> None:
    commit(scratch.worktree(), "work", c__txt="c\n")
    made = await git.candidate(scratch.project, "alice", "work")
    folder = Path(await git.clean_checkout(scratch.project, made.commit))
    outside = write(scratch.folder / "outside/file", "kept")
    write(folder / "a.txt", "changed")
    write(folder / "build/sub/out", "made").parent.chmod(0o500)
    (folder / "link").symlink_to(outside.parent)
    run(folder, "update-ref", "-d", "HEAD")
    again = Path(await git.clean_checkout(scratch.project, made.commit))
    assert again == folder
    assert (again / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert not (again / "build").exists()
    await git.drop_checkout(scratch.project, str(again))
    assert not again.exists()
    assert outside.read_text() == "kept"
    assert run(vault(scratch), "cat-file", "-t", made.commit) == "commit"


async def test_only_own_checkouts_are_dropped(git: Git, scratch: Scratch) -> None:
    with pytest.raises(PortError, match="no checkout"):
        await git.drop_checkout(scratch.project, str(scratch.top))
    assert scratch.top.exists()


async def test_the_difference_a_candidate_brings(git: Git, scratch: Scratch) -> None:
    commit(scratch.worktree(), "work", c__txt="brought\n")
    made = await git.candidate(scratch.project, "alice", "work")
    text = await git.candidate_diff(scratch.project, made)
    assert "+brought" in text

"""Partial clones: what is there suffices, or the operator hears what is missing and what brings it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, train_of


@pytest.fixture
def blobless(scratch: Scratch) -> Project:
    """A clone of the scratch repository whose history has three more versions of ``b.txt``, none of them here."""
    run(scratch.top, "config", "uploadpack.allowFilter", "true")
    run(scratch.top, "config", "uploadpack.allowAnySHA1InWant", "true")
    top = scratch.folder / "clone"
    run(scratch.folder, "clone", "-q", "--filter=blob:none", f"file://{scratch.top}", str(top))
    return Project(name="clone", path=str(top), base="main")


def upstream_moves(scratch: Scratch) -> None:
    for number in range(3):
        commit(scratch.top, f"up {number}", b__txt=f"version {number}\n", new__txt=f"new {number}\n")


async def test_a_candidate_that_needs_nothing_missing_is_built(
    git: Git, scratch: Scratch, blobless: Project
) -> None:
    made = await git.add_worktree(blobless, "work", str(scratch.folder / "tree"))
    head = commit(made.path, "work", a__txt="one\ntwo\nthree\nfour\n")
    assert (await git.candidate(blobless, "alice", "work")).commit
    upstream_moves(scratch)
    run(blobless.path, "pull", "-q")
    facts = await git.facts(blobless, made.path)
    assert (facts.head, facts.ahead, facts.behind) == (head, 1, 3)
    candidate = await git.candidate(blobless, "alice", "work")
    assert [change.path for change in candidate.files] == ["a.txt"]
    folder = Path(await git.clean_checkout(blobless, candidate.commit))
    assert (folder / "b.txt").read_text() == "version 2\n"
    assert (folder / "a.txt").read_text().endswith("four\n")
    assert (await git.rescue(blobless, made.path, "alice", "r1")).commit


@pytest.mark.parametrize("method", ["squash", "rebase"])
async def test_a_branch_lands_squashed_or_rebased_where_nothing_missing_is_needed(
    git: Git, scratch: Scratch, blobless: Project, method: str
) -> None:
    project = replace(blobless, landing=method)
    made = await git.add_worktree(project, "work", str(scratch.folder / "tree"))
    commit(made.path, "first", a__txt="one\ntwo\nthree\nfour\n")
    commit(made.path, "second", c__txt="c\n")
    upstream_moves(scratch)
    run(blobless.path, "pull", "-q")
    candidate = await git.candidate(project, "alice", "work")
    assert (candidate.error, candidate.method.commits) == ("", 2)
    result = await git.land(project, train_of(candidate))
    assert result.landed, result.detail
    assert (await git.facts(project, made.path)).ahead == 0


async def test_files_that_are_nowhere_are_counted_and_what_brings_them_is_said(
    git: Git, scratch: Scratch, blobless: Project
) -> None:
    made = await git.add_worktree(blobless, "work", str(scratch.folder / "tree"))
    commit(made.path, "work", b__txt="mine\n")
    upstream_moves(scratch)
    run(blobless.path, "fetch", "-q", "origin", "main")
    run(blobless.path, "update-ref", "refs/heads/other", "FETCH_HEAD")
    moved = Project(name="clone", path=blobless.path, base="other")
    said = r"clone is a partial clone without 2 objects of these files: `git -C \S+ fetch --refetch"
    for ask in (
        lambda: git.candidate(moved, "alice", "work"),
        lambda: git.add_worktree(moved, "more", str(scratch.folder / "more")),
    ):
        with pytest.raises(PortError, match=said):
            await ask()
    assert not (scratch.folder / "more").exists()
    run(blobless.path, "fetch", "-q", "--refetch", "--no-filter")
    assert (await git.candidate(moved, "alice", "work")).conflicts == ("b.txt",)
    assert await git.add_worktree(moved, "more", str(scratch.folder / "more"))


async def test_nothing_is_fetched_by_a_configuration_that_agents_can_write(
    git: Git, scratch: Scratch, blobless: Project
) -> None:
    ran = scratch.folder / "ran"
    made = await git.add_worktree(blobless, "work", str(scratch.folder / "tree"))
    commit(made.path, "work", b__txt="mine\n")
    upstream_moves(scratch)
    run(blobless.path, "fetch", "-q", "origin", "main")
    run(blobless.path, "update-ref", "refs/heads/other", "FETCH_HEAD")
    run(blobless.path, "config", "remote.origin.uploadpack", f"touch {ran}; git-upload-pack")
    with pytest.raises(PortError, match="partial clone"):
        await git.candidate(Project(name="clone", path=blobless.path, base="other"), "alice", "work")
    assert not ran.exists()


async def test_a_forged_object_is_not_taken_over(git: Git, scratch: Scratch, blobless: Project) -> None:
    made = await git.add_worktree(blobless, "work", str(scratch.folder / "tree"))
    await git.candidate(blobless, "alice", "work")
    commit(made.path, "work", a__txt="honest\n")
    true, false = (
        Path(blobless.path, ".git/objects", name[:2], name[2:])
        for name in (
            run(made.path, "rev-parse", "HEAD:a.txt"),
            _loose(made.path, "forged\n"),
        )
    )
    true.chmod(0o600)
    true.write_bytes(false.read_bytes())
    upstream_moves(scratch)
    run(blobless.path, "pull", "-q")
    with pytest.raises(PortError):
        await git.candidate(blobless, "alice", "work")


def _loose(folder: str, text: str) -> str:
    path = Path(folder, "forged")
    path.write_text(text)
    name = run(folder, "hash-object", "-w", "forged")
    path.unlink()
    return name

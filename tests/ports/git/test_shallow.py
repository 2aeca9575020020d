"""Shallow repositories: facts as far as the history goes, and the reason where it is too short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.model.fleet import Project
from fleetui.ports.git import Git
from fleetui.ports.git.repository_files import shallow_ends
from tests.ports.git.scratch import Scratch, commit, run


@pytest.fixture
def upstream(scratch: Scratch) -> Scratch:
    for number in range(4):
        commit(scratch.top, f"up {number}", b__txt=f"version {number}\n")
    return scratch


def clone(upstream: Scratch, *options: str) -> Project:
    top = upstream.folder / "clone"
    run(upstream.folder, "clone", "-q", *options, f"file://{upstream.top}", str(top))
    return Project(name="clone", path=str(top), base="main")


def moves(upstream: Scratch, project: Project, *how: str) -> None:
    """Two commits upstream, and main of the clone on them as ``git fetch`` with these options brings it."""
    for _ in range(2):
        commit(upstream.top, "more", d__txt=f"{run(upstream.top, 'rev-parse', 'HEAD')}\n")
    run(project.path, "fetch", "-q", *how, "origin", "main")
    run(project.path, "reset", "-q", "--hard", "FETCH_HEAD")


async def begun(git: Git, upstream: Scratch, project: Project) -> str:
    made = await git.add_worktree(project, "work", str(upstream.folder / "tree"))
    commit(made.path, "work", c__txt="c\n")
    assert (await git.candidate(project, "alice", "work")).commit
    return made.path


async def test_one_shallow_fetch_into_a_whole_clone_is_said_until_it_is_deepened(
    git: Git, upstream: Scratch
) -> None:
    project = clone(upstream)
    tree = await begun(git, upstream, project)
    moves(upstream, project, "--depth", "1")
    facts = await git.facts(project, tree)
    assert (facts.branch, facts.behind, facts.dirty) == ("work", 1, 0)
    made = await git.candidate(project, "alice", "work")
    assert not made.commit
    assert "no common history here: " in made.error
    assert "clone is shallow, and `git -C " in made.error
    assert made.error.endswith("clone fetch --unshallow` brings the rest")
    run(project.path, "fetch", "-q", "--unshallow")
    facts = await git.facts(project, tree)
    assert (facts.ahead, facts.behind) == (1, 2)
    made = await git.candidate(project, "alice", "work")
    assert made.commit
    assert (made.ahead, made.behind) == (1, 2)


@pytest.mark.parametrize("further", [(), ("--depth", "1"), ("--deepen", "1"), ("--unshallow",)])
async def test_a_shallow_clone_goes_on_however_it_is_fetched(
    git: Git, upstream: Scratch, further: tuple[str, ...]
) -> None:
    project = clone(upstream, "--depth", "2")
    await begun(git, upstream, project)
    moves(upstream, project, *further)
    run(project.path, "worktree", "add", "-q", "-b", "late", str(upstream.folder / "late"), "main")
    head = commit(upstream.folder / "late", "late", e__txt="e\n")
    facts = await git.facts(project, str(upstream.folder / "late"))
    assert (facts.head, facts.ahead, facts.behind) == (head, 1, 0)
    made = await git.candidate(project, "bob", "late")
    assert made.commit, made.error
    assert Path(await git.clean_checkout(project, made.commit), "e.txt").exists()


async def test_a_branch_below_the_old_end_has_a_candidate_once_the_clone_is_deepened(
    git: Git, upstream: Scratch
) -> None:
    project = clone(upstream, "--depth", "1")
    await begun(git, upstream, project)
    run(project.path, "fetch", "-q", "--unshallow")
    assert not shallow_ends(f"{project.path}/.git")
    run(project.path, "branch", "old", "main~3")
    run(project.path, "worktree", "add", "-q", str(upstream.folder / "old"), "old")
    commit(upstream.folder / "old", "old work", e__txt="e\n")
    made = await git.candidate(replace(project, base="main"), "bob", "old")
    assert made.commit, made.error
    assert (made.ahead, made.behind) == (1, 3)

"""Places and names that could make a landing be about something else than what was shown."""

from __future__ import annotations

import pytest

from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, plant, run, write
from tests.ports.git.test_land import elsewhere, main_of, prepared


async def test_a_target_checked_out_twice_is_refused_with_both_places(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    other = scratch.folder / "other"
    run(scratch.top, "worktree", "add", "-q", "--force", str(other), "main")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert str(other) in result.detail
    assert str(scratch.top) in result.detail
    assert main_of(scratch) == landing.base
    run(other, "switch", "-q", "--detach")
    assert (await git.land(scratch.project, landing)).landed


async def test_a_target_that_is_another_name_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    run(scratch.top, "branch", "real", "main")
    run(scratch.top, "symbolic-ref", "refs/heads/main", "refs/heads/real")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "only another name for refs/heads/real" in result.detail
    assert run(scratch.top, "rev-parse", "real") == landing.base


async def test_packed_refs_and_names_that_mean_more_than_one_thing_land_the_same(
    git: Git, scratch: Scratch
) -> None:
    landing = await prepared(git, scratch)
    run(scratch.top, "tag", "main", "work")
    run(scratch.top, "tag", "work", "main~1")
    run(scratch.top, "pack-refs", "--all", "--prune")
    assert (await git.land(scratch.project, landing)).landed
    assert run(scratch.top, "rev-parse", "refs/heads/main") == landing.candidate
    assert run(scratch.top, "status", "--porcelain") == ""


async def test_a_branch_that_was_renamed_or_replaced_since_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    tree = scratch.folder / "tree-work"
    run(tree, "branch", "-q", "-m", "work", "other")
    result = await git.land(scratch.project, landing)
    assert (result.landed, "work moved to nothing" in result.detail) == (False, True)
    run(tree, "branch", "-q", "work", "main")
    assert not (await git.land(scratch.project, landing)).landed
    assert main_of(scratch) == landing.base


async def test_a_worktree_of_an_agent_on_the_target_runs_nothing_of_its_own_settings(
    git: Git, scratch: Scratch
) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    theirs = scratch.folder / "theirs"
    run(scratch.top, "worktree", "add", "-q", str(theirs), "main")
    canary = scratch.folder / "canary"
    run(scratch.top, "config", "extensions.worktreeConfig", "true")
    run(theirs, "config", "--worktree", "filter.trap.smudge", f"touch {canary}; cat")
    write(scratch.top / ".git/info/attributes", "* filter=trap\n")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "filter.trap.smudge" in result.detail
    assert not canary.exists()
    assert main_of(scratch) == landing.base


async def test_a_worktree_that_says_it_is_elsewhere_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    theirs, victim = scratch.folder / "theirs", scratch.folder / "victim"
    run(scratch.top, "worktree", "add", "-q", str(theirs), "main")
    run(scratch.folder, "init", "-q", str(victim))
    commit(victim, "mine", a__txt="mine\n")
    write(scratch.top / ".git/worktrees/theirs/gitdir", f"{victim}/.git\n")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "is not to be found" in result.detail
    assert (victim / "a.txt").read_text() == "mine\n"
    assert main_of(scratch) == landing.base


@pytest.mark.parametrize("name", ["-x", "agent/\u202egnp", "a;b", "x\u200by"])
async def test_an_odd_branch_is_the_same_branch_or_none(git: Git, scratch: Scratch, name: str) -> None:
    tree = scratch.worktree()
    head = commit(tree, "work", c__txt="c\n")
    run(tree, "update-ref", f"refs/heads/{name}", head)
    run(tree, "symbolic-ref", "HEAD", f"refs/heads/{name}")
    facts = await git.facts(scratch.project, str(tree))
    assert facts.branch.isprintable()
    made = await git.candidate(scratch.project, "alice", facts.branch)
    assert made.head == head or "does not exist" in made.error


async def test_hooks_and_traps_run_nowhere_in_a_landing_by_ref(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    canary = scratch.folder / "canary"
    plant(scratch.top, canary)
    result = await git.land(scratch.project, landing)
    assert result.landed, result
    assert not canary.exists()

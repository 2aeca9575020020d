from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pydantic import TypeAdapter

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult
from fleetui.model.fleet import Landing
from fleetui.model.train import Train
from fleetui.ports.git import Git, land
from tests.ports.git.scratch import QUIET, Scratch, commit, plant, run, train_of, write
from tests.support.waiting import until

LANDINGS = TypeAdapter(tuple[Landing, ...])
ROOT = Path(__file__).parents[3]


def with_last(train: Train, **changes: str) -> Train:
    return Train((*train.landings[:-1], replace(train.landings[-1], **changes)))  # type: ignore[arg-type]


async def prepared(git: Git, scratch: Scratch, **files: str) -> Train:
    """A branch with work, a base that moved on, and the landing of their candidate."""
    tree = scratch.folder / "tree-work"
    if not tree.exists():
        scratch.worktree()
    commit(tree, "work", **(files or {"a__txt": "one\ntwo\n3\n", "new/c__txt": "c\n"}))
    commit(scratch.top, "base moves", d__txt="d\n")
    made = await git.candidate(scratch.project, "alice", "work")
    return train_of(made)


def main_of(scratch: Scratch) -> str:
    return run(scratch.top, "rev-parse", "main")


def elsewhere(scratch: Scratch) -> None:
    """Leave main checked out nowhere."""
    run(scratch.top, "checkout", "-q", "-b", "operator")


async def test_a_target_checked_out_nowhere_moves_by_its_ref(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    write(scratch.top / "a.txt", "operator's edit\n")
    before = run(scratch.top, "status", "--porcelain")
    result = await git.land(scratch.project, landing)
    assert (result.landed, result.commit) == (True, landing.candidate)
    assert main_of(scratch) == landing.candidate
    assert run(scratch.top, "rev-parse", "main^{tree}") == landing.tree
    assert run(scratch.top, "status", "--porcelain") == before
    run(scratch.top, "fsck", "--strict")


async def test_a_checked_out_target_moves_with_its_files(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    write(scratch.top / "b.txt", "unstaged edit\n")
    write(scratch.top / "d.txt", "staged edit\n")
    run(scratch.top, "add", "d.txt")
    write(scratch.top / "mine.txt", "untracked\n")
    before = run(scratch.top, "status", "--porcelain")
    result = await git.land(scratch.project, landing)
    assert result.landed
    assert main_of(scratch) == run(scratch.top, "rev-parse", "HEAD") == landing.candidate
    assert run(scratch.top, "status", "--porcelain") == before
    assert (scratch.top / "a.txt").read_text() == "one\ntwo\n3\n"
    assert (scratch.top / "new/c.txt").read_text() == "c\n"
    assert (scratch.top / "b.txt").read_text() == "unstaged edit\n"


async def test_a_target_held_by_another_worktree_moves_there(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    other = scratch.folder / "other"
    run(scratch.top, "worktree", "add", "-q", str(other), "main")
    assert (await git.land(scratch.project, landing)).landed
    assert run(other, "status", "--porcelain") == ""
    assert run(other, "rev-parse", "HEAD") == landing.candidate


@pytest.mark.parametrize("collides", ["unstaged", "staged", "untracked", "ignored folder"])
async def test_a_collision_with_the_operators_work_refuses_and_keeps_every_byte(
    git: Git, scratch: Scratch, collides: str
) -> None:
    landing = await prepared(git, scratch)
    path = scratch.top / ("a.txt" if "staged" in collides else "new/c.txt")
    if collides == "ignored folder":
        path = scratch.top / "new"
    write(path, "mine\n")
    if collides == "staged":
        run(scratch.top, "add", "a.txt")
    before = run(scratch.top, "status", "--porcelain", "-uall")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert (
        "would be overwritten" in result.detail
        or "would lose" in result.detail
        or "uptodate" in result.detail
    )
    assert path.read_text() == "mine\n"
    assert main_of(scratch) == landing.base
    assert run(scratch.top, "status", "--porcelain", "-uall") == before


async def test_a_target_moved_by_others_is_refused_and_never_rewound(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    theirs = commit(scratch.top, "somebody else", e__txt="e\n")
    for result in (await git.land(scratch.project, landing), await git.landed(scratch.project, landing)):
        assert not result.landed
        assert "moved" in result.detail
    assert main_of(scratch) == theirs


async def test_a_branch_that_moved_since_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    commit(scratch.folder / "tree-work", "one more", f__txt="f\n")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "work moved" in result.detail
    assert main_of(scratch) == landing.base


async def test_a_landing_that_does_not_match_its_candidate_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    for wrong in (
        with_last(landing, tree=run(scratch.top, "rev-parse", "main^{tree}")),
        with_last(landing, candidate=landing.landings[0].head),
        with_last(landing, candidate="main"),
        with_last(landing, head=landing.base),
    ):
        assert not (await git.land(scratch.project, wrong)).landed
    assert main_of(scratch) == landing.base


async def test_a_rebase_of_the_target_elsewhere_is_refused(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    run(scratch.top, "rebase", "-q", "--exec", "false", "HEAD~1", check=False)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "rebased" in result.detail
    run(scratch.top, "rebase", "--abort")
    assert main_of(scratch) == landing.base


async def test_a_lock_in_the_checkout_or_on_the_ref_is_named_and_left(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    lock = write(scratch.top / ".git/index.lock", "")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "index.lock" in result.detail
    lock.unlink()
    elsewhere(scratch)
    lock = write(scratch.top / ".git/refs/heads/main.lock", "")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "main.lock" in result.detail
    assert lock.exists()
    lock.unlink()
    assert (await git.land(scratch.project, landing)).landed


@pytest.mark.parametrize("checked_out", [True, False])
async def test_a_target_moved_between_check_and_move_is_not_touched(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch, checked_out: bool
) -> None:
    landing = await prepared(git, scratch)
    if not checked_out:
        elsewhere(scratch)
    theirs = run(scratch.top, "commit-tree", "-p", landing.base, "-m", "theirs", f"{landing.base}^{{tree}}")

    def moved(point: str) -> None:
        if point == "land.before_move":
            run(scratch.top, "update-ref", "refs/heads/main", theirs)

    monkeypatch.setattr(land, "point", moved)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert main_of(scratch) == theirs


async def test_a_replaced_object_does_not_change_what_lands(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    evil = write(scratch.folder / "evil", "evil\n")
    bad = run(scratch.top, "hash-object", "-w", str(evil))
    run(scratch.top, "replace", run(scratch.top, "rev-parse", "work:new/c.txt"), bad)
    assert (await git.land(scratch.project, landing)).landed
    assert (scratch.top / "new/c.txt").read_text() == "c\n"


async def test_landing_twice_lands_once(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    ports = [Git(scratch.folder / "state") for _ in range(4)]
    results = await asyncio.gather(*(port.land(scratch.project, landing) for port in ports))
    assert sorted(result.landed for result in results) == [False, False, False, True]
    assert main_of(scratch) == landing.candidate


async def test_nothing_configured_since_runs_while_landing(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    canary = scratch.folder / "canary"
    plant(scratch.top, canary)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "filter.trap" in result.detail
    assert (await git.landed(scratch.project, landing)).detail == "not landed; nothing had changed"
    assert main_of(scratch) == landing.base
    for key in ("clean", "smudge"):
        run(scratch.top, "config", "--unset", f"filter.trap.{key}")
    assert (await git.land(scratch.project, landing)).landed
    assert not canary.exists(), canary.read_text()


async def test_later_commits_on_a_landed_target_still_count_as_landed(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    await git.land(scratch.project, landing)
    commit(scratch.top, "afterwards", g__txt="g\n")
    assert (await git.landed(scratch.project, landing)).landed


POINTS = {
    "land.before_objects": False,
    "land.before_move": False,
    "land.before_files": False,
    "land.files_written": False,
    "land.index_written": False,
    "land.after_move": True,
    "land.after_ref": True,
}

ONLY_CHECKED_OUT = ("land.before_files", "land.files_written", "land.index_written")

CHILD = """
import asyncio, json, sys
from pathlib import Path
from fleetui.model.fleet import Project
from fleetui.model.train import Train
from fleetui.ports.git import Git, land
from tests.ports.git.test_land import LANDINGS
state, project, landing = json.loads(sys.argv[1])
asyncio.run(Git(Path(state)).land(Project(**project), Train(LANDINGS.validate_python(landing))))
"""


def land_elsewhere(scratch: Scratch, landing: Train, fault: str = "") -> subprocess.Popen[bytes]:
    """The same landing in a process of its own, which may be killed."""
    fields = LANDINGS.dump_python(landing.landings, mode="json")
    what = [
        str(scratch.folder / "state"),
        {"name": "project", "path": str(scratch.top), "base": "main"},
        fields,
    ]
    environment = {**os.environ, "FLEETUI_FAULT": fault, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", CHILD, json.dumps(what)], env=environment)


@pytest.mark.parametrize("checked_out", [True, False])
@pytest.mark.parametrize("fault", POINTS)
async def test_a_kill_at_any_step_leaves_old_or_new_and_is_told_apart(
    git: Git, scratch: Scratch, fault: str, checked_out: bool
) -> None:
    if fault in ONLY_CHECKED_OUT and not checked_out:
        pytest.skip("no file is written then")
    landing = await prepared(git, scratch)
    if not checked_out:
        elsewhere(scratch)
    write(scratch.top / "b.txt", "operator's edit\n")
    before = run(scratch.top, "status", "--porcelain")
    child = land_elsewhere(scratch, landing, fault)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    assert main_of(scratch) == (landing.candidate if POINTS[fault] else landing.base)
    after: LandingResult = await git.landed(scratch.project, landing)
    assert after.landed is POINTS[fault]
    assert not list((scratch.top / ".git").glob("*.lock")) + list((scratch.top / ".git").glob("fleetui*"))
    assert run(scratch.top, "status", "--porcelain") == before
    if not after.landed:
        assert (await git.land(scratch.project, landing)).landed
    assert main_of(scratch) == landing.candidate
    assert run(scratch.top, "status", "--porcelain") == before


@pytest.fixture
async def half_done(git: Git, scratch: Scratch) -> Train:
    """git itself killed in the middle of the fast-forward, by a slow filter the operator has had all along."""
    slow = write(scratch.folder / "slow.sh", f"#!/bin/sh\nsleep 0.7\necho >> {scratch.folder}/smudged\ncat\n")
    slow.chmod(0o755)
    run(scratch.top, "config", "filter.slow.smudge", str(slow))
    run(scratch.top, "config", "filter.slow.clean", "cat")
    commit(scratch.top, "attributes", __gitattributes="*.slow filter=slow\n", m1__slow="old\n")
    files = {f"m{n}__slow": f"new {n}\n" for n in range(1, 6)} | {"a__txt": "one\ntwo\n3\n"}
    landing = await prepared(git, scratch, **files)
    (scratch.folder / "smudged").unlink(missing_ok=True)
    write(scratch.top / "b.txt", "operator's edit\n")
    write(scratch.top / "mine.txt", "operator's file\n")
    child = land_elsewhere(scratch, landing)
    smudged = scratch.folder / "smudged"
    await asyncio.to_thread(until, lambda: smudged.exists() and len(smudged.read_text()) >= 2, 60)
    kill_merge(landing)
    child.kill()
    child.wait()
    return landing


def kill_merge(landing: Train) -> None:
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and landing.candidate in process.info["cmdline"]:
            process.kill()


async def test_a_fast_forward_killed_half_way_is_put_back_and_lands_again(
    git: Git, scratch: Scratch, half_done: Train
) -> None:
    assert (scratch.top / ".git/index.lock").exists()
    assert main_of(scratch) == half_done.base
    result = await git.landed(scratch.project, half_done)
    assert not result.landed
    assert "put back" in result.detail
    assert run(scratch.top, "status", "--porcelain").split() == ["M", "b.txt", "??", "mine.txt"]
    assert (scratch.top / "m1.slow").read_text() == "old\n"
    assert (await git.land(scratch.project, half_done)).landed
    assert (scratch.top / "b.txt").read_text() == "operator's edit\n"
    assert (scratch.top / "m5.slow").read_text() == "new 5\n"
    assert run(scratch.top, "rev-parse", "HEAD^{tree}") == half_done.tree


async def test_an_operators_edit_in_a_half_done_checkout_stops_the_repair(
    git: Git, scratch: Scratch, half_done: Train
) -> None:
    write(scratch.top / "a.txt", "edited after the crash\n")
    with pytest.raises(PortError, match=r"other content in a\.txt"):
        await git.landed(scratch.project, half_done)
    assert (scratch.top / "a.txt").read_text() == "edited after the crash\n"


@pytest.mark.parametrize("path", ["a.txt", "new/c.txt"])
async def test_a_file_saved_just_before_it_is_written_refuses_and_gives_the_index_back(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    landing = await prepared(git, scratch)
    write(scratch.top / "b.txt", "operator's edit\n")

    def saved(point: str) -> None:
        if point == "land.before_files":
            write(scratch.top / path, "saved just now\n")

    monkeypatch.setattr(land, "point", saved)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert f"{path} was changed meanwhile" in result.detail
    assert (scratch.top / path).read_text() == "saved just now\n"
    assert main_of(scratch) == landing.base
    run(scratch.top, "commit", "-qam", "the operator's git works")
    assert not list((scratch.top / ".git").glob("fleetui*"))


async def test_a_landing_holds_what_the_repository_only_borrowed(git: Git, scratch: Scratch) -> None:
    lender = scratch.folder / "lender"
    tree = scratch.worktree()
    run(scratch.folder, "clone", "-q", "--bare", str(scratch.top), str(lender))
    write(scratch.top / ".git/objects/info/alternates", f"{lender}/objects\n")
    write(tree / "new/c.txt", "borrowed\n")
    borrowed = {"GIT_OBJECT_DIRECTORY": f"{lender}/objects"}
    for words in (("add", "-A"), ("commit", "-qm", "borrowed")):
        subprocess.run(["git", *words], cwd=tree, env=QUIET | borrowed, check=True)
    landing = await prepared(git, scratch)
    assert (await git.land(scratch.project, landing)).landed
    (scratch.top / ".git/objects/info/alternates").unlink()
    run(scratch.top, "fsck", "--strict", landing.candidate)
    assert run(scratch.top, "show", "main~1:new/c.txt", check=False) == ""
    assert run(scratch.top, "show", "main^2~1:new/c.txt") == "borrowed"

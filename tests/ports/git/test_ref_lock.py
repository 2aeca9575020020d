"""A git that is killed while it moves the target leaves locks: ours are removed, everybody else's are named."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.model.train import Train
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, run, write
from tests.ports.git.test_land import elsewhere, land_elsewhere, main_of, prepared
from tests.support.waiting import until

Killing = Callable[[str], None]


@pytest.fixture
def killing(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Killing:
    """Have the git that moves a ref do this, once, in the middle: git asks its hook there, with all locks taken."""
    real = shutil.which("git")

    def plan(what: str, when: str = "prepared") -> None:
        bin_ = scratch.folder / "bin"
        hook = write(
            bin_ / "hooks/reference-transaction",
            f'#!/bin/sh\n[ "$1" = {when} ] && [ -e {bin_}/armed ] && {{ rm {bin_}/armed; {what}; }}\nexit 0\n',
        )
        hook.chmod(0o755)
        write(bin_ / "armed", "")
        wrapper = write(
            bin_ / "git",
            f'#!/bin/sh\ncase "$*" in\n  update-ref*refs/heads/main*) set -- -c core.hooksPath={bin_}/hooks "$@";;\n'
            f'esac\nexec {real} "$@"\n',
        )
        wrapper.chmod(0o755)
        monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")

    return plan


def locks(scratch: Scratch) -> list[str]:
    found = [*(scratch.top / ".git").glob("*.lock"), *(scratch.top / ".git/refs").rglob("*.lock")]
    return sorted(path.name for path in found)


@pytest.mark.parametrize("checked_out", [True, False])
async def test_a_git_killed_while_it_moves_the_target_leaves_nothing(
    git: Git, scratch: Scratch, killing: Killing, checked_out: bool
) -> None:
    landing = await prepared(git, scratch)
    if not checked_out:
        elsewhere(scratch)
    write(scratch.top / "b.txt", "operator's edit\n")
    killing("kill -9 $PPID")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "was killed" in result.detail
    assert "main.lock" in result.detail
    assert main_of(scratch) == landing.base
    assert locks(scratch) == []
    assert run(scratch.top, "status", "--porcelain") == "M b.txt"
    assert (await git.land(scratch.project, landing)).landed


async def test_fleetui_and_its_git_killed_together_leave_what_the_next_start_removes(
    git: Git, scratch: Scratch, killing: Killing
) -> None:
    landing = await prepared(git, scratch)
    killing("kill -9 $(ps -o ppid= -p $PPID) $PPID")
    child = land_elsewhere(scratch, landing)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    assert locks(scratch) == ["HEAD.lock", "index.lock", "main.lock"]
    result = await git.landed(scratch.project, landing)
    assert not result.landed
    assert "main.lock" in result.detail
    assert locks(scratch) == []
    assert (await git.land(scratch.project, landing)).landed


async def test_the_lock_of_a_git_that_lives_on_is_left(
    git: Git, scratch: Scratch, killing: Killing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    goes_on = scratch.folder / "goes-on"
    killing(f"kill -9 $(ps -o ppid= -p $PPID); while [ ! -e {goes_on} ]; do sleep 0.05; done")
    child = land_elsewhere(scratch, landing)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "main.lock" in result.detail
    assert locks(scratch) == ["main.lock"]
    goes_on.touch()
    await asyncio.to_thread(until, lambda: main_of(scratch) == landing.candidate, 30)
    assert (await git.landed(scratch.project, landing)).landed
    assert locks(scratch) == []


async def killed(git: Git, scratch: Scratch, killing: Killing) -> Train:
    """A landing whose process and git are gone, with its locks."""
    landing = await prepared(git, scratch)
    killing("kill -9 $(ps -o ppid= -p $PPID) $PPID")
    child = land_elsewhere(scratch, landing)
    assert await asyncio.to_thread(child.wait, 60) == -signal.SIGKILL
    return landing


@pytest.mark.parametrize("theirs", ["", "0" * 40 + "\n"])
async def test_a_lock_of_somebody_else_is_named_with_what_to_do_and_left(
    git: Git, scratch: Scratch, killing: Killing, theirs: str
) -> None:
    landing = await killed(git, scratch, killing)
    lock = scratch.top / ".git/refs/heads/main.lock"
    lock.unlink()
    write(lock, theirs)
    await git.landed(scratch.project, landing)
    assert lock.read_text() == theirs
    result = await git.land(scratch.project, landing)
    assert not result.landed
    for words in (str(lock), "since", "remove that file and land again", str(scratch.top)):
        assert words in result.detail
    assert lock.exists()


async def test_a_lock_on_head_alone_is_somebody_elses_unless_the_branch_moved_with_it(
    git: Git, scratch: Scratch, killing: Killing
) -> None:
    landing = await killed(git, scratch, killing)
    (scratch.top / ".git/refs/heads/main.lock").unlink()
    await git.landed(scratch.project, landing)
    assert locks(scratch) == ["HEAD.lock"]
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "HEAD.lock" in result.detail


async def test_a_lock_on_head_that_a_moved_branch_left_is_removed(
    git: Git, scratch: Scratch, killing: Killing
) -> None:
    landing = await killed(git, scratch, killing)
    branch = scratch.top / ".git/refs/heads/main"
    Path(f"{branch}.lock").replace(branch)
    assert (await git.landed(scratch.project, landing)).landed
    assert locks(scratch) == []

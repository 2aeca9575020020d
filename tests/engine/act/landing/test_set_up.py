"""What a set-up step made is kept warm, and nothing that a branch or a gate wrote is ever part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleetui.config.load import load
from fleetui.model import commands as c
from fleetui.model.evidence import Verdict
from tests.engine.act.landing.test_gates import mark
from tests.support.scratch import Live, Scratch, git

KEEPS = 'setup_keeps = ["deps"]\nsetup_from = ["lock.txt"]\n'


def step(scratch: Scratch, more: str = "") -> str:
    """A set-up step that installs what the lock file names, where that is not there yet."""
    root = scratch.root
    install = f"echo >> {root}/installs.log; mkdir -p deps; {more or 'cp lock.txt deps/installed'}"
    run = ["sh", "-c", f"echo >> {root}/steps.log; [ -e deps/installed ] || {{ {install}; }}"]
    return f"setup = {json.dumps(run)}\n"


def gate(scratch: Scratch, more: str = "true") -> str:
    run = ["sh", "-c", f"cat deps/installed >> {scratch.root}/seen.log; {more}"]
    return f'[[projects.shop.gates]]\nname = "build"\nrun = {json.dumps(run)}\n'


def lines(scratch: Scratch, name: str) -> list[str]:
    path = scratch.root / name
    return path.read_text().splitlines() if path.exists() else []


def locked(scratch: Scratch) -> None:
    (scratch.repo / "lock.txt").write_text("one 1.0\n")
    (scratch.repo / ".gitignore").write_text("*.log\ndeps/\n")
    git(scratch.repo, "add", "-A")
    git(scratch.repo, "commit", "-q", "-m", "a lock file")


async def committed(live: Live, number: int, **files: str) -> None:
    worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text(f"def price():\n    return {number}\n")
    for name, text in files.items():
        (worktree / name.replace("__", ".")).write_text(text)
    git(worktree, "add", "-A")
    git(worktree, "commit", "-q", "-m", f"price {number}")
    await live.do(c.RefreshNow())


async def gated(live: Live, scratch: Scratch, number: int) -> str:
    """Wait until the gate came to its word on so many candidates; what is said of the last one."""
    done = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)
    await live.until(lambda: len(lines(scratch, "seen.log")) >= number and mark(live).verdict in done, 90)
    return mark(live).detail


def store(scratch: Scratch) -> str:
    return f"{scratch.paths.vaults}/set-ups/*/*/0/installed"


async def test_it_is_made_once_on_the_base_and_each_candidate_gets_its_own(scratch: Scratch) -> None:
    locked(scratch)
    scratch.configure("cache", gates=step(scratch) + KEEPS + gate(scratch, "rm -r deps"))
    async with scratch.engine() as live:
        await live.started("cache")
        installs = len(lines(scratch, "installs.log"))  # in its worktree
        await committed(live, 2)
        assert "set-up warm" in await gated(live, scratch, 1)
        await committed(live, 3)
        assert "set-up warm" in await gated(live, scratch, 2)
        log = await live.engine.core.ledger.get_text(mark(live).log)
        assert log.startswith("[set-up: warm, 0 MB copied in 0.")
    assert len(lines(scratch, "installs.log")) == installs + 1
    assert lines(scratch, "seen.log") == ["one 1.0", "one 1.0"]


async def test_a_candidate_with_another_lock_file_is_set_up_anew_and_that_is_not_kept(
    scratch: Scratch,
) -> None:
    locked(scratch)
    scratch.configure("cache", gates=step(scratch) + KEEPS + gate(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        await committed(live, 2, lock__txt="two 2.0\n")
        assert "not warm: what it is made from differs from main" in await gated(live, scratch, 1)
        await committed(live, 3, lock__txt="one 1.0\n")
        assert "set-up warm" in await gated(live, scratch, 2)
    assert lines(scratch, "seen.log") == ["two 2.0", "one 1.0"]


WRITES = "for each in {store}; do chmod u+w $each; echo poison > $each; done; echo poison > deps/installed"


@pytest.mark.parametrize(
    "attack",
    [
        WRITES,
        "setsid sh -c 'trap \"\" TERM; while :; do for f in {store}; do echo poison > $f; done; done' & sleep 0.2",
    ],
    ids=["writes to it", "leaves a process that does"],
)
async def test_what_a_gate_of_a_branch_writes_never_becomes_part_of_anothers(
    scratch: Scratch, attack: str
) -> None:
    locked(scratch)
    scratch.configure(
        "cache", gates=step(scratch) + KEEPS + gate(scratch, attack.format(store=store(scratch)))
    )
    async with scratch.engine() as live:
        await live.started("cache")
        installs = len(lines(scratch, "installs.log"))
        for number in (1, 2):
            await committed(live, number + 1)
            assert "set-up" in await gated(live, scratch, number)
        assert "something wrote to it" in mark(live).detail
    assert lines(scratch, "seen.log") == ["one 1.0", "one 1.0"]
    assert len(lines(scratch, "installs.log")) > installs + 1  # it was made anew


async def test_what_was_made_on_a_commit_that_was_taken_back_is_not_used(scratch: Scratch) -> None:
    locked(scratch)
    released = git(scratch.repo, "rev-parse", "HEAD")
    scratch.configure("cache", gates=step(scratch, "cat *.txt > deps/installed") + KEEPS + gate(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        (scratch.repo / "also.txt").write_text("poison\n")
        git(scratch.repo, "add", "-A")
        git(scratch.repo, "commit", "-q", "-m", "an agent moves the target")
        await live.until(lambda: live.engine.core.bases["shop"] != released, 30)
        await committed(live, 2)
        assert "set-up warm" in await gated(live, scratch, 2)  # two lines: both files
        git(scratch.repo, "reset", "-q", "--hard", released)
        await live.until(lambda: live.engine.core.bases["shop"] == released, 30)
        await committed(live, 3)
        await gated(live, scratch, 3)
    assert lines(scratch, "seen.log")[2:] == ["one 1.0"]


async def test_one_that_is_stopped_half_way_is_not_kept_and_runs_again(scratch: Scratch) -> None:
    locked(scratch)
    slow = f"echo half > deps/installed; [ -e {scratch.root}/go ] || sleep 60; cp lock.txt deps/installed"
    scratch.configure("cache", gates=step(scratch) + KEEPS + gate(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        scratch.configure("cache", gates=step(scratch, slow) + KEEPS + gate(scratch))
        await live.engine.supervisor.configure(load(scratch.paths))
        steps = len(lines(scratch, "steps.log"))
        await committed(live, 2)
        await live.until(lambda: len(lines(scratch, "steps.log")) > steps, 60)
        await live.do(c.StopGates("cache"))
        await live.until(lambda: "stopped by you" in mark(live).detail, 60)
        (scratch.root / "go").touch()
        await live.do(c.RunGates("cache", ""))
        assert "set-up warm" in await gated(live, scratch, 1)
    assert lines(scratch, "seen.log") == ["one 1.0"]


async def test_one_that_has_no_room_is_set_up_anew_and_says_so(scratch: Scratch) -> None:
    locked(scratch)
    scratch.configure("cache", gates=step(scratch) + KEEPS + gate(scratch))
    config = scratch.paths.config
    config.write_text("warm_mb = 0\n" + config.read_text())
    async with scratch.engine() as live:
        await live.started("cache")
        await committed(live, 2)
        assert "not warm: " in await gated(live, scratch, 1)
        assert mark(live).verdict is Verdict.PASS
    assert lines(scratch, "seen.log") == ["one 1.0"]


async def test_a_check_that_fails_on_what_is_kept_has_the_step_run_anew(scratch: Scratch) -> None:
    locked(scratch)
    check = 'setup_warm = ["sh", "-c", "exit 3"]\n'
    scratch.configure("cache", gates=step(scratch) + KEEPS + check + gate(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        await committed(live, 2)
        assert "not warm: sh -c 'exit 3' fails on what is kept" in await gated(live, scratch, 1)
        assert mark(live).verdict is Verdict.PASS
    assert lines(scratch, "seen.log") == ["one 1.0"]


async def test_a_base_whose_step_fails_keeps_nothing_and_its_repair_can_land(scratch: Scratch) -> None:
    locked(scratch)
    repaired = "echo half > deps/installed; [ -e repaired ] || exit 1; cp lock.txt deps/installed"
    scratch.configure("cache", gates=step(scratch) + KEEPS + gate(scratch))
    async with scratch.engine() as live:
        await live.started("cache")
        scratch.configure("cache", gates=step(scratch, repaired) + KEEPS + gate(scratch))
        await live.engine.supervisor.configure(load(scratch.paths))
        await committed(live, 2, repaired="")
        assert "not warm: it fails on main" in await gated(live, scratch, 1)
        assert mark(live).verdict is Verdict.PASS
    assert lines(scratch, "seen.log") == ["one 1.0"]

"""``kill -9`` at every step of a release of three, of taking one back, and inside git while it moves the target.

Afterwards the target is the old commit or the last candidate that was released, the journal says the same, every landed
commit has its note, nothing landed twice, and what landed can be taken back.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.model import commands as c
from fleetui.model.fleet import Landing
from fleetui.model.train import Proposal
from tests.faults.test_kill_nine import AFTERWARDS, LANDING, noted, run_until_killed
from tests.support.approving import land, release_of
from tests.support.scratch import Live, Scratch, git

NAMES = ("one", "two", "three")
MINE = "# mine, not committed\n"
GIT = """#!/bin/sh
# git that dies with who started it, around the command that moves the target
case "$*" in
*"update-ref"*"refs/heads/main"*)
    case {when} in
    before) kill -9 {whom}; sleep 0.3; exec {git} "$@" ;;
    after) {git} "$@"; kill -9 {whom} ;;
    locked) : > {repo}/.git/refs/heads/main.lock; kill -9 {whom} $$ ;;
    esac ;;
*) exec {git} "$@" ;;
esac
"""


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    git(made.root, "init", "-q", "--bare", "-b", "main", str(other(made)))
    build = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'
    made.configure(*NAMES, gates=f'push = "{other(made)}"\nnotes = true\n{build}')
    yield made
    made.close()


def other(scratch: Scratch) -> Path:
    return scratch.root / "other.git"


async def working(scratch: Scratch) -> str:
    """Each of three agents has a commit; the operator has edits. The target's commit."""
    async with scratch.engine() as live:
        for name in NAMES:
            await live.started(name)
            worktree = Path(live.agent(name).seat.worktree)
            (worktree / f"{name}.py").write_text("x = 1\n")
            git(worktree, "add", "-A")
            git(worktree, "commit", "-q", "-m", f"work of {name}")
    (scratch.repo / "README.md").write_text(MINE)
    return git(scratch.repo, "rev-parse", "main")


def script(*names: str, reverts: str = "") -> tuple[str, str]:
    call = f"release(*{names!r}, reverts={reverts!r})"
    return "-c", f"import asyncio; from tests.faults.lander import release; asyncio.run({call})"


def landings(live: Live) -> list[Landing]:
    return list(live.engine.core.fleet.landings.values())


async def settled(live: Live) -> list[Landing]:
    """The landings once all are decided, noted and, where that was begun, pushed."""
    await live.until(lambda: all(one.state != "intended" for one in landings(live)), 40)
    landed = {one.candidate for one in landings(live) if one.state == "landed"}
    await live.until(lambda: set(noted(live.scratch)) == landed, 40)
    await live.until(lambda: all(one.push != "intended" for one in landings(live)), 40)
    return landings(live)


def checked(scratch: Scratch, old: str, released: list[Landing]) -> bool:
    """Whether it landed; the target, the journal and the operator's checkout say the same."""
    now = git(scratch.repo, "rev-parse", "main")
    states = {one.state for one in released}
    landed = now != old
    assert states == {"landed"} if landed else states in (set(), {"refused"})
    if landed:
        assert now == released[-1].candidate
        assert git(scratch.repo, "rev-parse", "main^{tree}") == released[-1].tree
        merges = git(scratch.repo, "rev-list", "--first-parent", f"{old}..main").split()
        assert merges == [one.candidate for one in reversed(released)], "each landed once, in order"
    assert (scratch.repo / "README.md").read_text() == MINE
    assert git(scratch.repo, "status", "--porcelain") in ("M README.md", " M README.md")
    assert not (scratch.repo / ".git/index.lock").exists()
    return landed


async def releases(live: Live, *names: str, reverts: str = "") -> str:
    """The release goes through now; what it said."""
    await live.do(c.RefreshNow())
    await live.until(lambda: {row.seat for row in live.engine.view.board if row.head} >= {*names}, 60)
    await live.engine.prepare(Proposal("shop", names, reverts))
    await live.until(lambda: (made := live.engine.view.train) is not None and not made.why_not, 60)
    assert live.engine.view.train
    outcome = await land(live.engine, release_of(*live.engine.view.train.rows))
    assert outcome.ok, outcome.text
    return outcome.text


@pytest.mark.parametrize("fault", [*LANDING, *AFTERWARDS])
async def test_a_release_of_three_cut_short_is_whole_or_nothing(scratch: Scratch, fault: str) -> None:
    old = await working(scratch)
    await asyncio.to_thread(run_until_killed, scratch, fault, *script(*NAMES))
    async with scratch.engine() as live:
        released = await settled(live)
        landed = checked(scratch, old, released)
        assert landed == (fault in (*LANDING[LANDING.index("land.after_move") :], *AFTERWARDS))
        assert len(released) in (0, 3)
        if not landed:
            await releases(live, *NAMES)
            released = landings(live)[-3:]
            assert checked(scratch, old, released)
        elif fault == "push.done":
            assert released[-1].push == "pushed"
            assert git(other(scratch), "rev-parse", "main") == released[-1].candidate
        await releases(live, "two", reverts=released[1].candidate)
        assert not (scratch.repo / "two.py").exists()
        assert (scratch.repo / "three.py").exists()
        await settled(live)


@pytest.mark.parametrize(
    "fault",
    ["land.intended", "land.files_written", "land.after_move", "land.moved", "land.ended", "land.noted"],
)
async def test_taking_back_cut_short_is_done_once_or_not_at_all(scratch: Scratch, fault: str) -> None:
    old = await working(scratch)
    async with scratch.engine() as live:
        await releases(live, *NAMES)
        assert checked(scratch, old, landings(live))
        await settled(live)
        before, first = git(scratch.repo, "rev-parse", "main"), landings(live)[0].candidate
    await asyncio.to_thread(run_until_killed, scratch, fault, *script("one", reverts=first))
    async with scratch.engine() as live:
        backs = (await settled(live))[3:]
        assert {one.reverts for one in backs} <= {first}
        landed = checked(scratch, before, backs)
        assert landed is not (scratch.repo / "one.py").exists()
        if not landed:
            await releases(live, "one", reverts=first)
            assert not (scratch.repo / "one.py").exists()
        assert (scratch.repo / "two.py").exists()


@pytest.mark.parametrize(
    ("when", "whom", "lands"),
    [
        ("before", "$PPID", True),
        ("before", "$PPID $$", False),
        ("after", "$PPID", True),
        ("locked", "$PPID", False),
    ],
)
async def test_git_killed_or_left_alone_while_it_moves_the_target(
    scratch: Scratch, when: str, whom: str, lands: bool
) -> None:
    old = await working(scratch)
    real, bin_ = shutil.which("git"), scratch.root / "bin"
    bin_.mkdir()
    text = GIT.format(when=when, whom=whom, git=real, repo=scratch.repo)
    (bin_ / "git").write_text(text)
    (bin_ / "git").chmod(0o755)
    plain = scratch.environment
    scratch.environment = {**plain, "PATH": f"{bin_}{os.pathsep}{plain['PATH']}"}
    await asyncio.to_thread(run_until_killed, scratch, "", *script(*NAMES))
    scratch.environment = plain
    async with scratch.engine() as live:
        released = await settled(live)
        assert len(released) == 3
        assert checked(scratch, old, released) is lands
        if when == "locked":
            (
                scratch.repo / ".git/refs/heads/main.lock"
            ).unlink()  # git's own: it says so until somebody removes it
        if not lands:
            await releases(live, *NAMES)
            assert checked(scratch, old, landings(live)[-3:])

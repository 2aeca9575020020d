"""Reports of success against a red gate, on a real fleet: said while they stand on the same files, and no longer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fleetui.engine.decide.against_gates import GRACE_S
from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.session import SessionFacts
from fleetui.model.turn import SessionTurn
from tests.support.scratch import Live, Scratch, git

GATE = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "-m", "py_compile", "shop.py"]\n'


async def commit(live: Live, content: str) -> None:
    worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text(content)
    git(worktree, "commit", "-q", "-a", "-m", "change the price")
    await live.do(c.RefreshNow())


def says(live: Live, message: str) -> None:
    """Its session file ends with this, now."""
    core = live.engine.core
    seen = core.sight("cache")
    turn = SessionTurn(message=message, ended=core.world.now(), whole=True)
    seen.session = replace(seen.session or SessionFacts(), turn_ended=True, turn=turn)
    core.touch()


def short(live: Live) -> str:
    found = live.agent("cache").against
    return found.short if found else ""


async def test_last_words_stand_against_a_red_gate_until_it_is_green(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price(:\n")
        says(live, "I looked at it.")
        await live.until(lambda: "build fails" in live.engine.view.board[0].why_not, 60)
        assert short(live) == "", "it reported nothing"
        says(live, "Done. It is shorter now.")
        await live.until(lambda: short(live) == "says done, build fails")
        wanted = live.agent("cache").attention
        assert wanted is not None
        assert (wanted.want, wanted.key) == (Want.UNDONE, "mode.merge")
        assert wanted.reason.startswith("says done, build fails: exit 1")
        says(live, "Done, but the build still fails.")
        await live.until(lambda: short(live) == "")
        says(live, "Done.")
        await live.until(lambda: short(live) != "")
        await commit(live, "def price():\n    return 3\n")
        await live.until(lambda: live.engine.view.board[0].may_land, 60)
        assert short(live) == ""


async def test_what_others_did_after_the_words_is_not_held_against_them(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: live.engine.view.board[0].may_land, 60)
        says(live, "Done.")
        seen = live.engine.core.sight("cache")
        assert seen.session is not None
        assert seen.session.turn is not None
        earlier = seen.session.turn.ended - GRACE_S - 5
        seen.session = replace(seen.session, turn=replace(seen.session.turn, ended=earlier))
        await commit(live, "def price(:\n")
        await live.until(lambda: "build fails" in live.engine.view.board[0].why_not, 60)
        assert short(live) == "", "that commit is newer than the words"


async def test_a_branch_that_lacks_commits_of_its_base_is_not_measured_by_the_merge(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE)
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "more.py").write_text("x = 1\n")
        git(worktree, "add", "-A")
        git(worktree, "commit", "-q", "-m", "more")
        (scratch.repo / "shop.py").write_text("def price(:\n")
        git(scratch.repo, "commit", "-q", "-a", "-m", "break the base")
        await live.do(c.RefreshNow())
        says(live, "Done.")
        await live.until(lambda: "build fails" in live.engine.view.board[0].why_not, 60)
        assert short(live) == ""

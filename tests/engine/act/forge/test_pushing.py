"""New commits go to an open pull request by a key: with real git and the real gh, never by force, at most once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.engine.observe.forge.unpushed import UnpushedLooks
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import Pushed
from fleetui.model import commands as c
from fleetui.model.forge.wishes.pull_acts import PUSH, PushPull
from fleetui.model.view import BranchRow
from tests.engine.act.forge.test_opening import states, worked
from tests.support.forge_fleets import listed
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git


def row_of(live: Live) -> BranchRow:
    live.engine.viewer.refresh()
    return next(row for row in live.engine.view.board if row.seat == "cache")


@asynccontextmanager
async def pulled(scratch: Scratch, gh: Gh, shop: Repo) -> AsyncIterator[tuple[Live, Pull, PushPull, Path]]:
    """A branch with an open pull request and two commits that are not there."""
    async with worked(scratch, gh, shop) as (live, want):
        assert (await live.engine.act_there(want)).ok
        (pull,) = shop.pulls()
        folder = Path(live.agent("cache").seat.worktree)
        for number in (3, 4):
            (folder / "shop.py").write_text(f"def price():\n    return {number}\n")
            git(folder, "commit", "-q", "-am", f"price {number}")
        await seen(live)
        head = git(folder, "rev-parse", "HEAD")
        yield live, pull, PushPull("shop", "cache", pull.number, want.branch, head, want.head), folder


async def seen(live: Live) -> None:
    """Both sides were looked at."""
    core, folder = live.engine.core, Path(live.agent("cache").seat.worktree)
    head = git(folder, "rev-parse", "HEAD")
    await live.do(c.RefreshNow())
    await live.until(lambda: (found := core.sight("cache").git) is not None and found.head == head)
    await listed(live)
    await UnpushedLooks(live.engine.core).look()


async def test_exactly_what_is_shown_goes_there_and_nothing_twice(
    scratch: Scratch, gh: Gh, shop: Repo
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull, want, _):
        one = row_of(live).unpushed
        assert one is not None
        assert (one.said, one.subjects) == ("2 commits not pushed", ("price 4", "price 3"))
        done = await live.engine.act_there(want)
        assert (done.ok, pull.head_oid) == (True, want.head), done.text
        assert done.text == f"#{pull.number} is at {want.head[:9]} now"
        await seen(live)
        assert row_of(live).unpushed is None
        again = await live.engine.act_there(want)
        assert (again.ok, "look at it first" in again.text) == (False, True)
        assert await states(live) == ["done", "done"]


async def test_a_branch_that_moved_on_either_side_is_left_alone(scratch: Scratch, gh: Gh, shop: Repo) -> None:
    async with pulled(scratch, gh, shop) as (live, pull, want, folder):
        git(folder, "commit", "-q", "--allow-empty", "-m", "more")
        moved = await live.engine.act_there(want)
        assert (moved.ok, "look at what would go out first" in moved.text) == (False, True), moved.text
        await seen(live)
        head = git(folder, "rev-parse", "HEAD")
        theirs = shop.commit(want.branch, {"other.py": ""}, "theirs")
        refused = await live.engine.act_there(replace(want, head=head))
        assert (refused.ok, f"is at {theirs[:9]} by now" in refused.text) == (False, True), refused.text
        await seen(live)
        nowhere = row_of(live).unpushed
        assert nowhere is not None
        assert (nowhere.known, nowhere.there) == (False, theirs)
        unknown = await live.engine.act_there(replace(want, head=head, there=theirs))
        assert (unknown.ok, "which is not here" in unknown.text) == (False, True), unknown.text
        git(folder, "fetch", "-q", str(shop.path), want.branch)
        live.engine.core.unpushed.clear()
        await seen(live)
        one = row_of(live).unpushed
        assert one is not None
        assert (one.known, one.ahead, one.behind) == (True, 3, 1)
        diverged = await live.engine.act_there(replace(want, head=head, there=theirs))
        assert (diverged.ok, "nothing is pushed by force" in diverged.text) == (False, True), diverged.text
        assert pull.head_oid == theirs
        git(folder, "merge", "-q", "--no-edit", theirs)
        await seen(live)
        done = await live.engine.act_there(replace(want, head=git(folder, "rev-parse", "HEAD"), there=theirs))
        assert (done.ok, pull.head_oid) == (True, git(folder, "rev-parse", "HEAD")), done.text
        assert await states(live) == ["done", "done"]


@pytest.mark.parametrize("goes_out", [True, False])
async def test_a_lost_answer_is_looked_up_and_not_pushed_again(
    scratch: Scratch, gh: Gh, shop: Repo, goes_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull, want, _):
        port, pushes = live.engine.core.world.git, []
        really = port.push_branch

        async def lost(project: object, address: str, branch: str, commit: str) -> Pushed:
            pushes.append(commit)
            if goes_out:
                await really(project, address, branch, commit)  # type: ignore[arg-type]
            return Pushed("unknown", "the line was cut")

        monkeypatch.setattr(port, "push_branch", lost)
        done = await live.engine.act_there(want)
        assert done.ok == goes_out, done.text
        assert (pull.head_oid == want.head) == goes_out
        if not goes_out:
            (act,) = live.engine.core.fleet.pull_acts.values()
            assert (act.kind, act.before) == (PUSH, want.head)
            busy = await live.engine.act_there(want)
            assert (busy.ok, "looked up" in busy.text) == (False, True)
            monkeypatch.setattr(port, "push_branch", really)
            git(Path(live.agent("cache").seat.worktree), "push", "-q", str(shop.path), f"HEAD:{want.branch}")
            await live.engine.forge_acts.once.settle()
        assert (pushes, await states(live)) == ([want.head], ["done", "done"])


async def test_only_a_live_dashboard_pushes_and_only_to_an_open_one(
    scratch: Scratch, gh: Gh, shop: Repo
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull, want, _):
        live.engine.ownership.screen = False
        assert not (await live.engine.act_there(want)).ok
        live.engine.ownership.screen = True
        pull.state = "CLOSED"
        closed = await live.engine.act_there(want)
        assert (closed.ok, "is closed by now" in closed.text) == (False, True), closed.text
        assert pull.head_oid == want.there


async def test_what_git_cannot_compare_is_no_push(
    scratch: Scratch, gh: Gh, shop: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull, want, _):

        async def fails(*_: object) -> None:
            raise PortError("git", "compare", "the disk is full")

        monkeypatch.setattr(live.engine.core.world.git, "apart", fails)
        done = await live.engine.act_there(want)
        assert (done.ok, "the disk is full" in done.text, pull.head_oid) == (False, True, want.there)

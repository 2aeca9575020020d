"""A pull request is made of a branch: pushed with real git, asked for with the real gh, at most once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.link import AskPullDraft
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.forge.wishes.pull_acts import OPEN, OpenPull
from tests.support.forge_fleets import WRITTEN, on_the_forge
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

TEXT = "Cache prices\n\nSo that $(id) is fast.\n"


@asynccontextmanager
async def worked(
    scratch: Scratch, gh: Gh, shop: Repo, extra: str = WRITTEN
) -> AsyncIterator[tuple[Live, OpenPull]]:
    """An agent that committed, on a project whose main the forge has; and what would be made of it."""
    git(scratch.repo, "push", "-q", "-f", str(shop.path), "main:main")
    config = scratch.root / "gitconfig"
    config.write_text(f'[url "{shop.path}"]\n\tinsteadOf = https://github.com/acme/shop.git\n')
    scratch.environment["GIT_CONFIG_GLOBAL"] = str(config)
    async with on_the_forge(scratch, gh, extra=extra) as live:
        folder = Path(live.agent("cache").seat.worktree)
        (folder / "shop.py").write_text("def price():\n    return 2\n")
        git(folder, "commit", "-q", "-am", "price 2")
        await live.do(c.RefreshNow())
        await live.until(lambda: any(row.seat == "cache" and row.ahead for row in live.engine.view.board))
        branch, head = git(folder, "branch", "--show-current"), git(folder, "rev-parse", "HEAD")
        yield live, OpenPull("shop", "cache", branch, head, TEXT)


async def states(live: Live) -> list[str]:
    records = await live.engine.core.world.journal.read(0)
    return [one.event.state for one in records if isinstance(one.event, e.PullActEnded)]


@pytest.mark.parametrize("draft", [False, True])
async def test_a_branch_is_pushed_and_its_pull_request_says_what_was_written(
    scratch: Scratch, gh: Gh, shop: Repo, draft: bool
) -> None:
    shop.templates["pull_request_template.md"] = "## Checklist"
    async with worked(scratch, gh, shop) as (live, want):
        found = await live.engine.ask(AskPullDraft("cache"))
        assert isinstance(found, PullDraft)
        assert (found.branch, found.head, found.base) == (want.branch, want.head, "main")
        assert (found.repository, "## Checklist" in found.body) == ("acme/shop", True)
        wish = OpenPull(want.project, want.seat, want.branch, want.head, TEXT, draft=draft)
        done = await live.engine.act_there(wish)
        assert done.ok, done.text
        (pull,) = shop.pulls()
        assert (pull.title, pull.body, pull.is_draft) == ("Cache prices", "So that $(id) is fast.", draft)
        assert (pull.head, pull.base, pull.head_oid) == (want.branch, "main", want.head)
        assert done.text == f"#{pull.number} {pull.url}"
        again = await live.engine.act_there(wish)
        assert (again.ok, f"#{pull.number} of {want.branch} is open already" in again.text) == (False, True)
        assert (len(shop.pulls()), await states(live)) == (1, ["done"])


@pytest.mark.parametrize("act", [faults.cut_after, faults.bad_gateway_after])
async def test_one_whose_answer_was_lost_is_found_by_its_branch_and_not_made_twice(
    scratch: Scratch, gh: Gh, shop: Repo, api: ApiServer, act: faults.Act
) -> None:
    async with worked(scratch, gh, shop) as (live, want):
        api.faults.add(faults.rest("POST", "/pulls"), act)
        done = await live.engine.act_there(want)
        assert (done.ok, len(shop.pulls())) == (True, 1), done.text
        assert "did not answer, and has it" in done.text
        assert await states(live) == ["done"]


async def test_one_that_is_in_doubt_is_not_asked_for_again_and_found_when_it_comes_late(
    scratch: Scratch, gh: Gh, shop: Repo, api: ApiServer
) -> None:
    async with worked(scratch, gh, shop) as (live, want):
        api.faults.add(faults.rest("POST", "/pulls"), faults.bad_gateway)
        lost = await live.engine.act_there(want)
        assert (lost.ok, "not repeated" in lost.text, shop.pulls()) == (False, True, [])
        busy = await live.engine.act_there(want)
        assert (busy.ok, "looked up" in busy.text, shop.pulls()) == (False, True, [])
        once, core = live.engine.forge_acts.once, live.engine.core
        (act,) = core.fleet.pull_acts.values()
        assert (act.kind, act.about, act.before) == (OPEN, want.branch, want.head)
        shop.pull(want.branch)
        await once.settle()
        assert (core.fleet.pull_acts, await states(live)) == ({}, ["done"])


async def test_nothing_goes_out_that_was_not_seen_or_would_overwrite(
    scratch: Scratch, gh: Gh, shop: Repo
) -> None:
    async with worked(scratch, gh, shop) as (live, want):
        theirs = shop.commit(want.branch, {"other.py": ""}, "theirs")
        refused = await live.engine.act_there(want)
        assert (refused.ok, "not pushed" in refused.text, shop.pulls()) == (False, True, [])
        assert shop.bare.branch(want.branch) == theirs, "never by force"
        git(Path(live.agent("cache").seat.worktree), "commit", "-q", "--allow-empty", "-m", "more")
        moved = await live.engine.act_there(want)
        assert (moved.ok, "look at what would go out first" in moved.text) == (False, True)
        base = await live.engine.act_there(OpenPull("shop", "cache", "main", want.head, TEXT))
        assert (base.ok, "needs a branch of its own" in base.text) == (False, True)
        assert await states(live) == ["refused"]


async def test_no_process_but_a_dashboard_makes_one(scratch: Scratch, gh: Gh, shop: Repo) -> None:
    async with worked(scratch, gh, shop) as (live, want):
        live.engine.ownership.screen = False
        done = await live.engine.act_there(want)
        live.engine.ownership.screen = True
        assert (done.ok, shop.pulls()) == (False, [])

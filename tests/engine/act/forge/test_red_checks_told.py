"""Red checks go to the author by themselves where that is wanted: through engine, journal and the real gh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Step
from fleetui.engine.act.forge import red_checks
from fleetui.engine.act.forge.red_checks import RedCheckTeller
from fleetui.model import commands as c
from tests.engine.act.forge.test_opening import worked
from tests.support.forge_fleets import WRITTEN, listed
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch

TELL = f'{WRITTEN}checks = "tell"\nchecks_times = 1\n'
RED = {"build": [Step("Run pytest", "failure", "E assert 1\n##[error]exit 1")]}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(red_checks, "SETTLED_S", -60.0)
    monkeypatch.setattr(red_checks, "AGAIN_S", 0.0)
    monkeypatch.setattr(red_checks, "PASS_S", 3600.0)


@asynccontextmanager
async def pulled(scratch: Scratch, gh: Gh, shop: Repo, extra: str = TELL) -> AsyncIterator[tuple[Live, Pull]]:
    async with worked(scratch, gh, shop, extra) as (live, want):
        assert (await live.engine.act_there(want)).ok
        await live.do(c.PauseAgent("cache"))
        await live.do(c.ResumeAgent("cache"))
        (pull,) = shop.pulls()
        yield live, pull


async def told(live: Live) -> list[str]:
    """What stands in the queue once it was looked at."""
    await listed(live)
    await RedCheckTeller(live.engine.core).tell()
    core = live.engine.core
    entries = {entry for sent in core.fleet.checks_told.values() for _, entry in sent}
    return [one.text for one in core.fleet.queues.get("cache", ()) if one.id in entries]


async def test_what_is_red_on_exactly_the_newest_commit_is_told_once(
    scratch: Scratch, gh: Gh, shop: Repo
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull):
        shop.run(pull.head_oid, RED, branch=pull.head)
        (text,) = await told(live)
        assert f"1 check of your pull request #{pull.number} failed on {pull.head_oid[:12]}." in text
        assert "in its step 'Run pytest'" in text and "> E assert 1" in text
        assert (await told(live)) == [text], "once a commit"
        assert next(iter(live.engine.core.fleet.checks_told.values()))[0][0] == pull.head_oid
    async with scratch.engine() as again:
        assert len(again.engine.core.fleet.checks_told) == 1, "it is written down"


async def test_nothing_is_told_where_that_is_not_wanted(scratch: Scratch, gh: Gh, shop: Repo) -> None:
    async with pulled(scratch, gh, shop, WRITTEN) as (live, pull):
        shop.run(pull.head_oid, RED, branch=pull.head)
        assert await told(live) == []


async def test_what_goes_on_is_red_on_the_base_or_of_an_earlier_push_is_not_told(
    scratch: Scratch, gh: Gh, shop: Repo, api: ApiServer
) -> None:
    async with pulled(scratch, gh, shop) as (live, pull):
        head = pull.head_oid
        shop.run(head, RED, branch=pull.head)
        slow = shop.check(head, "slow", None)
        assert await told(live) == [], "one goes on"
        shop.checks.remove(slow)
        before = list(shop.checks)
        shop.run(shop.bare.branch("main"), RED, branch="main", event="push")
        assert await told(live) == [], "it is red on main, too"
        shop.checks[:] = before
        api.faults.add(lambda one: b'"ref"' in one.body, faults.bad_gateway, times=10)
        assert await told(live) == [], "whether it is red on main was not read"
        api.faults.listed.clear()
        assert len(await told(live)) == 1

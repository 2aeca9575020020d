"""The base comes into a pull request's branch by a key, through engine, journal and the real gh."""

from __future__ import annotations

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.model import events as e
from fleetui.model.forge.wishes.pull_acts import UPDATE, UpdatePull
from tests.support.forge_fleets import on_the_forge
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", hub.account("ada"))
    made = shop.pull("feat", "Add it", author=hub.account("ada"))
    shop.commit("main", {"other.py": "y = 1\n"}, "Go on")
    return made


async def acts(live: Live) -> list[tuple[str, str]]:
    records = await live.engine.core.world.journal.read(0)
    return [(one.event.kind, one.event.state) for one in records if isinstance(one.event, e.PullActEnded)]


async def test_the_base_comes_into_the_branch_that_was_seen(
    scratch: Scratch, gh: Gh, shop: Repo, pull: Pull
) -> None:
    async with on_the_forge(scratch, gh) as live:
        want = UpdatePull("shop", pull.number, pull.head_oid)
        done = await live.engine.act_there(want)
        assert (done.ok, pull.head_oid != want.head) == (True, True), done.text
        assert done.text == f"#{pull.number} has its base now, at {pull.head_oid[:9]}"
        again = await live.engine.act_there(want)
        assert (again.ok, "look at it first" in again.text) == (False, True)
        assert await acts(live) == [(UPDATE, "done")]


async def test_an_answer_that_was_lost_is_looked_up(
    scratch: Scratch, gh: Gh, shop: Repo, api: ApiServer, pull: Pull
) -> None:
    async with on_the_forge(scratch, gh) as live:
        before = pull.head_oid
        api.faults.add(faults.rest("PUT", "/update-branch"), faults.cut_after)
        done = await live.engine.act_there(UpdatePull("shop", pull.number, before))
        assert (done.ok, "did not answer, and has it" in done.text) == (True, True), done.text
        api.faults.add(faults.rest("PUT", "/update-branch"), faults.cut)
        lost = await live.engine.act_there(UpdatePull("shop", pull.number, pull.head_oid))
        assert (lost.ok, "not repeated" in lost.text) == (False, True)
        assert await acts(live) == [(UPDATE, "done")]

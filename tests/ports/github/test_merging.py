"""Merging through the real gh: exactly the commit that was seen, and what became of it is what the forge says then."""

from __future__ import annotations

import time

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.exchange import Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import GoesElsewhere
from fleetui.model.forge.merging import PullState, Wanted, why_not_merge
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.rules import ForgeRules
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    """One that may be merged: its one required check passed."""
    ada = hub.account("ada")
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    shop.protect("main", Protection(checks=("build",)))
    made = shop.pull("feat", "Add it", author=ada)
    shop.run(head, {"build": [Step("pytest")]}, branch="feat")
    return made


@pytest.fixture
def port(gh: Gh) -> GitHub:
    return GitHub(gh.environment, time.monotonic)


def merges(request: Request) -> bool:
    return request.kind == "mutation"


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
async def test_exactly_what_was_seen_is_merged(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull, method: str
) -> None:
    seen = await port.pull(SHOP, pull.number, "main")
    assert why_not_merge(ForgeRules(), seen, Wanted(pull.head_oid, pull.base_oid), ()) == ""
    assert [one.required for one in seen.pull.checks] == [True]
    await port.merge(SHOP, seen, method)
    after = await port.pull(SHOP, pull.number, "main")
    assert after.state is PullState.MERGED
    assert after.merged_as == shop.bare.branch("main")
    (merged,) = api.log.changes()
    assert merged.fields == ("mergePullRequest",)
    assert merged.variables["input"]["expectedHeadOid"] == pull.head_oid
    assert shop.bare.branch("feat"), "the branch is left"


async def test_a_head_that_moved_is_not_merged(shop: Repo, port: GitHub, pull: Pull) -> None:
    seen = await port.pull(SHOP, pull.number, "main")
    shop.commit("feat", {"new.py": "x = 2\n"})
    with pytest.raises(PortError):
        await port.merge(SHOP, seen, "merge")
    assert (await port.pull(SHOP, pull.number, "main")).state is PullState.OPEN


@pytest.mark.parametrize("act", [faults.cut_after, faults.bad_gateway_after])
async def test_what_was_done_before_the_answer_was_lost_is_found(
    api: ApiServer, port: GitHub, pull: Pull, act: faults.Act
) -> None:
    seen = await port.pull(SHOP, pull.number, "main")
    api.faults.add(merges, act)
    with pytest.raises(PortError):
        await port.merge(SHOP, seen, "merge")
    assert (await port.pull(SHOP, pull.number, "main")).state is PullState.MERGED
    assert len(api.log.changes()) == 1


async def test_a_queue_is_given_exactly_that_commit(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull
) -> None:
    queue = with_queue(shop)
    seen = await port.pull(SHOP, pull.number, "main")
    assert seen.has_queue
    await port.merge(SHOP, seen, "squash")
    waits = await port.pull(SHOP, pull.number, "main")
    assert (waits.state, waits.pull.queued) == (PullState.OPEN, True)
    (asked,) = api.log.changes()
    assert asked.variables["head"] == pull.head_oid
    queue.step()
    assert (await port.pull(SHOP, pull.number, "main")).state is PullState.MERGED


async def test_an_order_to_merge_by_itself_is_taken_back(hub: Hub, shop: Repo, port: GitHub, gh: Gh) -> None:
    head = shop.commit("feat", {"new.py": "x = 1\n"})
    shop.protect("main", Protection(checks=("build",)))
    pull = shop.pull("feat", author=hub.account("ada"))
    shop.check(head, "build", None)
    gh.ok("pr", "merge", str(pull.number), "--repo", "acme/shop", "--auto", "--merge")
    seen = await port.pull(SHOP, pull.number, "main")
    assert seen.pull.auto_merge
    await port.disarm(SHOP, seen)
    assert not (await port.pull(SHOP, pull.number, "main")).pull.auto_merge


async def test_one_that_goes_elsewhere_is_refused(shop: Repo, port: GitHub, pull: Pull) -> None:
    shop.commit("next", {"next.py": ""})
    with pytest.raises(GoesElsewhere, match="goes to main, not to next") as met:
        await port.pull(SHOP, pull.number, "next")
    assert met.value.now.pull.base == "main"

"""The base comes into a pull request's branch through the real gh: of exactly the commit that was seen, once."""

from __future__ import annotations

import time

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    """One whose base went on."""
    shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", hub.account("ada"))
    made = shop.pull("feat", "Add it", author=hub.account("ada"))
    shop.commit("main", {"other.py": "y = 1\n"}, "Go on")
    return made


@pytest.fixture
def port(gh: Gh) -> GitHub:
    return GitHub(gh.environment, time.monotonic)


async def test_the_base_comes_into_the_branch_once(shop: Repo, port: GitHub, pull: Pull) -> None:
    before = pull.head_oid
    await port.update(SHOP, pull.number, before)
    after = (await port.pull(SHOP, pull.number, "main")).pull.head
    assert after != before
    assert shop.bare.text(after, "other.py") == "y = 1"


async def test_a_branch_that_moved_since_it_was_seen_is_left_alone(
    shop: Repo, port: GitHub, pull: Pull
) -> None:
    before = pull.head_oid
    moved = shop.commit("feat", {"new.py": "x = 2\n"})
    with pytest.raises(PortError, match="expected head sha"):
        await port.update(SHOP, pull.number, before)
    assert pull.head_oid == moved


@pytest.mark.parametrize("act", [faults.cut_after, faults.bad_gateway_after])
async def test_what_was_done_before_the_answer_was_lost_is_seen_by_its_head(
    api: ApiServer, port: GitHub, pull: Pull, act: faults.Act
) -> None:
    before = pull.head_oid
    api.faults.add(faults.rest("PUT", "/update-branch"), act)
    with pytest.raises(Unanswered):
        await port.update(SHOP, pull.number, before)
    assert (await port.pull(SHOP, pull.number, "main")).pull.head != before

"""What the login may do at a repository, asked with the real gh."""

from __future__ import annotations

import time
from typing import Any

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import SCOPES, Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection
from fleetui.engine.protocols.errors import PortError
from fleetui.model.forge.repository import Repository
from fleetui.model.release_authority import BaseGuard, Standing
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import TOKEN, Gh

SHOP = Repository("github.com", "acme", "shop")


async def standing(gh: Gh) -> Standing:
    return await GitHub(gh.environment, time.monotonic).standing(SHOP, "main")


async def test_permission_scopes_and_what_guards_the_base_are_read(shop: Repo, gh: Gh) -> None:
    found = await standing(gh)
    assert (found.login, found.permission, found.guard) == ("ada", "WRITE", BaseGuard())
    assert found.scopes == tuple(SCOPES.split(", "))
    shop.permissions["ada"] = "READ"
    shop.protect("main", Protection(checks=("build",), approvals=2))
    found = await standing(gh)
    assert found.permission == "READ"
    assert found.guard == BaseGuard(protected=True, approvals=2, checks=("build",))


async def test_a_merge_queue_is_a_ruleset(shop: Repo, gh: Gh) -> None:
    with_queue(shop)
    assert (await standing(gh)).guard.rulesets == ("merge_queue",)


async def test_a_token_with_no_scope_is_not_one_whose_scopes_are_not_told(
    hub: Hub, shop: Repo, gh: Gh
) -> None:
    hub.login("ada", TOKEN, "")
    assert (await standing(gh)).scopes == ()


@pytest.mark.parametrize("act", [faults.bad_gateway, faults.said({"rules": []}), faults.said([{"kind": 1}])])
async def test_rules_that_cannot_be_read_are_an_error_and_not_none(
    shop: Repo, api: ApiServer, gh: Gh, act: Any
) -> None:
    api.faults.add(lambda request: "/rules/" in request.path, act)
    with pytest.raises(PortError):
        await standing(gh)


async def test_a_base_that_is_not_there_is_an_error(shop: Repo, gh: Gh) -> None:
    with pytest.raises(PortError):
        await GitHub(gh.environment, time.monotonic).standing(SHOP, "trunk")

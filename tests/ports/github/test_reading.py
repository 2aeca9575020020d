"""What is read of a forge that answers wrongly: an error each time, and never an empty list."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.protocols.errors import Gone, PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.gh import MISSING
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


def port_of(gh: Gh, **more: str) -> GitHub:
    return GitHub({**gh.environment, **more}, time.monotonic)


def always(_: object) -> bool:
    return True


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (faults.unauthorised, PortError, "gh auth login"),
        (faults.not_found, Gone, "not found"),
        (faults.bad_gateway, Unanswered, "the forge failed (502)"),
        (faults.cut, Unanswered, ""),
        (faults.empty, PortError, "cannot be read"),
        (faults.said({"data": {"repository": None}}), PortError, "cannot be read"),
        (faults.said([]), PortError, "no JSON object"),
        (faults.partial("repository", "pullRequests"), PortError, "Something went wrong"),
        (faults.secondary(60), Limited, "limit is reached"),
    ],
)
async def test_a_wrong_answer_is_an_error(
    shop: Repo, api: ApiServer, gh: Gh, act: Any, kind: type[PortError], words: str
) -> None:
    api.faults.add(always, act)
    with pytest.raises(kind) as met:
        await port_of(gh).pulls(SHOP)
    assert words in met.value.detail


@pytest.mark.parametrize("number", ["-1", "2147483648", "9" * 5000, "1e400", "true", '"1"'])
async def test_a_number_that_nothing_has_is_no_answer(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh, number: str
) -> None:
    shop.commit("work", {"a.py": "1"})
    shop.pull("work", author=hub.account("ada"))

    def act(_: Request, proceed: faults.Proceed) -> Answer:
        said = proceed()
        return replace(said, body=said.body.replace(b'"number": 1,', f'"number": {number},'.encode()))

    api.faults.add(always, act)
    with pytest.raises(PortError, match="cannot be read"):
        await port_of(gh).pulls(SHOP)


@pytest.mark.parametrize("name", ["Retry-After", "X-RateLimit-Reset"])
async def test_a_header_with_other_digits_is_no_limit_in_seconds(
    shop: Repo, api: ApiServer, gh: Gh, name: str
) -> None:
    headers = {name: "²", "X-RateLimit-Remaining": "0"}
    api.faults.add(always, lambda *_: Answer.failed(403, "API rate limit exceeded", headers))
    with pytest.raises(Limited):
        await port_of(gh).pulls(SHOP)


async def test_a_limit_is_kept_until_the_forge_says_so(shop: Repo, api: ApiServer, gh: Gh) -> None:
    api.faults.add(always, api.faults.rate_limited(900))
    before = time.monotonic()
    with pytest.raises(Limited) as met:
        await port_of(gh).pulls(SHOP)
    assert 880 < met.value.until - before < 960


async def test_nobody_logged_in_says_what_to_type(shop: Repo, api: ApiServer, gh: Gh) -> None:
    with pytest.raises(PortError) as met:
        await port_of(gh, GH_TOKEN="").pulls(SHOP)
    assert "gh auth login" in met.value.detail


async def test_without_gh_it_says_so(tmp_path: Any) -> None:
    with pytest.raises(PortError) as met:
        await GitHub({"PATH": str(tmp_path)}, time.monotonic).pulls(SHOP)
    assert met.value.detail == MISSING


async def test_more_than_is_read_is_said(hub: Hub, shop: Repo, api: ApiServer, gh: Gh) -> None:
    shop.commit("feat", {"new.py": "x = 1\n"})
    pull = shop.pull("feat")
    for line in range(1, 104):
        pull.thread(hub.bot("bugbot"), "shop.py", line % 20 + 1, "hm")
    (seen,) = (await port_of(gh).pulls(SHOP)).pulls
    assert seen.threads is None
    assert "many open" in seen.said


@pytest.mark.parametrize("text", ["a\x1b[31mred", "\u202egnp.exe", "x" * 5000])
async def test_what_people_write_is_clean(hub: Hub, shop: Repo, api: ApiServer, gh: Gh, text: str) -> None:
    shop.commit("feat", {"new.py": "x = 1\n"})
    shop.pull("feat", text)
    (seen,) = (await port_of(gh).pulls(SHOP)).pulls
    assert len(seen.title) <= 200
    assert "\x1b" not in seen.title
    assert "\u202e" not in seen.title


async def test_the_login_is_named(shop: Repo, api: ApiServer, gh: Gh) -> None:
    assert await port_of(gh).login("github.com") == "ada"

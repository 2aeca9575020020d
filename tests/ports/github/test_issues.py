"""Issues read with the real gh: every page of a query, asked for again only where it changed, and one issue whole."""

from __future__ import annotations

import time

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.protocols.errors import Gone, PortError, Unanswered
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")
QUERY = "is:open label:agent"


def port_of(gh: Gh) -> GitHub:
    return GitHub(gh.environment, time.monotonic)


def always(_: object) -> bool:
    return True


async def test_every_page_of_a_query_is_read(hub: Hub, shop: Repo, gh: Gh) -> None:
    ada = hub.accounts["ada"]
    for number in range(1, 131):
        shop.issue(f"Refund {number}", "twice", ada, ["agent"])
    shop.issue("Another matter", "", ada, ["bug"])
    shop.issue("Done", "", ada, ["agent"]).close()
    found = await port_of(gh).issues(SHOP, QUERY)
    assert (found.total, len(found.issues)) == (130, 130)
    assert {one.number for one in found.issues} == set(range(1, 131))
    one = found.of(7)
    assert one is not None
    assert (one.title, one.author, one.labels, one.open) == ("Refund 7", "ada", ("agent",), True)
    assert one.url == "https://github.com/acme/shop/issues/7"


async def test_what_did_not_change_is_not_sent_again(hub: Hub, shop: Repo, gh: Gh, api: ApiServer) -> None:
    issue = shop.issue("Refund", "twice", hub.accounts["ada"], ["agent"])
    port = port_of(gh)
    first = await port.issues(SHOP, QUERY)
    again = await port.issues(SHOP, QUERY)
    assert again.issues == first.issues
    asked = [one.headers.get("If-None-Match", "") for one in api.log.at("GET", "/search/issues")]
    assert (asked[0], asked[1][:3]) == ("", 'W/"')
    issue.title = "Refund once"
    assert [one.title for one in (await port.issues(SHOP, QUERY)).issues] == ["Refund once"]


async def test_a_query_reaches_no_other_repository(hub: Hub, shop: Repo, gh: Gh) -> None:
    other = hub.repository("acme/bank", {"a": "b"})
    other.issue("Not ours", "", hub.accounts["ada"], ["agent"])
    shop.issue("Ours", "", hub.accounts["ada"], ["agent"])
    found = await port_of(gh).issues(SHOP, QUERY)
    assert [one.title for one in found.issues] == ["Ours"]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (faults.bad_gateway, Unanswered),
        (faults.cut, Unanswered),
        (faults.said({"total_count": 3, "incomplete_results": True, "items": []}), PortError),
        (faults.said({"total_count": 3, "incomplete_results": False, "items": []}), PortError),
        (faults.said([]), PortError),
        (faults.not_found, Gone),
    ],
)
async def test_a_wrong_answer_is_never_an_empty_list(
    shop: Repo, gh: Gh, api: ApiServer, act: object, kind: type[PortError]
) -> None:
    api.faults.add(always, act)  # type: ignore[arg-type]
    with pytest.raises(kind):
        await port_of(gh).issues(SHOP, QUERY)


async def test_an_issue_is_read_whole_with_every_page_of_its_comments(hub: Hub, shop: Repo, gh: Gh) -> None:
    ada = hub.accounts["ada"]
    issue = shop.issue("Refund", "A refund is paid twice.", ada, ["agent", "bug"])
    for number in range(230):
        issue.comment(ada, f"said {number}")
    found = await port_of(gh).issue(SHOP, issue.number)
    assert [one.text for one in found.comments] == [f"said {number}" for number in range(230)]
    assert (found.body, found.edited_by, found.issue.labels) == (
        "A refund is paid twice.",
        "",
        ("agent", "bug"),
    )


async def test_an_issue_that_is_changed_between_two_pages_is_read_anew(
    hub: Hub, shop: Repo, gh: Gh, api: ApiServer
) -> None:
    ada = hub.accounts["ada"]
    issue = shop.issue("Refund", "twice", ada)
    for number in range(120):
        issue.comment(ada, f"said {number}")
    asked = 0

    def more(_: object) -> bool:
        nonlocal asked
        asked += 1
        if asked == 2:
            issue.comment(ada, "newest")
        return False

    api.faults.add(more, faults.bad_gateway)
    found = await port_of(gh).issue(SHOP, issue.number)
    assert (len(found.comments), found.comments[-1].text, asked) == (121, "newest", 4)

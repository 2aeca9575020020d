"""What was said in a pull request, by each gh, from a forge of real git: as much as there is, whatever goes wrong."""

from __future__ import annotations

import time

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.exchange import Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.forge.acts import REPLY, RESOLVE, RemarkAct, done_already
from fleetui.model.forge.remarks import RemarkKind, open_remarks
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


def opened(hub: Hub, shop: Repo) -> Pull:
    shop.commit("feat", {"shop.py": "".join(f"row {at}\n" for at in range(1, 21))}, "Change it")
    return shop.pull("feat", "Change it", author=hub.account("ada"))


def port(gh: Gh) -> GitHub:
    return GitHub(gh.environment, time.monotonic)


def mutates(request: Request) -> bool:
    return b"mutation" in request.body


async def test_of_150_threads_each_is_read_with_the_newest_comment_on_the_last_page(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull, bot, ada = opened(hub, shop), hub.bot("cursor"), hub.account("ada")
    review = pull.review(bot)
    for number in range(149):
        pull.thread(bot, "shop.py", number % 20 + 1, f"finding {number}", review)
    long = pull.thread(bot, "shop.py", 7, "**High Severity** lost update", review)
    for number in range(130):
        long.say(bot, f"still {number}")
    long.say(ada, "Fixed.")
    found = await port(gh).conversation(SHOP, pull.number)
    assert (len(found.threads), len(found.threads[-1].comments)) == (150, 132)
    assert found.head == pull.head_oid
    remarks = open_remarks(found, {"ada"}, {})
    last = next(one for one in remarks if one.id == long.id)
    assert (len(remarks), last.reply, last.severity, last.line) == (150, "Fixed.", "high", 7)


@pytest.mark.parametrize("name", ["reviewThreads", "reviews"])
async def test_pages_that_stay_or_repeat_are_errors(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh, name: str
) -> None:
    pull, bot = opened(hub, shop), hub.bot("cursor")
    for number in range(60):
        pull.thread(bot, "shop.py", 1, f"finding {number}")
    api.faults.stuck.add(name)
    with pytest.raises(PortError, match="cannot be read"):
        await port(gh).conversation(SHOP, pull.number)
    api.faults.stuck.clear()
    api.faults.repeating.add(name)
    with pytest.raises(PortError, match="repeat themselves"):
        await port(gh).conversation(SHOP, pull.number)


async def test_a_part_of_an_answer_is_none(hub: Hub, shop: Repo, api: ApiServer, gh: Gh) -> None:
    pull = opened(hub, shop)
    pull.thread(hub.bot("cursor"), "shop.py", 1, "finding")
    api.faults.add(lambda _: True, faults.partial("repository", "pullRequest", "reviewThreads"))
    with pytest.raises(PortError, match="Something went wrong"):
        await port(gh).conversation(SHOP, pull.number)


async def test_a_thread_that_the_forge_resolved_was_resolved_by_nobody(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull, bot = opened(hub, shop), hub.bot("cursor")
    by_itself, by_ada = (pull.thread(bot, "shop.py", line, "finding") for line in (3, 5))
    by_itself.resolve(None)
    by_ada.resolve(hub.account("ada"))
    shop.commit("feat", {"other.py": "x = 1\n"}, "Elsewhere")
    found = await port(gh).conversation(SHOP, pull.number)
    assert [one.resolved_by for one in found.threads] == ["", "ada"]
    stands = {one.id: True for one in found.threads}
    assert [one.id for one in open_remarks(found, {"ada"}, stands)] == [by_itself.id]


async def test_what_a_bot_said_with_a_review_that_only_commented_is_open(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = opened(hub, shop)
    pull.review(hub.bot("copilot"), "COMMENTED", "The lock is never given back.")
    pull.review(hub.account("ann"), "DISMISSED", "Not like this.")
    found = await port(gh).conversation(SHOP, pull.number)
    said = [(one.kind, one.author, one.why) for one in open_remarks(found, {"ada"}, {})]
    assert said == [
        (RemarkKind.REVIEW, "copilot", "commented"),
        (RemarkKind.REVIEW, "ann", "dismissed, and nothing changed since it was given"),
    ]


async def test_a_reply_and_a_resolve_whose_answer_was_lost_are_seen_at_the_forge(
    hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pull = opened(hub, shop)
    thread = pull.thread(hub.bot("cursor"), "shop.py", 3, "finding")
    assert (await port(gh).reply(SHOP, thread.id, "It is meant so.")).endswith(
        f"discussion_r{thread.comments[-1].database_id}"
    )
    api.faults.add(mutates, faults.bad_gateway_after, times=2)
    for kind, ask in (
        (REPLY, port(gh).reply(SHOP, thread.id, "Once.")),
        (RESOLVE, port(gh).resolve(SHOP, thread.id)),
    ):
        with pytest.raises(Unanswered):
            await ask
        found = await port(gh).conversation(SHOP, pull.number)
        act = RemarkAct("a", "shop", pull.number, thread.id, kind, "Once." if kind == REPLY else "", 0.0)
        assert done_already(act, found, {"ada"})
    assert [one.body for one in thread.comments] == ["finding", "It is meant so.", "Once."]
    assert thread.resolved_by is hub.account("ada")

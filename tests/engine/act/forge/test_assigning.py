"""An issue is assigned and labelled by a key, each once, through engine, journal and the real gh."""

from __future__ import annotations

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Issue
from fleetui.model import events as e
from fleetui.model.forge.wishes.pull_acts import ASSIGN, LABEL, AssignIssue
from tests.engine.observe.forge.test_pulls import FORGE, one_agent
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch

RULES = f'{FORGE}issues = "is:open"\nassign = "@me"\nlabel = "in progress"\n'
WISH = AssignIssue("shop", 1)


def has(issue: Issue) -> tuple[list[str], list[str]]:
    return [one.login for one in issue.assignees], [one.name for one in issue.labels]


async def acts(live: Live) -> list[tuple[str, str]]:
    records = await live.engine.core.world.journal.read(0)
    return [(one.event.kind, one.event.state) for one in records if isinstance(one.event, e.PullActEnded)]


async def test_a_key_assigns_and_labels_once_each(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"), ["bug"])
    async with one_agent(scratch, gh, RULES) as live:
        done = await live.engine.act_there(WISH)
        assert (done.ok, done.text) == (True, "#1 assigned to you, labelled in progress")
        assert has(issue) == (["ada"], ["bug", "in progress"])
        assert await acts(live) == [(ASSIGN, "done"), (LABEL, "done")]
    assert api.log.repeated() == []


async def test_an_answer_that_was_lost_is_looked_up_and_not_asked_for_again(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES) as live:
        api.faults.add(faults.rest("POST", "/labels"), faults.bad_gateway_after)
        done = await live.engine.act_there(WISH)
        assert done.ok, done.text
        assert "did not answer, and has it" in done.text
        assert has(issue) == (["ada"], ["in progress"])
        assert len(api.log.at("POST", "/repos/acme/shop/issues/1/labels")) == 1


async def test_one_that_may_not_be_assigned_is_said(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES.replace("@me", "nobody-there")) as live:
        done = await live.engine.act_there(WISH)
        assert not done.ok
        assert "did not take nobody-there" in done.text
        assert has(issue) == ([], [])
        assert await acts(live) == [(ASSIGN, "refused")]


async def test_nothing_is_done_where_only_a_remote_says_which_repository_it_is(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES.replace('repository = "acme/shop"\n', "")) as live:
        done = await live.engine.act_there(WISH)
        assert not done.ok
        assert has(issue) == ([], [])
    assert api.log.changes() == []

"""A follow-up is posted on its issue once, and its agent is told where it stands, through the real gh."""

from __future__ import annotations

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.act.forge import once
from fleetui.model import events as e
from fleetui.model.forge.wishes.pull_acts import DispatchComment
from tests.engine.observe.forge.test_pulls import FORGE, one_agent
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch

RULES = f'{FORGE}issues = "is:open"\ndispatch = "For the agent: {{text}}"\n'
WISH = DispatchComment("shop", "cache", 1, "Handle cards, too.")


def queued(live: Live) -> list[str]:
    return [one.text for one in live.engine.core.fleet.queues.get("cache", ())]


async def test_it_is_posted_once_and_its_address_is_queued(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES) as live:
        done = await live.engine.act_there(WISH)
        assert done.ok, done.text
        assert [one.body for one in issue.comments] == ["For the agent: Handle cards, too."]
        where = f"{issue.url}#issuecomment-{issue.comments[0].database_id}"
        assert queued(live) == [f"Read {where} and do what it says: it is what I ask of you next."]


async def test_an_answer_that_was_lost_is_looked_up(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES) as live:
        api.faults.add(faults.asks("addComment"), faults.cut_after)
        done = await live.engine.act_there(WISH)
        assert (done.ok, len(issue.comments), queued(live)) == (False, 1, [])
        assert "not repeated; cache is told once it is found" in done.text
        again = await live.engine.act_there(WISH)
        assert (again.ok, len(issue.comments)) == (False, 1), "not asked for while the last one is in doubt"
        issue.comments[
            0
        ].created_at = "2099-01-01T00:00:00Z"  # the clock of the forge stands behind this machine's
        await live.engine.forge_acts.once.settle()
        await live.engine.forge_acts.once.settle()
        assert live.engine.core.fleet.pull_acts == {}
        where = f"{issue.url}#issuecomment-{issue.comments[0].database_id}"
        assert queued(live) == [f"Read {where} and do what it says: it is what I ask of you next."]


async def test_one_that_never_came_is_unknown_after_a_while_and_may_be_posted_again(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, RULES) as live:
        core, once_ = live.engine.core, live.engine.forge_acts.once
        api.faults.add(faults.asks("addComment"), faults.bad_gateway)
        assert not (await live.engine.act_there(WISH)).ok
        await once_.settle()
        assert len(core.fleet.pull_acts) == 1, "the forge may still come to show it"
        monkeypatch.setattr(once, "DOUBT_S", 0.0)
        await once_.settle()
        assert (core.fleet.pull_acts, queued(live), issue.comments) == ({}, [], [])
        records = await core.world.journal.read(0)
        (ended,) = (one.event for one in records if isinstance(one.event, e.PullActEnded))
        assert (ended.state, "do it again" in ended.detail) == ("unknown", True)
        assert (await live.engine.act_there(WISH)).ok
        assert len(issue.comments) == len(queued(live)) == 1


async def test_nothing_is_posted_unless_the_project_wants_that(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    issue = shop.issue("Refund twice", "", hub.account("ada"))
    async with one_agent(scratch, gh, FORGE) as live:
        done = await live.engine.act_there(WISH)
        assert not done.ok
        assert (issue.comments, queued(live)) == ([], [])

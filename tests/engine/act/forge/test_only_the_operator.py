"""What goes out with the operator's login is asked for by a key in a live terminal dashboard, and by nobody else."""

from __future__ import annotations

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.engine.own.limited_link import NEVER_SPEAKS, ONLY_SHOWS, ReadOnly, WithoutApproval
from fleetui.model import commands as c
from fleetui.model.commands import RemarkAnswer
from fleetui.model.forge.wishes import pull_acts as wishes
from tests.support.fleets import FakeLink, fleet
from tests.support.forge_fleets import on_the_forge
from tests.support.github.programs import Gh
from tests.support.scratch import Scratch

HEAD, THERE = "a" * 40, "b" * 40
WISHES = (
    wishes.RerunChecks("shop", 1, HEAD),
    wishes.AssignIssue("shop", 1),
    wishes.OpenPull("shop", "cache", "agent/cache", HEAD, "Title"),
    wishes.PushPull("shop", "cache", 1, "agent/cache", HEAD, THERE),
    wishes.UpdatePull("shop", 1, HEAD),
    wishes.DispatchComment("shop", "cache", 1, "go on"),
)
ANSWERS = (RemarkAnswer("shop", 1, "T1", "done"), RemarkAnswer("shop", 1, "T1"))


@pytest.mark.parametrize("wish", WISHES, ids=lambda one: type(one).__name__)
async def test_no_browser_and_no_screen_that_only_shows_acts(wish: wishes.PullWish) -> None:
    behind = FakeLink(fleet())
    browser, shows = await WithoutApproval(behind).act_there(wish), await ReadOnly(behind).act_there(wish)
    assert (browser.ok, browser.text, shows.ok, shows.text) == (False, NEVER_SPEAKS, False, ONLY_SHOWS)
    assert behind.wishes == []


@pytest.mark.parametrize("answer", ANSWERS, ids=["reply", "resolve"])
async def test_no_browser_and_no_screen_that_only_shows_replies_or_resolves(answer: RemarkAnswer) -> None:
    behind = FakeLink(fleet())
    browser = await WithoutApproval(behind).say_there(answer)
    shows = await ReadOnly(behind).say_there(answer)
    assert (browser.ok, browser.text, shows.ok, shows.text) == (False, NEVER_SPEAKS, False, ONLY_SHOWS)
    assert behind.said == []


def test_none_of_them_is_a_command_that_another_process_can_ask_for() -> None:
    for one in (*WISHES, *ANSWERS):
        assert not isinstance(one, c.Command)


async def test_a_process_without_a_screen_and_one_that_watches_say_and_do_nothing(
    scratch: Scratch, gh: Gh, hub: Hub, shop: Repo, api: ApiServer
) -> None:
    shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", hub.account("ada"))
    shop.pull("feat", "Add it", author=hub.account("ada"))
    async with on_the_forge(scratch, gh) as live, scratch.engine() as watching:
        await watching.until(lambda: watching.engine.view.owner == "other")
        live.engine.ownership.screen = False
        for engine, why in ((live.engine, "needs a live dashboard"), (watching.engine, "dashboard watches")):
            for outcome in [
                *[await engine.act_there(wish) for wish in WISHES],
                *[await engine.say_there(answer) for answer in ANSWERS],
            ]:
                assert (outcome.ok, why in outcome.text) == (False, True), outcome.text
        assert live.engine.core.fleet.pull_acts == {} and live.engine.core.fleet.remark_acts == {}
    assert api.log.changes() == []

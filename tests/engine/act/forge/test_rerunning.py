"""Red checks go back, and begin again, through engine, journal and the real gh, against a forge of real git."""

from __future__ import annotations

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Step
from fleetui.engine.link import AskError, AskRedChecks
from fleetui.model import events as e
from fleetui.model.forge.wishes.pull_acts import RERUN, RerunChecks
from fleetui.model.forge.wishes.red_checks import RedChecks, told
from tests.support.forge_fleets import listed, on_the_forge
from tests.support.github.programs import TOKEN, Gh
from tests.support.scratch import Live, Scratch, git


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    ada = hub.account("ada")
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    made = shop.pull("feat", "Add it", author=ada)
    shop.run(
        head,
        {"build": [Step("Run pytest", "failure", f"E assert 1\n{TOKEN}\n##[error]exit 1")]},
        branch="feat",
    )
    shop.check(head, "third-party", "FAILURE", app="ci", url="https://ci.example/7")
    shop.run(shop.bare.branch("main"), {"build": [Step("pytest", "failure")]}, branch="main", event="push")
    return made


def wish(pull: Pull) -> RerunChecks:
    return RerunChecks("shop", pull.number, pull.head_oid)


async def acts(live: Live) -> list[tuple[str, str]]:
    records = await live.engine.core.world.journal.read(0)
    return [(one.event.kind, one.event.state) for one in records if isinstance(one.event, e.PullActEnded)]


async def test_a_red_check_is_told_with_step_log_and_base_and_begins_again(
    scratch: Scratch, gh: Gh, shop: Repo, pull: Pull
) -> None:
    async with on_the_forge(scratch, gh) as live:
        found = await live.engine.ask(AskRedChecks("shop", pull.number))
        assert isinstance(found, RedChecks)
        text = told(found)
        assert "in its step 'Run pytest'. It is also red on main" in text
        assert "> E assert 1" in text and TOKEN not in text
        assert "'third-party' failed. Whether it fails on main, too, is not known." in text
        done = await live.engine.act_there(wish(pull))
        assert (done.ok, shop.runs[0].attempt) == (True, 2), done.text
        assert live.engine.core.fleet.pull_acts == {}
        again = await live.engine.act_there(wish(pull))
        assert (again.ok, shop.runs[0].attempt) == (False, 2), "it runs already"
        assert await acts(live) == [(RERUN, "done")]


async def test_an_answer_that_was_lost_is_looked_up_and_nothing_begins_twice(
    scratch: Scratch, gh: Gh, shop: Repo, api: ApiServer, pull: Pull
) -> None:
    async with on_the_forge(scratch, gh) as live:
        api.faults.add(faults.rest("POST", "/rerun-failed-jobs"), faults.cut_after)
        done = await live.engine.act_there(wish(pull))
        assert (done.ok, shop.runs[0].attempt) == (True, 2), done.text
        assert "did not answer, and has it" in done.text
        assert await acts(live) == [(RERUN, "done")]


async def test_what_was_cut_short_is_settled_by_what_the_forge_shows(
    scratch: Scratch, gh: Gh, shop: Repo, pull: Pull
) -> None:
    run = shop.runs[0]
    async with on_the_forge(scratch, gh) as live:
        core, once = live.engine.core, live.engine.forge_acts.once
        await core.ledger.append(
            e.PullActIntended("a1", "shop", pull.number, RERUN, str(run.database_id), "1")
        )
        await once.settle()
        assert list(core.fleet.pull_acts) == ["a1"], "it may still come"
        busy = await live.engine.act_there(wish(pull))
        assert (busy.ok, run.attempt) == (False, 1), "not asked for while the last one is in doubt"
        run.attempt = 2
        await once.settle()
        assert core.fleet.pull_acts == {}
        assert await acts(live) == [(RERUN, "done")]


async def test_checks_of_another_commit_than_was_seen_do_not_begin_again(
    scratch: Scratch, gh: Gh, shop: Repo, pull: Pull
) -> None:
    async with on_the_forge(scratch, gh) as live:
        seen = wish(pull)
        shop.commit("feat", {"new.py": "x = 2\n"})
        await listed(live)
        moved = await live.engine.act_there(seen)
        assert (moved.ok, shop.runs[0].attempt) == (False, 1)
        with pytest.raises(AskError, match="nothing is red"):
            await live.engine.ask(AskRedChecks("shop", pull.number))


async def test_nothing_is_done_where_only_a_remote_leads_which_an_agent_can_change(
    scratch: Scratch, gh: Gh, shop: Repo, pull: Pull
) -> None:
    git(scratch.repo, "remote", "add", "origin", "git@github.com:acme/shop.git")
    async with on_the_forge(scratch, gh, extra="[projects.shop.github]\n") as live:
        found = await live.engine.ask(AskRedChecks("shop", pull.number))
        assert isinstance(found, RedChecks), "reading is fine"
        done = await live.engine.act_there(wish(pull))
        assert (done.ok, shop.runs[0].attempt) == (False, 1)
        assert 'repository = "owner/name" in [projects.shop.github]' in done.text

"""The pull requests of branches, through the real gh: shown beside them, kept with their age while it fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.config.load import load
from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Step
from fleetui.engine.observe.forge import intervals, pulls
from fleetui.model import commands as c
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.rules import ForgeRules
from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch, git

BUILD = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'
FORGE = '[projects.shop.github]\nrepository = "acme/shop"\n'


@pytest.fixture
def asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "every_s", lambda _: 0.2)
    monkeypatch.setattr(pulls, "PASS_S", 0.1)
    monkeypatch.setattr(intervals, "LONGEST_S", 0.4)


def with_login(scratch: Scratch, gh: Gh) -> None:
    """The engine finds this gh and its login."""
    scratch.environment |= {
        "PATH": f"{gh.folder / 'bin'}:{scratch.environment['PATH']}",
        "GH_CONFIG_DIR": gh.environment["GH_CONFIG_DIR"],
        "GH_TOKEN": gh.environment["GH_TOKEN"],
        "XDG_STATE_HOME": str(gh.folder / "state"),  # where it keeps an id of the machine
        "XDG_CACHE_HOME": gh.environment["XDG_CACHE_HOME"],
    }


@asynccontextmanager
async def one_agent(scratch: Scratch, gh: Gh, forge: str = FORGE) -> AsyncIterator[Live]:
    """The agent cache, on its branch, with the login of ``gh``."""
    with_login(scratch, gh)
    scratch.configure(gates=BUILD + forge)
    async with scratch.engine() as live:
        await live.do(c.AddAgent("cache", "shop", "standin", start=False))
        await live.until(lambda: live.agent("cache").seat.worktree)
        tree = Path(live.agent("cache").seat.worktree)
        (tree / "new.py").write_text("x = 1\n")
        git(tree, "add", "new.py")
        git(tree, "commit", "-qm", "Add it")
        await live.do(c.RefreshNow())
        yield live


def known(live: Live) -> PullList:
    return live.engine.view.pulls.get("shop") or PullList(pulls.Repository("", "", ""))


def said(live: Live) -> str:
    pull = live.agent("cache").pull
    return pull.said if pull else ""


def pushed(shop: Repo, hub: Hub) -> str:
    """The branch of the agent, with its pull request, at the forge."""
    head = shop.commit("agent/cache", {"new.py": "x = 1\n"}, "Add it", hub.account("ada"))
    shop.pull("agent/cache", "Add it", author=hub.account("ada"))
    return head


async def test_a_branch_has_its_pull_request_on_board_and_tile(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, asked_often: None
) -> None:
    head = pushed(shop, hub)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: said(live) == "#1, no check reported")
        shop.run(
            head, {"build": [Step("pytest")], "lint": [Step("ruff", "failure", "E501")]}, branch="agent/cache"
        )
        await live.until(lambda: said(live) == "#1, 1 passed, 1 failed")
        (row,) = live.engine.view.board
        assert row.pull == live.agent("cache").pull


async def test_what_was_known_stays_with_its_age_and_the_reason_while_the_forge_fails(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, asked_often: None
) -> None:
    pushed(shop, hub)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: said(live))
        failing = api.faults.add(lambda _: True, faults.bad_gateway, times=0)
        await live.until(lambda: known(live).why)
        at = known(live).at
        await live.until(lambda: failing.met > 1)
        assert said(live) == "#1, no check reported"
        assert known(live).at == at
        assert [one.text for one in live.engine.view.health if one.port == "github shop"] == [
            "pull requests of acme/shop: the forge failed (502); asked again later"
        ]
        api.faults.listed.clear()
        await live.until(lambda: not known(live).why and known(live).at > at)
        assert not [one for one in live.engine.view.health if one.port == "github shop"]


async def test_projects_of_one_repository_ask_for_its_list_once(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    git(scratch.root, "clone", "-q", str(scratch.repo), "again")
    more = (
        f'[projects.again]\npath = "{scratch.root / "again"}"\n{FORGE.replace("shop.github", "again.github")}'
    )
    async with one_agent(scratch, gh, FORGE + more) as live:
        await live.until(lambda: {"shop", "again"} <= set(live.engine.view.pulls))
        assert all(one.at for one in live.engine.view.pulls.values())
        assert len(lists(api)) == 1
        await live.engine.pulls.now(list(live.engine.core.settings.projects.values()))
        assert len(lists(api)) == 2, "asked for now: once for both"
        await live.engine.pulls.look()
        assert len(lists(api)) == 2, "neither is due"
        for name in ("shop", "again"):
            live.engine.pulls.timetable.due[name] = 0.0
        await live.engine.pulls.look()
        assert len(lists(api)) == 2, "what one project was told a moment ago is told the other"


def lists(api: ApiServer) -> list[object]:
    """The calls for a list of pull requests."""
    return [one for one in api.log if b"pullRequests(states: OPEN" in one.body]


async def test_a_limit_is_kept(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, asked_often: None
) -> None:
    api.faults.add(lambda _: True, api.faults.rate_limited(900), times=0)
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: "limit" in known(live).why)
        number = len(api.log)
        await live.until(lambda: live.engine.core.world.now() > known(live).at)
        assert live.engine.pulls.timetable.due["shop"] > live.engine.core.world.now() + 800
        assert len(api.log) == number


async def test_lists_are_asked_for_as_often_as_the_project_says_at_once_when_that_is_saved(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    often = f'{FORGE}issues = "is:open"\nevery_s = '
    async with one_agent(scratch, gh, f"{often}3600\n") as live:
        await live.until(lambda: known(live).at and live.engine.view.issues.get("shop"))
        watches = (live.engine.pulls, live.engine.issues)
        await live.until(
            lambda: min(one.timetable.due["shop"] for one in watches) > live.engine.core.world.now() + 3000
        )
        before = known(live).at
        scratch.configure(gates=f"{BUILD}{often}2\n")
        await live.engine.supervisor.configure(load(scratch.paths))
        await live.until(lambda: known(live).at > before + 2.0)
        at = live.engine.view.issues["shop"].at
        await live.until(lambda: live.engine.view.issues["shop"].at > at)
        assert live.engine.pulls.timetable.due["shop"] <= live.engine.core.world.now() + 2.0


async def test_a_forge_that_fails_is_asked_less_often_and_never_more_often_than_its_project_says(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    api.faults.add(lambda _: True, faults.bad_gateway, times=0)
    async with one_agent(scratch, gh, f"{FORGE}every_s = 2\n") as live:
        await live.until(lambda: live.engine.pulls.timetable.failed.get("shop", 0) > 1)
        assert live.engine.pulls.timetable.due["shop"] > live.engine.core.world.now() + 2 * 2
        project = live.engine.core.settings.projects["shop"]
        assert intervals.after_failures(project, 30) <= intervals.LONGEST_S
        seldom = replace(project, forge=ForgeRules(every_s=3600.0))
        assert intervals.after_failures(seldom, 1) == 3600.0


async def test_a_project_without_the_table_asks_nothing(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, asked_often: None
) -> None:
    async with one_agent(scratch, gh, forge="") as live:
        await live.until(lambda: live.engine.view.board)
        assert live.engine.view.pulls == {}
    assert not api.log


async def test_a_remote_that_leads_nowhere_says_what_to_write(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh, asked_often: None
) -> None:
    async with one_agent(scratch, gh, forge="[projects.shop.github]\n") as live:
        await live.until(lambda: 'repository = "owner/name"' in known(live).why)
        git(scratch.repo, "remote", "add", "origin", "git@github.com:acme/shop.git")
        await live.until(lambda: known(live).repository.slug == "acme/shop")


async def test_a_command_lists_them_for_people_and_for_scripts(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    pushed(shop, hub)
    async with one_agent(scratch, gh):
        pass
    printed = scratch.fleetui("pull", "list")
    assert "#1" in printed.stdout
    assert "agent/cache" in printed.stdout
    (found,) = json.loads(scratch.fleetui("pull", "list", "--json").stdout)
    assert (found["project"], found["repository"], found["error"]) == ("shop", "acme/shop", None)
    assert [one["number"] for one in found["pulls"]] == [1]
    api.faults.add(lambda _: True, faults.not_found)
    failed = scratch.fleetui("pull", "list")
    assert failed.returncode == 1
    assert "not found" in failed.stderr


async def test_looking_again_asks_the_forge_too_but_never_one_that_wants_to_be_left_alone(
    scratch: Scratch, hub: Hub, shop: Repo, api: ApiServer, gh: Gh
) -> None:
    async with one_agent(scratch, gh) as live:
        await live.until(lambda: known(live).at)
        shop.commit("agent/cache", {"new.py": "x = 1\n"})
        shop.pull("agent/cache", "Add it")
        await live.do(c.RefreshNow())
        await live.until(lambda: said(live).startswith("#1"))
        api.faults.add(lambda _: True, api.faults.rate_limited(900), times=0)
        await live.do(c.RefreshNow())
        await live.until(lambda: "limit" in known(live).why)
        await live.do(c.RefreshNow())
        assert live.engine.pulls.timetable.due["shop"] > live.engine.core.world.now() + 800

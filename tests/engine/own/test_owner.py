"""One process acts; others watch, ask, and take over without anything being lost or doubled."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from fleetui.__main__ import make_world
from fleetui.config.load import load
from fleetui.engine.engine import Engine
from fleetui.engine.own import requests
from fleetui.model import commands as c
from fleetui.model.commands import Approval, Outcome
from fleetui.model.queue import EntryState
from fleetui.model.train import Member
from tests.support.scratch import Scratch, pytest_environment
from tests.support.waiting import until_async


async def test_a_second_dashboard_watches_and_its_commands_reach_the_owner(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as first:
        await first.started("cache")
        async with scratch.engine() as second:
            await second.until(lambda: second.engine.view.ready)
            assert second.engine.view.owner == "other"
            await second.do(c.AddEntry("cache", "from the second"))
            await first.until(lambda: scratch.texts("cache") == ["from the second"], 30)
            await second.until(lambda: [x.state for x in second.queue("cache")] == [EntryState.ACCEPTED], 30)
            approval = Approval("shop", "main", (Member("cache", "b", "1", "2", "3", "4"),))
            assert not (await second.engine.land(approval)).ok


async def test_one_key_takes_the_fleet_over(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as first, scratch.engine() as second:
        assert (await second.engine.take_over()).ok
        await first.until(lambda: first.engine.view.owner == "other")
        assert second.engine.view.owner == "self"


async def test_a_dashboard_takes_the_fleet_from_an_engine_without_a_screen(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine(screen=False) as background:
        assert background.engine.core.acts
        async with scratch.engine() as dashboard:
            assert dashboard.engine.core.acts
            assert background.engine.ownership.yielding.is_set()


async def test_a_watcher_steps_in_when_the_owner_is_gone(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as watcher_host, scratch.engine() as watcher:
        await watcher_host.engine.ownership.give_up()
        await until_async(lambda: watcher.engine.core.acts or watcher_host.engine.core.acts)


async def test_a_dashboard_that_takes_the_fleet_never_heeds_its_own_wish_to_have_it(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last owner may have ended before it answered: whoever asked would have given up what it just took."""
    scratch.configure("cache")
    async with scratch.engine() as live:
        core, acting = live.engine.core, []
        answer = core.world.journal.answer

        async def seen(request: int, body: str) -> None:
            acting.append(core.acts)
            await answer(request, body)

        monkeypatch.setattr(core.world.journal, "answer", seen)
        live.engine.ownership.yielding.set()  # its own watch does not step in
        await live.engine.ownership.give_up()
        assert (await live.engine.take_over()).ok
        assert (acting, await core.world.journal.open_requests()) == ([False], ())
        assert core.acts


def test_an_approval_has_no_form_on_the_wire() -> None:
    body = '{"do": "Approval", "with": {"seat": "cache"}}'
    try:
        requests.decode(body)
    except requests.WireError as error:
        assert "no such command" in str(error)
    else:
        raise AssertionError


def test_every_command_survives_the_wire() -> None:
    for command in (
        c.AddEntry("a", "text"), c.RestartAgent("a", None), c.RestartAgent("a", ""),
        c.AddAgent("a", "p", command=("x", "y")), c.MoveEntry("a", "e", 3), c.RefreshNow(),
    ):  # fmt: skip
        assert requests.decode(requests.encode(command)) == command


@asynccontextmanager
async def a_verb(scratch: Scratch) -> AsyncIterator[Engine]:
    """The engine of one command line verb."""
    with pytest_environment(scratch.environment):
        settings = load(scratch.paths)
        engine = Engine(await make_world(scratch.paths, settings), settings, screen=False, verb=True)
        try:
            await engine.open()
            yield engine
        finally:
            await engine.stop()


async def test_a_verb_whose_owner_ends_before_it_began_is_done_by_the_verb(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as owner:
        await owner.until(lambda: owner.engine.view.ready)
        owner.engine.ownership.hands_over = False
        owner.engine.core.acts = False  # it holds the fleet, and looks at no request any more
        async with a_verb(scratch) as verb:
            asked = asyncio.create_task(verb.do(c.AddEntry("cache", "said once")))
            await until_async(lambda: lines(scratch, "requests") == 1)
            owner.engine.core.world.lock.release()
            assert (await asked).ok
    assert [entry["text"] for entry in listed(scratch)] == ["said once"]


async def test_what_an_owner_began_and_did_not_finish_is_not_done_again(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as owner:
        await owner.until(lambda: owner.engine.view.ready)
        owner.engine.ownership.hands_over = False
        owner.engine.core.acts = False
        async with a_verb(scratch) as verb:
            asked = asyncio.create_task(verb.do(c.AddEntry("cache", "perhaps")))
            await until_async(lambda: lines(scratch, "requests") == 1)
            (request,) = await owner.engine.core.world.journal.open_requests()
            assert await owner.engine.core.world.journal.begin(request.id)
            owner.engine.core.world.lock.release()
            outcome = await asked
    assert not outcome.ok
    assert "look whether it was done" in outcome.text
    assert listed(scratch) == []


async def test_a_request_counts_as_begun_before_anything_of_it_is_done(scratch: Scratch) -> None:
    scratch.configure("cache")
    begun: list[bool] = []
    async with scratch.engine() as owner:

        async def perform(command: c.Command) -> Outcome:
            begun.extend(one.begun for one in await owner.engine.core.world.journal.open_requests())
            return Outcome(ok=True)

        owner.engine.ownership.perform = perform
        async with a_verb(scratch) as verb:
            assert (await verb.do(c.AddEntry("cache", "text"))).ok
    assert begun == [True]


async def test_whoever_asked_is_answered_when_the_owner_breaks_on_what_was_asked(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as owner:

        async def breaks(_: c.Command) -> Outcome:
            raise ValueError("too many digits")

        monkeypatch.setattr(owner.engine.acts, "perform", breaks)
        async with a_verb(scratch) as verb, asyncio.timeout(20):
            outcome = await verb.do(c.AddEntry("cache", "text"))
    assert not outcome.ok
    assert outcome.text.startswith("could not be done: ValueError: too many digits")


def lines(scratch: Scratch, table: str) -> int:
    with closing(sqlite3.connect(scratch.paths.journal)) as raw:
        return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a name of ours


def listed(scratch: Scratch) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(scratch.fleetui("queue", "cache", "list", "--json").stdout)
    return found

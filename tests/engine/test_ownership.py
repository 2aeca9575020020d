"""One process acts; others watch, ask, and take over without anything being lost or doubled."""

from __future__ import annotations

from fleetui.engine import wire
from fleetui.model import commands as c
from fleetui.model.commands import Approval
from fleetui.model.queue import EntryState
from tests.support.scratch import Scratch
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
            approval = Approval("cache", "shop", "b", "main", "1", "2", "3", "4")
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


def test_an_approval_has_no_form_on_the_wire() -> None:
    body = '{"do": "Approval", "with": {"seat": "cache"}}'
    try:
        wire.decode(body)
    except wire.WireError as error:
        assert "no such command" in str(error)
    else:
        raise AssertionError


def test_every_command_survives_the_wire() -> None:
    for command in (
        c.AddEntry("a", "text"), c.RestartAgent("a", None), c.RestartAgent("a", ""),
        c.AddAgent("a", "p", command=("x", "y")), c.MoveEntry("a", "e", 3), c.RefreshNow(),
    ):  # fmt: skip
        assert wire.decode(wire.encode(command)) == command

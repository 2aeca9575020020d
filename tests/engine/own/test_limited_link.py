"""A dashboard that only shows never acts, whatever it is asked for and whoever is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import fields

import pytest

from fleetui.engine.link import AskJournal, Link
from fleetui.engine.own.limited_link import NEVER_APPROVES, ONLY_SHOWS, ReadOnly, WithoutApproval
from fleetui.model import commands as c
from fleetui.model.commands import Approval
from fleetui.model.train import Member
from tests.support.fleets import FakeLink, fleet
from tests.support.scratch import Live, Scratch
from tests.support.waiting import until_async

APPROVAL = Approval("shop", "main", (Member("cache", "b", "1", "2", "3", "4"),))


def every(kind: type[c.Command]) -> Iterator[type[c.Command]]:
    for below in kind.__subclasses__():
        yield below
        yield from every(below)


COMMANDS = [
    kind
    for kind in {
        kind.__name__: kind for kind in every(c.Command)
    }.values()  # slots make a class twice: the last counts
    if kind is not c.RefreshNow
]


def made(kind: type[c.Command]) -> c.Command:
    return kind(**{field.name: "cache" for field in fields(kind)})


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
async def test_a_read_only_link_hands_no_command_on(kind: type[c.Command]) -> None:
    behind = FakeLink(fleet())
    outcome = await ReadOnly(behind).do(made(kind))
    assert (outcome.ok, outcome.text) == (False, ONLY_SHOWS)
    assert not behind.commands


async def test_a_read_only_link_looks_asks_and_does_nothing_else() -> None:
    behind = FakeLink(fleet())
    link: Link = ReadOnly(behind)
    assert link.view is behind.view
    assert (await link.do(c.RefreshNow())).ok
    assert await link.ask(AskJournal())
    link.look_at(frozenset({"billing"}), "billing")
    assert behind.looked
    link.hold("billing", held=True)
    assert link.attach_command("billing") is None
    assert [(await link.land(APPROVAL)).ok, (await link.take_over()).ok] == [False, False]
    assert (behind.held, behind.landed, behind.taken_over) == ([], [], 0)


async def test_a_link_without_approval_acts_and_never_lands() -> None:
    behind = FakeLink(fleet())
    link: Link = WithoutApproval(behind)
    assert (await link.do(c.PauseAgent("billing"))).ok
    assert (await link.land(APPROVAL)).text == NEVER_APPROVES
    assert (len(behind.commands), behind.landed) == (1, [])


async def test_who_only_looks_does_not_become_the_owner_when_there_is_none(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as owner, scratch.engine(may_own=False) as looking:
        await owner.started("cache")
        await looking.until(lambda: looking.engine.view.ready and looking.engine.view.agents)
        assert not (await looking.engine.take_over()).ok
        assert owner.engine.core.acts
        await owner.engine.stop()
        await until_async(lambda: looking.engine.core.world.lock.holder() is None)
        await _two_watches(looking)
        assert not looking.engine.core.acts
        assert not (await looking.engine.take_over()).ok
        assert looking.engine.core.world.lock.holder() is None


async def test_who_only_looks_looks_again_without_asking_the_owner(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine(may_own=False) as looking:
        outcome = await asyncio.wait_for(ReadOnly(looking.engine).do(c.RefreshNow()), 20)
        assert outcome.ok
        assert not await looking.engine.core.world.journal.open_requests()


async def _two_watches(live: Live) -> None:
    """Until the loop that steps in for a lost owner has come round twice."""
    from fleetui.engine.engine import WATCH_S

    await asyncio.sleep(2.5 * WATCH_S)

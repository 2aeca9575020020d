"""A tmux server that stands still while follow-ups are in flight: what is seen afterwards settles them."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.act.deliveries import SILENT
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.queue import IN_FLIGHT, EntryState
from fleetui.model.status import Phase
from tests.support.scratch import STANDIN, Live, Scratch
from tests.support.tmux import private_tmux
from tests.support.waiting import until

POINTS = ("intended", "typed", "pasted", "entered", "submitted")
NAMES = ("a", "b")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fleetui.ports.tmux.deliver.LIMIT_S", 1.0)
    monkeypatch.setattr("fleetui.ports.tmux.link.LIMIT_S", 1.0)


class Stop:
    """Stops the agents' tmux server when a delivery comes to one of its steps; once."""

    def __init__(self, live: Live, point: str) -> None:
        pane = live.agent("a").pane
        assert pane is not None
        self.server, self.point, self.done = pane.server.pid, point, False
        live.engine.core.world = replace(live.engine.core.world, fault=self)

    def __call__(self, name: str) -> None:
        if name == f"deliver.{self.point}" and not self.done:
            self.done = True
            os.kill(self.server, signal.SIGSTOP)

    def over(self, how: int = signal.SIGCONT) -> None:
        os.kill(self.server, how)


@pytest.fixture
def stops() -> Iterator[Callable[[Live, str], Stop]]:
    made: list[Stop] = []

    def make(live: Live, point: str) -> Stop:
        made.append(Stop(live, point))
        return made[-1]

    yield make
    for one in made:
        if Path(f"/proc/{one.server}").exists():
            one.over()


def in_flight(live: Live) -> dict[str, EntryState]:
    found = {name: [x.state for x in live.queue(name) if x.state in IN_FLIGHT] for name in NAMES}
    return {name: states[0] for name, states in found.items() if states}


@pytest.mark.parametrize("point", POINTS)
async def test_what_is_in_flight_stays_so_until_the_server_goes_on_and_then_arrives_once(
    scratch: Scratch, stops: Callable[[Live, str], Stop], point: str
) -> None:
    scratch.configure(*NAMES, a=["--speed", "4"])
    async with scratch.engine() as live:
        await live.started(*NAMES)
        for name in NAMES:
            live.engine.hold(name, held=True)
            await live.do(c.AddEntry(name, f"first for {name}"))
            await live.do(c.AddEntry(name, f"then for {name}"))
        stop = stops(live, point)
        for name in NAMES:
            live.engine.hold(name, held=False)
        await live.until(lambda: stop.done)
        await live.until(lambda: any(live.agent(name).doing == SILENT for name in NAMES))
        states, since = in_flight(live), live.engine.core.world.now()
        assert states
        assert live.engine.view.servers()
        await live.until(lambda: live.engine.core.world.now() > since + 4)
        assert in_flight(live) == states, "only what is seen moves it"
        stop.over()
        for name in NAMES:
            await live.until(
                lambda name=name: all(x.state is EntryState.ACCEPTED for x in live.queue(name)), 60
            )
            assert scratch.texts(name) == [f"first for {name}", f"then for {name}"]
        records = await live.engine.core.world.journal.read(0)
        assert not [record for record in records if isinstance(record.event, e.DeliveryUnknown)]
        assert not live.engine.view.servers()


async def test_a_server_that_dies_while_it_stands_still_leaves_what_was_in_flight_not_confirmed(
    scratch: Scratch, stops: Callable[[Live, str], Stop]
) -> None:
    scratch.configure("a")
    async with scratch.engine() as live:
        await live.started("a")
        stop = stops(live, "typed")
        await live.do(c.AddEntry("a", "lost with it"))
        await live.until(lambda: stop.done and live.agent("a").doing == SILENT)
        stop.over(signal.SIGKILL)
        await live.until(lambda: live.queue("a")[0].state is EntryState.UNKNOWN, 30)
        assert scratch.texts("a") == []


async def test_an_agent_is_stopped_also_while_a_follow_up_to_it_waits_for_its_server(
    scratch: Scratch, stops: Callable[[Live, str], Stop]
) -> None:
    scratch.configure("a")
    async with scratch.engine() as live:
        await live.started("a")
        stop = stops(live, "typed")
        await live.do(c.AddEntry("a", "cut off"))
        await live.until(lambda: stop.done and live.agent("a").doing == SILENT)
        await live.engine.do(c.KillAgent("a"))
        assert live.queue("a")[0].state is EntryState.UNKNOWN
        stop.over()
        await live.until(lambda: live.engine.core.live_run("a") is None, 30)
        assert scratch.texts("a") == []


async def test_a_journal_that_failed_in_the_middle_of_a_delivery_leaves_nothing_in_flight_for_good(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("a")
    async with scratch.engine() as live:
        await live.started("a")
        ledger, failed = live.engine.core.ledger, []
        append = ledger.append

        async def full(*events: e.Event) -> None:
            if not failed and any(isinstance(event, e.DeliveryPasted) for event in events):
                failed.append(events)
                raise PortError("journal", "write", "no space is left")
            await append(*events)

        monkeypatch.setattr(ledger, "append", full)
        await live.do(c.AddEntry("a", "only once"))
        await live.until(lambda: live.queue("a")[0].state is EntryState.ACCEPTED, 30)
        assert failed
        assert scratch.texts("a") == ["only once"]
        assert len(scratch.got("a", "paste")) == 1


async def test_the_operators_own_server_is_waited_for_in_the_same_way(
    scratch: Scratch, stops: Callable[[Live, str], Stop]
) -> None:
    scratch.configure()
    words = (
        "python3",
        "-I",
        str(STANDIN),
        "--name",
        "a",
        "--speed",
        "10",
        "--record",
        str(scratch.record("a")),
    )
    with private_tmux() as tmux:
        pane = tmux.start("sh")
        tmux.send(pane, shlex.join(words))
        until(lambda: "❯" in tmux.text(pane), 30)
        async with scratch.engine() as live:
            await live.do(c.AdoptPane("a", tmux.ref(pane), "standin", str(scratch.root)))
            await live.phase("a", Phase.IDLE)
            stop = stops(live, "entered")
            await live.do(c.AddEntry("a", "first"))
            await live.do(c.AddEntry("a", "then"))
            await live.until(lambda: stop.done and live.agent("a").doing == SILENT)
            stop.over()
            await live.until(lambda: all(x.state is EntryState.ACCEPTED for x in live.queue("a")), 60)
            assert scratch.texts("a") == ["first", "then"]


async def test_a_delivery_is_let_go_before_another_process_acts(
    scratch: Scratch, stops: Callable[[Live, str], Stop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetui.engine.act.deliveries.LET_GO_S", 0.2)
    scratch.configure("a")
    async with scratch.engine() as live:
        await live.started("a")
        stop = stops(live, "pasted")
        await live.do(c.AddEntry("a", "only once"))
        await live.until(lambda: stop.done)
        await live.engine.ownership.give_up()
        assert live.agent("a").doing == ""
        assert live.queue("a")[0].state is EntryState.PASTED
        stop.over()
        assert (await live.engine.take_over()).ok
        await live.until(lambda: live.queue("a")[0].state is EntryState.ACCEPTED, 30)
        assert scratch.texts("a") == ["only once"]
        assert len(scratch.got("a", "paste")) == 1

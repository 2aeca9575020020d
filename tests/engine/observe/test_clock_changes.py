"""The machine's clock is set by a day while things wait: nothing waits longer for it, and it is said."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from fleetui.model import commands as c
from fleetui.model.events import AgentSnoozed, Noted
from fleetui.model.status import Phase
from fleetui.ports.clock import CLOCK
from tests.support.scratch import Live, Scratch

DAY = 86400.0
BACK_AND_FORWARD = pytest.mark.parametrize("by", [-DAY, DAY], ids=["back", "forward"])


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets it for the engine of this process; tmux and the files go on by the real one."""

    def set_by(seconds: float) -> None:
        monkeypatch.setattr(CLOCK, "wall", lambda: time.time() + seconds)

    return set_by


async def refused(live: Live) -> None:
    """A follow-up that was just refused: text stands in the composer."""
    await live.started("cache")
    await live.do(c.TypeKeys("cache", ("m",)))
    await live.until(lambda: live.agent("cache").draft == "m")
    await live.do(c.AddEntry("cache", "one"))
    await live.until(lambda: live.engine.core.sight("cache").refused_until)


@BACK_AND_FORWARD
async def test_a_refused_follow_up_is_tried_again_in_time(
    by: float, scratch: Scratch, set_clock: Callable[[float], None]
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await refused(live)
        set_clock(by)
        await live.do(c.TypeKeys("cache", ("C-u",)))
        await live.until(lambda: scratch.texts("cache") == ["one"], 30)
        await live.phase("cache", Phase.IDLE)  # and a phase counts once it has lasted, by the same clock
        await live.until(lambda: "clock" in live.engine.core.health)
        way = "back" if by < 0 else "forward"
        said = f"the machine's clock was set {way} by 1 day"
        assert said in live.engine.core.health["clock"].text
        records = await live.engine.core.world.journal.read(0)
        assert [
            r.event.text for r in records if isinstance(r.event, Noted) and r.event.subject == "clock"
        ] == [said]
        published = scratch.paths.published
        await live.until(lambda: abs(json.loads(published.read_bytes())["at"] - by - time.time()) < 20)


async def test_a_snooze_ends_in_time_when_the_clock_is_set_back_and_no_sooner_when_forward(
    scratch: Scratch, set_clock: Callable[[float], None]
) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        await live.phase("cache", Phase.ASKING)
        await live.do(c.SnoozeAgent("cache", 60))
        set_clock(DAY)
        await live.until(lambda: "clock" in live.engine.core.health)
        assert not live.agent("cache").calls
        await live.engine.core.ledger.append(AgentSnoozed("cache", live.engine.core.world.now() + 2))
        await live.until(lambda: not live.agent("cache").calls)
        set_clock(-DAY)
        await live.until(lambda: live.agent("cache").calls)


async def test_what_is_observed_is_not_stale_because_the_clock_was_set(
    scratch: Scratch, set_clock: Callable[[float], None]
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        set_clock(DAY)
        await live.until(lambda: "clock" in live.engine.core.health)
        assert live.agent("cache").stale_since is None
        assert live.engine.view.clock_moved == pytest.approx(DAY, abs=5)


async def test_a_snooze_from_a_clock_that_was_a_day_ahead_is_over_in_time_after_a_restart(
    scratch: Scratch, set_clock: Callable[[float], None]
) -> None:
    scratch.configure("cache")
    set_clock(DAY)
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.SnoozeAgent("cache", 15))
    set_clock(0)
    async with scratch.engine() as live:
        until = live.agent("cache").snoozed_until
        assert until is None or until <= time.time() + 15 * 60
        assert live.agent("cache").status.since <= time.time() + 1

"""A follow-up waits for its time; one that goes at once reaches an agent that works through that agent's own queue."""

from __future__ import annotations

from fleetui.model import commands as c
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch

LONG = ["--turn", "600"]


async def _working(live: Live) -> None:
    await live.started("cache")
    await live.do(c.AddEntry("cache", "a long one"))
    await live.phase("cache", Phase.WORKING, 40)
    await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED, 40)


async def test_nothing_is_sent_before_its_time_unless_it_is_let_go_at_once(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        queued = await live.do(c.AddEntry("cache", "later", not_before="20m"))
        await live.until(lambda: live.agent("cache").waits.startswith("not before "))
        refused = await live.engine.do(c.AddEntry("cache", "never", not_before="soon"))
        assert not refused.ok
        assert "possible: 22:30" in refused.text
        assert [entry.text for entry in live.queue("cache")] == ["later"]
        await live.do(c.UrgeEntry("cache", queued.value))
        await live.until(lambda: scratch.texts("cache") == ["later"], 40)


async def test_what_goes_at_once_overtakes_what_waits_and_lands_in_the_agents_own_queue(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", cache=LONG)
    async with scratch.engine() as live:
        await _working(live)
        await live.do(c.AddEntry("cache", "for its turn"))
        await live.do(c.AddEntry("cache", "at once", now=True))
        await live.until(lambda: scratch.texts("cache") == ["a long one", "at once"], 40)
        assert scratch.got("cache")[1]["queued"] is True
        await live.until(lambda: live.queue("cache")[1].state is EntryState.ACCEPTED, 40)
        assert [entry.text for entry in live.queue("cache")][-1] == "for its turn"


async def test_an_agent_without_a_queue_of_its_own_is_refused_while_it_works(scratch: Scratch) -> None:
    scratch.configure("cache", cache=LONG)
    profile = scratch.root / "profiles" / "standin.toml"
    profile.write_text(profile.read_text().replace('while_working = "Enter"\n', ""))
    async with scratch.engine() as live:
        await _working(live)
        refused = await live.engine.do(c.AddEntry("cache", "at once", now=True))
        assert not refused.ok
        assert "no queue of its own" in refused.text
        assert [entry.text for entry in live.queue("cache")] == ["a long one"]

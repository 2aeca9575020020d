"""Acknowledge, snooze, mute with real agents: quiet is journalled, ends by itself, and hides nothing."""

from __future__ import annotations

from fleetui.engine.link import AskJournal, AskNews
from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.events import AgentSnoozed
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch


async def asking(live: Live, scratch: Scratch) -> None:
    await live.started("cache")
    await live.do(c.AddEntry("cache", "one"))
    await live.phase("cache", Phase.ASKING)


async def test_an_acknowledged_question_stays_visible_and_the_next_one_calls_again(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await asking(live, scratch)
        assert live.agent("cache").calls
        await live.do(c.AcknowledgeAgent("cache"))
        known = live.agent("cache")
        assert known.attention is not None
        assert known.attention.want is Want.ASKING
        assert not known.calls
        await live.do(c.TypeKeys("cache", ("1",)))
        await live.until(lambda: live.engine.core.fleet.quiet == {})
        news = await live.engine.ask(AskNews(0.0))
        assert {(one.seat, one.what) for one in news[:2]} == {("cache", "sent"), ("cache", "asked")}


async def test_an_acknowledgement_outlives_the_dashboard(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await asking(live, scratch)
        await live.do(c.AcknowledgeAgent("cache"))
    async with scratch.engine() as live:
        await live.until(lambda: live.agent("cache").attention)
        assert not live.agent("cache").calls


async def test_a_snooze_ends_by_the_clock_although_nothing_moves(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await asking(live, scratch)
        await live.do(c.SnoozeAgent("cache", 15))
        assert not live.agent("cache").calls
        soon = live.engine.core.world.now() + 1.5
        await live.engine.core.ledger.append(AgentSnoozed("cache", soon))
        await live.until(lambda: live.agent("cache").snoozed_until == soon)
        await live.until(lambda: live.agent("cache").calls)


async def test_an_agent_that_does_not_wait_cannot_be_acknowledged_and_may_be_snoozed(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        refused = await live.engine.do(c.AcknowledgeAgent("cache"))
        assert not refused.ok
        assert "does not wait" in refused.text
        await live.do(c.SnoozeAgent("cache", 60))
        await live.do(c.SnoozeAgent("cache", 0))
        assert live.engine.core.fleet.quiet == {}
        assert not (await live.engine.do(c.SnoozeAgent("cache", -1))).ok


async def test_the_journal_says_who_was_snoozed_and_muted_in_words(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        for command in (
            c.SnoozeAgent("cache", 15), c.SnoozeAgent("cache", 0), c.MuteAgent("cache"), c.MuteAgent("cache", on=False),
        ):  # fmt: skip
            await live.do(command)
        lines = await live.engine.ask(AskJournal(50, "cache"))
        told = [line.text for line in lines if line.kind in ("agent-snoozed", "mute-changed")]
        assert told == ["calls nobody for 15 minutes", "awake", "muted", "raises alerts again"]

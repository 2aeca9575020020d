"""Acknowledge, snooze and mute: quiet on the screen, and never hidden."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.attention import Attention, Want
from fleetui.model.commands import AcknowledgeAgent, MuteAgent, SnoozeAgent
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.agent.snooze import to_morning
from fleetui.ui.draw.labels.ages import clock
from fleetui.ui.draw.labels.counts import counts, title_words
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.shell.bars.next_items import next_items
from tests.support.fleets import NOW, fleet
from tests.support.screens import running


def known(agent: AgentView) -> AgentView:
    assert agent.attention is not None
    return replace(agent, attention=replace(agent.attention, acknowledged=True))


def with_first(change: AgentView, view: FleetView | None = None) -> FleetView:
    view = view or fleet()
    return replace(view, agents=(change, *view.agents[1:]))


BILLING = fleet().agents[0]
SNOOZED = replace(BILLING, snoozed_until=NOW + 900)


def test_who_is_acknowledged_is_counted_in_its_state_and_no_longer_loud() -> None:
    view = with_first(known(BILLING))
    state = state_of(known(BILLING))
    assert (state.word, state.loud) == ("needs you", False)
    asking = next(count for count in counts(view) if count.key == "asking")
    assert (asking.number, asking.loud) == (1, False)
    assert "▲" not in title_words(view, "unicode")
    assert next_items(view.waiting(), NOW)[-1].name == "billing"


def test_one_who_calls_makes_the_count_loud_although_another_is_acknowledged() -> None:
    search = replace(fleet().agents[1], attention=Attention(Want.ASKING, "and this?", NOW - 60))
    view = replace(fleet(), agents=(known(BILLING), search))
    asking = next(count for count in counts(view) if count.key == "asking")
    assert (asking.number, asking.loud) == (2, True)
    assert title_words(view, "unicode") == "▲1 fleetui"


def test_the_reason_says_that_the_operator_knows_or_until_when_it_is_quiet() -> None:
    def lead(agent: AgentView) -> str:
        reason = reason_of(agent)
        return reason.lead if reason else ""

    assert lead(known(BILLING)) == "you know: asks: "
    assert lead(SNOOZED) == f"snoozed until {clock(NOW + 900)}: asks: "


async def test_capital_a_acknowledges_the_selected_agent_and_takes_it_back() -> None:
    async with running() as run:
        await run.press("A")
        assert run.link.commands == [AcknowledgeAgent("billing")]
        await run.show(with_first(known(BILLING)))
        assert "1 acknowledged" in run.text
        assert "NEEDS YOU" not in run.text
        await run.press("A")
        assert run.link.commands[-1] == AcknowledgeAgent("billing", on=False)


async def test_marked_agents_that_do_not_wait_are_left_out_of_an_acknowledgement() -> None:
    async with running() as run:
        await run.press("space", "l", "space", "l", "space", "A")
        assert run.link.commands == [AcknowledgeAgent("billing"), AcknowledgeAgent("api-auth")]


async def test_an_agent_that_does_not_wait_says_so() -> None:
    async with running() as run:
        await run.press("l", "A")
        assert run.link.commands == []
        await run.until("search does not wait for you")


async def test_the_first_snooze_is_a_quarter_of_an_hour_and_the_second_offers_more() -> None:
    async with running() as run:
        await run.press("Z")
        assert run.link.commands == [SnoozeAgent("billing", 15)]
        await run.show(with_first(SNOOZED))
        assert "1 snoozed" in run.text
        await run.press("Z")
        assert run.kind == "ChoiceDialog"
        await run.press("3")
        assert run.link.commands[-1] == SnoozeAgent("billing", 60)
        await run.press("Z", "j", "j", "j", "enter")
        assert run.link.commands[-1] == SnoozeAgent("billing", 240)
        await run.press("Z", "9", "escape")
        assert len(run.link.commands) == 3


async def test_mute_is_a_switch_and_shows_a_mark() -> None:
    async with running() as run:
        await run.press("M")
        assert run.link.commands == [MuteAgent("billing")]
        await run.show(with_first(replace(BILLING, muted=True)))
        assert "billing ⊘" in run.text
        assert "⊘1" in run.text  # in words where the header has room
        assert "NEEDS YOU" in run.text
        await run.press("M")
        assert run.link.commands[-1] == MuteAgent("billing", on=False)


def test_tomorrow_begins_at_eight_also_from_the_last_day_of_a_month() -> None:
    assert to_morning(NOW) == 17 * 60 + 57
    assert 1 <= to_morning(NOW + 10 * 86400) <= 24 * 60 + 8 * 60

"""A tile says what is next in the queue and why it waits; what its state says already goes first."""

from __future__ import annotations

from dataclasses import replace
from time import time

import pytest

from fleetui.model.fleet import SeatState
from fleetui.model.queue import EntryState
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Context, Phase
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.queue.next_entry import queue_words, why_waits
from fleetui.ui.shell.context_trend import FALL_S, LEAP_S, ContextTrends
from fleetui.ui.shell.shared_state import SharedState
from tests.support.fleets import FakeLink, Spec, agent, entry, fleet
from tests.support.screens import running

QUEUE = (entry(1, "add retry to the client"), entry(2, "rebase"))


def shared() -> SharedState:
    return SharedState(FakeLink(fleet(3)), ScreenSettings(), now=time)


def said(one: AgentView, room: int = 100) -> str:
    return "".join(span.text for span in queue_words(shared(), one, room))


def test_the_row_says_how_many_which_is_next_and_why_it_waits() -> None:
    assert said(agent(Spec("a", queue=QUEUE))) == "» 2 add retry to the client · waits: working"


def test_where_there_is_no_room_the_reason_goes_because_title_and_reason_row_say_it() -> None:
    assert said(agent(Spec("a", queue=QUEUE)), 30) == "» 2 add retry to the client"


def test_a_long_text_makes_room_for_its_reason() -> None:
    one = agent(Spec("a", queue=(entry(1, "replace the linear scan in evict() by a heap"),)))
    assert len(said(one, 60)) == 60
    assert said(one, 60).endswith("… · waits: working")


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (EntryState.HELD, "lru.py:88 missing", "held: lru.py:88 missing"),
        (EntryState.UNKNOWN, "Enter was typed", "not confirmed: Enter was typed"),
        (EntryState.PASTED, "", ""),
    ],
)
def test_an_entry_that_is_stopped_gives_its_own_reason(state: EntryState, reason: str, words: str) -> None:
    stopped = entry(1, "x", state, reason)
    assert why_waits(agent(Spec("a", queue=(stopped,))), stopped) == words


def test_only_the_head_of_a_queue_waits_for_the_agent() -> None:
    one = agent(Spec("a", queue=QUEUE, state=SeatState.PAUSED))
    assert why_waits(one, QUEUE[0]) == "waits: paused"
    assert why_waits(one, QUEUE[1]) == ""


def test_an_idle_agent_that_cannot_be_sent_to_says_so_with_the_key_that_helps() -> None:
    one = agent(Spec("a", Phase.IDLE, queue=QUEUE, more={"waits": "draft in composer", "draft": "mine"}))
    reason = reason_of(one)
    assert reason is not None
    assert (reason.lead + reason.text, reason.action) == ("waits: draft in composer", "agent.answer")


async def test_the_queue_screen_says_why_the_first_one_waits() -> None:
    async with running(fleet(12), (80, 24)) as run:
        await run.press("F")
        assert "waits: it asks you first" in run.text


async def test_the_header_counts_those_who_have_nothing_to_go_on_with() -> None:
    fed = agent(Spec("fed", Phase.IDLE, queue=QUEUE), 40)
    async with running(fleet(18), (220, 60)) as run:
        assert "○ 2 idle, nothing queued" in run.text
        await run.show(replace(run.link.view, agents=(*run.link.view.agents, fed)))
        assert "○ 3 idle, 2 with nothing queued" in run.text


def with_context(one: AgentView, left: int) -> tuple[AgentView, ...]:
    return (replace(one, context=Context(left, "screen", 0.0)),)


def test_a_fall_is_news_from_where_it_began() -> None:
    trends, one = ContextTrends(), agent(Spec("a"))
    for at, left in enumerate((61, 58, 54)):
        trends.notice(with_context(one, left), float(at))
    assert trends.before("a", 3.0) == 61
    assert trends.before("a", FALL_S + 3) is None


def test_a_compaction_is_news_although_the_agent_works_on() -> None:
    trends, one = ContextTrends(), agent(Spec("a"))
    for at, left in enumerate((14, 12, 88, 85)):
        trends.notice(with_context(one, left), float(at))
    assert trends.before("a", FALL_S + 10) == 12
    assert trends.before("a", LEAP_S + 10) is None


def test_a_small_rise_is_a_correction_and_no_news() -> None:
    trends, one = ContextTrends(), agent(Spec("a"))
    for at, left in enumerate((61, 58, 60)):
        trends.notice(with_context(one, left), float(at))
    assert trends.before("a", 3.0) is None


async def test_the_list_shows_the_trend_and_what_is_next_for_the_selected_agent() -> None:
    async with running(fleet(12), (80, 24)) as run:
        assert "» 2 add VAT tests · waits: it asks you first" in run.text
        agents = list(run.link.view.agents)
        agents[0] = with_context(agents[0], 55)[0]
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "59→55%" in run.text

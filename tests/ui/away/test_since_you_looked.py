"""Since you looked: unread marks, the offer of a digest on return, the digest, and what is remembered of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fleetui.engine.link import AskNews
from fleetui.model.news import KINDS, News
from fleetui.model.settings import ScreenSettings
from fleetui.model.status import Phase
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from fleetui.ui.away.digest import INKS
from fleetui.ui.draw.labels.ages import clock
from fleetui.ui.shell.bars.next_items import next_items
from fleetui.ui.shell.memory import ShortMemory
from fleetui.ui.shell.read_marks import ReadMarks, ScreenDigest
from tests.support.fleets import NOW, FakeLink, fleet
from tests.support.screens import Running
from tests.support.waiting import until_async

NEWS = (
    News(41, NOW + 10, "search", "sent", "bench again"),
    News(42, NOW + 20, "search", "finished"),
    News(43, NOW + 30, "billing", "asked", "alembic upgrade head?"),
    News(44, NOW + 40, "search", "sent", "and once more"),
    News(45, NOW + 50, "gone", "landed", "agent/gone on main"),
)


def told(*news: News, seq: int = 40) -> FleetView:
    """The fleet of twelve with these news as the latest of their agents."""
    latest = {one.seat: one for one in news}
    made = fleet()
    agents = tuple(replace(agent, news=latest.get(agent.name)) for agent in made.agents)
    return replace(made, agents=agents, seq=max([seq, *(one.seq for one in news)]))


class Clock:
    """The time, as the test says."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def at(
    view: FleetView,
    clock: Clock | None = None,
    memory: ShortMemory | None = None,
    size: tuple[int, int] = (120, 40),
    after_s: float = 300.0,
) -> AsyncIterator[Running]:
    link = FakeLink(view)
    link.answers[AskNews] = NEWS
    settings = ScreenSettings(digest_after_s=after_s)
    app = FleetApp(link, settings, now=clock or Clock(), memory=memory)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Running(app, link, pilot)


# ---------------------------------------------------------------- unread


async def test_news_of_another_agent_put_a_dot_by_its_name_until_it_is_selected() -> None:
    async with at(told()) as run:
        assert "search •" not in run.text
        await run.show(told(*NEWS[:2]))
        assert "search •" in run.text
        await run.press("l")
        assert "search •" not in run.text
        await run.show(told(NEWS[0], NEWS[3]))
        assert "search •" not in run.text, "it is selected, and somebody is there"


def rested(view: FleetView, *names: str) -> FleetView:
    """The same fleet in which these agents are idle and want nothing."""
    agents = tuple(
        replace(agent, attention=None, status=replace(agent.status, phase=Phase.IDLE))
        if agent.name in names
        else agent
        for agent in view.agents
    )
    return replace(view, agents=agents)


async def test_who_finished_since_the_operator_looked_is_next_behind_those_who_call_and_until_seen() -> None:
    quiet = replace(NEWS[1], seat="cache")
    view = rested(told(NEWS[1], quiet), "search", "cache")
    read_marks = ReadMarks(ShortMemory({}))
    read_marks.begin(rested(told(), "search", "cache"), NOW)
    names = [agent.name for agent in read_marks.next_up(view)]
    assert names == [*(agent.name for agent in view.waiting()), "search", "cache"]
    item = next_items(read_marks.next_up(view), NOW + 80)[-2]
    assert (item.verb, item.age, item.calls) == ("finished", "1m", False)
    search = view.agent("search")
    assert search is not None
    read_marks.look(search)
    assert [agent.name for agent in read_marks.finished(view)] == ["cache"]


async def test_the_key_for_next_reaches_who_finished_when_nobody_calls() -> None:
    everybody = [agent.name for agent in fleet().agents]
    async with at(rested(told(), *everybody)) as run:
        assert "nobody waits" in run.text
        await run.press("full_stop")
        assert run.app.screen.selected == "billing", "nobody finished anything"
        await run.show(rested(told(NEWS[1]), *everybody))
        assert "finished" in run.text
        await run.press("full_stop")
        assert run.app.screen.selected == "search"
        assert "nobody waits" in run.text


async def test_news_of_the_selected_agent_are_unread_while_nobody_is_there() -> None:
    time = Clock()
    async with at(told(), time) as run:
        time.now += 120
        await run.show(told(NEWS[2]))
        assert "billing •" in run.text
        await run.press("ctrl+r")
        assert "billing •" not in run.text


async def test_the_list_shows_the_dot_beside_the_name() -> None:
    async with at(told(), size=(80, 24)) as run:
        await run.show(told(*NEWS[:2]))
        assert re.search(r"•\s+search", run.text)


async def test_what_was_read_is_remembered_by_the_next_dashboard() -> None:
    memory = ShortMemory()
    async with at(told(), memory=memory) as run:
        await run.show(told(*NEWS[:3]))
        await run.press("l")
    async with at(told(*NEWS[:3]), memory=memory) as run:
        assert "search •" not in run.text
    async with at(told(NEWS[3]), memory=memory) as run:
        assert "search •" in run.text


def test_a_memory_of_another_journal_or_none_at_all_leaves_nothing_unread() -> None:
    for memory in (ShortMemory(), ShortMemory({"looked": {"seq": 9000, "agents": {"search": 9000}}})):
        read_marks = ReadMarks(memory)
        view = told(*NEWS)
        read_marks.begin(view, NOW)
        assert not any(read_marks.is_unread(agent) for agent in view.agents)


def test_a_memory_edited_by_hand_is_taken_for_what_it_holds() -> None:
    read_marks = ReadMarks(
        ShortMemory({"looked": {"seq": "x", "agents": {"a": "b", "search": 44}, "seen": []}})
    )
    assert read_marks.read_to("search") == 44
    assert read_marks.read_to("a") == 0
    assert ReadMarks(ShortMemory({"looked": 3})).seen_at == 0


# ---------------------------------------------------------------- coming back


async def test_the_first_key_after_five_minutes_offers_a_digest() -> None:
    time = Clock()
    async with at(told(), time) as run:
        time.now += 299
        await run.press("j")
        assert run.link.asked == []
        time.now += 300
        await run.press("k")
        await run.until(f"since {clock(NOW + 299)}")
        assert AskNews(NOW + 299) in run.link.asked
        assert "1 asked, 1 finished, 1 landed, 2 sent" in run.text
        assert "u shows" in run.text


async def test_the_focus_coming_back_is_coming_back() -> None:
    time = Clock()
    async with at(told(), time) as run:
        time.now += 301
        run.app.on_app_focus()
        await run.until("u shows")


async def test_zero_offers_none_and_neither_does_an_absence_in_which_nothing_happened() -> None:
    time = Clock()
    async with at(told(), time, after_s=0.0) as run:
        time.now += 9000
        await run.press("j")
        assert run.link.asked == []
    async with at(told(), time) as run:
        run.link.answers[AskNews] = ()
        time.now += 9000
        await run.press("j")
        assert run.link.asked
        assert "u shows" not in run.text


async def test_leaving_twice_without_reading_keeps_the_earlier_time() -> None:
    time = Clock()
    async with at(told(), time) as run:
        for _ in range(2):
            time.now += 400
            await run.press("j")
            await run.until("u shows")
        assert run.link.asked[-1] == AskNews(NOW)


async def test_the_next_dashboard_knows_since_when_nobody_was_there() -> None:
    memory, time = ShortMemory(), Clock()
    async with at(told(), time, memory):
        pass
    time.now += 3600
    async with at(told(*NEWS), time, memory) as run:
        await run.until(f"since {clock(NOW)}")


async def test_escape_in_the_fleet_takes_the_offer_away_and_the_marks_stay() -> None:
    time = Clock()
    async with at(told(), time) as run:
        time.now += 400
        await run.press("j")
        await run.until("u shows")
        await run.show(told(NEWS[4], NEWS[0]))
        await run.press("escape")
        assert "u shows" not in run.text
        assert "search •" in run.text


# ---------------------------------------------------------------- the digest


def test_a_digest_goes_by_need() -> None:
    digest = ScreenDigest(NOW, NEWS)
    assert list(digest.by_agent(())) == ["billing", "search", "gone"]
    assert list(digest.by_agent(("gone",))) == ["gone", "billing", "search"]
    assert digest.counts == {"asked": 1, "finished": 1, "landed": 1, "sent": 2}


async def test_u_shows_each_agent_with_its_lines_and_enter_goes_there() -> None:
    async with at(told(*NEWS)) as run:
        await run.press("u")
        assert run.kind == "DigestScreen"
        await run.until("alembic upgrade head?")
        shown = run.text
        assert f"{clock(NOW + 20)}  finished" in shown
        assert "2 sent" in shown
        assert "no longer here" in shown
        await run.press("j", "j", "enter")
        assert run.kind == "FleetScreen"
        assert run.app.fleet.selected == "search"


async def test_leaving_the_digest_marks_all_as_read() -> None:
    for key in ("escape", "A", "u"):
        async with at(told()) as run:
            await run.show(told(*NEWS[:3]))
            assert "search •" in run.text
            await run.press("u")
            await run.until("alembic")
            await run.press(key)
            assert run.kind == "FleetScreen"
            await until_async(lambda run=run: "search •" not in run.text, 5)


async def test_a_digest_of_nothing_says_so() -> None:
    async with at(told()) as run:
        run.link.answers[AskNews] = ()
        await run.press("u")
        await run.until("nothing happened since then")


async def test_an_agent_that_is_gone_cannot_be_gone_to_and_says_why() -> None:
    async with at(told()) as run:
        await run.press("u")
        await run.until("no longer here")
        await run.press("G", "enter")
        assert run.kind == "DigestScreen"


def test_every_kind_of_news_has_a_colour() -> None:
    assert set(INKS) == set(KINDS)

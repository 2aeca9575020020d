"""The figures by keys: each with what it rests on, by day and by agent, of a period and a project."""

from __future__ import annotations

from fleetui.engine.link import AskError, AskFigures
from fleetui.model.figures.definitions import FIGURES
from fleetui.model.figures.report import Wanted, begin_of, report
from tests.support.figures import week
from tests.support.fleets import NOW, fleet
from tests.support.screens import Running, running


def asked(run: Running) -> list[Wanted]:
    return [one.wanted for one in run.link.asked if isinstance(one, AskFigures)]


async def test_every_figure_says_its_value_its_basis_and_what_it_rests_on() -> None:
    async with running(fleet(12)) as run:
        await run.press("5")
        await run.until("landed changes")
        for one in FIGURES:
            assert [row for row in run.text.splitlines() if one.label in row and str(one.basis) in row]
        assert "restarts              not known" in run.text
        assert "104 landings that ended" in run.text


async def test_the_one_under_the_bar_is_shown_by_day_and_by_agent() -> None:
    async with running(fleet(12)) as run:
        await run.press("5", "g")
        await run.until("LANDED CHANGES")
        await run.press("j", "j")
        await run.until("GATE PASS RATE")
        assert "Tue 17" in run.text
        assert "release-notes     50 %" in run.text
        await run.press("k")
        await run.until("release-notes     not known")


async def test_of_a_figure_that_is_not_known_it_says_what_it_rests_on() -> None:
    async with running(fleet(12)) as run:
        await run.press("5", *"jjjj")
        await run.until("RESTARTS")
        await run.until("not known here   it rests on runs")
        assert "Tue 17" not in run.text


async def test_in_a_small_terminal_what_it_rests_on_stands_below_and_more_agents_scroll() -> None:
    async with running(fleet(12), (80, 24)) as run:
        await run.press("5", "j")
        await run.until("TIME TO LANDED   rests on 83 landed changes")
        assert "release-notes" not in run.text
        await run.press(*["J"] * 6)
        await run.until("release-notes")
        await run.press(*["K"] * 6)
        assert "release-notes" not in run.text


async def test_keys_change_the_period_and_the_project() -> None:
    async with running(fleet(12)) as run:
        await run.press("5")
        assert asked(run) == [Wanted(begin_of(NOW, 7))]
        await run.press("d", "d")
        assert asked(run)[1:] == [Wanted(begin_of(NOW, 30)), Wanted(None)]
        await run.until("everything")
        await run.press("p")
        await run.until("clawdemy")
        await run.press("p", "p")
        assert [one.project for one in asked(run)[3:]] == ["clawdemy", "whisprdesk", ""]


async def test_they_are_read_again_only_when_the_journal_grew() -> None:
    view = fleet(12)
    async with running(view) as run:
        await run.press("5")
        run.app.screen.tick()
        await run.pilot.pause()
        assert len(asked(run)) == 1
        await run.show(fleet(12, seq=view.seq + 1))
        run.app.screen.tick()
        await run.pilot.pause()
        assert len(asked(run)) == 2


async def test_a_journal_that_cannot_be_read_is_said_and_no_figure_stands() -> None:
    async with running(fleet(12)) as run:
        run.link.answers[AskFigures] = AskError("read: the journal is damaged")
        await run.press("5")
        await run.until("not read: read: the journal is damaged")
        assert "landed changes" not in run.text


async def test_a_period_in_which_nothing_happened_says_so_and_can_be_left() -> None:
    async with running(fleet(12)) as run:
        run.link.answers[AskFigures] = report(week(NOW), Wanted(since=NOW + 1))
        await run.press("5")
        await run.until("Nothing was counted in this period")
        assert "d period" in run.text

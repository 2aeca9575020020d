"""What shines through a dialog goes on, at a cost that follows what changed there."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip

from fleetui.ui.shell.backdrop import darkened
from tests.support.fleets import fleet, frame
from tests.support.screens import running
from tests.ui.fleet.test_screen import with_agent


async def test_what_changes_behind_a_dialog_is_seen_and_sends_those_cells_alone() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.show(with_agent(run.link.view, 1, frame=frame(["the same", "tick 1 and on"])))
        await run.press("q")
        sent: list[Region] = []
        original = run.app.screen.refresh

        def refresh(*regions: Region, **how: bool) -> object:
            sent.extend(regions or [run.app.screen.region])
            return original(*regions, **how)

        run.app.screen.refresh = refresh  # type: ignore[method-assign,assignment]
        await run.show(with_agent(run.link.view, 1, frame=frame(["the same", "tick 2 and on"])))
        await run.until("tick 2 and on")
        assert [(cells.width, cells.height) for cells in sent] == [(len("tick 2 and on"), 1)]


def test_it_is_darkened_as_textual_darkens_it() -> None:
    shade = Color(0, 0, 0, 0.62)
    pieces = [
        Segment("state", Style.parse("bold rgb(200,40,10) on rgb(9,9,20)")),
        Segment(" and ", Style(link="https://example.org", color="green")),
        Segment("rest", None),
    ]
    own = darkened(Strip(pieces), shade)
    assert [piece.text for piece in own] == [piece.text for piece in pieces]
    assert list(own)[:2] == list(BackgroundScreen.process_segments(pieces, shade))[:2]


async def test_a_dialog_above_a_dialog_shows_both() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("q")
        run.app.ask_to_quit()
        await run.pilot.pause()
        assert len(run.app.screen_stack) == 3
        await run.show(with_agent(run.link.view, 1, frame=frame(["far behind"])))
        await run.until("far behind")


async def test_what_changed_meanwhile_stands_there_once_the_dialog_is_closed() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("q")
        await run.show(with_agent(run.link.view, 1, frame=frame(["while you were asked"])))
        await run.press("escape")
        assert "while you were asked" in run.text


async def test_no_cell_is_missing_that_a_larger_terminal_asks_for_before_the_dialog_knows_its_size() -> None:
    async with running(fleet(18), (80, 24)) as run:
        await run.press("q")
        for crop in (Region(0, 0, 120, 40), Region(70, 20, 50, 20)):
            rows = run.app.screen.render_lines(crop)
            assert [row.cell_length for row in rows] == [crop.width] * crop.height

"""What reaches the terminal is short, and leaves exactly the picture that a full drawing would."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from fleetui.ui.draw.terminal_writer import Writer, brief, difference
from tests.support.fleets import fleet, frame
from tests.support.pictures import seen
from tests.support.screens import running
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until
from tests.ui.fleet.test_screen import with_agent

WIDTH, HEIGHT = 40, 50
COLOURS = [None, Color.from_rgb(255, 40, 40), Color.from_rgb(10, 200, 90), Color.from_rgb(40, 40, 60)]
MARKS = ["", "bold", "dim", "bold dim", "italic", "underline", "reverse", "strike"]
STYLES = [
    Style.combine([Style(color=fore, bgcolor=back), Style.parse(marks)])
    for fore in COLOURS
    for back in COLOURS
    for marks in MARKS
]
PIECES = ["a", "words", "   ", "  led", "trailing   ", "漢字", "é▆", " ", "          "]


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def any_row(chance: random.Random) -> Strip:
    """A row of exactly ``WIDTH`` cells."""
    pieces = [
        Segment(chance.choice(PIECES), chance.choice([None, *STYLES])) for _ in range(chance.randint(0, 9))
    ]
    return Strip(pieces).adjust_cell_length(WIDTH)


def any_change(chance: random.Random, row: Strip) -> Strip:
    """The same row, or one that differs in one piece, or another."""
    pieces = list(row)
    if pieces and chance.random() < 0.6:
        at = chance.randrange(len(pieces))
        pieces[at] = Segment(chance.choice(PIECES), chance.choice([pieces[at].style, *STYLES]))
        return Strip(pieces).adjust_cell_length(WIDTH)
    return row if chance.random() < 0.3 else any_row(chance)


def picture(tmux: PrivateTmux, folder: Path, name: str, sent: str) -> str:
    """What a terminal shows after some bytes."""
    file = folder / name
    file.write_text(sent)
    show = f"stty -opost; cat {file}; printf '\\033]2;drawn\\033\\\\'; exec sleep 60"
    pane = tmux.start(show, width=WIDTH, height=HEIGHT, name=name)
    until(lambda: tmux("display-message", "-p", "-t", pane, "#{pane_title}") == "drawn")
    return tmux("capture-pane", "-epN", "-t", pane)


def drawn(rows: list[Strip]) -> str:
    """Rows as Textual itself writes them."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    return "".join(f"\x1b[{y};1H{row.render(console)}" for y, row in enumerate(rows, 1))


def changes(old: list[Strip], new: list[Strip]) -> str:
    """Only what differs, row by row."""
    writer = Writer(ColorSystem.TRUECOLOR)
    for y, (before, after) in enumerate(zip(old, new, strict=True)):
        span = difference(before, after)
        if span:
            writer.move(span[0], y)
            writer.strip(after, *span)
    return writer.text()


@pytest.mark.parametrize("seed", range(4))
def test_the_changed_cells_alone_leave_the_picture_of_a_full_drawing(
    tmux: PrivateTmux, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    old = [any_row(chance) for _ in range(HEIGHT)]
    new = [any_change(chance, row) for row in old]
    changed = changes(old, new)
    assert len(changed) < len(drawn(new))
    whole = picture(tmux, tmp_path, "whole", drawn(new))
    assert seen(picture(tmux, tmp_path, "changed", drawn(old) + changed)) == seen(whole)


def test_a_colour_is_said_once_and_blanks_keep_the_colour_of_the_letters_before() -> None:
    red, green = Style.parse("rgb(255,0,0) on rgb(0,0,9)"), Style.parse("rgb(0,255,0) on rgb(0,0,9)")
    writer = Writer(ColorSystem.TRUECOLOR)
    writer.strip(Strip([Segment("one", red), Segment("  ", green), Segment("two", red), Segment("3", green)]))
    assert writer.text() == "\x1b[38;2;255;0;0;48;2;0;0;9mone  two\x1b[38;2;0;255;0m3\x1b[0m"


def test_only_the_cells_that_differ_are_a_difference() -> None:
    plain = Style.parse("red")
    old = Strip(
        [Segment("● ", plain), Segment("12s", plain), Segment(" of it", plain), Segment("    ", plain)]
    )
    new = Strip(
        [Segment("● ", plain), Segment("13s", plain), Segment(" of it", plain), Segment("    ", plain)]
    )
    assert difference(old, new) == (2, 5)
    assert difference(old, old) is None
    assert difference(Strip([Segment("ab   ", plain)]), Strip([Segment("c    ", plain)])) == (0, 2)


def test_links_and_updates_of_another_kind_go_out_as_textual_writes_them() -> None:
    link = Style(link="https://example.org")
    writer = Writer(ColorSystem.TRUECOLOR)
    writer.strip(Strip([Segment("there", link)]))
    assert "https://example.org" in writer.text()
    assert brief(None) is None


async def test_textuals_updates_have_the_shape_that_is_made_brief() -> None:
    async with running(fleet(18), (220, 60)) as run:
        compositor = run.app.screen._compositor
        assert type(compositor.render_update(full=True)) is LayoutUpdate
        compositor._dirty_regions = {Region(3, 2, 9, 1)}
        update = compositor.render_update()
        assert type(update) is ChopsUpdate
        console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
        shorter = brief(update)
        assert isinstance(shorter, ChopsUpdate)
        sent = shorter.render_segments(console)
        assert sent.startswith("\x1b[3;4H")
        assert len(re.sub("\x1b\\[[0-9;]*[mH]", "", sent)) == 9


async def test_a_changed_line_of_one_pane_sends_that_line_alone() -> None:
    async with running(fleet(18), (220, 60)) as run:
        first = frame(["the same", "tick 1 and on", "the end"])
        await run.show(with_agent(run.link.view, 1, frame=first))
        grid, sent = run.app.fleet._grid, []
        grid.refresh = lambda *regions: sent.extend(regions)  # type: ignore[method-assign,assignment]
        await run.show(with_agent(run.link.view, 1, frame=frame(["the same", "tick 2 and on", "the end"])))
        assert [(cells.width, cells.height) for cells in sent] == [(len("tick 2 and on"), 1)]

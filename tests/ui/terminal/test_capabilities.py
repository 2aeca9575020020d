"""Terminals with few colours, none, or ASCII alone; and that nothing moves by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from textual.widgets import Input, TextArea

from fleetui.model.settings import ScreenSettings
from fleetui.ui.draw.ascii_text import as_ascii
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.palette import (
    ALL_COLOURS,
    BLOCKS,
    COARSE_COLOURS,
    GROUNDS,
    PALETTES,
    Palette,
    chosen,
    rgb,
    sixteen,
)
from fleetui.ui.draw.strips import Ink, Span, row
from fleetui.ui.terminal.capabilities import SIXTEEN, colours_of, for_terminal
from tests.support.fleets import fleet
from tests.support.screens import running
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until
from tests.ui.terminal.test_real_terminal import started

FEW = {name: sixteen(palette) for name, palette in PALETTES.items()}


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


def sent(tmux: PrivateTmux, folder: Path, **own: str) -> bytes:
    """What a dashboard writes to its terminal while it is walked through."""
    pane = started(tmux, **own)
    seen = folder / "bytes"
    tmux("pipe-pane", "-t", pane, "-o", f"cat >> {seen}")
    for key, shown in (
        ("3", "Merge board"),
        ("n", "New agent"),
        ("r", "Restart billing"),
        ("y", "Copy from"),
    ):
        tmux("send-keys", "-t", pane, key)
        tmux.shows(pane, shown)
        tmux("send-keys", "-t", pane, "Escape")
        until(lambda gone=shown: gone not in tmux.text(pane))
    until(lambda: seen.exists() and b"Copy" in seen.read_bytes())
    return seen.read_bytes()


# ---------------------------------------------------------------- sixteen colours


@pytest.mark.parametrize("own", [{"TEXTUAL_COLOR_SYSTEM": "standard"}, {"TERM": "xterm", "COLORTERM": ""}])
def test_a_terminal_with_sixteen_colours_gets_no_others(
    tmux: PrivateTmux, tmp_path: Path, own: dict[str, str]
) -> None:
    written = sent(tmux, tmp_path, **own)
    assert not re.findall(rb"[34]8;[25];", written)
    for block in (b"103", b"101", b"47", b"106"):
        assert re.search(rb"\x1b\[[0-9;]*" + block + rb"m", written), block


@pytest.mark.parametrize("palette", FEW.values(), ids=FEW)
def test_each_of_the_sixteen_becomes_itself_and_blocks_stay_blocks(palette: Palette) -> None:
    def number(name: str) -> int | None:
        return Color.from_rgb(*rgb(getattr(palette, name))).downgrade(ColorSystem.STANDARD).number

    blocks = {name: number(name) for name in BLOCKS}
    assert len(set(blocks.values())) == len(BLOCKS)
    assert not set(blocks.values()) & {number(ground) for ground in GROUNDS}
    ansi = [Color.parse(colour).downgrade(ColorSystem.STANDARD).number for colour in palette.ansi.split()]
    assert ansi == list(range(16))


def test_the_palette_follows_what_the_terminal_has() -> None:
    assert colours_of("truecolor") == ALL_COLOURS
    assert colours_of("256") == COARSE_COLOURS
    assert [colours_of(system) for system in ("standard", "windows", None)] == [SIXTEEN] * 3
    assert chosen("fleet-dark", SIXTEEN).few
    assert not chosen("fleet-dark", COARSE_COLOURS).few


# ---------------------------------------------------------------- no colour


def test_without_colour_only_greys_are_sent(tmux: PrivateTmux, tmp_path: Path) -> None:
    written = sent(tmux, tmp_path, NO_COLOR="1", COLORTERM="truecolor", TERM="tmux-256color")
    colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", written)
    assert colours
    assert all(red == green == blue for red, green, blue in colours)
    others = re.sub(rb"[34]8;2;\d+;\d+;\d+", b"", written)
    numbers = {
        int(one) for styles in re.findall(rb"\x1b\[([0-9;]*)m", others) for one in styles.split(b";") if one
    }
    assert not numbers & {*range(31, 37), *range(41, 47), *range(91, 97), *range(101, 107)}


@pytest.mark.parametrize("glyphs", ["unicode", "ascii"])
async def test_every_state_is_told_by_its_sign_and_its_word_alone(glyphs: str) -> None:
    async with running(fleet(18), (80, 30), ScreenSettings(glyphs=glyphs)) as run:
        for key, word in (
            ("asking", "NEEDS YOU"), ("stuck", "STUCK"), ("limited", "LIMITED"), ("merge", "TO MERGE"),
            ("working", "working"), ("idle", "idle"), ("paused", "paused"),
        ):  # fmt: skip
            assert f"{glyph(key, glyphs)} {word}" in run.text
        assert glyphs == "unicode" or run.text.isascii()


# ---------------------------------------------------------------- ASCII


@pytest.mark.parametrize(
    ("environment", "glyphs"),
    [
        ({}, "unicode"),
        ({"LANG": "en_US.UTF-8"}, "unicode"),
        ({"LANG": "en_US.ISO-8859-1"}, "ascii"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "ascii"),
        ({"LC_ALL": "C.utf8", "LANG": "C"}, "unicode"),
    ],
)
def test_signs_follow_the_locale_unless_they_are_chosen(environment: dict[str, str], glyphs: str) -> None:
    assert for_terminal(ScreenSettings(glyphs="auto"), environment).glyphs == glyphs
    assert for_terminal(ScreenSettings(glyphs="unicode"), environment).glyphs == "unicode"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (220, 60)])
@pytest.mark.parametrize(
    "keys", [(), ("enter",), ("3",), ("6",), ("7",), ("question_mark",), ("y",), ("r",), ("F",)]
)
async def test_with_ascii_signs_nothing_else_reaches_the_screen(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with running(fleet(18), size, ScreenSettings(glyphs="ascii")) as run:
        await run.press(*keys)
        strange = {char for char in run.text if not char.isascii()}
        assert not strange


def test_text_in_ascii_is_exactly_as_wide() -> None:
    assert as_ascii("plain") == "plain"
    assert as_ascii("● Bash → é … │") == "* Bash > e ~ |"
    assert as_ascii("日本") == "????"
    ink = Ink(PALETTES["fleet-dark"], ascii_only=True)
    strip = row(ink, 20, [Span("✻ Percolating… 日")])
    assert (strip.text.strip(), strip.cell_length) == ("* Percolating~ ??", 20)


# ---------------------------------------------------------------- motion


@pytest.mark.parametrize("keys", [("f",), ("n",), ("slash",), ("colon",), ("r", "e")])
async def test_no_field_blinks_and_nothing_is_animated(keys: tuple[str, ...]) -> None:
    async with running() as run:
        await run.press(*keys)
        fields = [*run.app.screen.query(Input), *run.app.screen.query(TextArea)]
        focused = [field for field in fields if field.has_focus]
        assert focused
        assert not [field for field in focused if field.cursor_blink]
        assert run.app.animation_level == "none"

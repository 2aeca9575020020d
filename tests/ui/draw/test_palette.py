from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem

from fleetui.ui.draw.palette import (
    BLOCKS,
    CODE,
    GROUNDS,
    PALETTES,
    READ,
    TINTS,
    Palette,
    coarse,
    contrast,
    rgb,
    sixteen,
)

EVERY = {
    **PALETTES,
    **{f"{name} in 256": coarse(palette) for name, palette in PALETTES.items()},
    **{f"{name} in 16": sixteen(palette) for name, palette in PALETTES.items()},
}


@pytest.mark.parametrize("palette", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("ground", GROUNDS)
def test_everything_one_must_read_has_a_contrast_of_four_and_a_half(palette: Palette, ground: str) -> None:
    below = rgb(getattr(palette, ground))
    weak = {ink: contrast(rgb(getattr(palette, ink)), below) for ink in READ}
    assert not {ink: round(ratio, 2) for ink, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("palette", EVERY.values(), ids=EVERY)
def test_words_on_filled_blocks_can_be_read(palette: Palette) -> None:
    over = rgb(palette.on_block)
    weak = {block: contrast(over, rgb(getattr(palette, block))) for block in BLOCKS}
    assert not {block: round(ratio, 2) for block, ratio in weak.items() if ratio < 4.5}


LADDERS = {name: palette for name, palette in EVERY.items() if not palette.few}
"""Sixteen colours hold one grey that can be read."""


@pytest.mark.parametrize("palette", LADDERS.values(), ids=LADDERS)
def test_the_three_greys_are_a_ladder(palette: Palette) -> None:
    ground = rgb(palette.tile)
    steps = [contrast(rgb(getattr(palette, ink)), ground) for ink in ("bright", "text", "dim", "faint")]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 4


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_with_256_colours_cards_are_still_told_from_the_ground(palette: Palette) -> None:
    few = coarse(palette)
    shown = {
        ground: Color.parse(getattr(few, ground)).downgrade(ColorSystem.EIGHT_BIT).number
        for ground in ("bg", "tile", "quiet", "line")
    }
    assert len(set(shown.values())) == 4


@pytest.mark.parametrize("palette", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("ground", ["tile", "line", *TINTS])
def test_code_can_be_read_on_every_ground_of_a_difference(palette: Palette, ground: str) -> None:
    below = rgb(getattr(palette, ground))
    weak = {ink: contrast(rgb(getattr(palette, ink)), below) for ink in (*CODE, "text", "bright")}
    assert not {ink: round(ratio, 2) for ink, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_what_came_what_went_and_the_words_in_it_have_grounds_of_their_own(palette: Palette) -> None:
    assert len({getattr(palette, ground) for ground in ("tile", "line", *TINTS)}) == 6
    for number, ground in ((palette.dim, palette.added), (palette.dim, palette.gone)):
        assert contrast(rgb(number), rgb(ground)) >= 4.5

from __future__ import annotations

import pytest

from fleetui.ui.palette import BLOCKS, GROUNDS, PALETTES, READ, Palette, contrast, rgb


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_everything_one_must_read_has_a_contrast_of_four_and_a_half(palette: Palette, ground: str) -> None:
    below = rgb(getattr(palette, ground))
    weak = {ink: contrast(rgb(getattr(palette, ink)), below) for ink in READ}
    assert not {ink: round(ratio, 2) for ink, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_on_filled_blocks_can_be_read(palette: Palette) -> None:
    over = rgb(palette.on_block)
    weak = {block: contrast(over, rgb(getattr(palette, block))) for block in BLOCKS}
    assert not {block: round(ratio, 2) for block, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_three_greys_are_a_ladder(palette: Palette) -> None:
    ground = rgb(palette.tile)
    steps = [contrast(rgb(getattr(palette, ink)), ground) for ink in ("bright", "text", "dim", "faint")]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 4

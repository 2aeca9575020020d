from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.ui.fleet.densities.registry import DENSITIES, WIDE, Density, automatic
from fleetui.ui.fleet.layout import Band, Fold, pages, seated
from fleetui.ui.fleet.neighbours import neighbour

SIZES = st.tuples(st.integers(20, 420), st.integers(5, 120))
BANDS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


def bands(*sizes: int) -> list[Band]:
    return [(f"p{n}", tuple(f"p{n}-{i}" for i in range(size))) for n, size in enumerate(sizes)]


@given(SIZES, BANDS)
def test_everybody_has_exactly_one_place_and_no_two_overlap(size: tuple[int, int], sizes: list[int]) -> None:
    width, height = size
    found = pages(width, height, bands(*sizes))
    names = [slot.name for page in found for slot in page.slots]
    assert sorted(names) == sorted(name for _, band in bands(*sizes) for name in band if name)
    for page in found:
        cells = {(x, slot.y) for slot in page.slots for x in range(slot.x, slot.x + slot.width + 1)}
        assert len(cells) == sum(slot.width + 1 for slot in page.slots)
        assert all(slot.x + slot.width < width for slot in page.slots)


@given(st.integers(100, 420), st.integers(24, 120), BANDS)
def test_tiles_stay_on_the_screen_and_are_low_only_where_that_saves_a_page(
    width: int, height: int, sizes: list[int]
) -> None:
    found = pages(width, height, bands(*sizes))
    least = 6 if len(found) == 1 else 8
    for page in found:
        assert all(slot.y + slot.height <= height and slot.height >= least for slot in page.slots)


def test_twelve_agents_in_three_projects_are_all_in_sight_at_120_by_40() -> None:
    (page,) = pages(120, 34, bands(4, 4, 4))
    assert {slot.height for slot in page.slots} == {7}
    assert len({slot.y for slot in page.slots}) == 4
    heads = [(heading.project, heading.x, heading.width) for heading in page.headings]
    assert heads == [("p0", 0, 0), ("p1", 40, 0), ("p2", 80, 0)]


def test_two_bands_that_begin_in_one_row_have_their_headings_beside_each_other() -> None:
    (page,) = pages(120, 34, bands(1, 1, 7))
    first = [heading for heading in page.headings if heading.y == page.headings[0].y]
    assert [(heading.project, heading.x, heading.width) for heading in first] == [
        ("p0", 0, 40), ("p1", 40, 40), ("p2", 80, 0),
    ]  # fmt: skip


def test_bands_stand_apart_where_there_is_room() -> None:
    (page,) = pages(220, 56, bands(4, 4, 4))
    assert [heading.x for heading in page.headings] == [0, 0, 0]


def test_eighteen_agents_in_three_projects_fit_one_page_of_a_large_terminal() -> None:
    found = pages(220, 56, bands(6, 6, 6))
    assert len(found) == 1
    assert {slot.height for slot in found[0].slots} == {17}
    assert len({slot.x for slot in found[0].slots}) == 6


def test_pages_are_balanced_so_that_tiles_are_tall() -> None:
    found = pages(120, 35, bands(24))
    assert [len(page.slots) for page in found] == [9, 9, 6]
    assert {slot.height for page in found for slot in page.slots} == {10}


def test_the_right_edge_of_the_last_tile_is_the_same_at_every_width() -> None:
    for width in range(160, 280):
        right = max(slot.x + slot.width for slot in pages(width, 50, bands(6))[0].slots)
        assert right in (width - 2, width - 1)


def test_somebody_who_leaves_moves_nobody_and_a_newcomer_takes_the_free_place() -> None:
    first = seated((), [("p", "a"), ("p", "b"), ("p", "c")])
    gone = seated(first, [("p", "a"), ("p", "c")])
    assert gone == (("p", ("a", None, "c")),)
    assert seated(gone, [("p", "a"), ("p", "c"), ("p", "d")]) == (("p", ("a", "d", "c")),)


def test_free_places_at_the_end_are_given_up() -> None:
    first = seated((), [("p", "a"), ("p", "b")])
    assert seated(first, [("p", "a")]) == (("p", ("a",)),)


def test_focus_moves_in_two_dimensions_and_over_pages() -> None:
    found = pages(120, 17, bands(12))
    assert neighbour(found, "p0-0", 1, 0) == "p0-1"
    assert neighbour(found, "p0-0", -1, 0) == "p0-0"
    assert neighbour(found, "p0-1", 0, 1) == "p0-4"
    assert neighbour(found, "p0-4", 0, 1) == "p0-7"
    assert neighbour(found, "p0-7", 0, -1) == "p0-4"
    assert neighbour(found, "nobody", 1, 0) == "nobody"


@pytest.mark.parametrize("density", DENSITIES, ids=lambda one: one.name)
@given(SIZES, BANDS, st.sets(st.integers(0, 5)))
def test_in_every_density_those_not_folded_away_have_one_place_each(
    density: Density, size: tuple[int, int], sizes: list[int], folded: set[int]
) -> None:
    every = bands(*sizes)
    folds = {
        project: Fold(f"{project}-0", names[1:3]) for project, names in every if int(project[1:]) in folded
    }
    found = pages(*size, every, density.shape, folds)
    names = [slot.name for page in found for slot in page.slots if not slot.folded]
    wanted = [n for project, band in every for n in (folds[project].shown if project in folds else band) if n]
    assert sorted(names) == sorted(wanted)
    for page in found:
        cells = [
            (x, y)
            for slot in page.slots
            for y in range(slot.y, slot.y + slot.height)
            for x in range(slot.x, slot.x + slot.width + 1)
        ]
        assert len(cells) == len(set(cells))
        assert all(slot.x + slot.width < max(size[0], 3) for slot in page.slots if size[0] >= 34)


def test_a_folded_band_is_a_heading_and_a_row_of_those_who_wait() -> None:
    found = pages(220, 56, bands(6, 6), folds={"p0": Fold("p0-1", ("p0-0", "p0-4"))})[0]
    heading, asks, other, *_ = found.slots
    assert (heading.name, heading.y, heading.folded) == ("p0-1", 0, True)
    assert [(slot.name, slot.y, slot.height) for slot in (asks, other)] == [("p0-0", 1, 1), ("p0-4", 1, 1)]
    assert {slot.y for slot in found.slots[3:]} == {4}
    assert found.slots[3].height == 45


def test_moving_goes_over_a_folded_band_by_its_heading_and_those_who_wait() -> None:
    found = pages(220, 56, bands(2, 2, 2), folds={"p1": Fold("p1-1", ("p1-0",))})
    assert neighbour(found, "p0-0", 0, 1) == "p1-1"
    assert neighbour(found, "p1-1", 0, 1) == "p1-0"
    assert neighbour(found, "p1-0", 0, 1) == "p2-0"
    assert neighbour(found, "p1-1", 1, 0) == "p1-1"


def test_a_folded_band_where_everybody_waits_is_no_stop_of_its_own() -> None:
    found = pages(220, 56, bands(2, 2), folds={"p0": Fold("", ("p0-0", "p0-1"))})
    assert [slot.name for slot in found[0].slots] == ["p0-0", "p0-1", "p1-0", "p1-1"]


@pytest.mark.parametrize(
    ("size", "sizes", "name"),
    [
        ((220, 56), (3,), "wide"),
        ((220, 56), (6,), "wide"),
        ((220, 56), (6, 6, 6), "normal"),
        ((120, 35), (12,), "normal"),
        ((120, 35), (60,), "compact"),
    ],
)
def test_the_density_follows_size_and_fleet(size: tuple[int, int], sizes: tuple[int, ...], name: str) -> None:
    assert automatic(*size, bands(*sizes)).name == name


@pytest.mark.parametrize("number", [3, 4, 5, 6])
def test_a_short_fleet_fills_a_tall_body(number: int) -> None:
    for height in (56, 76, 96):
        every = bands(number)
        page = pages(220, height, every, automatic(220, height, every).shape)[0]
        assert max(slot.y + slot.height for slot in page.slots) >= height - 2


def test_four_large_tiles_stand_two_by_two() -> None:
    slots = pages(220, 56, bands(4), WIDE.shape)[0].slots
    assert len({slot.x for slot in slots}) == len({slot.y for slot in slots}) == 2


def test_those_who_wait_in_a_folded_band_stand_row_below_row() -> None:
    found = pages(
        120, 56, bands(5), folds={"p0": Fold("", tuple(f"p0-{n}" for n in range(5)))}, shape=WIDE.shape
    )
    assert [slot.y for slot in found[0].slots] == [1, 2, 3, 4, 5]

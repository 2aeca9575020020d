from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleetui.ui.placing import Band, neighbour, pages, seated

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
def test_tiles_stay_on_the_screen_and_are_never_lower_than_eight_rows(
    width: int, height: int, sizes: list[int]
) -> None:
    for page in pages(width, height, bands(*sizes)):
        assert all(slot.y + slot.height <= height and slot.height >= 8 for slot in page.slots)


def test_eighteen_agents_in_three_projects_fit_one_page_of_a_large_terminal() -> None:
    found = pages(220, 56, bands(6, 6, 6))
    assert len(found) == 1
    assert {slot.height for slot in found[0].slots} == {17}
    assert len({slot.x for slot in found[0].slots}) == 6


def test_pages_are_balanced_so_that_tiles_are_tall() -> None:
    found = pages(120, 35, bands(12))
    assert [len(page.slots) for page in found] == [6, 6]
    assert {slot.height for slot in found[0].slots} == {16}


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
    found = pages(120, 35, bands(12))
    assert neighbour(found, "p0-0", 1, 0) == "p0-1"
    assert neighbour(found, "p0-0", -1, 0) == "p0-0"
    assert neighbour(found, "p0-1", 0, 1) == "p0-4"
    assert neighbour(found, "p0-4", 0, 1) == "p0-7"
    assert neighbour(found, "p0-7", 0, -1) == "p0-4"
    assert neighbour(found, "nobody", 1, 0) == "nobody"

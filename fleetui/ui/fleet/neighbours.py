"""Who stands beside whom on the pages of a grid: where the selection goes. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.ui.fleet.layout import Page, Slot


def neighbour(all_pages: Sequence[Page], name: str, right: int, down: int) -> str:
    """The agent beside ``name``: one to the right or left in its row, or the nearest in the next row or page."""
    at = next((index for index, page in enumerate(all_pages) if page.slot(name)), None)
    if at is None:
        return name
    here = all_pages[at].slot(name)
    assert here is not None  # noqa: S101 - the page was found by it
    if right:
        row = sorted((slot for slot in all_pages[at].slots if slot.y == here.y), key=lambda slot: slot.x)
        return row[max(0, min(len(row) - 1, row.index(here) + right))].name
    return _vertical(all_pages, at, here, down)


def _vertical(all_pages: Sequence[Page], at: int, here: Slot, down: int) -> str:
    page = all_pages[at]
    rows = sorted({slot.y for slot in page.slots if (slot.y - here.y) * down > 0}, reverse=down < 0)
    if rows:
        return _nearest(page, rows[0], here.x)
    if 0 <= at + down < len(all_pages):
        beyond = all_pages[at + down]
        edge = [slot.y for slot in beyond.slots]
        return _nearest(beyond, min(edge) if down > 0 else max(edge), here.x) if edge else here.name
    return here.name


def _nearest(page: Page, y: int, x: int) -> str:
    row = [slot for slot in page.slots if slot.y == y]
    return min(row, key=lambda slot: abs(slot.x - x)).name

"""Where tiles stand: bands of projects, columns by width, pages when there are more than fit. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_HEIGHT = 8
MOST_HEIGHT = 45
"""An agent's window has 40 rows; a taller tile shows nothing more."""

Band = tuple[str, tuple[str | None, ...]]
"""A project and the agents in its places; ``None`` is a free place."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A tile's place. ``x`` is its gutter, the cell left of it; ``width`` is the tile's own."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A project's row above its tiles."""

    project: str
    y: int


@dataclass(frozen=True, slots=True)
class Page:
    """What is on screen at once."""

    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]

    def slot(self, name: str) -> Slot | None:
        """An agent's place on this page."""
        return next((slot for slot in self.slots if slot.name == name), None)


def columns_for(width: int) -> int:
    """Tile columns at a screen width."""
    if width >= 280:
        return 9
    if width >= 160:
        return 6
    return 3 if width >= 100 else max(1, width // 33)


def seated(before: Sequence[Band], agents: Sequence[tuple[str, str]]) -> tuple[Band, ...]:
    """Bands of (project, agent) pairs given by slot: everybody stays where they were, newcomers fill free places."""
    old = dict(before)
    now: dict[str, list[str]] = {}
    for project, name in agents:
        now.setdefault(project, []).append(name)
    return tuple((project, _kept(old.get(project, ()), names)) for project, names in now.items())


def _kept(before: tuple[str | None, ...], names: list[str]) -> tuple[str | None, ...]:
    places = [name if name in names else None for name in before]
    for name in names:
        if name in places:
            continue
        if None in places:
            places[places.index(None)] = name
        else:
            places.append(name)
    while places and places[-1] is None:
        places.pop()
    return tuple(places)


_Row = tuple[str, tuple[str | None, ...]]


def pages(width: int, height: int, bands: Sequence[Band]) -> tuple[Page, ...]:
    """Every page; at least one. Tiles are as tall as lets all rows of the fullest page fit."""
    largest = max((len(names) for _, names in bands), default=1)
    columns = max(1, min(columns_for(width), largest))
    rows = [
        (project, names[at : at + columns])
        for project, names in bands
        for at in range(0, max(1, len(names)), columns)
    ]
    split = _split(rows, height)
    tall = min((_tallest(part, height) for part in split), default=LEAST_HEIGHT)
    return tuple(_placed(part, _columns(width, columns), tall) for part in split) or (Page((), ()),)


def _split(rows: list[_Row], height: int) -> list[list[_Row]]:
    count = 1
    while count < len(rows):
        parts = _even(rows, count)
        if all(_needs(part, LEAST_HEIGHT) <= height for part in parts):
            return parts
        count += 1
    return _even(rows, count)


def _even(rows: list[_Row], count: int) -> list[list[_Row]]:
    size, more = divmod(len(rows), count)
    parts, at = [], 0
    for index in range(count):
        take = size + (1 if index < more else 0)
        parts.append(rows[at : at + take])
        at += take
    return [part for part in parts if part]


def _needs(rows: list[_Row], tall: int) -> int:
    return _headings(rows) + len(rows) * tall + len(rows) - 1


def _tallest(rows: list[_Row], height: int) -> int:
    free = height - _headings(rows) - (len(rows) - 1)
    return max(1, min(MOST_HEIGHT, free // max(1, len(rows))))


def _headings(rows: list[_Row]) -> int:
    return len({project for project, _ in rows})


def _columns(width: int, columns: int) -> list[tuple[int, int]]:
    # one gutter cell before each tile, one free cell at the right edge; what is left over widens the first ones
    size, more = divmod(width - 1 - columns, columns)
    found, x = [], 0
    for index in range(columns):
        own = size + (1 if index < more else 0)
        found.append((x, own))
        x += own + 1
    return found


def _placed(rows: list[_Row], columns: list[tuple[int, int]], tall: int) -> Page:
    slots: list[Slot] = []
    headings: list[Heading] = []
    y, last = 0, None
    for project, names in rows:
        if project != last:
            headings.append(Heading(project, y))
            y += 1
            last = project
        for (x, own), name in zip(columns, names, strict=False):
            if name is not None:
                slots.append(Slot(name, x, y, own, tall))
        y += tall + 1
    return Page(tuple(slots), tuple(headings))


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

"""Where tiles stand: bands of projects, columns by width, pages when there are more than fit. Pure geometry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise

from fleetui.model.value import value

Band = tuple[str, tuple[str | None, ...]]
"""A project and the agents in its places; ``None`` is a free place."""


@value
class Slot:
    """A tile's place. ``x`` is its gutter, the cell left of it; ``width`` is the tile's own."""

    name: str
    x: int
    y: int
    width: int
    height: int
    folded: bool = False
    """The heading of a folded band, which stands for this agent."""
    low: bool = False
    """One row of a folded band, for somebody who waits for the operator."""


@value
class Heading:
    """A project's row above its tiles. ``width`` is 0 for all that is right of ``x``."""

    project: str
    y: int
    folded: bool = False
    x: int = 0
    width: int = 0


@value
class Fold:
    """A band that is folded to its heading."""

    stands_for: str
    """The agent that is selected when the heading is; empty when nobody is hidden."""
    shown: tuple[str, ...] = ()
    """Those who wait for the operator, each one row high below the heading."""


@value
class Page:
    """What is on screen at once."""

    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]

    def slot(self, name: str) -> Slot | None:
        """An agent's place on this page."""
        return next((slot for slot in self.slots if slot.name == name), None)


def columns_for(width: int, _height: int = 0, _agents: int = 0) -> int:
    """Columns of normal tiles at a screen width."""
    if width >= 280:
        return 9
    if width >= 160:
        return 6
    return 3 if width >= 100 else max(1, width // 33)


@value
class Shape:
    """What a density asks of the places of its tiles."""

    columns: Callable[[int, int, int], int]
    """At most so many beside each other, by width, height and the number of agents in the largest band."""
    least: int
    """Rows of a tile; where there are fewer, pages are made."""
    most: int
    gap: int = 1
    """Blank rows between tiles of one band."""
    headings: bool = True
    """False runs all bands together in order, without their names."""
    even: bool = False
    """Four tiles stand two by two, not three and one."""
    crowded: int = 0
    """Rows to which tiles shrink where that keeps everybody on one page; 0 where they do not."""
    narrow: int = 0
    """Cells to which tiles narrow for that."""


NORMAL = Shape(columns_for, least=8, most=45, crowded=6, narrow=28)
"""An agent's window has 40 rows; a taller tile would show nothing more. The lowest has four rows of its pane."""


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


@value
class _Row:
    project: str
    """The first one's."""
    names: tuple[str | None, ...] = ()
    low: bool = False
    """One row high, or none where nobody is in it."""
    begins: tuple[tuple[int, str], ...] = ()
    """Columns at which the band of a project begins."""

    def height(self, tall: int) -> int:
        return tall if not self.low else 1 if self.names else 0


@value
class _Plan:
    width: int
    height: int
    shape: Shape
    columns: int
    folds: Mapping[str, Fold] = field(default_factory=dict)
    flows: bool = False
    """Bands go on in the row in which the one before ends."""


def pages(
    width: int,
    height: int,
    bands: Sequence[Band],
    shape: Shape = NORMAL,
    folds: Mapping[str, Fold] | None = None,
) -> tuple[Page, ...]:
    """Every page; at least one. Tiles are as tall as lets all rows of the fullest page fit."""
    folds = folds or {}
    if not shape.headings:
        bands = _one_band(bands, folds)
        folds = {}
    plan = _Plan(width, height, shape, _columns_of(width, height, bands, shape, folds), folds)
    split = _split(_rows(bands, plan), plan)
    if len(split) > 1 and (plan_of_one := _crowded(bands, plan)):
        plan = plan_of_one
        split = [_rows(bands, plan)]
    tall = min((_tallest(part, plan) for part in split), default=shape.least)
    return tuple(_placed(part, plan, tall) for part in split) or (Page((), ()),)


def _crowded(bands: Sequence[Band], plan: _Plan) -> _Plan | None:
    """How everybody stands on one page after all, with as few changes as that takes; ``None`` where nothing helps."""
    shape = plan.shape
    low = replace(shape, least=shape.crowded)
    most = max(plan.columns, plan.width // shape.narrow) if shape.narrow else plan.columns
    ways = [replace(plan, flows=True), replace(plan, shape=low), replace(plan, shape=low, flows=True)]
    ways += [
        replace(plan, shape=low, flows=True, columns=columns) for columns in range(plan.columns + 1, most + 1)
    ]
    fits = (way for way in ways if _needs(_rows(bands, way), way, way.shape.least) <= plan.height)
    return next(fits, None) if shape.crowded else None


def _one_band(bands: Sequence[Band], folds: Mapping[str, Fold]) -> tuple[Band, ...]:
    names = [name for project, band in bands for name in (folds[project].shown if project in folds else band)]
    return (("", tuple(name for name in names if name)),)


def _columns_of(
    width: int, height: int, bands: Sequence[Band], shape: Shape, folds: Mapping[str, Fold]
) -> int:
    largest = max((len(names) for project, names in bands if project not in folds), default=1)
    columns = max(1, min(shape.columns(width, height, largest), largest))
    return -(-largest // -(-largest // columns)) if shape.even and largest else columns


def _rows(bands: Sequence[Band], plan: _Plan) -> list[_Row]:
    rows: list[_Row] = []
    for project, names in bands:
        fold = plan.folds.get(project)
        shown = fold.shown if fold else names
        last = rows[-1] if rows else None
        if plan.flows and not fold and last and not last.low and len(last.names) < plan.columns:
            at = len(last.names)
            room = plan.columns - at
            begins = (*last.begins, (at, project))
            rows[-1] = replace(last, names=(*last.names, *shown[:room]), begins=begins)
            rows += _cut(project, shown[room:], plan.columns, low=False) if shown[room:] else []
            continue
        new = _cut(project, shown, plan.columns, low=fold is not None)
        rows += [replace(new[0], begins=((0, project),)), *new[1:]]
    return rows


def _cut(project: str, names: tuple[str | None, ...], columns: int, *, low: bool) -> list[_Row]:
    starts = range(0, max(1, len(names)), columns)
    return [_Row(project, names[at : at + columns], low=low) for at in starts]


def _split(rows: list[_Row], plan: _Plan) -> list[list[_Row]]:
    count = 1
    while count < len(rows):
        parts = _even(rows, count)
        if all(_needs(part, plan, plan.shape.least) <= plan.height for part in parts):
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


def _needs(rows: list[_Row], plan: _Plan, tall: int) -> int:
    between = sum(_gap(one, other, plan) for one, other in pairwise(rows))
    return _headings(rows, plan) + between + sum(one.height(tall) for one in rows)


def _gap(one: _Row, other: _Row, plan: _Plan) -> int:
    if one.project != other.project:
        return 1
    return 0 if one.low else plan.shape.gap


def _tallest(rows: list[_Row], plan: _Plan) -> int:
    high = sum(not one.low for one in rows)
    free = plan.height - _needs(rows, plan, 0)
    return max(1, min(plan.shape.most, free // max(1, high)))


def _headings(rows: list[_Row], plan: _Plan) -> int:
    if not plan.shape.headings:
        return 0
    return sum(bool(one.begins) for one in rows) + bool(rows and not rows[0].begins)


def _columns(width: int, columns: int) -> list[tuple[int, int]]:
    # one gutter cell before each tile, one free cell at the right edge; what is left over widens the first ones
    size, more = divmod(width - 1 - columns, columns)
    found, x = [], 0
    for index in range(columns):
        own = size + (1 if index < more else 0)
        found.append((x, own))
        x += own + 1
    return found


def _placed(rows: list[_Row], plan: _Plan, tall: int) -> Page:
    slots: list[Slot] = []
    headings: list[Heading] = []
    columns = _columns(plan.width, plan.columns)
    y, before = 0, None
    for one in rows:
        y += _gap(before, one, plan) if before else 0
        if plan.shape.headings and (before is None or one.begins):
            headings += _headings_of(one, y, columns)
            fold = plan.folds.get(one.project)
            if fold and fold.stands_for:
                slots.append(Slot(fold.stands_for, 0, y, plan.width - 1, 1, folded=True))
            y += 1
        for (x, own), name in zip(columns, one.names, strict=False):
            if name is not None:
                slots.append(Slot(name, x, y, own, one.height(tall), low=one.low))
        y += one.height(tall)
        before = one
    return Page(tuple(slots), tuple(headings))


def _headings_of(one: _Row, y: int, columns: Sequence[tuple[int, int]]) -> list[Heading]:
    """One for each band that begins in the row; for the first also where it goes on from another page."""
    begins = one.begins or ((0, one.project),)
    ends = [columns[at][0] for at, _ in begins[1:]]
    return [
        Heading(project, y, one.low, columns[at][0], end - columns[at][0] if end else 0)
        for (at, project), end in zip(begins, [*ends, 0], strict=True)
    ]


def alone(width: int, height: int, name: str) -> Page:
    """One tile that takes everything."""
    return Page((Slot(name, 0, 0, max(1, width - 2), height),), ())

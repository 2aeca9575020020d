"""The fleet and the one way to change it: decide, append, fold."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.journal import JournalPort
from fleetui.model.events import Event, Record, SeatEvent, SeatRenamed
from fleetui.model.fleet import Fleet
from fleetui.model.fold.records import fold
from fleetui.model.news import News

NEWS_KEPT = 3000


@dataclass(slots=True, eq=False)
class _Part:
    """What one caller appends."""

    events: tuple[Event, ...]
    still: Callable[[Fleet], bool] | None = None
    """Whether it is to be written, of the fleet as the records before it leave it."""
    kept: bool = True

    def fits(self, fleet: Fleet) -> bool:
        """Whether it is written after what this fleet is made of."""
        self.kept = self.still is None or self.still(fleet)
        return self.kept


@dataclass(slots=True)
class _Group:
    """Appends that came while another was written, and are made durable together."""

    parts: list[_Part] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    def fitting(self, fleet: Fleet) -> list[Event]:
        """What is written of it, in the order in which it came."""
        if all(part.still is None for part in self.parts):
            return [event for part in self.parts for event in part.events]
        chosen: list[Event] = []
        for part in self.parts:
            if part.fits(fleet):
                chosen += part.events
                fleet = _with(fleet, part.events)
        return chosen


def _with(fleet: Fleet, events: tuple[Event, ...]) -> Fleet:
    """What a fleet is once these are written; times are not known yet and are those of the epoch."""
    for event in events:
        fleet = fold(fleet, Record(fleet.seq + 1, 0.0, event))
    return fleet


class Ledger:
    """The journal and what it says now. Appends are in order and durable before anything is done.

    Making anything durable takes its time, whether it is one event or fifty: those that wait are written together.
    """

    def __init__(self, journal: JournalPort, changed: Callable[[], None]) -> None:
        self._journal = journal
        self._changed = changed
        self._writing = asyncio.Lock()
        self._open = _Group()
        """What is written next."""
        self.fleet = Fleet()
        self.news: deque[News] = deque(maxlen=NEWS_KEPT)
        """What an operator who was away would want to know, oldest first."""
        self.failure = ""
        """Why the last append did not succeed; empty once one has."""

    @property
    def read_only(self) -> str:
        """Why nothing may be written, or empty."""
        return self._journal.read_only

    async def open(self) -> None:
        """Read everything there is."""
        self._take(await self._journal.read(0))

    async def own(self) -> None:
        """Be the only one that appends, on what is true: what no owner wrote is forgotten."""
        if await self._journal.own():
            self.fleet = Fleet()
            self.news.clear()
        await self.catch_up()

    async def append(self, *events: Event) -> None:
        """Make events durable, then true. Raises ``PortError`` and changes nothing when they cannot be kept.

        Cancelled before its turn it writes nothing; afterwards it is true before the cancellation goes on.
        """
        if events:
            await self._add(_Part(events))

    async def append_if(self, still: Callable[[Fleet], bool], *events: Event) -> bool:
        """Append what was decided on a fleet that others may have changed meanwhile; whether it was.

        ``still`` is asked in the moment in which it is written, of the fleet as everything before leaves it.
        """
        part = _Part(events, still)
        await self._add(part)
        return part.kept

    async def _add(self, part: _Part) -> None:
        group = self._joined(part)
        assert group.task  # noqa: S101 - it was just joined
        try:
            await asyncio.shield(group.task)
        except asyncio.CancelledError:
            if group is self._open:
                group.parts.remove(part)
            else:
                await asyncio.wait({group.task})
            raise
        except PortError:
            if len(group.parts) == 1 or self.read_only:
                raise
            await self._write(_Group([part]))  # what cannot be kept may be another's

    def _joined(self, part: _Part) -> _Group:
        group = self._open
        group.parts.append(part)
        group.task = group.task or asyncio.ensure_future(self._write(group))
        return group

    async def _write(self, group: _Group) -> None:
        async with self._writing:
            if group is self._open:
                self._open = _Group()
            if not group.parts:
                return
            if self.read_only:
                raise PortError("journal", "write", self.read_only)
            events = group.fitting(self.fleet)
            if not events:
                return
            try:
                records = await self._journal.append(events)
            except PortError as error:
                self.failure = error.detail
                raise
            self.failure = ""
            self._take(records)

    async def catch_up(self) -> bool:
        """Take in what the owner appended since; says whether there was anything."""
        records = await self._journal.read(self.fleet.seq)
        if records:
            self._take(records)
        return bool(records)

    async def put_text(self, text: str) -> str:
        """Store a text; its name."""
        return await self._journal.put_text(text.encode())

    async def get_text(self, name: str) -> str:
        """A stored text."""
        return (await self._journal.get_text(name)).decode(errors="replace")

    def _take(self, records: tuple[Record, ...]) -> None:
        for record in records:
            if record.seq > self.fleet.seq:
                self._fold(record)
        self._changed()

    def _fold(self, record: Record) -> None:
        before, self.fleet = self.fleet, fold(self.fleet, record)
        event = record.event
        if isinstance(event, SeatRenamed) and event.to in self.fleet.seats:
            renamed = (replace(x, seat=event.to) if x.seat == event.seat else x for x in self.news)
            self.news = deque(renamed, maxlen=NEWS_KEPT)
        elif isinstance(event, SeatEvent) and self.fleet.news is not before.news:
            self.news.extend(one for one in (self.fleet.news.get(event.seat),) if one)

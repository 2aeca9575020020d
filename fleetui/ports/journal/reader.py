"""Reads a journal that others write. It makes nothing and goes on in the file that stands there now."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.journal import Streamed
from fleetui.model.events import Event
from fleetui.model.value import value
from fleetui.ports.journal.codec import Codec
from fleetui.ports.journal.identity import Identity
from fleetui.ports.journal.store import FORMAT, Damaged, End, JournalStore, Row

T = TypeVar("T")

REMEMBERED = 5000
"""Ends of records, by which one that was taken back is noticed."""


class Unread(Exception):
    """The journal cannot be read; the text says why, in one line."""


@value
class Fact:
    """One record, on the machine's clock."""

    seq: int
    at: float
    event: Event | None
    kind: str
    version: int
    problem: str = ""
    """Why there is no event."""


@value
class Restored:
    """The journal was written anew: records after ``seq`` up to ``last`` are not in it any more."""

    seq: int
    last: int


class JournalReader:
    """Gives every record once, in order, also across a journal that was renewed or recovered."""

    def __init__(self, path: Path, since: int) -> None:
        self._path = path
        self._codec = Codec()
        self._store: JournalStore | None = None
        self._identity = Identity(path)
        self._ends: deque[End] = deque(maxlen=REMEMBERED)
        self._last = since

    @property
    def last(self) -> int:
        """The number of the last record that was given, or that was begun after."""
        return self._last

    def top(self) -> int | None:
        """The number of the last record there is; ``None`` without a journal. Raises ``Unread``."""
        store = self._open()
        return None if store is None else self._guarded(store.last)[0]

    def news(self) -> Iterator[Fact | Restored]:
        """What was not given yet. Raises ``Unread``, after what stands before the damage was given."""
        store = self._open()
        if store is None:
            return
        if restored := self._restored(store):
            yield restored
        if not store.changed():
            return
        damage = ""
        try:
            rows = store.read(self._last)
        except Damaged as error:
            damage, rows = str(error), [row for row in store.whole_rows() if row.seq > self._last]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise Unread(f"the journal cannot be read: {error}") from None
        for row in rows:
            self._last = row.seq
            self._ends.append((row.seq, row.digest))
            yield self._fact(row)
        if damage:
            self.close()
            raise Unread(f"the journal is damaged: {damage}")

    def stream(self, kinds: frozenset[str]) -> Iterator[Streamed]:
        """Every record after the last given one, as the file stands when this begins and one at a time.

        Only those of ``kinds`` are read; the others, and what cannot be read, have no event. Raises ``Unread``, after
        what stands before the damage was given.
        """
        store = self._open()
        if store is None:
            return
        try:
            event = self._codec.event
            for seq, at, kind, version, body in store.stream(self._last, kinds):
                self._last = seq
                yield seq, at, event(kind, version, body) if kind else None, bool(kind)
        except Damaged as error:
            raise Unread(f"the journal is damaged: {error}") from None
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise Unread(f"the journal cannot be read: {error}") from None

    def close(self) -> None:
        """Release the file; twice is fine."""
        store, self._store = self._store, None
        if store:
            with suppress(sqlite3.Error):
                store.close()

    def _fact(self, row: Row) -> Fact:
        read = self._codec.read(row.written)
        event = None if read.problem else read.event
        return Fact(row.seq, row.at, event, row.kind, row.version, read.problem)

    def _open(self) -> JournalStore | None:
        """The file that stands at the path now; ``None`` while there is none."""
        if self._store is not None and self._identity.lost():
            self.close()
        if self._store is None and self._path.is_file():
            self._identity = Identity(self._path)
            try:
                store = JournalStore(self._path, writable=False)
                if store.format > FORMAT:
                    raise Unread("a newer fleetui wrote the journal: update fleetui")
                if store.format == 0:
                    store.close()  # it is being made
                    return None
            except sqlite3.Error as error:
                raise Unread(f"the journal cannot be read: {error}") from None
            self._store = store
        return self._store

    def _restored(self, store: JournalStore) -> Restored | None:
        """What was taken back of what was given; ``None`` mostly."""
        if not self._ends or self._guarded(lambda: store.holds(self._ends[-1])):
            return None
        last = self._last
        while self._ends and not self._guarded(lambda: store.holds(self._ends[-1])):
            self._ends.pop()
        self._last = self._ends[-1][0] if self._ends else 0
        store.known = (0, b"")
        return Restored(self._last, last)

    def _guarded(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except sqlite3.Error as error:
            raise Unread(f"the journal cannot be read: {error}") from None

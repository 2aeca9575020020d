"""What the journal does with its file, synchronously; runs in the journal's one thread."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from fleetui.engine.ports import Request
from fleetui.model.events import Event, Record, shifted
from fleetui.ports.clock import CLOCK, STEP_S, Clock
from fleetui.ports.journal_codec import Codec
from fleetui.ports.journal_recover import Opened, back_up, backups, open_file
from fleetui.ports.journal_store import Row, Store
from fleetui.ports.still import Still

KEEP_ANSWERS_S = 7 * 86400.0


class JournalFile:
    """One open journal. ``stranger`` says what in it this program cannot read, once something was found."""

    def __init__(self, path: Path, clock: Clock = CLOCK) -> None:
        self._path = path
        self._clock = clock
        self._codec = Codec()
        self._opened: Opened | None = None
        self._maybe_requests = True
        self._still = Still(path, path.with_name(path.name + "-wal"))
        self.stranger = ""
        self.notices: tuple[str, ...] = ()

    def open(self) -> str:
        """Open or make the file; empty, or why nothing may be written to it."""
        opened = self._opened = open_file(self._path)
        self.notices = opened.notices
        if opened.read_only:
            return opened.read_only
        for kind, version in opened.store.kinds():
            self.stranger = self.stranger or self._codec.stranger(kind, version)
        return self.stranger

    def forget_old_requests(self) -> None:
        """Drop requests that were answered long ago. Writes even when there are none, so a full disk shows."""
        self._write("DELETE FROM requests WHERE answered_at < ?", self._clock.wall() - KEEP_ANSWERS_S)
        self._store.try_to_write()

    def close(self) -> None:
        """Release the file; twice is fine."""
        opened, self._opened = self._opened, None
        if opened:
            opened.store.close()
            os.close(opened.guard)

    def read(self, after: int) -> tuple[Record, ...]:
        """Records past a number."""
        self._look()
        return self._records(self._store.rows(after)) if after < self._store.top else ()

    def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        """All events durable, or none."""
        now, moved = self._clock.wall(), self._clock.moved()
        rows = self._store.append([(now, self._codec.write(shifted(event, moved))) for event in events])
        return self._records(rows)

    def ask(self, body: str) -> int:
        """A new request's id."""
        self._maybe_requests = True
        values = (self._clock.wall(), os.getpid(), body)
        return self._write("INSERT INTO requests (at, pid, body) VALUES (?,?,?)", *values)

    def answer_of(self, request: int) -> str | None:
        """The answer, once there is one."""
        statement = "SELECT answer FROM requests WHERE id = ? AND answered_at IS NOT NULL"
        row = self._store.execute(statement, (request,)).fetchone()
        return None if row is None else row[0]

    def open_requests(self) -> tuple[Request, ...]:
        """Requests without an answer, oldest first."""
        mark = self._still.mark()
        self._look()
        self._still.looked(mark)
        if not self._maybe_requests:
            return ()
        found = self._store.execute(
            "SELECT id, body, pid, answer IS NOT NULL FROM requests WHERE answered_at IS NULL ORDER BY id"
        )
        requests = tuple(Request(request, body, pid, bool(begun)) for request, body, pid, begun in found)
        self._maybe_requests = bool(requests)
        return requests

    def no_requests(self) -> bool:
        """True while nothing was written since the last look, which found no request. Of any thread."""
        return not self._maybe_requests and self._still.still()

    def begin(self, request: int) -> bool:
        """Mark a request as begun by an empty answer without a time; ``False`` where it is begun or answered."""
        return self._change("UPDATE requests SET answer = '' WHERE id = ? AND answer IS NULL", request)

    def withdraw(self, request: int, body: str) -> bool:
        """Answer a request that nobody has begun; ``False`` where it is begun or answered."""
        statement = "UPDATE requests SET answer = ?, answered_at = ? WHERE id = ? AND answer IS NULL"
        return self._change(statement, body, self._clock.wall(), request)

    def answer(self, request: int, body: str) -> None:
        """Answer once; a second answer changes nothing."""
        statement = "UPDATE requests SET answer = ?, answered_at = ? WHERE id = ? AND answered_at IS NULL"
        self._write(statement, body, self._clock.wall(), request)

    def back_up(self, every_s: float) -> Path | None:
        """A new backup's path, or ``None`` while the newest is younger than this."""
        newest = next(iter(backups(self._path)), None)
        if newest and 0 <= self._clock.wall() - newest.stat().st_mtime < every_s:
            return None
        return back_up(self._store, self._path)

    @property
    def _store(self) -> Store:
        if self._opened is None:
            raise sqlite3.ProgrammingError("it is closed")
        return self._opened.store

    def _look(self) -> None:
        """Notice what other processes wrote; costs a few microseconds while they did not."""
        if self._store.changed():
            self._maybe_requests = True
            self._store.find_top()

    def _write(self, statement: str, *values: object) -> int:
        with self._store.writing():
            return self._store.execute(statement, values).lastrowid or 0

    def _change(self, statement: str, *values: object) -> bool:
        """Whether a row was changed."""
        with self._store.writing():
            return self._store.execute(statement, values).rowcount == 1

    def _records(self, rows: Iterable[Row]) -> tuple[Record, ...]:
        """Rows on the clock of this process, and none later than one behind it or than now.

        Where the machine's clock was set back, the times before keep their distances and end where it went on.
        """
        later, shift, moved = self._clock.now(), 0.0, self._clock.moved()
        found: list[Record] = []
        for row in reversed(tuple(rows)):
            at = row.at - moved - shift
            if at > later + STEP_S:
                shift, at = shift + at - later, later
            found.append(self._record(row, at))
            later = at
        return tuple(reversed(found))

    def _record(self, row: Row, at: float) -> Record:
        read = self._codec.read(row.written)
        self.stranger = self.stranger or read.problem
        return Record(row.seq, at, shifted(read.event, at - row.at))

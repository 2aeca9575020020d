"""What the journal does with its file, synchronously; runs in the journal's one thread."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.journal import Request
from fleetui.model.events import Event, Record, shifted
from fleetui.ports.clock import CLOCK, STEP_S, Clock
from fleetui.ports.file_stamps import Still
from fleetui.ports.journal.codec import Codec
from fleetui.ports.journal.identity import Identity
from fleetui.ports.journal.recover import NOTICE, Opened, back_up, backups, open_file, replace
from fleetui.ports.journal.renew import renew
from fleetui.ports.journal.standby import Standby, why_not
from fleetui.ports.journal.store import Damaged, JournalStore, Row, is_damage, strangers

T = TypeVar("T")

KEEP_ANSWERS_S = 7 * 86400.0


class JournalFile:
    """One open journal. ``stranger`` says what in it this program cannot read, once something was found."""

    def __init__(
        self,
        path: Path,
        clock: Clock = CLOCK,
        signs: tuple[Path, ...] = (),
        holds: Callable[[], bool] = lambda: True,
    ) -> None:
        self._path = path
        self._holds = holds
        """Whether the owner is the owner still."""
        self._signs = signs
        """Folders that are not empty once there was a journal."""
        self._clock = clock
        self._codec = Codec()
        self._opened: Opened | None = None
        self._maybe_requests = True
        self._still = Still(path, path.with_name(path.name + "-wal"))
        self._identity = Identity(path)
        self._standby = Standby(path)
        self._owned = False
        self._gave_up = False
        """It owned, and another may since."""
        self.stranger = ""
        self.lost = ""
        """Why what this process knows is in no file any more."""
        self.notices: tuple[str, ...] = ()

    def open(self) -> str:
        """Open or make the file; empty, or why nothing may be written to it."""
        opened = self._opened = open_file(self._path, self._signs)
        self._identity = Identity(self._path)
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
        self._standby.close()
        if opened:
            opened.store.close()
            os.close(opened.guard)

    def _rows(self, after: int) -> list[Row]:
        try:
            return self._store.read(after)
        except Damaged as damage:
            if not (self._opened and self._opened.read_only):
                raise
            self.notices = (f"the journal is damaged ({damage}); what stands before that is shown",)
            return [row for row in self._store.whole_rows() if row.seq > after]

    def own(self) -> bool:
        """Only this process appends from now on. What no owner wrote is taken out first; says whether there was any."""
        why = self._why_not_ours()
        if why:
            replace(self._path, why)
            self._reopen()
        self._store.read(self._store.known[0])
        self._standby.begin(self._store)
        self._owned, self._gave_up = True, False
        if said := self._store.noted(NOTICE):
            self.notices = (said,)
            self._store.note(NOTICE, "")
        return bool(why)

    def _why_not_ours(self) -> str:
        if not self._path.exists():
            return "its file was gone"
        try:
            self._look()
            self._store.read(self._store.known[0])
            return why_not(self._store, self._path)
        except (Damaged, UnicodeDecodeError) as damage:
            return str(damage)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            return str(error)

    def disown(self) -> None:
        """Others may append from now on; until they do, nothing beyond the last record here is believed."""
        if self._owned:
            with suppress(Damaged):
                self._see_that_it_is_ours()
                self._standby.end(self._store)
            self._owned, self._gave_up = False, True

    def read(self, after: int) -> tuple[Record, ...]:
        """Records past a number. Raises ``Damaged`` at one that does not follow from those before."""

        def work() -> tuple[Record, ...]:
            self._look()
            news = after < self._store.top or self._store.top < self._store.known[0]
            return self._records(self._rows(after)) if news else ()

        return self._whole(work)

    def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        """All events durable, or none. A process that gave the fleet up appends nothing: another may own it."""
        if self._gave_up:
            raise Damaged("the fleet was given up: another process may own it")
        now, moved = self._clock.wall(), self._clock.moved()
        rows = [(now, self._codec.write(shifted(event, moved))) for event in events]

        def work() -> tuple[Record, ...]:
            self._see_that_it_is_there()
            added = self._store.append(rows, self._store.known if self._owned else None)
            if self._owned:
                self._standby.add(self._store)
            return self._records(added)

        return self._whole(work)

    def ask(self, body: str) -> int:
        """A new request's id."""
        self._maybe_requests = True
        values = (self._clock.wall(), os.getpid(), body)
        return self._write("INSERT INTO requests (at, pid, body) VALUES (?,?,?)", *values)

    def answer_of(self, request: int) -> str | None:
        """The answer, once there is one; raises ``Damaged`` when the request was lost with its file."""
        self._see_that_it_is_there()
        statement = "SELECT answer, answered_at FROM requests WHERE id = ? AND pid = ?"
        row = self._store.execute(statement, (request, os.getpid())).fetchone()
        if row is None:
            raise Damaged("the request was lost with the journal's file: nothing was done, ask again")
        return None if row[1] is None else row[0]

    def open_requests(self) -> tuple[Request, ...]:
        """Requests without an answer, oldest first."""
        mark = self._still.mark()
        self._whole(self._look)
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
    def _store(self) -> JournalStore:
        if self._opened is None:
            raise sqlite3.ProgrammingError("it is closed")
        return self._opened.store

    def _look(self) -> None:
        """Notice what other processes wrote; costs a few microseconds while they did not."""
        self._see_that_it_is_there()
        if self._store.changed():
            self._maybe_requests = True
            self._store.find_top()
            if self._owned and (end := self._store.last()) != self._store.known:
                raise Damaged(strangers(end, self._store.known))

    def _see_that_it_is_there(self) -> None:
        """The owner puts a file back that is gone; others open the one that stands there now."""
        self._see_that_it_is_ours()
        if not (why := self._identity.lost()):
            return
        if self._owned:
            raise Damaged(why)
        known = self._store.known
        self._reopen()
        if not self._store.holds(known):
            self.lost = f"the journal is another one now ({why}): start fleetui again"
            raise Damaged(self.lost)
        self._store.known = known
        self._maybe_requests = True

    def _see_that_it_is_ours(self) -> None:
        """An owner that is none any more writes nothing, and leaves what stands at the path to the one that is."""
        if self._owned and not self._holds():
            self._owned, self._gave_up = False, True
            self._standby.close()
            raise Damaged("another process owns the fleet now")

    def _reopen(self) -> None:
        """Go on in the file that stands at the path now; on an error the old one stays open."""
        before = self._opened
        self.open()
        if before:
            with suppress(sqlite3.Error):
                before.store.close()
            os.close(before.guard)

    def _whole(self, work: Callable[[], T]) -> T:
        """Do something with the file; as its owner, once more with a new one where the first was not what it wrote."""
        try:
            return work()
        except (Damaged, UnicodeDecodeError) as error:
            if not self._owned:
                raise
            self._renew(str(error))
        except sqlite3.Error as error:
            if not self._owned or not is_damage(error):
                raise
            self._renew(str(error))
        return work()

    def _renew(self, why: str) -> None:
        """Put a file in place that holds what this process wrote and knows to be whole, and nothing else."""
        self._see_that_it_is_ours()
        opened, known = self._opened, self._store.known
        assert opened  # noqa: S101 - there is a store
        notice, lost = renew(opened.store, self._path, why)
        self._standby.close()
        self._reopen()
        self.notices = (notice,)
        self._store.note(NOTICE, "")
        self._maybe_requests = True
        if lost:
            self._owned = False
            self.lost = f"{notice}; start fleetui again"
            raise Damaged(self.lost)
        self._store.known, self._store.top = known, known[0]
        self._standby.begin(self._store)

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

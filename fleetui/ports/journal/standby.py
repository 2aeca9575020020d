"""The journal's second file: every record that its owner wrote, once more, in the folder of the backups.

It tells what belongs in the journal when that is gone, was replaced or was added to. An owner that gives the fleet up
says where it ended: whoever is next believes no record beyond that.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from fleetui.ports.journal.store import FORMAT, Damaged, End, JournalStore, Row, strangers
from fleetui.ports.private_files import make_private, private_folder

log = logging.getLogger("fleetui.journal")
ENDED = "ended"


def place(journal: Path) -> Path:
    """Where it stands."""
    return journal.parent / "backups" / f"{journal.stem}.standby{journal.suffix}"


def readable(file: Path) -> list[Row]:
    """The records of a file up to the first that is not what was written."""
    rows: list[Row] = []
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(JournalStore(file, writable=False)) as store:
        for row in store.whole_rows():
            rows.append(row)  # noqa: PERF402 - what was read before an error counts
    return rows


def ended_at(journal: Path) -> int | None:
    """The last record of an owner that gave the fleet up; ``None`` while one owns it, or after one was killed."""
    with suppress(sqlite3.Error, ValueError), closing(JournalStore(place(journal), writable=False)) as store:
        if store.format == FORMAT and (said := store.noted(ENDED)):
            return int(said)
    return None


def why_not(store: JournalStore, journal: Path) -> str:
    """Why a journal is not the one that its owners wrote; empty when it is, or when that cannot be told."""
    path = place(journal)
    if not path.exists():
        return ""
    try:
        with closing(JournalStore(path, writable=False)) as second:
            if second.format != FORMAT:
                return ""
            end = second.last()
    except (sqlite3.Error, ValueError):
        return ""
    found, until = store.last(), ended_at(journal)
    if store.holds(end) and (until != end[0] or found[0] == end[0]):
        return ""
    rows = readable(path)
    if (rows[-1].seq, rows[-1].digest) != end if rows else end != (0, b""):
        return ""  # it is damaged itself: it is made anew
    return strangers(found, end)


def require_own(store: JournalStore, journal: Path) -> None:
    """Raise ``Damaged`` for a journal that is not the one its owners wrote."""
    if why := why_not(store, journal):
        raise Damaged(why)


class Standby:
    """The owner's hand on it. It never stands in the way: what it cannot keep is in the log, and tried again."""

    def __init__(self, journal: Path) -> None:
        self.path = place(journal)
        self._store: JournalStore | None = None

    def begin(self, main: JournalStore) -> None:
        """Bring it up to the journal, from its end or from the beginning; from here on an owner writes."""
        with _patiently():
            self._store = self._open(main)
            self._store.note(ENDED, "")
            self._catch_up(main)

    def add(self, main: JournalStore) -> None:
        """Take in what was appended."""
        if self._store is None:
            self.begin(main)
            return
        with _patiently():
            self._catch_up(main)

    def end(self, main: JournalStore) -> None:
        """The owner gives up: this is where its records end."""
        with _patiently():
            if self._store is not None and self._store.last() == main.known:
                self._store.note(ENDED, str(main.known[0]))
        self.close()

    def close(self) -> None:
        """Release the file."""
        store, self._store = self._store, None
        if store is not None:
            with _patiently():
                store.close()

    def _open(self, main: JournalStore) -> JournalStore:
        self.close()
        private_folder(self.path.parent)
        for _ in range(2):
            make_private(self.path)
            store: JournalStore | None = None
            try:
                store = JournalStore(self.path)
                store.prepare()
                store.execute("PRAGMA synchronous=NORMAL")  # the journal itself outlives a power loss
                if main.holds(store.last()):
                    return store
            except sqlite3.DatabaseError as error:
                log.warning("%s is made anew: %s", self.path, error)
            if store is not None:
                store.close()
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        raise Damaged(f"{self.path} cannot be made")

    def _catch_up(self, main: JournalStore) -> None:
        assert self._store is not None  # noqa: S101 - only called with one
        end: End = self._store.last()
        if end[0] < main.known[0]:
            self._store.copy_in(row for row in main.rows(end[0]) if row.seq <= main.known[0])


@contextmanager
def _patiently() -> Iterator[None]:
    """Nothing here may stop the journal itself."""
    try:
        yield
    except (sqlite3.Error, OSError, Damaged) as error:
        log.warning("the journal's second file: %s", error)

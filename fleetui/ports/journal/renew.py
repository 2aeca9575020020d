"""The owner's journal is gone, was replaced or was added to: it is written anew from what the owner itself wrote."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from fleetui.ports.journal.recover import backups, build, move_aside, name_aside
from fleetui.ports.journal.standby import place
from fleetui.ports.journal.store import End, JournalStore, Row
from fleetui.ports.private_files import private_folder, sync_folder


def renew(store: JournalStore, path: Path, why: str) -> tuple[str, int]:
    """Put a file in place that ends where ``store`` is known to end; closes ``store``.

    Gives what the operator must hear, and how many records are lost: more than 0 only where neither the open file nor
    the second one nor a backup holds them any more.
    """
    rows = _written(store, path)
    requests: list[tuple[object, ...]] = []
    with suppress(sqlite3.Error):
        requests = store.requests()
    private_folder(path.parent)
    kept, lost = name_aside(path), store.known[0] - len(rows)
    what = f"{len(rows)} records go on" if not lost else f"{lost} of {store.known[0]} records are lost"
    where = f"kept as {kept.name}; " if path.exists() else ""
    notice = f"the journal was damaged while it was used ({why}); {where}{what}"
    fresh = build(path, rows, notice, requests)
    move_aside(path, kept)
    fresh.rename(path)
    sync_folder(path.parent)
    with suppress(sqlite3.Error):
        store.close()  # last: SQLite leaves the files of a database alone that is not at its path any more
    return notice, lost


def _written(store: JournalStore, path: Path) -> list[Row]:
    """The records up to the owner's last one, from the first place that has them all, or from the longest."""
    best = _up_to(store, store.known)
    for other in (place(path), *backups(path)):
        if len(best) == store.known[0]:
            break
        with (
            suppress(sqlite3.Error, UnicodeDecodeError),
            closing(JournalStore(other, writable=False)) as second,
        ):
            best = max(best, _up_to(second, store.known), key=len)
    return best


def _up_to(store: JournalStore, end: End) -> list[Row]:
    """Whole records up to an end; none of them when another record stands there."""
    rows: list[Row] = []
    with suppress(sqlite3.Error, UnicodeDecodeError):
        for row in store.whole_rows():
            if row.seq > end[0]:
                break
            rows.append(row)
    other = len(rows) == end[0] and end[0] and rows[-1].digest != end[1]
    return [] if other else rows

"""Sessions in a database that an agent keeps and writes: looked into for moments, never written, never waited for."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fleetui.model.session import SessionStore

LIMIT_S = 0.25
"""What one look may take: the agent's own checkpoints wait for a reader."""
RESTS_S = 5.0
"""How long a database that could not be read is left alone."""
_STEPS = 1000
_LONGEST = 1024 * 1024

Values = Mapping[str, str | float]


class Database:
    """Follows one session in one database; what it gives is the whole of what counts, each time something changed."""

    def __init__(self, path: str, session: str, store: SessionStore) -> None:
        self.path = path
        self.size = 0
        self.at = 0.0
        self._session = session
        self._store = store
        self._seen: tuple[tuple[int, int, int], ...] = ()
        self._rests = 0.0

    def changed(self) -> bool:
        """True when the database was written since; perhaps by another agent."""
        return _marks(self.path) != self._seen

    def read(self) -> list[Mapping[str, Any]]:
        """What stands there of the session; nothing while nothing changed, or it cannot be read now."""
        marks, now = _marks(self.path), time.monotonic()
        if marks == self._seen or now < self._rests:
            return []
        found = list(rows(self.path, self._store.records, {"session": self._session}))
        self._seen, self._rests = (marks, 0.0) if found else (self._seen, now + RESTS_S)
        return found


def rows(path: str, statements: tuple[str, ...], values: Values) -> Iterator[Mapping[str, Any]]:
    """The JSON objects that statements give, all of one moment; none when the database cannot be read."""
    if not Path(path).is_file():  # to open a pipe would wait for its writer
        return
    try:
        yield from _all(path, statements, values)
    except (sqlite3.Error, ValueError, RecursionError):
        return


def _all(path: str, statements: tuple[str, ...], values: Values) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    uri = f"file:{quote(path)}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=LIMIT_S, isolation_level=None)) as database:
        ends = time.monotonic() + LIMIT_S
        database.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        database.execute("PRAGMA query_only = 1")
        database.execute("PRAGMA trusted_schema = 0")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * _LONGEST)
        database.execute("BEGIN")
        for statement in statements:
            for (text,) in database.execute(statement, values):
                record = json.loads(text) if isinstance(text, str) and len(text) <= _LONGEST else None
                if isinstance(record, dict):
                    found.append(record)
        database.execute("ROLLBACK")
    return found


def _marks(path: str) -> tuple[tuple[int, int, int], ...]:
    """What changes when a database does: its file, and the log that new pages go to first."""
    return tuple(_mark(Path(path + end)) for end in ("", "-wal"))


def _mark(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_ino, stat.st_size, stat.st_mtime_ns

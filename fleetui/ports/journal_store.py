"""The journal's SQLite file, synchronously: everything here runs in the journal's one thread."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fleetui import __version__
from fleetui.ports.journal_codec import Written

FORMAT = 1
"""The ``user_version`` this program writes; a larger one was written by a newer program."""
BUSY_S = 5.0

_SCHEMA = """
CREATE TABLE records (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
    seat TEXT NOT NULL, body TEXT NOT NULL, digest BLOB NOT NULL
);
CREATE TRIGGER records_stay BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER records_last BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER records_once BEFORE INSERT ON records
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM records)
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, pid INTEGER NOT NULL, body TEXT NOT NULL,
    answer TEXT, answered_at REAL
);
CREATE INDEX requests_open ON requests (id) WHERE answered_at IS NULL;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Row(NamedTuple):
    """One row of ``records``."""

    seq: int
    at: float
    kind: str
    version: int
    seat: str
    body: str
    digest: bytes

    @property
    def written(self) -> Written:
        """What the codec reads."""
        return Written(self.kind, self.version, self.seat, self.body)


class Damaged(Exception):
    """The file is not what was written to it."""


_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_DAMAGE_WHEN_CHECKING = _DAMAGE | {
    sqlite3.SQLITE_ERROR,  # our own statements are right, so a table or column that is not there is damage
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_READONLY,  # it could be opened for writing, so this is a version byte in its header
}


def is_damage(error: sqlite3.Error, *, checking: bool = False) -> bool:
    """True when SQLite says that the file itself is broken, not busy, full or away."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in (_DAMAGE_WHEN_CHECKING if checking else _DAMAGE)


def is_full(error: Exception) -> bool:
    """True when the disk is full or cannot be written."""
    if isinstance(error, sqlite3.Error):
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def digest_of(before: bytes, seq: int, at: float, written: Written) -> bytes:
    """SHA-256 over a row and the digest of the row before it: no row changes or goes missing unseen."""
    head = f"{seq} {at!r} {written.version} {len(written.kind)} {len(written.seat)} "
    text = f"{head}{written.kind}{written.seat}{written.body}".encode()
    return hashlib.sha256(before + text).digest()


class Store:
    """One connection. ``top`` is the last record known to be in the file."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        mode = "rw" if writable else "ro"
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_S,
            check_same_thread=False,
        )
        self._db.text_factory = _as_text
        self._seen_version = -1
        self.top = 0

    def prepare(self) -> None:
        """Durable settings, and the tables where they are missing."""
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA trusted_schema=OFF")
        with self.writing():
            if self.format == 0:
                for statement in _statements():
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={FORMAT}")

    @property
    def format(self) -> int:
        """The file's ``user_version``; 0 before the tables exist."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def try_to_write(self) -> None:
        """Write something that means nothing: raises what a real write would."""
        with self.writing():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('written by', ?)", (__version__,))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it durable at the end, or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def append(self, rows: Sequence[tuple[float, Written]]) -> list[Row]:
        """Add records after the last one."""
        added: list[Row] = []
        with self.writing():
            seq, digest = self._last()
            for at, written in rows:
                seq += 1
                digest = digest_of(digest, seq, at, written)
                row = Row(seq, at, written.kind, written.version, written.seat, written.body, digest)
                self._db.execute("INSERT INTO records VALUES (?,?,?,?,?,?,?)", row)
                added.append(row)
        self.top = seq
        return added

    def copy_in(self, rows: Iterable[Row]) -> None:
        """Add records read from another file, as they are."""
        with self.writing():
            self._db.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,?)", rows)

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Records past ``after``, in order."""
        found = self._db.execute(
            "SELECT seq, at, kind, version, seat, body, digest FROM records WHERE seq > ? ORDER BY seq",
            (after,),
        )
        return (Row(*row) for row in found)

    def changed(self) -> bool:
        """True when another connection committed something since this was last asked."""
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        moved, self._seen_version = version != self._seen_version, version
        return moved

    def find_top(self) -> int:
        """Read the last record's number again."""
        self.top = self._last()[0]
        return self.top

    def _last(self) -> tuple[int, bytes]:
        row = self._db.execute("SELECT seq, digest FROM records ORDER BY seq DESC LIMIT 1").fetchone()
        return (int(row[0]), bytes(row[1])) if row else (0, b"")

    def check(self) -> None:
        """Raise ``Damaged`` unless the file is whole and every record is what was written."""
        found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged(" ".join(str(found).split()))
        whole = sum(1 for _ in self.whole_rows())
        if whole != self._db.execute("SELECT count(*) FROM records").fetchone()[0]:
            raise Damaged(f"record {whole + 1} is not what was written")

    def whole_rows(self) -> Iterator[Row]:
        """Records from the first up to the first that is missing or not what was written."""
        before = b""
        for expected, row in enumerate(self.rows(), start=1):
            if not _is_whole(row, expected, before):
                return
            before = row.digest
            yield row

    def kinds(self) -> list[tuple[str, int]]:
        """Every kind and version in the file."""
        return [
            (str(kind), int(v)) for kind, v in self._db.execute("SELECT DISTINCT kind, version FROM records")
        ]

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement on requests or meta."""
        return self._db.execute(statement, values)

    def copy_to(self, path: Path) -> None:
        """Write a compact copy into an empty file."""
        self._db.execute("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """Release the file."""
        self._db.close()


def _statements() -> list[str]:
    """The schema one statement at a time: a script would commit the transaction around it."""
    found: list[str] = []
    pending = ""
    for line in _SCHEMA.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def _as_text(raw: bytes) -> str:
    """Damaged bytes become a text whose digest is wrong, not an error without a place."""
    return raw.decode("utf-8", "replace")


def _is_whole(row: Row, expected: int, before: bytes) -> bool:
    texts = (row.kind, row.seat, row.body)
    if row.seq != expected or not all(isinstance(text, str) for text in texts):
        return False
    return row.digest == digest_of(before, row.seq, row.at, row.written)

"""The journal's SQLite file, synchronously: everything here runs in the journal's one thread."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fleetui import __version__
from fleetui.ports.journal.codec import Written

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
    return sha256(before + text).digest()


End = tuple[int, bytes]
"""Number and digest of a last record; ``(0, b"")`` of none."""


Streamed = tuple[int, float, str, int, bytes]
"""Number and time of a record, its kind where that is a wanted one, its version and its body."""


class JournalStore:
    """One connection. ``top`` is the last record in the file, ``known`` the last one that was found whole."""

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
        self.known: End = (0, b"")

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

    def append(self, rows: Sequence[tuple[float, Written]], after: End | None = None) -> list[Row]:
        """Add records after the last one; raises ``Damaged`` when that is not ``after``."""
        added: list[Row] = []
        with self.writing():
            seq, digest = begin = self.last()
            if after is not None and begin != after:
                raise Damaged(strangers(begin, after))
            for at, written in rows:
                seq += 1
                digest = digest_of(digest, seq, at, written)
                row = Row(seq, at, written.kind, written.version, written.seat, written.body, digest)
                self._db.execute("INSERT INTO records VALUES (?,?,?,?,?,?,?)", row)
                added.append(row)
        if begin == self.known:
            self.known = (seq, digest)
        self.top = seq
        return added

    def copy_in(self, rows: Iterable[Row]) -> None:
        """Add records read from another file, as they are."""
        with self.writing():
            self._db.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,?)", rows)

    def requests(self) -> list[tuple[object, ...]]:
        """Every request, whole, for another file."""
        return list(self._db.execute("SELECT id, at, pid, body, answer, answered_at FROM requests"))

    def copy_requests(self, requests: Sequence[tuple[object, ...]]) -> None:
        """Take in requests of another file, as they are."""
        with self.writing():
            self._db.executemany("INSERT INTO requests VALUES (?,?,?,?,?,?)", requests)

    def read(self, after: int) -> list[Row]:
        """Records past ``after``; raises ``Damaged`` at the first that does not follow from what was known.

        What was found whole once is remembered by its end, so a later call looks at what is new only.
        """
        seq, before = min(self.known, (after, self._digest_at(after)), key=lambda end: end[0])
        found: list[Row] = []
        for expected, row in enumerate(self.rows(seq), start=seq + 1):
            if not _is_whole(row, expected, before) or (
                row.seq == self.known[0] and row.digest != self.known[1]
            ):
                raise Damaged(f"record {expected} is not what was written")
            before = row.digest
            seq = row.seq
            if row.seq > after:
                found.append(row)
        if seq < self.known[0]:
            raise Damaged(f"the records after {seq} are gone")
        self.known, self.top = (seq, before), seq
        return found

    def stream(self, after: int, kinds: frozenset[str]) -> Iterator[Streamed]:
        """Records past ``after``, one at a time, for one who only looks: what stands before them is believed.

        Each is checked, as bytes, which is half the work; nothing of it becomes a text. Raises ``Damaged``.
        """
        before = self._digest_at(after)
        wanted = {kind.encode(): kind for kind in kinds}
        found = self._db.execute(
            "SELECT seq, at, CAST(kind AS BLOB), version, CAST(seat AS BLOB), CAST(body AS BLOB), digest"
            " FROM records WHERE seq > ? ORDER BY seq",
            (after,),
        )
        expected = after
        for seq, at, kind, version, seat, body, digest in found:
            expected += 1
            size = len(seat) if seat.isascii() else len(seat.decode("utf-8", "replace"))
            head = f"{seq} {at!r} {version} {len(kind)} {size} ".encode()
            if seq != expected or digest != sha256(before + head + kind + seat + body).digest():
                raise Damaged(f"record {expected} is not what was written")
            before = digest
            yield seq, at, wanted.get(kind, ""), version, body

    def _digest_at(self, seq: int) -> bytes:
        row = self._db.execute("SELECT digest FROM records WHERE seq = ?", (seq,)).fetchone()
        return bytes(row[0]) if row and isinstance(row[0], bytes) else b""

    def holds(self, end: End) -> bool:
        """True when a record of this number and digest is in it."""
        return end[0] == 0 or self._digest_at(end[0]) == end[1]

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
        self.top = self.last()[0]
        return self.top

    def last(self) -> End:
        """The end of the file as it says it, not checked."""
        row = self._db.execute("SELECT seq, digest FROM records ORDER BY seq DESC LIMIT 1").fetchone()
        return (int(row[0]), row[1] if isinstance(row[1], bytes) else b"") if row else (0, b"")

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

    def note(self, key: str, value: str) -> None:
        """Keep a word beside the records; empty takes it away."""
        with self.writing():
            self._db.execute("DELETE FROM meta WHERE key = ?", (key,))
            if value:
                self._db.execute("INSERT INTO meta VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> str:
        """A word kept beside the records, or empty."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement on requests or meta."""
        return self._db.execute(statement, values)

    def copy_to(self, path: Path) -> None:
        """Write a compact copy into an empty file."""
        self._db.execute("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """Release the file."""
        self._db.close()


def strangers(found: End, known: End) -> str:
    """Why a file that ends with ``found`` is not what was written, where its owner ended with ``known``."""
    if found[0] > known[0]:
        return f"the records after {known[0]} were written by no owner"
    if found[0] < known[0]:
        return f"the records after {found[0]} are gone"
    return f"record {known[0]} is not what was written"


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

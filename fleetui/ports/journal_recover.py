"""Opening the journal's file: one process at a time may check and repair it, damage is kept and said."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fleetui.ports.clock import wall
from fleetui.ports.journal_store import FORMAT, Damaged, Row, Store, is_damage, is_full
from fleetui.ports.private import make_private, private_folder, sync_folder

KEEP_BACKUPS = 7
WAIT_S = 10.0
HELD = f"another fleetui checks it and does not finish within {WAIT_S:g} s: end that one, then start again"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file, and what an operator has to know about it."""

    store: Store
    guard: int
    """Descriptor whose shared lock says that the file is in use."""
    read_only: str = ""
    notices: tuple[str, ...] = ()


def open_file(path: Path) -> Opened:
    """Open or make the file. A damaged one is moved aside and what is left of it, or the newest backup, goes on.

    Raises ``OSError``, ``sqlite3.Error`` or ``Damaged``; the last only while another process uses the file.
    """
    private_folder(path.parent)
    make_private(path)
    guard = os.open(path.with_name(f"{path.name}.use"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        alone = _lock(guard, path)
        notices = _check(path) if alone else ()
        _share(guard, path)
        return _connect(path, guard, notices)
    except BaseException:
        os.close(guard)
        raise


def _lock(guard: int, path: Path) -> bool:
    """True with the file to ourselves; otherwise shared, once whoever checks it has finished."""
    with suppress(BlockingIOError):
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    _share(guard, path)
    return False


def _share(guard: int, path: Path) -> None:
    """Hold it together with others. To let others in is not one step: somebody may come first and check it anew."""
    limit = time.monotonic() + WAIT_S
    while True:
        try:
            return fcntl.flock(guard, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > limit:
                raise BlockingIOError(errno.EAGAIN, HELD, str(path)) from None
            time.sleep(0.02)


def _connect(path: Path, guard: int, notices: tuple[str, ...]) -> Opened:
    with closing(Store(path)) as probe:
        newer = probe.format
    if newer > FORMAT:
        why = f"a newer fleetui wrote it (format {newer}, this one knows {FORMAT}): update fleetui"
        store = Store(path, writable=False)
        return Opened(store, guard, why, notices)
    store = Store(path)
    store.prepare()
    return Opened(store, guard, "", notices)


def _check(path: Path) -> tuple[str, ...]:
    """Look at the whole file, and replace it when it is damaged."""
    try:
        with closing(Store(path)) as store:
            if store.format in (0, FORMAT):
                store.prepare()
                store.check()
                store.try_to_write()
        return ()
    except Damaged as damage:
        return (_replace(path, str(damage)),)
    except UnicodeDecodeError:  # SQLite quotes damaged bytes in its own error texts
        return (_replace(path, "its tables cannot be read"),)
    except sqlite3.Error as error:
        if is_full(error):  # what is in it can still be read
            return ()
        if not is_damage(error, checking=True):
            raise
        return (_replace(path, str(error)),)


def _replace(path: Path, why: str) -> str:
    """Move the damaged file aside and start from what can be trusted; returns what to tell the operator."""
    kept = _move_aside(path)
    rows, source = max(_readable(kept), *_backups_with_rows(path), key=lambda found: len(found[0]))
    fresh = path.with_name(f"{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    make_private(fresh)
    with closing(Store(fresh)) as store:
        store.prepare()
        store.copy_in(rows)
    fresh.rename(path)
    sync_folder(path.parent)
    what = (
        f"{len(rows)} records came from {source}" if rows else "nothing of it could be read: it starts empty"
    )
    return f"the journal was damaged ({why}); kept as {kept.name}; {what}"


def _move_aside(path: Path) -> Path:
    stamp = f"{datetime.fromtimestamp(wall(), UTC):%Y%m%d-%H%M%S-%f}"
    kept = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(kept.with_name(kept.name + suffix))
    return kept


def _readable(file: Path) -> tuple[list[Row], str]:
    """The records of a file up to the first that is not what was written."""
    rows: list[Row] = []
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(Store(file, writable=False)) as store:
        for row in store.whole_rows():
            rows.append(row)  # noqa: PERF402 - what was read before an error counts
    return rows, f"what could be read of {file.name}"


def _backups_with_rows(path: Path) -> list[tuple[list[Row], str]]:
    return [(_readable(backup)[0], f"the backup {backup.name}") for backup in backups(path)[:1]] or [([], "")]


def backups(path: Path) -> list[Path]:
    """Backups of a journal, newest first."""
    return sorted((path.parent / "backups").glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def back_up(store: Store, path: Path) -> Path:
    """Write a compact copy beside the journal and keep the newest seven."""
    folder = private_folder(path.parent / "backups")
    partial = folder / f".partial-{os.getpid()}"
    partial.unlink(missing_ok=True)
    make_private(partial)
    try:
        store.copy_to(partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        done = folder / f"{path.stem}-{datetime.fromtimestamp(wall(), UTC):%Y%m%d-%H%M%S-%f}{path.suffix}"
        partial.rename(done)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(folder)
    for old in backups(path)[KEEP_BACKUPS:]:
        old.unlink(missing_ok=True)
    return done

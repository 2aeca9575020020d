"""Opening the journal's file: one process at a time may check and repair it, damage is kept and said."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from fleetui.model.value import value
from fleetui.ports.clock import wall
from fleetui.ports.journal.standby import ended_at, place, readable, require_own
from fleetui.ports.journal.store import FORMAT, Damaged, JournalStore, Row, is_damage, is_full
from fleetui.ports.private_files import make_private, private_folder, sync_folder

KEEP_BACKUPS = 7
WAIT_S = 10.0
GONE_S = 3.0
"""How long a file that is gone is waited for: an owner that still runs puts it back within a second."""
NOTICE = "notice"
"""What happened to the file, kept in it until an owner has said it."""
HELD = f"another fleetui checks it and does not finish within {WAIT_S:g} s: end that one, then start again"


@value
class Opened:
    """An open file, and what an operator has to know about it."""

    store: JournalStore
    guard: int
    """Descriptor whose shared lock says that the file is in use."""
    read_only: str = ""
    notices: tuple[str, ...] = ()


def open_file(path: Path, signs: tuple[Path, ...] = ()) -> Opened:
    """Open or make the file. A damaged one is moved aside and what is left of it, or the newest backup, goes on.

    So is one that is gone, while its second file, a backup, or what stands in the folders ``signs`` say that there was
    one. Raises ``OSError``, ``sqlite3.Error`` or ``Damaged``; the last only while another process uses the file.
    """
    private_folder(path.parent)
    gone = _is_gone(path, signs)
    guard = open_guard(path)
    try:
        alone = _lock(guard, path)
        if gone and not path.exists():
            _bring_back(path, alone=alone)
        make_private(path)
        if alone:
            _check(path)
        notices = _notices(path)
        _share(guard, path)
        return _connect(path, guard, notices)
    except BaseException:
        os.close(guard)
        raise


def open_guard(path: Path) -> int:
    """A descriptor of the file whose shared lock says that the journal is in use."""
    return os.open(guard_of(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _bring_back(path: Path, *, alone: bool) -> None:
    if not alone:
        raise Damaged("its file is gone, and whoever uses it did not put it back: start fleetui again")
    replace(path, "its file was gone")


def guard_of(path: Path) -> Path:
    """The file that is locked in place of the journal."""
    return path.with_name(f"{path.name}.use")


def _is_gone(path: Path, signs: tuple[Path, ...]) -> bool:
    """True for a file that is missing although there was one, also after a while."""
    limit = time.monotonic() + GONE_S
    while not path.exists():
        folders = (path.parent / "backups", *signs)
        if not any(folder.is_dir() and any(folder.iterdir()) for folder in folders):
            return False
        if time.monotonic() > limit:
            return True
        time.sleep(0.1)
    return False


def _notices(path: Path) -> tuple[str, ...]:
    with suppress(sqlite3.Error), closing(JournalStore(path, writable=False)) as store:
        if store.format and (said := store.noted(NOTICE)):
            return (said,)
    return ()


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
    with closing(JournalStore(path)) as probe:
        newer = probe.format
    if newer > FORMAT:
        why = f"a newer fleetui wrote it (format {newer}, this one knows {FORMAT}): update fleetui"
        store = JournalStore(path, writable=False)
        return Opened(store, guard, why, notices)
    store = JournalStore(path)
    store.prepare()
    return Opened(store, guard, "", notices)


def _check(path: Path) -> None:
    """Look at the whole file, and replace it when it is damaged or not what its owners wrote."""
    try:
        with closing(JournalStore(path)) as store:
            if store.format in (0, FORMAT):
                store.prepare()
                store.check()
                store.try_to_write()
                require_own(store, path)
    except Damaged as damage:
        replace(path, str(damage))
    except UnicodeDecodeError:  # SQLite quotes damaged bytes in its own error texts
        replace(path, "its tables cannot be read")
    except sqlite3.Error as error:
        if is_full(error):  # what is in it can still be read
            return
        if not is_damage(error, checking=True):
            raise
        replace(path, str(error))


def replace(path: Path, why: str) -> None:
    """Move the damaged file aside and start from what can be trusted; the file itself says so from then on."""
    kept = name_aside(path)
    move_aside(path, kept)
    rows, source = _trusted(kept, path)
    what = (
        f"{len(rows)} records came from {source}" if rows else "nothing of it could be read: it starts empty"
    )
    fresh = build(path, rows, f"the journal was damaged ({why}); {aside(kept)}{what}")
    fresh.rename(path)
    sync_folder(path.parent)


def aside(kept: Path) -> str:
    """Where a damaged file is now, as part of a sentence; empty when there was none."""
    return f"kept as {kept.name}; " if kept.exists() else ""


def build(path: Path, rows: list[Row], notice: str, requests: Sequence[tuple[object, ...]] = ()) -> Path:
    """A journal of these records beside the one at ``path``, to be renamed over it."""
    fresh = path.with_name(f"{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    make_private(fresh)
    with closing(JournalStore(fresh)) as store:
        store.prepare()
        store.copy_in(rows)
        store.copy_requests(requests)
        store.note(NOTICE, notice)
    return fresh


def _trusted(kept: Path, path: Path) -> tuple[list[Row], str]:
    """What the owners wrote, and where it was found. The second file decides where both tell different stories."""
    until = ended_at(path)
    main, second = readable(kept)[:until], readable(place(path))
    both = min(len(main), len(second))
    if both and main[both - 1].digest != second[both - 1].digest:
        main = []
    found = [(main, f"what could be read of {kept.name}"), (second, f"its second file, {place(path).name}")]
    if not second:
        found += [(readable(backup), _aged(backup)) for backup in backups(path)]
    return max(found, key=lambda source: len(source[0]))


def _aged(backup: Path) -> str:
    minutes = max(0.0, wall() - backup.stat().st_mtime) / 60
    return f"the backup {backup.name}, {f'{minutes:.0f} minutes' if minutes < 120 else f'{minutes / 60:.0f} hours'} old"


def name_aside(path: Path) -> Path:
    """Under which name a damaged file is kept."""
    stamp = f"{datetime.fromtimestamp(wall(), UTC):%Y%m%d-%H%M%S-%f}"
    return path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")


def move_aside(path: Path, kept: Path) -> None:
    """Keep the file under another name, with what SQLite has beside it."""
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(kept.with_name(kept.name + suffix))


def backups(path: Path) -> list[Path]:
    """Backups of a journal, newest first."""
    return sorted((path.parent / "backups").glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def back_up(store: JournalStore, path: Path) -> Path:
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

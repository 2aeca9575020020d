"""What set-up steps made, kept for later checkouts of the same project.

Whoever is the same user can write here, and gates run what agents wrote. So a copy counts only while it is, byte for
byte, what this process kept: the seal is in its memory alone, and what another process left is removed. What a checkout
gets is a copy of its own, so that nothing a gate writes there reaches what is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.set_ups import Brought
from fleetui.model.value import value
from fleetui.ports.folders import remove_folder
from fleetui.ports.gates.sealed_copy import NotCopied, copy, size_of, why_full
from fleetui.ports.worker import Worker

MOST_COPIES = 12
SPARE = 256 << 20
"""Bytes that stay free on the disk whatever is kept."""
_CHANGED = "it is not what was kept any more: something wrote to it"

T = TypeVar("T")


@value
class _Kept:
    seals: tuple[tuple[str, str], ...]
    """Path, and digest of what was kept of it."""
    size: int


class SetUps:
    """Implements ``SetUpPort``. One thread copies, so nothing is used while it is removed."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._folder: Path | None = None
        self._kept: dict[str, _Kept] = {}
        """By key, those used last at the end."""
        self._hands = Worker("set-ups")

    def has(self, key: str) -> bool:
        """True while a copy is kept under this key."""
        return key in self._kept

    async def keep(self, key: str, folder: str, paths: Sequence[str], most: int) -> str:
        """Keep these paths of a checkout. Why nothing is kept, or empty."""
        return await self._do(lambda stopped: self._keep(key, Path(folder), paths, most, stopped))

    async def bring(self, key: str, folder: str) -> Brought:
        """Copy what is kept into a clean checkout and compare it with its seal."""
        return await self._do(lambda stopped: self._bring(key, Path(folder), stopped))

    async def _do(self, work: Callable[[Callable[[], bool]], T]) -> T:
        """Run it in the thread; cancelled, it has ended before this does: the folder may be made anew at once."""
        stop = threading.Event()
        running = asyncio.get_running_loop().run_in_executor(self._hands, work, stop.is_set)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait({running})
            raise

    # ------------------------------------------------------------ in the thread

    def _keep(
        self, key: str, folder: Path, paths: Sequence[str], most: int, stopped: Callable[[], bool]
    ) -> str:
        self._forget(key)
        try:
            there = [path for path in paths if _is_made(folder, path)]
            if not there:
                return f"the set-up step made no {paths[0]}"
            self._make_room(sum(size_of(folder / path) for path in there), most)
            self._kept[key] = self._copied(key, folder, there, stopped)
        except NotCopied as why:
            self._remove(key)
            return str(why)
        except OSError as error:
            self._remove(key)
            return why_full(error)
        return ""

    def _copied(self, key: str, folder: Path, paths: list[str], stopped: Callable[[], bool]) -> _Kept:
        home = self._home() / key
        home.mkdir(mode=0o700)
        made = [(path, copy(folder / path, home / str(number), stopped)) for number, path in enumerate(paths)]
        return _Kept(
            tuple((path, copied.digest) for path, copied in made), sum(copied.size for _, copied in made)
        )

    def _make_room(self, size: int, most: int) -> None:
        """Forget what was not used for the longest time; raises ``NotCopied`` where that would not be enough."""
        if size > most:
            raise NotCopied(f"{_megabytes(size)} are more than warm_mb allows ({_megabytes(most)})")
        while self._kept and (
            len(self._kept) >= MOST_COPIES or sum(x.size for x in self._kept.values()) + size > most
        ):
            self._forget(next(iter(self._kept)))
        free = shutil.disk_usage(self._home()).free
        if free < size + SPARE:
            raise NotCopied(
                f"{_megabytes(size)} are to be kept and {_megabytes(free)} are free in {self._state}"
            )

    def _bring(self, key: str, folder: Path, stopped: Callable[[], bool]) -> Brought:
        began, kept = time.monotonic(), self._kept.get(key)
        if kept is None:
            return Brought("nothing is kept")
        try:
            places = [_place(folder, path) for path, _ in kept.seals]
        except NotCopied as why:
            return Brought(str(why))
        if why_not := self._why_not_copied(key, kept, places, stopped):
            if not stopped():
                self._forget(key)
            return Brought(why_not)
        self._kept[key] = self._kept.pop(key)  # used last
        return Brought("", kept.size, time.monotonic() - began)

    def _why_not_copied(self, key: str, kept: _Kept, places: list[Path], stopped: Callable[[], bool]) -> str:
        try:
            for number, (target, (_, seal)) in enumerate(zip(places, kept.seals, strict=True)):
                if copy(self._home() / key / str(number), target, stopped).digest != seal:
                    return _CHANGED
        except NotCopied as why:
            return str(why)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return _CHANGED
        except OSError as error:
            return why_full(error)
        return ""

    def _forget(self, key: str) -> None:
        self._kept.pop(key, None)
        self._remove(key)

    def _remove(self, key: str) -> None:
        _gone(self._home() / key)

    def _home(self) -> Path:
        """This process's own folder; what processes left that are gone is removed when it is made."""
        if self._folder is None:
            self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
            _clear_left(self._state)
            self._folder = Path(tempfile.mkdtemp(dir=self._state))
            handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            weakref.finalize(self, _end, self._folder, handle)
        return self._folder


def _is_made(folder: Path, path: str) -> bool:
    """True for a folder or file; a link on the way to it or in its place leads to somebody else's."""
    at = folder
    for part in Path(path).parts:
        at /= part
        try:
            about = at.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        if stat.S_ISLNK(about.st_mode):
            raise NotCopied(f"{path} is a link, or lies behind one")
    return True


def _place(folder: Path, path: str) -> Path:
    """Where it goes in a checkout: nothing of the candidate is there, and no link of its leads elsewhere."""
    at = folder
    for part in Path(path).parts[:-1]:
        at /= part
        with contextlib.suppress(FileExistsError):
            at.mkdir(mode=0o755)
        if not stat.S_ISDIR(at.lstat().st_mode):
            raise NotCopied(f"the candidate has a file or a link on the way to {path}")
    if os.path.lexists(at / Path(path).name):
        raise NotCopied(f"{path} is among the candidate's own files")
    return at / Path(path).name


def _gone(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        remove_folder(str(path))
    else:
        path.unlink(missing_ok=True)


def _clear_left(state: Path) -> None:
    for left in state.iterdir():
        with contextlib.suppress(OSError):
            handle = os.open(left / "lock", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            _end(left, handle)


def _end(folder: Path, handle: int) -> None:
    remove_folder(str(folder))
    os.close(handle)


def kept_now(state: Path) -> tuple[int, int]:
    """How many copies are kept, by whichever process, and their bytes on the disk."""
    copies, total = 0, 0
    for copied in _copies(state):
        copies += 1
        with contextlib.suppress(OSError):
            total += size_of(copied)
    return copies, total


def _copies(state: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for home in state.iterdir():
            yield from (one for one in home.iterdir() if one.name != "lock")


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size < 10 << 20 else f"{size >> 20} MB"

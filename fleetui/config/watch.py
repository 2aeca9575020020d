"""Following edits of the configuration while the program runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from watchfiles import awatch

from fleetui.config.load import load
from fleetui.config.problems import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from fleetui.config.paths import Paths
    from fleetui.model.settings import Settings

WAIT_S = 2.0
CHECK_MS = 3000

Stamp = tuple[tuple[int, int, int], ...]


async def watch(paths: Paths, have: Settings) -> AsyncIterator[Settings | ConfigError]:
    """The settings after every edit that changed them from what the caller has, or what is wrong with the edit.

    Ends only when it is closed or its task is cancelled. Whoever gets a ``ConfigError`` goes on with the values
    it has; the next good edit is yielded even when it equals what was there before the bad one.
    """
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it logs every file of the folder that changes
    last: Settings | ConfigError = have
    seen: Stamp | None = None
    async for _ in _ticks(paths.config.parent):
        stamp = await asyncio.to_thread(_stamp, paths)
        if stamp == seen:
            continue
        seen = stamp
        found = await asyncio.to_thread(_loaded, paths)
        if not _same(found, last):
            last = found
            yield found


def _stamp(paths: Paths) -> Stamp:
    """What changes when one of the files does; asked before it is read, so no edit falls between."""
    facts = []
    for path in (paths.config, paths.local):
        try:
            found = path.stat()
        except OSError:
            facts.append((0, 0, 0))
        else:
            facts.append((found.st_ino, found.st_size, found.st_mtime_ns))
    return tuple(facts)


def _loaded(paths: Paths) -> Settings | ConfigError:
    try:
        return load(paths)
    except ConfigError as error:
        return error


def _same(one: Settings | ConfigError, other: Settings | ConfigError) -> bool:
    if isinstance(one, ConfigError) and isinstance(other, ConfigError):
        return one.problems == other.problems
    return one == other


async def _ticks(folder: Path) -> AsyncIterator[None]:
    """Whenever something happened in the folder, and every ``CHECK_MS`` for what no notice came of.

    The folder is watched, not the files, because editors replace files.
    """
    while True:
        await _until_there(folder)
        yield None
        async for _ in awatch(
            folder,
            watch_filter=None,
            recursive=False,
            debounce=200,
            step=50,
            rust_timeout=CHECK_MS,
            yield_on_timeout=True,
        ):
            yield None
            if not await asyncio.to_thread(folder.is_dir):
                break


async def _until_there(folder: Path) -> None:
    """Wait for a folder nobody can watch yet."""
    while not await asyncio.to_thread(folder.is_dir):  # noqa: ASYNC110 - the event is somebody else's mkdir
        await asyncio.sleep(WAIT_S)

"""Following edits of the configuration while the program runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from fleetui.config.load import load
from fleetui.config.problems import ConfigError

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.settings import Settings

EVERY_S = 2.0
"""How soon an edit is noticed. Two ``stat`` calls cost less than the threads that would wait for a notice."""

Stamp = tuple[tuple[int, int, int], ...]


async def watch(
    paths: Paths, have: Settings, rest: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[Settings | ConfigError]:
    """The settings after every edit that changed them from what the caller has, or what is wrong with the edit.

    Ends only when it is closed or its task is cancelled. Whoever gets a ``ConfigError`` goes on with the values
    it has; the next good edit is yielded even when it equals what was there before the bad one. ``rest`` waits
    between two looks.
    """
    last: Settings | ConfigError = have
    seen: Stamp | None = None
    while True:
        stamp = await asyncio.to_thread(_stamp, paths)
        if stamp != seen:
            found = await asyncio.to_thread(_loaded, paths)
            seen = stamp
            if not _same(found, last):
                last = found
                yield found
        await rest(EVERY_S)


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

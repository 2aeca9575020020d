"""A small fleet whose project is a repository of the forge of the tests, asked with the real gh."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.github.programs import Gh
from tests.support.scratch import Live, Scratch

WRITTEN = '[projects.shop.github]\nrepository = "acme/shop"\n'


@asynccontextmanager
async def on_the_forge(scratch: Scratch, gh: Gh, *, extra: str = WRITTEN) -> AsyncIterator[Live]:
    """An engine with one agent; its project's open pull requests were asked for."""
    names = ("GH_CONFIG_DIR", "GH_TOKEN", "GH_TELEMETRY", "XDG_CACHE_HOME")
    scratch.environment.update({name: gh.environment[name] for name in names})
    scratch.environment["PATH"] = f"{gh.folder / 'bin'}:{os.environ['PATH']}"
    scratch.configure("cache", extra=extra)
    async with scratch.engine() as live:
        await live.started("cache")
        await listed(live)
        yield live


async def listed(live: Live) -> None:
    """Ask for the open pull requests now."""
    await live.engine.pulls.now(list(live.engine.core.settings.projects.values()))

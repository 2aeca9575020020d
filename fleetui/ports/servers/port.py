"""The agents' own servers: one connection for all agents of one folder, and which conversation is whose."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.servers import ServerAsk
from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model.clean import clean_line
from fleetui.model.server import ServerFacts
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import command_line
from fleetui.ports.servers.messages import Thread
from fleetui.ports.servers.socket_file import NotOurs, server_version
from fleetui.ports.servers.titles import is_named, name_in_title
from fleetui.ports.sessions.process import AgentProcess, find_process
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

if TYPE_CHECKING:
    from fleetui.ports.servers.connection import Connection, Known

LIMIT_S = 5.0
SEARCH_S = 6.0
"""How often an agent's process that is not known is looked for again."""


@dataclass(slots=True)
class _Place:
    """Where one run's server is; without a folder it has none."""

    run: str
    process: AgentProcess | None = None
    searched: float = -1e9
    version: str = ""
    """Of the agent, or of its server."""


class Servers:
    """Implements ``ServerPort``."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._worker = Worker("servers")
        self._places: dict[str, _Place] = {}
        self._connections: dict[tuple[str, str], Connection] = {}
        self._one = asyncio.Lock()
        """Looks come one after the other, whoever asks."""

    @property
    def strange(self) -> Mapping[str, str]:
        """By socket, what does not fit."""
        return {f"{key[0]}/{key[1]}": one.strange for key, one in self._connections.items() if one.strange}

    async def sample(self, asked: Sequence[ServerAsk]) -> Mapping[str, ServerFacts]:
        """What holds now, by agent name."""
        async with self._one:
            return await self._sample(asked)

    async def _sample(self, asked: Sequence[ServerAsk]) -> Mapping[str, ServerFacts]:
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._look, tuple(asked))
        try:
            async with time_limit(LIMIT_S):
                await work
        except TimeoutError:
            raise PortError(
                "servers", "look for agents' servers", f"no answer within {LIMIT_S:g} s"
            ) from None
        except OSError as error:
            raise PortError("servers", "look for agents' servers", clean_line(str(error))) from error
        await self._connect(asked)
        found: dict[str, ServerFacts] = {}
        for ask in asked:
            place = self._places[ask.name]
            connection = self._connections.get(_key(ask, place)) if place.process else None
            facts = _whose(ask, place.process.cwd, connection) if place.process and connection else None
            if facts:
                found[ask.name] = replace(facts, seen=self._now())
        return found

    async def close(self) -> None:
        """Leave every server."""
        connections, self._connections = list(self._connections.values()), {}
        for one in connections:
            await one.close()

    # ------------------------------------------------------------ where

    def _look(self, asked: tuple[ServerAsk, ...]) -> None:
        """Find the processes that are not known, or gone."""
        self._places = {ask.name: self._place(ask) for ask in asked}
        now = time.monotonic()
        table: proc.ProcessTable | None = None
        for ask in asked:
            place = self._places[ask.name]
            if place.process and not proc.lives(place.process.id):
                place.process, place.searched = None, -1e9
            if place.process is None and now - place.searched >= SEARCH_S:
                place.searched = now
                table = table or proc.table()
                _find(ask, place, table)

    def _place(self, ask: ServerAsk) -> _Place:
        known = self._places.get(ask.name)
        return known if known and known.run == ask.run else _Place(ask.run)

    async def _connect(self, asked: Sequence[ServerAsk]) -> None:
        """One connection for each server that is asked for, and none else."""
        wanted = {
            _key(ask, place): place.version
            for ask in asked
            if (place := self._places[ask.name]).process and place.version
        }
        for key in [key for key in self._connections if key not in wanted]:
            await self._connections.pop(key).close()
        for key, version in wanted.items():
            if key not in self._connections:
                from fleetui.ports.servers.connection import Connection

                self._connections[key] = Connection(*key, version, self._worker, self._now)


def _find(ask: ServerAsk, place: _Place, table: proc.ProcessTable) -> None:
    found = find_process(table, SessionAsk(ask.name, ask.run, ask.pane, ask.programs, ask.session))
    if found is None or any(word in ask.server.without for word in command_line(found.id.pid)):
        return
    place.process, place.version = found, ask.version
    if not place.version:
        try:
            place.version = server_version(found.folder, ask.server.socket)
        except (NotOurs, OSError):
            place.process = None  # looked at again: it may come


def _key(ask: ServerAsk, place: _Place) -> tuple[str, str]:
    return (place.process.folder if place.process else "", ask.server.socket)


# ---------------------------------------------------------------- whose


def _whose(ask: ServerAsk, cwd: str, connection: Connection) -> ServerFacts | None:
    """What the one thread does that an agent surely shows, by its session file or, where none is known, by its title.

    A title of the known form must name that thread: an agent that began another one keeps the old one loaded.
    """
    told = name_in_title(ask.title, cwd)
    threads = connection.threads or ()
    own = [one for one in threads if one.thread.is_users and _may_be(one.thread, ask.path, cwd, told)]
    return _facts(own[0]) if len(own) == 1 else None


def _may_be(thread: Thread, path: str, cwd: str, told: str | None) -> bool:
    if path:
        return thread.path == path and (told is None or is_named(told, thread.name))
    return bool(told) and thread.cwd == cwd and is_named(told or "", thread.name)


def _facts(known: Known) -> ServerFacts | None:
    thread, status = known.thread, known.thread.status
    if status is None:
        return None
    return ServerFacts(
        status.status, status.flags, known.at, heard=known.heard, session=thread.id, path=thread.path
    )

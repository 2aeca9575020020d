"""One connection to an agent's server: it asks what is loaded, and then listens.

It subscribes to no thread, so the server sends it no request; one that comes all the same is never answered. Codex
names its requests to the model after whoever introduced itself last, so this calls itself what Codex's screen does.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import WebSocketException

from fleetui.model.clean import clean_line
from fleetui.ports.servers.messages import (
    Misfit,
    Table,
    Thread,
    ThreadStatus,
    id_of,
    loaded_in,
    name_in,
    parsed,
    status_in,
    thread_in,
)
from fleetui.ports.servers.socket_file import NotOurs, open_socket
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

CLIENT = "codex-tui"
LIMIT_S = 5.0
"""What every step may take: the connection, a question."""
AGAIN_S = 60.0
"""How often everything is asked for again, whatever was heard."""
MOST_BYTES = 256 * 1024
MOST_MESSAGES = 300
"""In ``LIMIT_S``: a server that says more is left alone."""
MOST_OPEN = 400
"""Questions under way, and threads."""
REST_S = (2.0, 5.0, 15.0, 60.0)
"""How long a server that could not be heard is left alone, the longer the more often."""


class UnfitError(Exception):
    """Why a server is left, in words."""


@dataclass(slots=True)
class Known:
    """What is known of one thread."""

    thread: Thread
    at: float
    heard: bool
    """True where its last change was heard."""


class Connection:
    """Keeps what one server says of its threads, and connects again once it is lost."""

    def __init__(
        self, folder: str, name: str, version: str, worker: Worker, now: Callable[[], float]
    ) -> None:
        self._folder, self._name, self._version = folder, name, version
        self._worker = worker
        self._now = now
        self._threads: dict[str, Known] = {}
        self._asked: dict[int, tuple[str, str, float]] = {}
        """Questions by number: method, thread, when."""
        self._number = 0
        self._whole = False
        self.strange = ""
        """What was said that does not fit, or why it is not listened to; the first counts."""
        self._task = asyncio.create_task(self._run(), name="an agent's server")

    @property
    def threads(self) -> tuple[Known, ...] | None:
        """Every thread that is loaded; ``None`` while that is not known."""
        return tuple(self._threads.values()) if self._whole and not self._asked else None

    async def close(self) -> None:
        """Leave, and wait for that."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self) -> None:
        times = 0
        while True:
            before = self._now()
            try:
                await self._follow()
            except (NotOurs, UnfitError) as error:
                self._strange(str(error))
            except (OSError, WebSocketException, ValueError, EOFError, TimeoutError):
                pass  # nobody listens, or not any more: nothing is known
            finally:
                self._forget()
            times = 0 if self._now() - before > AGAIN_S else times + 1
            await asyncio.sleep(REST_S[min(times, len(REST_S)) - 1] if times else REST_S[0])

    def _forget(self) -> None:
        self._threads, self._asked, self._whole = {}, {}, False

    def _strange(self, text: str) -> None:
        self.strange = self.strange or clean_line(text, 200)

    # ------------------------------------------------------------ talking

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(self._worker, open_socket, self._folder, self._name)
        async with unix_connect(
            uri="ws://localhost/", sock=made, compression=None, user_agent_header=None, max_size=MOST_BYTES,
            open_timeout=LIMIT_S, close_timeout=1.0, ping_interval=2 * LIMIT_S, ping_timeout=LIMIT_S,
        ) as link:  # fmt: skip
            client = {"name": CLIENT, "title": None, "version": self._version}
            await self._ask(link, "initialize", clientInfo=client)
            await self._listen(link)

    async def _listen(self, link: ClientConnection) -> None:
        began, count, again = self._now(), 0, self._now() + AGAIN_S
        while True:
            message = await self._next(link)
            now = self._now()
            began, count = (began, count + 1) if now - began < LIMIT_S else (now, 1)
            if count > MOST_MESSAGES:
                raise UnfitError(f"more than {MOST_MESSAGES} messages in {LIMIT_S:g} s")
            if message is not None:
                await self._take(link, message)
            if any(now - at > LIMIT_S for _, _, at in self._asked.values()):
                raise UnfitError("no answer to a question")
            if now >= again:
                again = now + AGAIN_S
                await self._ask(link, "thread/loaded/list")

    async def _next(self, link: ClientConnection) -> str | bytes | None:
        """The next message; ``None`` where there was none for a while."""
        try:
            async with time_limit(LIMIT_S):
                return await link.recv()
        except TimeoutError:
            return None

    async def _ask(self, link: ClientConnection, method: str, thread: str = "", **params: Any) -> None:
        if len(self._asked) >= MOST_OPEN:
            raise UnfitError("too many threads")
        self._number += 1
        self._asked[self._number] = (method, thread, self._now())
        await self._send(link, {"id": self._number, "method": method, "params": params})

    async def _send(self, link: ClientConnection, message: dict[str, Any]) -> None:
        async with time_limit(LIMIT_S):
            await link.send(json.dumps({"jsonrpc": "2.0", **message}))

    # ------------------------------------------------------------ hearing

    async def _take(self, link: ClientConnection, data: str | bytes) -> None:
        try:
            message = parsed(data)
            if "method" not in message:
                await self._answered(link, message)
            elif "id" not in message:
                await self._told(link, message)
        except Misfit as error:
            self._strange(f"{error} is of another shape than expected")

    async def _answered(self, link: ClientConnection, message: Table) -> None:
        number = message.get("id")
        method, thread, at = (
            self._asked.pop(number, ("", "", 0.0)) if isinstance(number, int) else ("", "", 0.0)
        )
        failed = "error" in message
        match method:
            case "initialize" | "thread/loaded/list" if failed:
                raise UnfitError(f"{method} is refused")
            case "initialize":
                await self._send(link, {"method": "initialized"})
                await self._ask(link, "thread/loaded/list")
            case "thread/loaded/list":
                await self._listed(link, message.get("result"))
            case "thread/read" if failed:
                self._threads.pop(thread, None)
            case "thread/read":
                self._read(thread_in(message.get("result")), at)

    async def _listed(self, link: ClientConnection, result: object) -> None:
        try:
            found, cursor = loaded_in(result)
        except Misfit as error:
            raise UnfitError(f"{error} is of another shape than expected") from None
        for one in found:
            await self._ask(link, "thread/read", one, threadId=one, includeTurns=False)
        if cursor and found:
            await self._ask(link, "thread/loaded/list", cursor=cursor)
        self._whole = True

    def _read(self, thread: Thread, asked: float) -> None:
        """What an answer says; a change that was heard since the question is newer."""
        known = self._threads.get(thread.id)
        if known and known.heard and known.at >= asked:
            self._threads[thread.id] = Known(
                replace(thread, status=known.thread.status), known.at, heard=True
            )
        elif known is None or known.thread.status != thread.status:
            self._keep(thread)
        else:
            known.thread = thread

    def _keep(self, thread: Thread) -> None:
        """What is known of a thread from now on."""
        if thread.id not in self._threads and len(self._threads) >= MOST_OPEN:
            raise UnfitError("too many threads")
        self._threads[thread.id] = Known(thread, self._now(), heard=False)

    async def _told(self, link: ClientConnection, message: Table) -> None:
        method, params = message.get("method"), message.get("params")
        if method not in _HEARD:
            return
        if not isinstance(params, dict):
            raise Misfit(str(method))
        if method == "thread/started":
            self._keep(thread_in(params))
            return
        one = id_of(params.get("threadId"))
        known = self._threads.get(one)
        if method == "thread/closed":
            self._threads.pop(one, None)
        elif known is None:
            await self._ask(link, "thread/read", one, threadId=one, includeTurns=False)
        elif method == "thread/name/updated":
            known.thread = replace(known.thread, name=name_in(params))
        else:
            self._changed(known, params)

    def _changed(self, known: Known, params: Table) -> None:
        status: ThreadStatus | None = None
        try:
            status = status_in(params.get("status"))
        finally:  # what it does now is not known where that does not fit
            if status != known.thread.status:
                known.thread = replace(known.thread, status=status)
                known.at, known.heard = self._now(), True


_HEARD = frozenset({"thread/started", "thread/closed", "thread/name/updated", "thread/status/changed"})

"""Which servers do not answer: one client each waits until they do, and nobody else asks meanwhile.

What waits is a plain client. Any number of those may be ended while a server is stopped, and nothing comes of it; a
client that attaches may not (see ``control``), so a server is attached to only once it has answered a plain one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fleetui.engine.protocols.errors import NotAsked
from fleetui.ports.tmux.commands import BUSY, CommandAnswer, SaidNothing, run

GRACE_S = 0.3
"""How long a question waits for a silence to end: a server that just went on is asked, not refused."""

Waiting = asyncio.Task[CommandAnswer]


class SilentServers:
    """Every server this program asks, by socket."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}

    def lasts(self, socket: str) -> bool:
        """True while a server owes the answer to the client that waits for it."""
        waiting = self._waiting.get(socket)
        return waiting is not None and not waiting.done()

    async def check(self, socket: str, doing: str) -> None:
        """Raise ``NotAsked`` while a server does not answer: it is not asked, and nothing was done."""
        if (waiting := self._waiting.get(socket)) is not None:
            await asyncio.wait({waiting}, timeout=GRACE_S)
        if self.lasts(socket):
            raise NotAsked("tmux", doing, f"the server does not answer; {BUSY}")

    def wait(self, socket: str) -> Waiting:
        """The one client that waits for a server, started where there is none. It ends with the silence."""
        task = self._waiting.get(socket)
        if task is None or task.done():
            question = run("-S", socket, "display-message", "-p", "#{pid}", doing="wait for it", limit_s=None)
            task = self._waiting[socket] = asyncio.ensure_future(question)
            task.add_done_callback(self._forgetter(socket))
        return task

    async def ask(
        self, socket: str, *argv: str, doing: str, stdin: bytes | None = None, limit_s: float = 5.0
    ) -> CommandAnswer:
        """``run`` on one server. Raises ``NotAsked`` soon while it is silent; ``SaidNothing`` begins a silence."""
        await self.check(socket, doing)
        try:
            return await run("-S", socket, *argv, doing=doing, stdin=stdin, limit_s=limit_s)
        except SaidNothing:
            self.wait(socket)
            raise

    async def asking(
        self, socket: str, *argv: str, doing: str, stdin: bytes | None = None, limit_s: float = 5.0
    ) -> Waiting:
        """The same, but its client waits on: what is returned has the answer, or will once the silence is over.

        Whoever cancels that ends the client. Raises ``NotAsked`` alone.
        """
        await self.check(socket, doing)
        asked = asyncio.ensure_future(run("-S", socket, *argv, doing=doing, stdin=stdin, limit_s=None))
        try:
            await asyncio.wait({asked}, timeout=limit_s)
        except asyncio.CancelledError:
            asked.cancel()
            await asyncio.wait({asked})
            raise
        if not asked.done():
            self.wait(socket)
        return asked

    async def close(self) -> None:
        """Wait for no server any more."""
        waiting = list(self._waiting.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _forgetter(self, socket: str) -> Callable[[Waiting], None]:
        def forget(task: Waiting) -> None:
            if self._waiting.get(socket) is task:
                del self._waiting[socket]
            if not task.cancelled():
                task.exception()  # who asks next hears of it

        return forget

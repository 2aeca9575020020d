"""A server that speaks as Codex's app-server does, as far as a test tells it to, and keeps what it is sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, unix_serve

NAME = "app-server-control/app-server-control.sock"
IDLE = {"type": "idle"}
WORKS = {"type": "active", "activeFlags": []}
Answer = Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]


def thread(number: int, cwd: str, /, **more: Any) -> dict[str, Any]:
    """A thread's record as 0.171.0 has it, in what counts."""
    known = {
        "id": f"01a22c2b-7bb3-75b3-924d-{number:012d}",
        "status": IDLE,
        "path": f"/codex/rollout-{number}.jsonl",
        "cwd": cwd,
        "name": None,
        "ephemeral": False,
        "threadSource": "user",
    }
    return {**known, **more}


class AppServer:
    """Listens where the daemon of a Codex home does, behind a link."""

    def __init__(self, home: Path, answer: Answer | None = None) -> None:
        self.home = home
        self.threads: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.links: set[ServerConnection] = set()
        self._answer = answer or self.answer
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        control, daemon = self.home / "app-server-control", self.home / "d"
        control.mkdir(mode=0o700, parents=True, exist_ok=True)
        daemon.mkdir(mode=0o700, exist_ok=True)
        (daemon / "s").unlink(missing_ok=True)
        self._server = await unix_serve(self._serve, str(daemon / "s"))
        (daemon / "s").chmod(0o600)
        link = self.home / NAME
        link.unlink(missing_ok=True)
        link.symlink_to(daemon / "s")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, link: ServerConnection) -> None:
        self.links.add(link)
        try:
            async for data in link:
                message = json.loads(data)
                self.heard.append(message)
                await self._answer(link, message)
        finally:
            self.links.discard(link)

    async def answer(self, link: ServerConnection, message: dict[str, Any]) -> None:
        """What Codex answers."""
        match message["method"]:
            case "initialize":
                result: dict[str, Any] = {"userAgent": "codex-tui/0.171.0", "codexHome": str(self.home)}
            case "thread/loaded/list":
                result = {"data": [one["id"] for one in self.threads], "nextCursor": None}
            case "thread/read":
                found = [one for one in self.threads if one["id"] == message["params"]["threadId"]]
                if not found:
                    await link.send(
                        json.dumps({"id": message["id"], "error": {"code": -32600, "message": "x"}})
                    )
                    return
                result = {"thread": found[0]}
            case _:
                return
        await link.send(json.dumps({"id": message["id"], "result": result}))

    async def tell(self, method: str, **params: Any) -> None:
        """Tell everybody something."""
        for link in list(self.links):
            await link.send(json.dumps({"method": method, "params": params}))

    async def say(self, number: int, status: object) -> None:
        """Tell everybody that a thread does something else."""
        self.threads[number]["status"] = status
        await self.tell("thread/status/changed", threadId=self.threads[number]["id"], status=status)

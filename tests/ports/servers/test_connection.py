"""A server is listened to and never asked to do anything; a hostile, slow or lost one says nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from fleetui.ports.servers import connection
from fleetui.ports.servers.connection import Connection
from fleetui.ports.worker import Worker
from tests.ports.servers.app_server import IDLE, NAME, WORKS, AppServer, thread
from tests.support.waiting import until_async


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REST_S", (0.05,))


@asynccontextmanager
async def connected(home: Path, now: Callable[[], float] = time.time) -> AsyncIterator[Connection]:
    made = Connection(str(home), NAME, "0.171.0", Worker("a test"), now)
    try:
        yield made
    finally:
        await made.close()


def status(link: Connection, number: int = 0) -> tuple[str, frozenset[str], bool] | None:
    """What a thread does, and whether that was heard."""
    known = link.threads[number] if link.threads and len(link.threads) > number else None
    what = known.thread.status if known else None
    return (what.status, what.flags, known.heard) if known and what else None


async def test_what_is_loaded_is_known_and_every_change_is_heard(tmp_path: Path) -> None:
    async with AppServer(tmp_path) as server, connected(tmp_path) as link:
        server.threads = [thread(1, "/w"), thread(2, "/w", status=WORKS)]
        await until_async(lambda: link.threads and len(link.threads) == 2)
        assert status(link) == ("idle", frozenset(), False)
        for said, flags in (([], frozenset()), (["waitingOnApproval"], {"waitingOnApproval"})):
            await server.say(0, {"type": "active", "activeFlags": said})
            await until_async(lambda wanted=frozenset(flags): status(link) == ("active", wanted, True))
        await server.say(0, {"type": "systemError"})
        await until_async(lambda: status(link) == ("systemError", frozenset(), True))
        await server.tell("thread/started", thread=thread(3, "/w", name="new"))
        await until_async(lambda: link.threads and len(link.threads) == 3)
        await server.tell("thread/name/updated", threadId=thread(3, "")["id"], threadName="other")
        await until_async(lambda: link.threads and link.threads[2].thread.name == "other")
        await server.tell("thread/closed", threadId=thread(3, "")["id"])
        await until_async(lambda: link.threads and len(link.threads) == 2)
        assert not link.strange


async def test_it_introduces_itself_as_the_agents_own_screen_and_asks_for_nothing_but_what_is_loaded(
    tmp_path: Path,
) -> None:
    async with AppServer(tmp_path) as server, connected(tmp_path) as link:
        server.threads = [thread(1, "/w")]
        await until_async(lambda: link.threads)
        for request in ("item/commandExecution/requestApproval", "item/tool/requestUserInput"):
            for client in list(server.links):
                await client.send(json.dumps({"id": 7, "method": request, "params": {"threadId": "x"}}))
        await server.say(0, WORKS)
        await until_async(lambda: status(link) == ("active", frozenset(), True))
        assert {one["method"] for one in server.heard} == {
            "initialize", "initialized", "thread/loaded/list", "thread/read",
        }  # fmt: skip
        client = server.heard[0]["params"]["clientInfo"]
        assert (client["name"], client["version"]) == ("codex-tui", "0.171.0")
        assert all("result" not in one for one in server.heard)


async def test_a_lost_server_is_silence_and_one_that_is_back_is_asked_again(tmp_path: Path) -> None:
    async with connected(tmp_path) as link:
        async with AppServer(tmp_path) as server:
            server.threads = [thread(1, "/w")]
            await until_async(lambda: status(link))
        await until_async(lambda: link.threads is None)
        async with AppServer(tmp_path) as again:
            again.threads = [thread(1, "/w", status=WORKS)]
            await until_async(lambda: status(link) == ("active", frozenset(), False))
        assert not link.strange


async def test_a_change_that_was_heard_goes_before_an_answer_to_an_earlier_question(tmp_path: Path) -> None:
    async def answer(link: ServerConnection, message: dict[str, Any]) -> None:
        if message["method"] == "thread/read":
            await link.send(json.dumps({"method": "thread/started", "params": {"thread": server.threads[0]}}))
            changed = {"threadId": server.threads[0]["id"], "status": WORKS}
            await link.send(json.dumps({"method": "thread/status/changed", "params": changed}))
        await server.answer(link, message)

    server = AppServer(tmp_path, answer)
    server.threads = [thread(1, "/w")]
    async with server, connected(tmp_path) as link:
        await until_async(lambda: status(link) == ("active", frozenset(), True))


async def test_what_does_not_fit_leaves_that_thread_unknown_and_is_told(tmp_path: Path) -> None:
    async with AppServer(tmp_path) as server, connected(tmp_path) as link:
        server.threads = [thread(1, "/w"), thread(2, "/w")]
        await until_async(lambda: link.threads)
        await server.say(0, {"type": "active", "activeFlags": ["waitingOnSomethingNew"]})
        await until_async(lambda: link.strange)
        assert "status.activeFlags" in link.strange
        assert "SomethingNew" not in link.strange
        assert status(link, 0) is None
        assert status(link, 1) == ("idle", frozenset(), False)
        await server.say(0, IDLE)
        await until_async(lambda: status(link, 0) == ("idle", frozenset(), True))


async def _no_answers(link: ServerConnection, message: dict[str, Any]) -> None:
    await asyncio.sleep(0)


async def _refuses(link: ServerConnection, message: dict[str, Any]) -> None:
    await link.send(json.dumps({"id": message.get("id"), "error": {"code": 1, "message": "no"}}))


async def _endless(link: ServerConnection, message: dict[str, Any]) -> None:
    await link.send('{"id": 1, "result": "' + "x" * (connection.MOST_BYTES + 10) + '"}')


async def _binary(link: ServerConnection, message: dict[str, Any]) -> None:
    await link.send(json.dumps({"id": message.get("id"), "result": {}}).encode())


async def _flood(link: ServerConnection, message: dict[str, Any]) -> None:
    for _ in range(2 * connection.MOST_MESSAGES):
        await link.send('{"method": "x", "params": {}}')


async def _nonsense(link: ServerConnection, message: dict[str, Any]) -> None:
    for text in (
        "[]",
        "{",
        "[" * 5000,
        '{"id": [], "result": {}}',
        '{"method": 7}',
        '{"id": 1, "result": 3}',
    ):
        await link.send(text)


async def _many(link: ServerConnection, message: dict[str, Any]) -> None:
    if message["method"] != "thread/read":
        ids = [thread(number, "/w")["id"] for number in range(150)]
        await link.send(json.dumps({"id": message["id"], "result": {"data": ids, "nextCursor": "more"}}))


@pytest.mark.parametrize("how", [_no_answers, _refuses, _endless, _binary, _flood, _nonsense, _many])
async def test_a_server_that_is_slow_or_hostile_says_nothing_and_holds_nothing_up(
    tmp_path: Path, how: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LIMIT_S", 0.3)
    server = AppServer(tmp_path, how)
    async with server, connected(tmp_path) as link:
        await until_async(lambda: len([one for one in server.heard if one["method"] == "initialize"]) > 1, 20)
        assert link.threads is None


async def test_a_server_that_begins_threads_without_end_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_MESSAGES", 10 * connection.MOST_OPEN)
    async with AppServer(tmp_path) as server, connected(tmp_path) as link:
        await until_async(lambda: link.threads is not None)
        for number in range(connection.MOST_OPEN + 50):
            await server.tell("thread/started", thread=thread(number, "/w"))
            assert len(link._threads) <= connection.MOST_OPEN
        await until_async(lambda: link.strange == "too many threads")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\nhello",
        b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
    ],
    ids=["nothing", "noise", "a page", "another place", "a false key"],
)
async def test_what_is_no_web_socket_is_left_alone(tmp_path: Path, said: bytes) -> None:
    tries = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tries.append(await reader.read(100))
        writer.write(said)
        await writer.drain()
        writer.close()

    async with AppServer(tmp_path):
        pass
    (tmp_path / "d" / "s").unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, tmp_path / "d" / "s")
    (tmp_path / "d" / "s").chmod(0o600)
    async with connected(tmp_path) as link:
        await until_async(lambda: len(tries) > 1, 20)
        assert link.threads is None
    server.close()

"""What is behind a page, with a small program in the dashboard's place: it ends with its page, and the page with it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest
from aiohttp.test_utils import TestServer

from fleetui.web import session
from fleetui.web.server import BrowserServer, Serving
from tests.support.waiting import until_async
from tests.web.conftest import gone

PROGRAM = """
import os, signal, sys
mode = sys.argv[1]
os.write(1, b"__GANGLION__\\n")
def show(text):
    os.write(1, b"D" + len(text).to_bytes(4, "big") + text)
show(f"{os.environ['COLUMNS']}x{os.environ['ROWS']} {os.getpid()} {'TMUX' in os.environ}".encode())
if mode == "hangs":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: signal.pause()
if mode == "floods":
    while True: show(b"x" * 60000)
while head := sys.stdin.buffer.read(5):
    told = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if b'"quit"' in told: break
    show(head[:1] + told)
"""


class Behind:
    """An open page and the program behind it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, first: str) -> None:
        self.socket = socket
        self.size, pid, self.in_tmux = first.split()
        self.process = psutil.Process(int(pid))

    async def says(self, *message: object) -> str:
        """What the program got of a message."""
        await self.socket.send_str(json.dumps(message))
        return (await self.socket.receive_bytes()).decode()


@pytest.fixture
async def server(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[TestServer]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    mode = getattr(request, "param", "listens")
    made = BrowserServer(Serving((sys.executable, "-I", str(program), mode)))
    async with TestServer(await made.application(), host="127.0.0.1") as running:
        running.door = made.door  # type: ignore[attr-defined]
        yield running


async def opened(
    client: aiohttp.ClientSession, server: TestServer, query: str = "width=90&height=30"
) -> Behind:
    base = f"http://127.0.0.1:{server.port}"
    address = f"{base}/{server.door.token}/ws?{query}"  # type: ignore[attr-defined]
    socket = await client.ws_connect(address, headers={"Origin": base})
    return Behind(socket, (await socket.receive_bytes()).decode())


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def test_a_page_says_its_size_its_keys_and_its_focus(
    server: TestServer, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/somewhere,1,2")
    behind = await opened(client, server)
    assert (behind.size, behind.in_tmux) == ("90x30", "False")
    assert await behind.says("stdin", "é") == "Dé"
    assert json.loads((await behind.says("resize", {"width": 5000, "height": 1}))[1:]) == {
        "type": "resize", "width": 1000, "height": 5,
    }  # fmt: skip
    assert json.loads((await behind.says("focus"))[1:]) == {"type": "focus"}
    assert json.loads((await behind.says("blur"))[1:]) == {"type": "blur"}
    await behind.socket.close()
    await until_async(lambda: gone(behind.process))


@pytest.mark.parametrize("nonsense", ["{", "[]", "7", '["resize", {"width": "x"}]', "null", '{"stdin": 1}'])
async def test_a_message_that_is_none_ends_its_own_page_alone(
    server: TestServer, client: aiohttp.ClientSession, nonsense: str
) -> None:
    other, behind = await opened(client, server), await opened(client, server)
    await behind.socket.send_str(nonsense)
    await until_async(lambda: gone(behind.process))
    assert await other.says("stdin", "still here") == "Dstill here"
    await other.socket.close()


@pytest.mark.parametrize("server", ["hangs", "floods"], indirect=True)
async def test_a_program_that_does_not_listen_is_ended_with_its_page(
    server: TestServer, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = await opened(client, server)
    monkeypatch.setattr(session, "END_S", 0.4)  # it limits the start, too
    await behind.socket.close()
    await until_async(lambda: gone(behind.process), 20)


async def test_a_page_whose_program_ended_is_closed(
    server: TestServer, client: aiohttp.ClientSession
) -> None:
    behind = await opened(client, server)
    behind.process.kill()
    message = await asyncio.wait_for(behind.socket.receive(), 20)
    assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)

"""``fleetui serve``: one dashboard per open page, which ends with it; it looks, and acts only where that was asked."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp
import pytest

from fleetui.model.events import StatusChanged
from fleetui.ports.owner_lock import Lock
from tests.support.background import Background
from tests.support.scratch import Scratch
from tests.support.waiting import until_async
from tests.web.conftest import Served, gone

Serve = Callable[..., Served]


class Page:
    """An open page without a browser: what it was sent, and keys. It reads on, or the server takes it for gone."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.text = ""
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            if isinstance(message.data, bytes):
                self.text += message.data.decode(errors="replace")

    async def press(self, keys: str) -> None:
        await self.socket.send_str(json.dumps(["stdin", keys]))

    async def shows(self, text: str, timeout: float = 30) -> None:
        """Wait until a text was sent since the last key."""

        def shown() -> bool:
            assert text in self.text or not self.reading.done(), self.text[-2000:]
            return text in self.text

        await until_async(shown, timeout)


@asynccontextmanager
async def page(served: Served, width: int = 120, height: int = 40) -> AsyncIterator[Page]:
    address = served.url.replace("http://", "ws://") + f"ws?width={width}&height={height}"
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(address, headers={"Origin": f"http://{served.host}"}) as socket,
    ):
        opened = Page(socket)
        yield opened
        opened.reading.cancel()


@contextmanager
def owned(scratch: Scratch) -> Iterator[Background]:
    scratch.configure("cache")
    made = Background(scratch)
    try:
        made.start()
        assert scratch.fleetui("start", "cache").returncode == 0
        yield made
    finally:
        made.close()


@pytest.fixture
def background(scratch: Scratch) -> Iterator[Background]:
    """An engine that owns the fleet of one agent."""
    with owned(scratch) as made:
        yield made


@pytest.fixture(scope="module")
def watched() -> Iterator[Background]:
    """The same for all tests that leave it as it is."""
    scratch = Scratch()
    try:
        with owned(scratch) as made:
            yield made
    finally:
        scratch.close()


async def test_a_page_shows_the_fleet_and_its_keys_change_nothing(serve: Serve, watched: Background) -> None:
    served = serve(of=watched.scratch)
    before = await asyncio.to_thread(watched.records)
    async with page(served) as shown:
        await shown.shows("cache")
        await shown.shows("read-only")
        for key in ("p", "T", "r"):
            shown.text = ""
            await shown.press(key)
            await shown.shows("only shows the fleet")
    after = await asyncio.to_thread(watched.records)
    new = {type(record.event) for record in after[len(before) :]}
    assert new <= {StatusChanged}, new


async def test_attach_opens_the_pane_and_the_session_goes_on(serve: Serve, watched: Background) -> None:
    async with page(serve(of=watched.scratch)) as shown:
        await shown.shows("cache")
        shown.text = ""
        await shown.press("a")
        await shown.shows("no terminal to hand over")
        await shown.shows("evidence")
        shown.text = ""
        await shown.press("\x1b")
        await shown.shows("NEXT FOR YOU")


async def test_every_page_is_a_watcher_of_its_own_and_ends_when_it_is_closed(
    serve: Serve, watched: Background
) -> None:
    served = serve(of=watched.scratch)
    lock = Lock(watched.scratch.paths.lock)
    owner = lock.holder()
    async with page(served) as first:
        await first.shows("cache")
        async with page(served, 80, 24) as second:
            await second.shows("cache")
            one, two = served.pages()
            assert lock.holder() == owner
        await until_async(lambda: gone(one) or gone(two), 20)
        left = served.pages()
        assert len(left) == 1
    await until_async(lambda: gone(left[0]), 20)
    assert served.end() == 0


async def test_who_only_shows_does_not_step_in_when_the_owner_is_gone(
    serve: Serve, background: Background, scratch: Scratch
) -> None:
    async with page(serve()) as shown:
        await shown.shows("cache")
        holder = Lock(scratch.paths.lock).holder()
        assert holder
        os.kill(holder[0], signal.SIGKILL)
        await shown.shows("nobody acts for this fleet")
        assert Lock(scratch.paths.lock).holder() is None


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_no_page_outlives_its_server(serve: Serve, watched: Background, how: signal.Signals) -> None:
    served = serve(of=watched.scratch)
    async with page(served) as shown:
        await shown.shows("cache")
        (behind,) = served.pages()
        served.end(how)
        await until_async(lambda: gone(behind), 20)


async def test_a_page_that_may_write_acts(serve: Serve, background: Background) -> None:
    async with page(serve("--write")) as shown:
        await shown.shows("cache")
        assert "read-only" not in shown.text
        await shown.press("p")
        await until_async(lambda: background.shown("cache").get("seat_state") == "paused", 20)


def test_an_address_that_others_can_reach_is_warned_of(serve: Serve, scratch: Scratch) -> None:
    scratch.configure("cache")
    served = serve("--host", "0.0.0.0", "--write")  # noqa: S104 - what is warned of
    warned = "".join(served.said)
    assert "There is no login" in warned
    assert "ssh -L" in warned
    assert "can act for you" in warned


def test_a_port_that_is_taken_is_one_clean_line(serve: Serve, scratch: Scratch) -> None:
    scratch.configure("cache")
    port = serve().host.split(":")[1]
    done = scratch.fleetui("serve", "--port", port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: 127.0.0.1:{port} cannot be listened on")
    assert len(done.stderr.splitlines()) == 1

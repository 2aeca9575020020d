"""Another web page in the operator's browser reaches loopback, too; it must not reach a dashboard."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from fleetui.web.door import Door
from fleetui.web.page import FONT_SIZES, page
from fleetui.web.server import BrowserServer, Serving

PORT = "8000"
HERE = f"127.0.0.1:{PORT}"


@pytest.fixture
async def server() -> AsyncIterator[tuple[BrowserServer, str]]:
    """A server whose pages would start nothing but ``false``, and its base address."""
    made = BrowserServer(Serving(("false",)))
    async with TestServer(await made.application(), host="127.0.0.1") as running:
        yield made, f"http://127.0.0.1:{running.port}"


@pytest.mark.parametrize(
    "host", [HERE, "localhost:9000", "127.0.0.1", "[::1]:8000", "LOCALHOST", "192.168.1.4:8000"]
)
def test_an_address_is_here_whatever_the_port_of_a_tunnel_is(host: str) -> None:
    assert Door("127.0.0.1").is_here(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "",
        "127.0.0.1@evil.example",
        "localhost; script-src *",
        "[::1",
    ],
)
def test_a_name_that_was_made_to_point_here_is_not_here(host: str) -> None:
    assert not Door("127.0.0.1").is_here(host)


def test_the_name_that_was_given_is_here() -> None:
    assert Door("desk.lan").is_here("desk.lan:8000")
    assert not Door("desk.lan").is_here("other.lan:8000")


def refused(
    door: Door, *, host: str = HERE, origin: str | None = None, path: str, socket: bool = False
) -> int:
    found = door.refusal(host, origin, path, socket=socket)
    return found[0] if found else 0


def test_only_the_page_itself_opens_a_socket() -> None:
    door = Door("127.0.0.1")
    path = f"/{door.token}/ws"
    assert refused(door, path=path, socket=True) == 403
    assert refused(door, path=path, socket=True, origin="http://evil.example") == 403
    assert refused(door, path=path, socket=True, origin="http://127.0.0.1:9999") == 403
    assert refused(door, path=path, socket=True, origin="null") == 403
    assert refused(door, path=path, socket=True, origin=f"http://{HERE}") == 0


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/é/ws", "//", "/{}x/ws"])
async def test_nothing_is_answered_without_the_secret(server: tuple[BrowserServer, str], path: str) -> None:
    made, base = server
    async with aiohttp.ClientSession() as client:
        async with client.get(base + path.format(made.door.token[:-1])) as answer:
            assert answer.status == 404
            assert made.door.token not in await answer.text()
        async with client.get(base + path, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421


async def test_every_start_has_a_secret_of_its_own() -> None:
    assert Door("127.0.0.1").token != Door("127.0.0.1").token
    assert len(Door("127.0.0.1").token) >= 32


async def test_a_socket_from_elsewhere_starts_no_dashboard(server: tuple[BrowserServer, str]) -> None:
    made, base = server
    address = f"{base}/{made.door.token}/ws"
    async with aiohttp.ClientSession() as client:
        for headers in (
            {}, {"Origin": "http://evil.example"}, {"Origin": base, "Host": "evil.example"}, {"Origin": "null"},
        ):  # fmt: skip
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await client.ws_connect(address, headers=headers)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.ws_connect(f"{base}/wrong/ws", headers={"Origin": base})


async def test_the_page_asks_no_other_server_and_may_not_be_framed(server: tuple[BrowserServer, str]) -> None:
    made, base = server
    async with aiohttp.ClientSession() as client, client.get(f"{base}/{made.door.token}/") as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        elsewhere = text.replace(f"ws://{base.removeprefix('http://')}/", "")
        assert "//" not in elsewhere.split("<body>")[0].replace("<!DOCTYPE html>", "")
        for part in ("static/js/textual.js", "static/css/xterm.css", "focus.js"):
            async with client.get(f"{base}/{made.door.token}/{part}") as found:
                assert found.status == 200
                assert found.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_page_without_a_size_or_with_too_many_open_is_refused(
    server: tuple[BrowserServer, str],
) -> None:
    made, base = server
    address, headers = f"{base}/{made.door.token}/ws", {"Origin": base}
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await client.ws_connect(f"{address}?width=wide", headers=headers)
        assert refusal.value.status == 400
        made._open = 8
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await client.ws_connect(address, headers=headers)
        assert refusal.value.status == 503


@pytest.mark.parametrize(
    ("said", "size"), [("", 16), ("20", 20), ("4", FONT_SIZES[0]), ("999", FONT_SIZES[1]), ('"><b>', 16)]
)
def test_a_font_size_is_a_number_within_reason(said: str, size: int) -> None:
    made = page("fleetui", "ws://x/y", said)
    assert f'data-font-size="{size}"' in made
    assert "<b>" not in made

"""The dashboard in a real browser: it draws, takes keys at once, asks no other server, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.background import Background
from tests.support.browser import MISSING, Browser, browser
from tests.support.scratch import Scratch
from tests.support.waiting import until
from tests.web.conftest import Served

pytestmark = [pytest.mark.live, pytest.mark.skipif(bool(MISSING), reason=MISSING or "there is one")]


def drawn(page: Browser) -> bool:
    return bool(page.run("return document.body.classList.contains('-first-byte')"))


def differs(page: Browser, before: bytes, path: Path) -> bool:
    page.picture(path)
    return path.read_bytes() != before


def requested(page: Browser) -> list[str]:
    """Every address that the page asked for."""
    logged = [json.loads(entry["message"])["message"] for entry in page.log("performance")]
    sent = [one["params"]["request"]["url"] for one in logged if one["method"] == "Network.requestWillBeSent"]
    return sent + [one["params"]["url"] for one in logged if one["method"] == "Network.webSocketCreated"]


def test_the_dashboard_in_a_browser(serve: Callable[..., Served], scratch: Scratch, tmp_path: Path) -> None:
    scratch.configure("cache", "search", "billing")
    engine = Background(scratch)
    engine.start()
    try:
        assert scratch.fleetui("start", "cache").returncode == 0
        served = serve()
        with browser() as page:
            page.open(served.url)
            until(lambda: drawn(page), 30)
            until(lambda: len(served.pages()) == 1)
            _keys_arrive_without_a_click(page, tmp_path)
            others = [url for url in requested(page) if url.startswith(("http", "ws"))]
            elsewhere = [url for url in others if f"//{served.host}/" not in url]
            assert not elsewhere
            page.new_tab()
            page.open(served.url)
            until(lambda: drawn(page) and len(served.pages()) == 2, 30)
            page.close_tab()
            until(lambda: len(served.pages()) == 1, 30)
        until(lambda: not served.pages(), 30)
    finally:
        engine.close()


def _keys_arrive_without_a_click(page: Browser, folder: Path) -> None:
    """A key that opens another screen changes the picture, and the way back changes it again."""
    path = folder / "page.png"
    until(lambda: page.run("return document.activeElement.className").startswith("xterm"), 20)
    page.picture(path)
    for key in ("a", "\ue00c", "?"):
        before = path.read_bytes()
        page.press(key)
        until(lambda before=before: differs(page, before, path), 20)
    assert page.run("return document.body.classList.contains('-closed')") is False

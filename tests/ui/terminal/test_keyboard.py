"""Keys are read as Textual reads them, and while none is pressed nothing wakes."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator
from selectors import SelectSelector
from typing import Any

import pytest
import pytest_asyncio
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from fleetui.ui.terminal import keyboard
from fleetui.ui.terminal.keyboard import RestingDriver, resting
from tests.support.waiting import until_async


class Keyboard(RestingDriver):
    """Reads a pipe, and keeps what it read."""

    def __init__(self, app: App[None], source: int) -> None:
        super().__init__(app)
        self.fileno = source
        self.keys: list[str] = []

    def process_message(self, message: Message) -> None:
        """Keep the names of keys."""
        if isinstance(message, Key):
            self.keys.append(message.key)

    def write(self, data: str) -> None:
        """To no terminal."""

    def start(self) -> None:
        """Begin to read, as ``start_application_mode`` does."""
        self._key_thread = threading.Thread(target=self.run_input_thread)
        self._key_thread.start()

    @property
    def reads(self) -> bool:
        """True while its thread runs."""
        return self._key_thread is not None and self._key_thread.is_alive()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """The time limits with which a keyboard waited, the last one first to look at."""
    found: list[float | None] = []
    real = SelectSelector.select

    def select(self: SelectSelector, timeout: float | None = None) -> Any:
        found.append(timeout)
        return real(self, timeout)

    monkeypatch.setattr(SelectSelector, "select", select)
    return found


@pytest_asyncio.fixture
async def typed() -> AsyncIterator[tuple[Keyboard, int]]:
    """A keyboard that reads, and where to type."""
    source, to = os.pipe()
    reader = Keyboard(App(), source)
    reader.start()
    try:
        yield reader, to
    finally:
        reader.disable_input()
        reader.close()
        os.close(source)
        os.close(to)


async def test_a_lone_escape_is_told_from_the_begin_of_a_sequence(typed: tuple[Keyboard, int]) -> None:
    reader, to = typed
    os.write(to, b"a\x1b")
    await until_async(lambda: reader.keys == ["a", "escape"])
    os.write(to, b"\x1b[")
    os.write(to, b"A\xc3")
    await until_async(lambda: reader.keys == ["a", "escape", "up"])
    os.write(to, b"\xa4")
    await until_async(lambda: reader.keys[3:] == ["ä"])


async def test_while_no_key_is_pressed_nothing_wakes(
    waits: list[float | None], typed: tuple[Keyboard, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, to = typed
    await until_async(lambda: waits[-1:] == [None])
    os.write(to, b"x")
    await until_async(lambda: reader.keys == ["x"] and waits[-1] is not None)
    await until_async(lambda: waits[-1] is None)


async def test_it_ends_when_it_is_told_to_while_it_sleeps_and_reads_again_when_it_is_started_again(
    waits: list[float | None], typed: tuple[Keyboard, int]
) -> None:
    reader, to = typed
    await until_async(lambda: waits[-1:] == [None])
    reader.disable_input()
    assert not reader.reads
    reader.start()
    os.write(to, b"b")
    await until_async(lambda: reader.keys == ["b"])
    await until_async(lambda: waits[-1] is None)


async def test_a_terminal_that_is_gone_does_not_keep_it_busy(waits: list[float | None]) -> None:
    source, to = os.pipe()
    reader = Keyboard(App(), source)
    reader.start()
    os.close(to)
    await until_async(lambda: waits[-1:] == [None])
    reader.disable_input()
    reader.close()
    os.close(source)


def test_only_the_driver_of_a_terminal_is_replaced() -> None:
    assert resting(LinuxDriver) is keyboard.RestingDriver
    assert resting(HeadlessDriver) is HeadlessDriver

"""Closing an engine ends what runs beside it, and waits for it; but not for ever."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.scratch import Scratch


async def test_a_loop_is_over_before_the_engine_is_closed(scratch: Scratch) -> None:
    cleaned = asyncio.Event()

    async def watches() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(1.0)  # what it leaves behind takes a while to clear
            cleaned.set()

    async with scratch.engine() as live:
        live.engine.core.spawn_forever(watches, "watches")
        await asyncio.sleep(0)
    assert cleaned.is_set()


async def test_what_does_not_end_does_not_keep_the_engine_from_closing(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("fleetui.engine.core.END_S", 0.2)
    over = asyncio.Event()

    async def stays() -> None:
        while not over.is_set():
            try:
                await over.wait()
            except asyncio.CancelledError:
                continue

    async with scratch.engine() as live:
        task = live.engine.core.spawn(stays(), "what stays")
        await asyncio.sleep(0)
    assert "what stays did not end" in caplog.text
    over.set()
    await task

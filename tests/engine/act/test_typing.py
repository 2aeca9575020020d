"""Typing through to an agent: what is pasted arrives as one paste, or is refused with the reason."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import commands as c
from tests.support.scratch import Scratch


async def test_a_paste_of_several_lines_stands_in_the_composer_and_submits_nothing(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        outcome = await live.do(c.TypeKeys("cache", paste="line one\r\n\tline two\n"))
        assert outcome.text == ""
        await live.until(
            lambda: [p["text"] for p in scratch.got("cache", "paste")] == ["line one\n\tline two"]
        )
        assert scratch.texts("cache") == []


async def test_what_drives_a_terminal_is_left_out_of_a_paste_and_counted(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        outcome = await live.do(c.TypeKeys("cache", paste="safe\x1b[201~\x03 text"))
        assert outcome.text == "2 control characters were left out of the paste"
        await live.until(lambda: [p["text"] for p in scratch.got("cache", "paste")] == ["safe[201~ text"])


async def test_a_paste_that_would_be_several_enters_is_refused(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        world = live.engine.core.world
        told = world.profiles["standin"]
        one_line = replace(told, delivery=replace(told.delivery, multi_line=False))
        live.engine.core.world = replace(world, profiles={**world.profiles, "standin": one_line})
        outcome = await live.engine.do(c.TypeKeys("cache", paste="one\ntwo"))
        assert not outcome.ok
        assert "each line" in outcome.text
        await live.do(c.TypeKeys("cache", paste="one"))
        await live.until(lambda: [p["text"] for p in scratch.got("cache", "paste")] == ["one"])


async def test_a_paste_without_end_is_refused(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        outcome = await live.engine.do(c.TypeKeys("cache", paste="x" * (c.LONGEST_PASTE + 1)))
        assert "too long" in outcome.text

"""Command line verbs that run at the same moment are done one after another; none is refused for it."""

from __future__ import annotations

import asyncio
import json
import sys

from fleetui.ports.owner_lock import Lock
from tests.support.scratch import Scratch
from tests.support.waiting import until_async

TOGETHER = 6


async def _all_at_once(scratch: Scratch) -> list[tuple[int, str]]:
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "fleetui", "queue", "solo", "add", f"step {number}",
            env=scratch.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )
        for number in range(TOGETHER)
    ]  # fmt: skip
    said = [(await process.communicate())[0].decode() for process in started]
    return [(process.returncode or 0, text) for process, text in zip(started, said, strict=True)]


async def test_verbs_at_once_wait_for_each_other_while_nobody_owns(scratch: Scratch) -> None:
    scratch.configure("solo")
    done = await _all_at_once(scratch)
    assert [text for code, text in done if code] == []
    listed = await asyncio.to_thread(scratch.fleetui, "queue", "solo", "list", "--json")
    assert sorted(entry["text"] for entry in json.loads(listed.stdout)) == [
        f"step {n}" for n in range(TOGETHER)
    ]


async def test_what_a_verb_queues_without_an_owner_is_delivered_and_then_nobody_owns(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    started = await asyncio.to_thread(scratch.fleetui, "start", "cache")
    assert started.returncode == 0, started.stderr
    done = await asyncio.to_thread(scratch.fleetui, "queue", "cache", "add", "while nobody looks")
    assert "a process without a screen delivers it" in done.stderr
    await until_async(lambda: scratch.texts("cache") == ["while nobody looks"], 60)
    await until_async(lambda: Lock(scratch.paths.lock).holder() is None, 60)


async def test_verbs_at_once_are_all_done_by_an_owner(scratch: Scratch) -> None:
    scratch.configure("solo")
    async with scratch.engine() as live:
        done = await _all_at_once(scratch)
        assert [text for code, text in done if code] == []
        await live.until(lambda: len(live.queue("solo")) == TOGETHER)

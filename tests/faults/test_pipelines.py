"""A pipeline from the command line, with every dashboard closed: red, repaired, green, and on to the next task."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.pipelines import plays, price
from tests.support.scratch import Scratch, git
from tests.support.waiting import until

GATE = '[[projects.shop.gates]]\nname = "build"\nrun = ["python3", "check.py"]\n'
CHECK = "import shop, sys\nprint('the price is', shop.price())\nsys.exit(shop.price() != 2)\n"


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


def asked(scratch: Scratch, *words: str) -> Any:
    done = scratch.fleetui(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def told(scratch: Scratch, kind: str) -> list[str]:
    return [record["text"] for record in asked(scratch, "journal", "-n", "400") if record["kind"] == kind]


async def test_a_pipeline_goes_red_repairs_goes_green_and_goes_on_with_no_dashboard(scratch: Scratch) -> None:
    scratch.configure("cache", gates=GATE, cache=plays(scratch, price(3), price(2), []))
    async with scratch.engine() as live:
        await live.started("cache")
        worktree = Path(live.agent("cache").seat.worktree)
        (worktree / "check.py").write_text(CHECK)
    first = ("queue", "cache", "add", "set the price", "--gate", "build", "--rounds", "2", "--note", "green")
    assert (await asyncio.to_thread(scratch.fleetui, *first)).returncode == 0
    then = (
        "queue",
        "cache",
        "add",
        "--wait",
        "in 1s",
        "--next-task",
        "agent/cache-2",
        "now on {cache.branch}",
    )
    done = await asyncio.to_thread(scratch.fleetui, *then)
    assert done.returncode == 0, done.stderr
    await asyncio.to_thread(until, lambda: len(scratch.texts("cache")) == 3, 120.0, 0.5)
    texts = scratch.texts("cache")
    assert texts[0] == "set the price"
    assert "the price is 3" in texts[1]
    assert texts[2] == "now on agent/cache-2"
    assert git(worktree, "status", "--porcelain") == ""
    await asyncio.to_thread(until, lambda: not asked(scratch, "queue", "cache", "list"), 60.0, 0.5)
    assert len(told(scratch, "step-round")) == 1
    assert len(told(scratch, "rescue-made")) == 1
    over = told(scratch, "step-done")
    assert len(over) == 4
    assert "gate build, 2 rounds: done on tree" in over[0]
    assert "build passes" in over[0]
    assert "it stands on agent/cache-2, 2 files kept as rescue" in over[3]


async def test_a_wait_keeps_the_process_without_a_screen_alive_until_it_is_over(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.ownership.hands_over = False
    done = await asyncio.to_thread(scratch.fleetui, "queue", "cache", "add", "--wait", "in 6s", "late")
    assert done.returncode == 0, done.stderr
    await asyncio.to_thread(until, lambda: scratch.texts("cache") == ["late"], 90.0, 0.5)
    assert await asyncio.to_thread(told, scratch, "step-done") == ["wait until in 6s: done, 6s passed"]

"""Gates wait in turn for room in one budget; a heavy one runs alone and is not passed for ever."""

from __future__ import annotations

import asyncio

import pytest

from fleetui.engine.act.landing import gate_budget
from fleetui.engine.act.landing.gate_budget import GateBudget


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_light_gates_run_together_and_a_heavy_one_alone_in_its_turn() -> None:
    budget, running, ends = GateBudget(lambda: 2), list[str](), dict[str, asyncio.Event]()

    async def gate(name: str, weight: int) -> None:
        ends[name] = asyncio.Event()
        async with budget.room(weight):
            running.append(name)
            await ends[name].wait()
            running.remove(name)

    tasks = [
        asyncio.create_task(gate(name, weight))
        for name, weight in (("a", 1), ("b", 1), ("heavy", 9), ("c", 1))
    ]
    await settle()
    assert running == ["a", "b"]
    ends["a"].set()
    await settle()
    assert running == ["b"]  # c does not pass the heavy one
    ends["b"].set()
    await settle()
    assert running == ["heavy"]
    ends["heavy"].set()
    await settle()
    assert running == ["c"]
    ends["c"].set()
    await asyncio.gather(*tasks)


async def test_one_that_is_cancelled_while_it_waits_or_runs_leaves_its_room() -> None:
    budget = GateBudget(lambda: 1)

    async def hold() -> None:
        async with budget.room(1):
            await asyncio.Event().wait()

    runs, waits = asyncio.create_task(hold()), asyncio.create_task(hold())
    await settle()
    waits.cancel()
    runs.cancel()
    await settle()
    async with asyncio.timeout(5), budget.room(1):
        pass


async def test_one_waits_beside_another_while_memory_is_short_says_so_and_starts_once_it_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate_budget, "LOOK_AGAIN_S", 0.01)
    short, said, began = ["12 MB are available"], list[str](), asyncio.Event()
    budget = GateBudget(lambda: 8, lambda: short[0])

    async def second() -> None:
        async with budget.room(1, said.append):
            began.set()

    async with budget.room(1):  # nothing else runs: it starts however little there is
        task = asyncio.create_task(second())
        await settle()
        assert "12 MB are available" in said[-1]
        assert not began.is_set()
        short[0] = ""
        async with asyncio.timeout(5):
            await began.wait()
    await task
    assert said[-1] == ""


async def test_with_too_little_memory_gates_still_run_one_after_the_other() -> None:
    budget, most, now = GateBudget(lambda: 8, lambda: "nothing is available"), 0, 0

    async def gate() -> None:
        nonlocal most, now
        async with budget.room(1):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    async with asyncio.timeout(5):
        await asyncio.gather(*(gate() for _ in range(5)))
    assert most == 1

"""Gates wait in turn for room in one budget; a heavy one runs alone and is not passed for ever."""

from __future__ import annotations

import asyncio

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

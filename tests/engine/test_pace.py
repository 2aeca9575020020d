"""Loops that rest wake together, and none of them ever spins or sleeps on."""

from __future__ import annotations

import asyncio

import pytest

from fleetui.engine.pace import BEAT_S, FEW, Allowance, few_at_once, moment, rest


@pytest.mark.parametrize("now", [0.0, 0.01, 0.1249, 0.125, 0.2499, 0.25, 7.31, 81234.567])
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 10.0])
def test_a_rest_ends_on_a_shared_moment_close_to_what_was_asked(now: float, seconds: float) -> None:
    due = moment(now, seconds, BEAT_S)
    assert (due / BEAT_S).is_integer()
    assert due > now
    assert seconds - BEAT_S / 2 - 1e-6 <= due - now <= seconds + BEAT_S + 1e-6


async def test_loops_that_began_at_different_moments_wake_at_the_same() -> None:
    loop = asyncio.get_running_loop()
    wakes: list[float] = []

    async def one(after: float) -> None:
        await asyncio.sleep(after)
        await rest(0.25)
        wakes.append(loop.time())

    start = moment(loop.time(), 0.0, BEAT_S)
    await asyncio.sleep(start - loop.time() + 0.01)
    await asyncio.gather(one(0.0), one(0.03), one(0.06))
    assert max(wakes) - min(wakes) < 0.02


async def test_a_rest_that_is_cancelled_leaves_nothing_behind() -> None:
    task = asyncio.create_task(rest(60.0))
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task})
    assert done.pop().cancelled()


async def test_a_key_comes_between_the_agents_of_a_large_fleet() -> None:
    done: list[object] = []

    async def key() -> None:
        done.append("key")

    async def work() -> None:
        async for agent in few_at_once(range(3 * FEW)):
            done.append(agent)  # noqa: PERF401 - one by one

    working, pressed = asyncio.ensure_future(work()), asyncio.ensure_future(key())
    await asyncio.gather(working, pressed)
    assert done.index("key") == FEW
    assert [one for one in done if one != "key"] == list(range(3 * FEW))


def test_an_allowance_is_spent_by_each_alone_and_grows_with_time() -> None:
    allowed = Allowance(3, 5.0)
    assert [allowed.take("ada", 100.0) for _ in range(5)] == [True, True, True, False, False]
    assert allowed.take("bob", 100.0)
    assert not allowed.take("ada", 50.0)  # a clock that was set back gives nothing
    assert [allowed.take("ada", 56.0) for _ in range(2)] == [True, False]
    assert [allowed.take("ada", 10_000.0) for _ in range(4)] == [True, True, True, False]

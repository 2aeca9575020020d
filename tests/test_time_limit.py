from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from fleetui.time_limit import time_limit, time_limit_at

LONG_S = 3600.0


async def forever() -> None:
    await asyncio.get_running_loop().create_future()


async def test_a_block_that_ends_in_time_is_left_alone() -> None:
    task = asyncio.current_task()
    assert task
    async with time_limit(LONG_S):
        await asyncio.sleep(0)
    assert task.cancelling() == 0


async def test_a_block_that_takes_too_long_is_cut_off_with_a_time_out_error() -> None:
    task = asyncio.current_task()
    assert task
    with pytest.raises(TimeoutError) as told:
        async with time_limit(0.01):
            await forever()
    assert isinstance(told.value.__cause__, asyncio.CancelledError), "where it waited is seen in the error"
    assert task.cancelling() == 0, "the task can be waited in again"
    await asyncio.sleep(0)


async def test_a_moment_that_is_over_cuts_off_at_the_first_wait() -> None:
    for limit in (time_limit(0), time_limit(-1), time_limit_at(asyncio.get_running_loop().time())):
        came = []
        with pytest.raises(TimeoutError):
            async with limit:
                came.append("in")
                await asyncio.sleep(0)
                came.append("through")
        assert came == ["in"]


async def test_a_block_that_waits_for_nothing_passes_a_limit_of_zero() -> None:
    async with time_limit(0):
        done = True
    await asyncio.sleep(0)  # nothing of the limit comes afterwards
    assert done


async def test_no_limit_is_none() -> None:
    async with time_limit(None):
        await asyncio.sleep(0)


async def test_the_inner_limit_ends_the_inner_block_only() -> None:
    async with time_limit(LONG_S):
        with pytest.raises(TimeoutError):
            async with time_limit(0.01):
                await forever()
        await asyncio.sleep(0)


async def test_the_outer_limit_goes_through_the_inner_one() -> None:
    came = []
    with pytest.raises(TimeoutError):
        async with time_limit(0.01):
            try:
                async with time_limit(LONG_S):
                    await forever()
            except TimeoutError:
                came.append("the inner one took it for its own")
    assert not came


async def test_of_two_limits_that_are_over_at_once_the_outer_one_is_told() -> None:
    came = []
    with pytest.raises(TimeoutError):
        async with time_limit(0):
            try:
                async with time_limit(0):
                    await forever()
            except TimeoutError:
                came.append("inner")
    task = asyncio.current_task()
    assert task
    assert (came, task.cancelling()) == ([], 0)


async def test_an_error_of_the_block_comes_out_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        async with time_limit(LONG_S):
            raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        async with time_limit(0):
            try:
                await forever()
            finally:
                raise ZeroDivisionError
    task = asyncio.current_task()
    assert task
    assert task.cancelling() == 0


async def cancelled_once(then: Callable[[], Awaitable[object]], *, taken_back: bool) -> object:
    """What ``then`` gives in a task that was cancelled and went on."""

    async def body() -> object:
        try:
            await forever()
        except asyncio.CancelledError:
            me = asyncio.current_task()
            if taken_back and me:
                me.uncancel()
            return await then()

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    task.cancel()
    return await task


@pytest.mark.parametrize("taken_back", [True, False])
async def test_a_task_that_was_cancelled_before_is_told_of_its_time_out(taken_back: bool) -> None:
    """Cleaning up after a cancellation has limits, too: python/cpython#102780."""

    async def clean_up() -> str:
        try:
            async with time_limit(0.01):
                await forever()
        except TimeoutError:
            return "over"
        return "through"

    assert await cancelled_once(clean_up, taken_back=taken_back) == "over"


async def test_limits_in_a_task_that_was_cancelled_before_nest_as_elsewhere() -> None:
    async def clean_up() -> list[str]:
        came = []
        try:
            async with time_limit(0.05):
                try:
                    async with time_limit(0.01):
                        await forever()
                except TimeoutError:
                    came.append("inner")
                await forever()
        except TimeoutError:
            came.append("outer")
        return came

    assert await cancelled_once(clean_up, taken_back=False) == ["inner", "outer"]


async def test_a_cancellation_from_outside_during_the_limit_goes_on() -> None:
    came: list[str] = []

    async def body() -> None:
        try:
            async with time_limit(LONG_S):
                await forever()
        except TimeoutError:
            came.append("taken for its own")

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not came


@pytest.mark.parametrize("first", ["limit", "outside"])
async def test_a_cancellation_from_outside_wins_over_a_limit_that_is_over_as_well(first: str) -> None:
    came: list[str] = []
    loop = asyncio.get_running_loop()

    async def body() -> None:
        me = asyncio.current_task()
        assert me
        if first == "outside":
            loop.call_soon(me.cancel)
        try:
            async with time_limit(0):
                if first == "limit":
                    loop.call_soon(me.cancel)
                await forever()
        except TimeoutError:
            came.append("the cancellation was lost")

    task = asyncio.create_task(body())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not came
    assert task.cancelling() == 1

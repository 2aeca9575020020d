"""Observation alone, without engine or screen.

``python -m benchmarks.observer SOCKET HZ SECONDS`` observes like the dashboard and says how many frames differed.
``python -m benchmarks.observer SOCKET all CAPTURES`` captures all panes again and again until so many are done.
"""

from __future__ import annotations

import asyncio
import sys

from fleetui.ports.tmux import Tmux


async def watch(socket: str, rate: float, seconds: float) -> int:
    port = Tmux("/nonexistent", "/nonexistent")
    sight = await port.observe(socket, frozenset())
    panes = frozenset(sight.panes or {})
    loop = asyncio.get_running_loop()
    start, changed, tick = loop.time(), 0, 0
    while loop.time() < start + seconds:
        sight = await port.observe(socket, panes)
        changed += len(sight.frames or {})
        tick += 1
        await asyncio.sleep(max(0.0, start + tick / rate - loop.time()))
    await port.disconnect()
    return changed


async def capture(socket: str, captures: int) -> int:
    port = Tmux("/nonexistent", "/nonexistent")
    sight = await port.observe(socket, frozenset())
    panes = frozenset(sight.panes or {})
    done = 0
    while done < captures:
        await port.observe(socket, panes, everything=True)
        done += len(panes)
    await port.disconnect()
    return done


if __name__ == "__main__":
    target, how, amount = sys.argv[1:]
    work = capture(target, int(amount)) if how == "all" else watch(target, float(how), float(amount))
    print(asyncio.run(work))

"""What a dashboard would do, as a process that can be killed: land one branch, restart one agent."""

from __future__ import annotations

import os
from dataclasses import replace

from fleetui.__main__ import make_world
from fleetui.config.load import load
from fleetui.config.paths import find_paths, prepare
from fleetui.engine.engine import Engine
from fleetui.model.commands import RestartAgent
from fleetui.model.train import Proposal
from tests.support.approving import AtATerminal, release_of
from tests.support.approving import land as press_and_land
from tests.support.waiting import until_async


async def started() -> Engine:
    paths = find_paths(environment=os.environ)
    settings = load(paths)
    prepare(paths)
    world = replace(await make_world(paths, settings), terminal=AtATerminal())
    engine = Engine(world, settings, screen=True)
    await engine.start()
    await until_async(lambda: engine.view.ready)
    return engine


async def land(name: str) -> None:
    engine = await started()

    def row():  # type: ignore[no-untyped-def]
        return next((found for found in engine.view.board if found.seat == name and found.may_land), None)

    await until_async(row, 60)
    outcome = await press_and_land(engine, release_of(row()))
    print(outcome)
    await engine.stop()


async def release(*names: str, reverts: str = "") -> None:
    """Release these branches as one train, or take back what one of them landed; then wait for notes and push."""
    engine = await started()
    await until_async(lambda: {row.seat for row in engine.view.board if row.head} >= {*names}, 60)
    await engine.prepare(Proposal("shop", names, reverts))

    def ready():  # type: ignore[no-untyped-def]
        made = engine.view.train
        return made if made and not made.why_not and len(made.rows) == len(names) else None

    made = await until_async(ready, 60)
    print(await press_and_land(engine, release_of(*made.rows)))
    newest = list(engine.core.fleet.landings.values())[-1].id
    await until_async(lambda: engine.core.fleet.landings[newest].push not in ("", "intended"), 60)
    project = engine.core.settings.projects["shop"]
    landed = {one.candidate for one in engine.core.fleet.landings.values() if one.state == "landed"}

    async def all_noted() -> bool:
        return landed <= await engine.core.world.git.noted(project)

    await until_async(all_noted, 60)
    await engine.stop()


async def restart(name: str) -> None:
    engine = await started()
    print(await engine.do(RestartAgent(name)))
    await engine.stop()

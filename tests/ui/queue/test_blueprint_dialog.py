"""One key queues a blueprint: its fields are asked for, and nothing is queued while one is missing."""

from __future__ import annotations

from fleetui.engine.link import AskBlueprints
from fleetui.model.blueprints import blueprint
from fleetui.model.commands import AddEntries
from fleetui.model.steps import GateStep, written
from tests.support.fleets import fleet
from tests.support.screens import running

FIX = blueprint("fix", {"about": "until green", "entries": [{"text": "read {issue}"}, {"gate": "build"}]})


async def test_a_blueprint_is_chosen_its_field_said_and_all_of_it_queued() -> None:
    async with running(fleet(3)) as screen:
        screen.link.answers[AskBlueprints] = (FIX,)
        name = screen.link.view.agents[0].name
        await screen.press("B")
        await screen.until("until green")
        await screen.press("1")
        assert screen.kind == "BlueprintDialog"
        await screen.press("ctrl+s")
        await screen.until("needs issue=")
        assert not [one for one in screen.link.commands if isinstance(one, AddEntries)]
        await screen.press("7")
        await screen.press("ctrl+s")
        assert screen.link.commands == [AddEntries(name, (written("read 7"), written(GateStep("build"))))]
        assert screen.kind == "FleetScreen"

"""What the operator changes while a step is looked at for the last time is what counts."""

from __future__ import annotations

import pytest

from fleetui.engine.act.steps.stepper import Stepper
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.fleet import Seat
from fleetui.model.queue import Entry, EntryState
from fleetui.model.steps import GateStep, RestartStep, Step
from tests.support.pipelines import plan, records, state_of
from tests.support.scratch import Scratch

GREEN = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'


@pytest.mark.parametrize("step", [GateStep("build"), RestartStep()], ids=["gate", "restart"])
@pytest.mark.parametrize("change", ["paused", "deleted"])
async def test_a_step_does_not_begin_whose_seat_is_paused_or_that_is_deleted_meanwhile(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch, step: Step, change: str
) -> None:
    still_rests, changed = Stepper._still_rests, False
    scratch.configure("cache", gates=GREEN)
    async with scratch.engine() as live:

        async def rests_while_the_operator_changes_it(it: Stepper, seat: Seat, entry: Entry) -> bool:
            nonlocal changed
            rests = await still_rests(it, seat, entry)
            if rests and not changed:
                delete = c.DeleteEntry("cache", entry.id)
                await live.do(c.PauseAgent("cache") if change == "paused" else delete)
                changed = True
            return rests

        monkeypatch.setattr(Stepper, "_still_rests", rests_while_the_operator_changes_it)
        await live.started("cache")
        await plan(live, "cache", step, "behind")
        await live.until(lambda: changed and live.engine.stepper._tasks["cache"].done(), 60)
        begun = await records(live, e.StepStarted)
        assert begun == []
        await live.do(c.ResumeAgent("cache"))
        await live.until(lambda: state_of(live, "behind") is EntryState.ACCEPTED, 60)
        begun = await records(live, e.StepStarted)
        assert len(begun) == (change == "paused")

"""A restart as a step: with a handoff, the step and the restart written down at once, so that it is done once."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.act.replace.replacer import CarriedOn, Replacer
from fleetui.engine.act.steps.performing import Overtaken, Performing
from fleetui.model import events as e
from fleetui.model.steps import RestartStep
from fleetui.model.view import FleetView

FRESH = "it has a fresh run"


class RestartPerformer:
    """Performs and settles restart steps."""

    def __init__(self, replacer: Replacer, view: Callable[[], FleetView]) -> None:
        self.replacer = replacer
        self.view = view

    async def perform(self, it: Performing) -> None:
        """Restart it, unless enough of its context is left."""
        step, context = it.entry.step, it.core.sight(it.seat.name).context
        assert isinstance(step, RestartStep)  # noqa: S101 - the table of performers goes by the class
        if step.below and context is not None and context.left_percent >= step.below:
            await it.done(f"not needed: {context.left_percent}% of its context is left")
            return
        agent = self.view().agent(it.seat.name)
        if agent is None:
            return
        begins = e.StepStarted(it.seat.name, it.entry.id, it.work)
        try:
            outcome = await self.replacer.as_step(agent, begins, it.may_begin)
        except CarriedOn:
            raise Overtaken from None
        if outcome.ok:
            await it.done(FRESH)
        else:
            await it.held(outcome.text)

    async def settle(self, it: Performing) -> None:
        """By the run that lives: it has the id of the attempt, or the restart did not come to its end."""
        run = it.core.live_run(it.seat.name)
        if run is not None and run.tag == it.work:
            await it.done(FRESH)
        else:
            await it.held("its restart did not come to its end: see what runs in it")

"""Which performer does which kind of step, and which one finds out what became of it."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.landing.reviews.subjects import Subjects
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.steps import telling
from fleetui.engine.act.steps.gate import GatePerformer
from fleetui.engine.act.steps.next_task import NextTaskPerformer
from fleetui.engine.act.steps.performing import Performer
from fleetui.engine.act.steps.restart import RestartPerformer
from fleetui.engine.act.steps.review import ReviewPerformer
from fleetui.engine.act.steps.stepper import Settle, Stepper
from fleetui.engine.core import Core
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.observe.tasks.watch import TaskWatch
from fleetui.model import steps as s
from fleetui.model.view import FleetView


def make_stepper(
    core: Core,
    facts: SlowFacts,
    board: Board,
    replacer: Replacer,
    watch: TaskWatch,
    view: Callable[[], FleetView],
) -> Stepper:
    """The stepper of one engine."""
    restart = RestartPerformer(replacer, view)
    next_task = NextTaskPerformer(core, facts, replacer.rescuer, watch)
    performers: dict[type[s.Step], Performer] = {
        s.GateStep: GatePerformer(core, board).perform,
        s.WaitStep: telling.wait,
        s.CheckStep: telling.check,
        s.RestartStep: restart.perform,
        s.NextTaskStep: next_task.perform,
        s.NoteStep: telling.note,
        s.ReviewStep: ReviewPerformer(Subjects(core, board)).perform,
    }
    settlers: dict[type[s.Step], Settle] = {
        s.RestartStep: restart.settle,
        s.NextTaskStep: next_task.settle,
    }
    return Stepper(core, performers, settlers)

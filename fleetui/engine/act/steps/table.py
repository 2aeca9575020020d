"""Which performer does which kind of step."""

from __future__ import annotations

from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.steps import telling
from fleetui.engine.act.steps.gate import GatePerformer
from fleetui.engine.act.steps.performing import Performer
from fleetui.engine.act.steps.stepper import Stepper
from fleetui.engine.core import Core
from fleetui.model import steps as s


def make_stepper(core: Core, board: Board) -> Stepper:
    """The stepper of one engine."""
    performers: dict[type[s.Step], Performer] = {
        s.GateStep: GatePerformer(core, board).perform,
        s.WaitStep: telling.wait,
        s.CheckStep: telling.check,
        s.NoteStep: telling.note,
    }
    return Stepper(core, performers, {})

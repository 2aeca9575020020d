"""Pictures of what follow-ups are directed with: the lanes of all queues, a correction before it is taken, what can be
put in, and what a turn reported beside what is in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from fleetui.engine.link import AskCorrection
from fleetui.model.steps import GateStep, WaitStep
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from tests.looks.test_looks import MIDDLE, SMALL, Compare, dashboard, pressing
from tests.support.fleets import FakeLink, Spec, agent, entry, fleet, with_tasks
from tests.ui.agent.test_happened import NOTHING, TURN, undone
from tests.ui.queue.test_correction import FOUND
from tests.ui.queue.test_lanes import step


def lanes() -> FleetView:
    """Queues of which one waits on another, and agents with nothing queued."""
    view = fleet(12)
    first = entry(101, "fix the cache, then say which of the tests under tests/cache were wrong")
    cache = agent(Spec("cache", queue=(first, step(104, GateStep("build")), entry(105, "write down why"))))
    docs = agent(
        Spec("docs", queue=(step(102, WaitStep(f"entry {first.id} done")), entry(103, "describe it")))
    )
    docs = replace(docs, waits="cache took it and is not done")
    others = tuple(one for one in view.agents[:9] if one.name not in ("cache", "docs"))
    return replace(view, agents=(cache, docs, *others))


Look = tuple[FleetView, tuple[str, ...], Mapping[type, Any]]
LOOKS: dict[str, Look] = {
    "the lanes of all queues": (lanes(), ("2",), {}),
    "a correction before it is taken": (fleet(12), ("F", "r"), {AskCorrection: FOUND}),
    "a note before it is sent": (fleet(12), ("F", "w"), {AskCorrection: FOUND}),
    "what can be put in": (with_tasks(fleet(12)), ("f", "h", "ctrl+o"), {}),
    "what was found by a few letters": (with_tasks(fleet(12)), ("f", "h", "ctrl+o", *"con"), {}),
    "reported and in the files": (
        undone(NOTHING, TURN, name="billing"),
        ("slash", *"billing", "enter", "H"),
        {},
    ),
}


def app_of(look: Look) -> FleetApp:
    view, _, answers = look
    app = dashboard(view)
    link = app.shared.link
    assert isinstance(link, FakeLink)
    link.answers.update(answers)
    return app


@pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", LOOKS)
def test_look_of_directing(name: str, size: tuple[int, int], snap_compare: Compare) -> None:
    look = LOOKS[name]
    assert snap_compare(app_of(look), terminal_size=size, run_before=pressing(*look[1]))

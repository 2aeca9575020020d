"""The published file says a new phase at once, and anything else at most once a second."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from fleetui.engine.core import Core
from fleetui.engine.own.publish import Publisher
from fleetui.model.status import Phase
from fleetui.model.view import FleetView
from tests.support import fleets


class Clock:
    """A world whose time stands where it is put, and that keeps what is published."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.written: list[Any] = []
        world = SimpleNamespace(now=lambda: self.time, publish=SimpleNamespace(write=self.written.append))
        quiet = SimpleNamespace(acts=True, ready=True, well=lambda port: None, world=world)
        self.core = cast("Core", quiet)
        self.view = fleets.fleet(3)
        self.publisher = Publisher(self.core, lambda: self.view)

    def publishes(self, view: FleetView) -> bool:
        """Whether a view is written a quarter of a second after the one before."""
        self.time, self.view = self.time + 0.25, view
        before = len(self.written)
        self.publisher.publish()
        return len(self.written) > before


def test_a_new_phase_is_published_at_once_and_other_changes_soon() -> None:
    clock = Clock()
    assert clock.publishes(clock.view)
    first, *others = clock.view.agents
    muted = replace(first, muted=not first.muted)
    assert not clock.publishes(replace(clock.view, agents=(muted, *others)))
    other = Phase.FAILED if first.status.phase is not Phase.FAILED else Phase.IDLE
    changed = replace(first, status=replace(first.status, phase=other))
    assert clock.publishes(replace(clock.view, agents=(changed, *others)))

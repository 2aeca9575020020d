"""The heading over the agents of one project, or of none."""

from __future__ import annotations

from dataclasses import replace

from fleetui.ui.fleet.project_heading import open_heading
from fleetui.ui.shell.shared_state import SharedState
from tests.support.fleets import NOW, fleet
from tests.support.screens import FakeLink
from tests.ui.fleet.test_densities import ScreenSettings


def test_reviewers_stand_under_their_own_heading_and_nobody_elses() -> None:
    view = fleet(2)
    shared = SharedState(FakeLink(view), ScreenSettings(), now=lambda: NOW)
    review = [replace(agent, seat=replace(agent.seat, role="review")) for agent in view.agents]
    assert "reviewers" in open_heading(shared, "", review, "", 80).text
    assert "outside any repository" in open_heading(shared, "", view.agents, "", 80).text
    assert "outside any repository" in open_heading(shared, "", (*review[:1], *view.agents[1:]), "", 80).text

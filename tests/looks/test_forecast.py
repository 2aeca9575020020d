"""Agents whose work runs into each other, as their tiles look."""

from __future__ import annotations

from tests.looks.test_looks import MIDDLE, Compare, dashboard, pressing
from tests.support.fleets import fleet
from tests.support.forecasts import with_forecast


def test_agents_that_run_into_each_other(snap_compare: Compare) -> None:
    assert snap_compare(dashboard(with_forecast(fleet())), terminal_size=MIDDLE, run_before=pressing())

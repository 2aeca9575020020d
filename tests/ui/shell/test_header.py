"""The header keeps its counts, and what stands beside them stays apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from fleetui.model.view import PortHealth
from tests.support.fleets import NOW, fleet
from tests.support.screens import running


@pytest.mark.parametrize("quiet", ["acknowledged", "snoozed", "muted"])
async def test_who_is_quiet_costs_the_header_no_count_and_what_stands_in_it_stays_apart(quiet: str) -> None:
    view = fleet(18)
    first = view.agents[0]
    assert first.attention is not None
    changed = {
        "acknowledged": replace(first, attention=replace(first.attention, acknowledged=True)),
        "snoozed": replace(first, snoozed_until=NOW + 900),
        "muted": replace(first, muted=True),
    }[quiet]
    silent = PortHealth("tmux own", "does not answer", NOW - 10)
    for health in ((), (silent,)):
        async with running(replace(view, agents=(changed, *view.agents[1:]), health=health)) as run:
            header = run.text.splitlines()[0]
        assert all(f" {count}" in header for count in ("●7", "○2", "‖1")), header
        assert not re.search(r"\w (tmux|live|read)", header), header
        assert not re.search(r"(held|confirmed) \S", header), header

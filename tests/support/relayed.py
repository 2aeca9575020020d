"""Runs with a relay, for tests that hold for every run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.identities import PaneRef
from fleetui.ports.tmux import Tmux

EITHER = pytest.mark.parametrize("scratch", [False, True], ids=["plain", "relayed"], indirect=True)
"""For a test of a fleet: its agents have no relay, and then all of them do."""


def relayed_tmux(reports: Path) -> type[Tmux]:
    """A port whose every run has a relay."""

    class Relayed(Tmux):
        async def create(self, spec: WindowSpec) -> PaneRef:
            return await super().create(replace(spec, relay=str(reports)))

    return Relayed

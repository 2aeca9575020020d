"""Runs with a relay, for tests that hold for every run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.identities import PaneRef
from fleetui.ports.tmux import Tmux


def relayed_tmux(reports: Path) -> type[Tmux]:
    """A port whose every run has a relay."""

    class Relayed(Tmux):
        async def create(self, spec: WindowSpec) -> PaneRef:
            return await super().create(replace(spec, relay=str(reports)))

    return Relayed

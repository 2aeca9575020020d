"""What the engine needs to ask a probe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fleetui.model.anchors.probe import Answer, Probe


class ProbePort(Protocol):
    """Runs one probe."""

    async def ask(self, probe: Probe, worktree: str, environment: Mapping[str, str]) -> Answer:
        """Run it in an empty folder, with the worktree's path as ``PROBE_WORKTREE``; its whole process set is gone
        when this returns or is cancelled. Never raises for one that fails: that is an answer."""
        ...

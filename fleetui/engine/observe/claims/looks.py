"""Claims about files that conditions wait for: read again and again while somebody asks."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.engine.core import Core
from fleetui.engine.observe.claims.probes import probes_in
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model.anchors.finding import Verdict
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.probe import Answer
from fleetui.model.anchors.text.explicit import MARK
from fleetui.model.condition_parts import Judged, Truth

LOOK_S = 1.0


class ClaimLooks:
    """Reads what ``Core.wanted`` was asked for."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            await self.look()
            await rest(LOOK_S)

    async def look(self) -> None:
        """Look once at everything that is asked for; what cannot be read is not known."""
        now = self.core.world.now
        for worktree, claim in self.core.wanted.claims(now()):
            began = now()
            try:
                judged = await self._judged(worktree, claim)
            except PortError as error:
                judged = Judged(Truth.UNKNOWN, f"{claim}: {error.detail}")
            self.core.wanted.found((worktree, claim), judged, began)

    def _answers(self, worktree: str, text: str) -> Mapping[str, Answer]:
        """What its probes said in the last seconds: a slow one holds no other claim up."""
        seat = next((one for one in self.core.seats() if one.worktree == worktree), None)
        if seat is None:
            return {}
        return self.core.probes.latest(probes_in(self.core.project(seat), text), worktree)

    async def _judged(self, worktree: str, claim: str) -> Judged:
        text = f"{MARK} {claim}"
        found = await self.core.world.anchors.check(
            worktree, text, "", Policy(), self._answers(worktree, text)
        )
        one = next((one for one in found if one.claim.explicit), None)
        if one is None:
            return Judged(Truth.UNKNOWN, f"{claim}: is no claim")
        if one.now.right:
            return Judged(Truth.MET, claim)
        unknown = one.now.verdict is Verdict.UNCHECKED
        return Judged(
            Truth.UNKNOWN if unknown else Truth.NOT_YET, f"{claim}: {one.now.detail or one.now.verdict}"
        )

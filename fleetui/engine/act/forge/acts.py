"""What the operator's keys have done with pull requests: one row for each kind."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.act.forge.rerunning import Rerunning, seen_again
from fleetui.engine.core import Core
from fleetui.model.commands import Outcome
from fleetui.model.forge.pull_acts import RERUN, PullWish


class ForgeActs:
    """Performs each at most once."""

    def __init__(self, core: Core) -> None:
        self.once = Once(core, {RERUN: partial(seen_again, core)})
        self._rerunning = Rerunning(core, self.once)

    async def perform(self, wish: PullWish) -> Outcome:
        """Do it. Raises ``Refused`` and ``PortError``."""
        return await self._rerunning.rerun(wish)

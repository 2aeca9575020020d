"""Forecasts are kept fresh: agents at work are looked at often, others once something of theirs moved.

A look starts git in the agent's worktree, so what all looks may take together is bounded: a fleet that was quiet is
looked at once, and one in which all move at once waits a little longer for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from fleetui.engine.core import Core
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import NotYet, PortError
from fleetui.model.fleet import Project, Seat
from fleetui.model.forecast import Forecast
from fleetui.model.view import GitFacts

PASS_S = 0.75
MOVING_S = 1.0
"""How soon an agent that prints is looked at again."""
SILENT_S = 60.0
"""The same for one that does not: only other hands could change its files, and most of what they do shows by itself."""
AFTER_TROUBLE_S = 15.0
SHARE = 0.03
"""What looks may take of a core, in the long run."""
AT_ONCE_S = 1.5
"""What they may take at once after a rest."""


class Forecasts:
    """Asks for the forecast of every project with at least two worktrees."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._looked: dict[str, float] = {}
        self._facts: dict[str, GitFacts | None] = {}
        self._asked: dict[str, object] = {}
        self._rest_until: dict[str, float] = {}
        self._credit = AT_ONCE_S
        self._credit_at = core.world.now()

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            if self._may():
                await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Look at all that moved, as far as is known."""
        by_project: dict[str, list[Seat]] = defaultdict(list)
        for seat in self.core.seats():
            if seat.worktree:
                by_project[seat.project].append(seat)
        for name, project in list(self.core.settings.projects.items()):
            seats = by_project[name]
            if project.path and len(seats) > 1:
                await self._look_at(project, seats)
            elif self.core.forecasts.pop(name, None):
                self.core.touch()

    async def _look_at(self, project: Project, seats: list[Seat]) -> None:
        now = self.core.world.now()
        trees = {seat.name: seat.worktree for seat in seats}
        asked = (self.core.bases.get(project.name), trees)
        due = {seat.name for seat in seats if self._is_due(seat, now)}
        if now < self._rest_until.get(project.name, 0.0) or (
            not due and self._asked.get(project.name) == asked
        ):
            return
        for name in due:
            self._looked[name], self._facts[name] = now, self.core.sight(name).git
        try:
            found = await self.core.world.git.forecast(project, trees, due)
        except NotYet:
            return  # the line of its project says how far it is
        except PortError as error:
            self._credit -= self.core.world.now() - now
            self._failed(project, error)
            return
        self._credit -= found.cost_s
        self._asked[project.name] = asked
        for work in found.works.values():
            if work.unstable:
                self._looked.pop(work.agent, None)
        self.core.well(_port(project))
        self._ask_where_git_facts_are_old(project, found, due)
        if self.core.forecasts.get(project.name) != found:
            self.core.forecasts[project.name] = found
            self.core.touch()

    def _ask_where_git_facts_are_old(self, project: Project, found: Forecast, due: Collection[str]) -> None:
        """Uncommitted files that were found here first: the board must not go on saying that there are none."""
        before = self.core.forecasts.get(project.name)
        for name in due:
            work, facts = found.works.get(name), self.core.sight(name).git
            moved = before is None or before.works.get(name) != work
            if moved and facts and not (work and work.why) and facts.dirty != (work.dirty if work else 0):
                self.core.wanted.look_again(name, self.core.world.now())

    def _failed(self, project: Project, error: PortError) -> None:
        """What was found before may be wrong by now: nothing is known until a look succeeds."""
        self.core.trouble(_port(project), f"{error.doing}: {error.detail}")
        self.core.forecasts.pop(project.name, None)
        self._asked.pop(project.name, None)
        self._rest_until[project.name] = self.core.world.now() + AFTER_TROUBLE_S
        self.core.touch()

    def _is_due(self, seat: Seat, now: float) -> bool:
        looked, seen = self._looked.get(seat.name), self.core.sight(seat.name)
        if looked is None or self._facts.get(seat.name) != seen.git:
            return True
        moving = (seen.last_output or 0.0) >= looked - MOVING_S or seat.name in self.core.held
        return now - looked >= (MOVING_S if moving else SILENT_S)

    def _may(self) -> bool:
        """Whether looks took no more than their share so far."""
        now = self.core.world.now()
        self._credit = min(AT_ONCE_S, self._credit + SHARE * (now - self._credit_at))
        self._credit_at = now
        return self._credit > 0


def _port(project: Project) -> str:
    return f"forecast {project.name}"

"""Targets are watched: a move that no landing made is journalled, said, and what it left behind is kept.

The journal knows where each target stood last, so a move while no fleetui ran is found, too. Forward moves, such as the
operator's own pull, are said for a moment; what takes commits away calls until they are back, something was landed on
the new commit, or an hour passed.
"""

from __future__ import annotations

from fleetui.engine.core import STUMBLE_S, Core
from fleetui.model import events as e
from fleetui.model.fleet import Project, Target
from fleetui.model.train import trains

ALARM_S = 3600.0
"""How long a lost commit is said."""


class Targets:
    """Tells moves of the targets from landings."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def see(self, project: Project, now: str) -> None:
        """Compare the target's commit, empty when its branch is gone, with the journal's; the owner journals a move."""
        core = self.core
        known = core.fleet.targets.get(project.name)
        if known and known.target != project.base:
            known = None
        if core.acts and not core.ledger.read_only and now != (known.commit if known else ""):
            await self._moved(project, known, now)
        self._say(project)

    async def _moved(self, project: Project, known: Target | None, now: str) -> None:
        core = self.core
        old = known.commit if known else ""
        move = await core.world.git.moved(project, old, now, self._heads(project))
        how = "landed" if self._is_landing(project, old, now) else move.how
        if (
            known
            and known.lost
            and how == "forward"
            and await core.world.git.contains(project, now, known.lost)
        ):
            how = "returned"
        await core.ledger.append(
            e.TargetMoved(project.name, project.base, old, now, how, move.by, move.brings)
        )
        if how in ("forward", "returned"):
            core.trouble_for(STUMBLE_S, _port(project), _forward(project, core.fleet.targets[project.name]))

    def _heads(self, project: Project) -> dict[str, str]:
        """What each agent's branch has that the target had not."""
        seen = {
            seat.name: self.core.sight(seat.name).git
            for seat in self.core.seats()
            if seat.project == project.name
        }
        return {name: git.head for name, git in seen.items() if git and git.head and git.ahead}

    def _is_landing(self, project: Project, old: str, now: str) -> bool:
        kept = [one for one in self.core.fleet.landings.values() if one.state != "refused"]
        return any(
            (train.project, train.target, train.base, train.candidate)
            == (project.name, project.base, old, now)
            for train in trains(kept)
        )

    def _say(self, project: Project) -> None:
        said = alarm(self.core, project)
        known = self.core.health.get(_port(project))
        if said:
            self.core.trouble(_port(project), said, severe=True)
        elif known and known.severe:
            self.core.well(_port(project))


def alarm(core: Core, project: Project) -> str:
    """What is said of a target that lost commits; empty when it did not, or that is long ago."""
    known = core.fleet.targets.get(project.name)
    if (
        known is None
        or not known.lost
        or known.target != project.base
        or core.world.now() - known.at > ALARM_S
    ):
        return ""
    went = f"{known.target} was deleted" if known.how == "gone" else f"{known.target} moved {known.how}"
    to = f" to {known.commit[:9]}" if known.commit else ""
    by = f" ({known.by})" if known.by else ""
    return f"{went} by other hands{by}, from {known.lost[:9]}{to}: look before you approve; {known.lost[:9]} is kept"


def _forward(project: Project, known: Target) -> str:
    with_work = f" with the work of {', '.join(known.brings)}" if known.brings else ""
    by = f" ({known.by})" if known.by else ""
    return f"{project.base} moved forward to {known.commit[:9]}{with_work}, not by a landing{by}"


def _port(project: Project) -> str:
    return f"target {project.name}"

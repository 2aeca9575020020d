"""What failed on a pull request begins again, by a key."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.red_checks import newest
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import RERUN, PullAct, RerunChecks
from fleetui.model.forge.wishes.red_checks import red, runs_of


class Rerunning:
    """Runs of workflows whose jobs failed on exactly the commit that was seen."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def rerun(self, want: RerunChecks) -> Outcome:
        """Each of them, once. Raises ``Refused`` and ``PortError``."""
        project = self._once.project(want.project)
        repository, pull = await newest(self.core, project, want.number)
        if pull.head != want.head:
            raise Refused(f"#{want.number} is at {pull.head[:9]} by now: its checks are other ones")
        failed = red(pull)
        runs = runs_of(failed, repository)
        if not runs:
            what = "what is red did not run as a job of this repository" if failed else "nothing is red"
            raise Refused(f"nothing of #{want.number} can be run again here: {what}")
        outcomes = [await self._one(project, want, repository, run) for run in runs]
        if bad := next((one for one in outcomes if not one.ok), None):
            return bad
        told = [one.text for one in outcomes]
        return Outcome(ok=True, text=f"what failed in #{want.number} begins again: {', '.join(told)}")

    async def _one(self, project: Project, want: RerunChecks, repository: Repository, run: int) -> Outcome:
        before = await self.core.world.forge.attempt(repository, run)
        if before.head != want.head:
            raise Refused(f"run {run} is of {before.head[:9]}")
        if not before.done:
            raise Refused(f"run {run} of #{want.number} goes on: what failed can be run again once it ended")
        do = partial(self._do, run=run)
        return await self._once.do(project, want.number, RERUN, str(run), str(before.number), do)

    async def _do(self, repository: Repository, run: int) -> str:
        await self.core.world.forge.rerun(repository, run)
        return f"run {run}"


async def seen_again(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Whether a run was begun once more than before."""
    now = await core.world.forge.attempt(repository, int(act.about))
    return f"run {act.about}" if now.number > int(act.before) else None

"""An issue is assigned and labelled as its project is configured, by a key."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.model.commands import Outcome
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import ASSIGN, LABEL, AssignIssue, PullAct

ME = "@me"


class Assigning:
    """Adds the configured person and label; takes nothing away."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def assign(self, want: AssignIssue) -> Outcome:
        """Each, once. Raises ``Refused`` and ``PortError``."""
        project = self._once.project(want.project)
        rules = project.forge
        asked = {ASSIGN: rules.assign, LABEL: rules.label} if rules else {}
        if not any(asked.values()):
            raise Refused(
                f'say whom or how: assign = "@me", label = "..." in [projects.{project.name}.github]'
            )
        said = []
        for kind, name in asked.items():
            if name:
                do = partial(self._do, number=want.number, kind=kind, name=name)
                made = await self._once.do(project, want.number, kind, f"{want.number} {name}", "", do)
                if not made.ok:
                    return made
                said.append(made.text)
        return Outcome(ok=True, text=f"#{want.number} {', '.join(said)}")

    async def _do(self, repository: Repository, number: int, kind: str, name: str) -> str:
        forge = self.core.world.forge
        if kind == LABEL:
            await forge.label(repository, number, name)
        else:
            login = await forge.login(repository.host) if name == ME else name
            await forge.assign(repository, number, login)
        return _said(kind, name)


async def seen_on_issue(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Whether the issue has what was added."""
    name = act.about.partition(" ")[2]
    forge = core.world.forge
    login = await forge.login(repository.host) if (act.kind, name) == (ASSIGN, ME) else name
    issue = (await forge.issue(repository, act.number)).issue
    there = issue.labels if act.kind == LABEL else issue.assignees
    return _said(act.kind, name) if login.lower() in (one.lower() for one in there) else None


def _said(kind: str, name: str) -> str:
    if kind == LABEL:
        return f"labelled {name}"
    return f"assigned to {'you' if name == ME else name}"

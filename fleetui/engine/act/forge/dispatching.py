"""A follow-up is posted as a comment of the issue that its agent works on, and the agent is told to read it there."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.model import events as e
from fleetui.model.clean import clean_prompt
from fleetui.model.commands import Outcome
from fleetui.model.forge.acts import LONGEST, same_text
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import DISPATCH, DispatchComment, PullAct

_EARLIER_S = 120.0
"""How far the forge's clock may be behind this machine's."""


class Dispatching:
    """Posts each once; its agent is told where it stands, also where that was found later."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def dispatch(self, want: DispatchComment) -> Outcome:
        """Post it, and queue its address. Raises ``Refused`` and ``PortError``; nothing is queued then."""
        seat = self.core.seat(want.name)
        project = self._once.project(want.project)
        if seat.project != project.name:
            raise Refused(f"{seat.name} works in {seat.project}, not in {project.name}")
        template = project.forge.dispatch if project.forge else ""
        if not template:
            raise Refused(f'say how: dispatch = "{{text}}" in [projects.{project.name}.github]')
        text = template.replace("{text}", clean_prompt(want.text)[0].strip())
        if len(text) > LONGEST:
            raise Refused(f"{len(text)} characters are too many for one comment: at most {LONGEST}")
        do = partial(self._do, number=want.number, text=text)
        about = f"{want.number} {text}"
        made = await self._once.do(project, want.number, DISPATCH, about, seat.name, do)
        if not made.ok:
            return Outcome(ok=False, text=f"{made.text}; {seat.name} is told once it is found")
        return Outcome(ok=True, text=f"posted on #{want.number}, and queued for {seat.name}: {made.text}")

    async def _do(self, repository: Repository, number: int, text: str) -> str:
        issue = await self.core.world.forge.issue(repository, number)
        return await self.core.world.forge.comment(repository, issue.id, text)


def told_of(core: Core, act: PullAct, where: str) -> tuple[e.Event, ...]:
    """Its agent is told where the comment stands, if there still is one of that name."""
    if act.before not in core.fleet.seats:
        return ()
    told = f"Read {where} and do what it says: it is what I ask of you next."
    return (e.EntryAdded(act.before, core.world.mint(), told, literal=True),)


async def seen_comment(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Where the operator's comment of these words stands, if it came since."""
    text, login = act.about.partition(" ")[2], await core.world.forge.login(repository.host)
    said = await core.world.forge.issue(repository, act.number)
    found = [
        one.url
        for one in said.comments
        if one.author == login and one.at >= act.at - _EARLIER_S and same_text(one.text, text)
    ]
    return found[-1] if found else None

"""The base comes into the branch of a pull request at the forge, by a key: before it is reviewed, not after."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.red_checks import newest
from fleetui.model.commands import Outcome
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import UPDATE, PullAct, UpdatePull


class Updating:
    """Asks for it once, for exactly the commit that was seen."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def update(self, want: UpdatePull) -> Outcome:
        """Do it. Raises ``Refused`` and ``PortError``."""
        project = self._once.project(want.project)
        _, pull = await newest(self.core, project, want.number, checked=False)
        if pull.head != want.head:
            raise Refused(f"#{want.number} is at {pull.head[:9]} by now: look at it first")
        if pull.of_fork:
            raise Refused(f"#{want.number} comes from a fork: its branch is not yours to move")
        do = partial(self._do, number=want.number, head=want.head, base=pull.base)
        about = f"#{want.number} {pull.base}"
        return await self._once.do(project, want.number, UPDATE, about, want.head, do)

    async def _do(self, repository: Repository, *, number: int, head: str, base: str) -> str:
        """The forge takes it and does it a moment later: what it shows is said."""
        forge = self.core.world.forge
        await forge.update(repository, number, head)
        now = (await forge.pull(repository, number, base)).pull.head
        return _updated(number, now) if now != head else f"#{number} gets {base}: the forge is at it"


def _updated(number: int, head: str) -> str:
    return f"#{number} has its base now, at {head[:9]}"


async def seen_updated(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Whether the branch moved on."""
    _, _, base = act.about.partition(" ")
    head = (await core.world.forge.pull(repository, act.number, base)).pull.head
    return _updated(act.number, head) if head != act.before else None

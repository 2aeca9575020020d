"""What is done with the operator's login: written down before, done at most once, looked up where it is in doubt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.repositories import written_repository
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import PullAct

DOUBT_S = 90.0
"""How long after it was asked for the forge may still come to show it."""
PASS_S = 5.0
FAILED_S = 60.0
Do = Callable[[Repository], Awaitable[str]]
"""Does it; where it stands then, or empty. Raises ``PortError``."""
Seen = Callable[[Repository, PullAct], Awaitable[str | None]]
"""What the forge shows of it; ``None`` where it shows nothing. Raises ``PortError``."""
Then = Callable[[PullAct, str], tuple[e.Event, ...]]
"""What else is so once it was done, by where it stands: written down in the same step."""


class Once:
    """Does one thing at a time to each pull request, and settles what was cut short."""

    def __init__(self, core: Core, seen: Mapping[str, Seen], then: Mapping[str, Then] | None = None) -> None:
        """``seen``: by kind of act, how the forge shows that it was done; ``then``: what follows from that."""
        self.core = core
        self._seen = seen
        self._then = then or {}
        self._under_way: set[str] = set()
        self._later = 0.0
        """Until when nothing is looked up: a forge failed."""

    def project(self, name: str) -> Project:
        """One that may be acted for. Raises ``Refused``."""
        if not self.core.acts:
            raise Refused("this dashboard watches: only the owner's screen acts on the forge (T takes over)")
        found = self.core.settings.projects.get(name)
        if found is None or found.forge is None:
            raise Refused(f"{name} has no forge: add [projects.{name}.github]")
        return found

    async def repository(self, project: Project) -> Repository:
        """Where something is done for a project: as written. Raises ``PortError``."""
        return await written_repository(self.core, project)

    async def do(self, project: Project, number: int, kind: str, about: str, before: str, do: Do) -> Outcome:
        """Do it. Raises ``Refused`` where the last one is in doubt, ``PortError`` where the forge refused."""
        core = self.core
        repository = await written_repository(core, project)
        if any(
            (one.project, one.kind, one.about) == (project.name, kind, about)
            for one in core.fleet.pull_acts.values()
        ):
            raise Refused("whether the forge did the last one is not known yet; it is looked up")
        act = core.world.mint()
        self._under_way.add(act)
        try:
            await core.ledger.append(e.PullActIntended(act, project.name, number, kind, about, before))
            core.world.fault(f"{kind}.intended")
            return await self._perform(repository, core.fleet.pull_acts[act], do)
        finally:
            self._under_way.discard(act)

    async def _perform(self, repository: Repository, act: PullAct, do: Do) -> Outcome:
        try:
            where = await do(repository)
        except Unanswered as error:
            return await self._in_doubt(repository, act, error)
        except PortError as error:
            await self._end(act, "refused", clean_line(error.detail, 300))
            raise
        self.core.world.fault(f"{act.kind}.done")
        await self._end(act, "done", where=where)
        return Outcome(ok=True, text=where, value=where)

    async def _in_doubt(self, repository: Repository, act: PullAct, error: Unanswered) -> Outcome:
        """It did not answer: what it shows decides, and nothing is asked for twice."""
        try:
            where = await self._seen[act.kind](repository, act)
        except PortError:
            where = None
        if where is not None:
            await self._end(act, "done", "it did not answer, and has it", where)
            return Outcome(ok=True, text=f"{where}; the forge did not answer, and has it", value=where)
        said = f"not known whether it was done ({error.detail}): it is looked up, and not repeated"
        return Outcome(ok=False, text=said)

    async def run(self) -> None:
        """Look up for ever what is in doubt."""
        while True:
            core = self.core
            if core.acts and not core.ledger.read_only and core.world.now() >= self._later:
                await self.settle()
            await rest(PASS_S)

    async def settle(self) -> None:
        """What is in doubt is done if the forge shows it, and unknown once it had the time."""
        for act in list(self.core.fleet.pull_acts.values()):
            project = self.core.settings.projects.get(act.project)
            if act.id in self._under_way:
                continue
            if project is None or act.kind not in self._seen:
                await self._end(act, "unknown", "its project has no forge any more")
                continue
            try:
                where = await self._seen[act.kind](await written_repository(self.core, project), act)
            except PortError as error:  # asked again, as long as it takes
                wait = self.core.world.now() + FAILED_S
                self._later = error.until if isinstance(error, Limited) else wait
                return
            if where is not None:
                await self._end(act, "done", "seen later", where)
            elif self.core.world.now() >= act.at + DOUBT_S:
                await self._end(
                    act, "unknown", "the forge does not show it: do it again if it is still wanted"
                )

    async def _end(self, act: PullAct, state: str, detail: str = "", where: str = "") -> None:
        if act.id not in self.core.fleet.pull_acts:
            return  # it came to its end while the forge was asked what it shows
        then = self._then.get(act.kind)
        more = then(act, where) if then and state == "done" else ()
        await self.core.ledger.append(
            e.PullActEnded(act.id, act.project, act.number, act.kind, state, detail, where), *more
        )

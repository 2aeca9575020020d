"""Pull requests that no agent made: fetched on the operator's key, built on their base, and gated as any branch.

Nothing of one runs by itself: its code is somebody else's, so each run of the gates on it is the operator's own key.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.act.forge.merging import address_of
from fleetui.engine.act.landing.board import REMEMBERED, Board
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.fetched_pulls import fetched_pulls, open_pull
from fleetui.engine.observe.forge.repositories import written_repository
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.wishes.fetched import FetchedPull, FetchPull


class Fetching:
    """Fetches them, keeps their candidates true to head and base, and runs gates on these when asked."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self._board = board
        self._asked: set[str] = set()
        """Those whose gates run, or wait for their turn."""

    async def perform(self, wish: FetchPull) -> Outcome:
        """Fetch it, or run the gates on what it would land. Raises ``Refused`` and ``PortError``."""
        project, pull = self._open(wish)
        if wish.gates:
            return await self._gates(project, pull)
        return await self._fetch(project, pull)

    def _open(self, wish: FetchPull) -> tuple[Project, Pull]:
        """What is meant, if it is still what was seen. Raises ``Refused``."""
        core = self.core
        if not core.acts:
            raise Refused("this dashboard watches: only the owner's screen does that (T takes over)")
        project = core.settings.projects.get(wish.project)
        if project is None or project.forge is None or not project.forge.merges:
            raise Refused(f"nothing of {wish.project} is merged there: add merges = true to its github table")
        pull = open_pull(core, wish.project, wish.number)
        if pull is None:
            raise Refused(f"#{wish.number} of {wish.project} is not known to be open")
        if pull.head != wish.head:
            raise Refused(f"#{wish.number} moved to {pull.head[:9]} since you looked; look again")
        if pull.base != project.base:
            raise Refused(f"#{wish.number} goes to {pull.base}, and {project.name} releases {project.base}")
        return project, pull

    async def _fetch(self, project: Project, pull: Pull) -> Outcome:
        core = self.core
        repository = await written_repository(core, project)
        await core.world.git.fetch_pull(project, address_of(repository), pull.number, pull.head)
        about = (project.name, pull.number, pull.head, pull.branch, pull.author)
        await core.ledger.append(e.PullFetched(*about, pull.of_fork, core.world.operator))
        await self.look()
        return Outcome(ok=True, text=f"#{pull.number} is here at {pull.head[:9]}; no gate ran on it yet")

    async def _gates(self, project: Project, pull: Pull) -> Outcome:
        await self.look()
        known = {one.name: one for one, _ in fetched_pulls(self.core)}
        one = next((found for found in known.values() if found.number == pull.number
                    and found.project == project.name), None)  # fmt: skip
        made = self.core.candidates.get(one.name) if one else None
        if one is None or made is None or not made.commit:
            why = made.error or "it conflicts" if made else "fetch it first"
            raise Refused(f"#{pull.number} has no candidate: {why}")
        if not project.gates:
            raise Refused(f"{project.name} has no gate")
        if one.name in self._asked:
            raise Refused(f"the gates of #{pull.number} run already")
        self._asked.add(one.name)
        self._board.spawn(self._run(one, made.commit), f"gates of {one.name}")
        return Outcome(ok=True, text=f"your gates run on #{pull.number}", value=made.commit)

    async def _run(self, one: FetchedPull, commit: str) -> None:
        """On exactly the commit that was asked for: what moved meanwhile waits for another key."""
        core = self.core
        try:
            async with core.lock(f"project:{one.project}"):
                project, made = core.settings.projects.get(one.project), core.candidates.get(one.name)
                if project is None or made is None or made.commit != commit:
                    return
                with core.watching(f"gates {project.name}"):
                    await self._board.run_on(one.name, project, made, project.gates)
        finally:
            self._asked.discard(one.name)

    async def look(self) -> None:
        """Keep every candidate true to its head and base; those that are not open there any more have none."""
        found = fetched_pulls(self.core)
        names = {one.name for one, _ in found}
        for name in [name for name, made in self.core.candidates.items() if made.pull and name not in names]:
            del self.core.candidates[name]
            self.core.touch()
        for name in {one.project for one, _ in found}:
            with self.core.watching(f"gates of {name}"):
                await self._board.look_at(self.core.settings.projects[name])
        for one, _ in found:
            with self.core.watching(f"candidate {one.name}"):
                await self._build(one)

    async def _build(self, one: FetchedPull) -> None:
        core, project = self.core, self.core.settings.projects[one.project]
        known = core.candidates.get(one.name)
        if known and self._is_present(project, one, known):
            return
        made = await core.world.git.pull_candidate(project, one.name, one.label, one.number, one.head)
        if known and known.commit and known.commit != made.commit:
            made = replace(made, earlier=(*known.earlier, known.commit)[-REMEMBERED:])
        if made != known:
            core.candidates[one.name] = made
            core.touch()

    def _is_present(self, project: Project, one: FetchedPull, known: Candidate) -> bool:
        base = self.core.bases.get(project.name)
        same = (known.head, known.base, known.method.kind) == (one.head, base, project.landing)
        return same and not known.error and not (project.review and known.commit and not known.patch)

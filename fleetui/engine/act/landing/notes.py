"""Notes: the story of every landing is kept with the landed commit, now or at the next start.

The vault hears of landings that it does not know of, too: it may be newer than they are.
"""

from __future__ import annotations

import asyncio

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Landing, Project
from fleetui.model.landing_note import note_of
from fleetui.model.landing_story import landing_stories


class NoteKeeper:
    """Keeps what is missing. What has a note is what the vault says: nothing else is written down about it."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def start(self, name: str = "") -> None:
        """Keep the notes that are missing, of one project or of all, beside the loop."""
        self.core.spawn(self._all(name), f"notes of {name or 'landings'}")

    async def _all(self, name: str) -> None:
        landed: dict[str, list[Landing]] = {}
        for landing in self.core.fleet.landings.values():
            if landing.state == "landed" and name in ("", landing.project):
                landed.setdefault(landing.project, []).append(landing)
        for project_name, landings in landed.items():
            project = self.core.settings.projects.get(project_name)
            if project is not None:
                async with self.core.lock(f"notes:{project_name}"):
                    await self._of(project, landings)

    async def _of(self, project: Project, landings: list[Landing]) -> None:
        core = self.core
        with core.watching(f"notes of {project.name}"):
            if await core.world.git.keep_landed(project, landings):
                self._look_anew(project)
            noted = await core.world.git.noted(project)
            missing = {one.id: one for one in landings if one.candidate not in noted}
            if not missing:
                return
            records = await core.world.journal.read(0)
            stories = await asyncio.to_thread(landing_stories, records, missing.keys())
            for name, story in stories.items():
                await self._keep(project, missing[name], note_of(story, core.world.operator))

    def _look_anew(self, project: Project) -> None:
        """What was made of branches while it was not known what landed of them."""
        for seat in self.core.seats():
            if seat.project == project.name:
                self.core.candidates.pop(seat.name, None)

    async def _keep(self, project: Project, landing: Landing, note: str) -> None:
        """One that cannot be kept does not hold up the others, and is tried again at the next start."""
        try:
            await self.core.world.git.keep_note(project, landing.candidate, note)
            self.core.world.fault("land.noted")
        except PortError as error:
            self.core.stumbled(error)

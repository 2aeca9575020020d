"""From a commit or a line to the landing that brought it, and to the prompts that led there."""

from __future__ import annotations

import asyncio

from fleetui.engine.core import Core
from fleetui.engine.link import AskError, AskWhy
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Landing, Project
from fleetui.model.landing_story import LandingStory, landing_stories
from fleetui.model.names import no_such
from fleetui.model.origin import Why
from fleetui.model.train import taken_back


async def why(core: Core, asked: AskWhy) -> Why:
    """The answer; raises ``AskError`` or ``PortError`` with what to do."""
    project = await _project(core, asked)
    origin = await core.world.git.origin(project, asked.path, asked.line, asked.commit)
    landing = _landing(core, project, origin.merge)
    story = await _story(core, landing) if landing else None
    back = taken_back(core.fleet.landings).get(landing.candidate, "") if landing else ""
    return Why(project.name, project.base, origin, story, back)


async def _project(core: Core, asked: AskWhy) -> Project:
    projects = core.settings.projects
    if asked.project:
        if asked.project not in projects:
            raise AskError(no_such("project", asked.project, projects))
        return projects[asked.project]
    found = await core.world.git.find_project(asked.folder, projects.values())
    if found is None:
        raise AskError(
            f"{clean_line(asked.folder)} is in no git repository: go into one, or name a project with --project"
        )
    return found


def _landing(core: Core, project: Project, commit: str) -> Landing | None:
    found = (one for one in core.fleet.landings.values() if one.candidate == commit and one.state == "landed")
    return next((one for one in found if one.project == project.name), None)


async def _story(core: Core, landing: Landing) -> LandingStory | None:
    records = await core.world.journal.read(0)
    stories = await asyncio.to_thread(landing_stories, records, (landing.id,))
    return stories.get(landing.id)

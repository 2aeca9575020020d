"""Which repository of a forge a project is: as configured, else where its checkout's remote leads."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.forge.repository import Repository, as_written, at_address


async def repository_of(core: Core, project: Project) -> Repository:
    """Looked up now. Raises ``PortError`` where the project has no forge, or its remote leads to none."""
    doing = f"forge of {project.name}"
    if project.forge is None:
        raise PortError("github", doing, f"it has none: add [projects.{project.name}.github]")
    if written := project.forge.repository:
        found = as_written(written)
    else:
        found = at_address(await core.world.git.remote(project))
    if found is None:
        fix = f'[projects.{project.name}.github] needs repository = "owner/name"'
        raise PortError("github", doing, f"its remote origin leads to no repository of a forge: {fix}")
    return found


async def written_repository(core: Core, project: Project) -> Repository:
    """The same where something is done there: only as configured, since an agent can change where a remote leads."""
    if project.forge is not None and not project.forge.repository:
        fix = f'write repository = "owner/name" in [projects.{project.name}.github]'
        raise PortError("github", f"forge of {project.name}", f"nothing is done where a remote leads: {fix}")
    return await repository_of(core, project)

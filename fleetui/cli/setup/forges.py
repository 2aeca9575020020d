"""Whether the forges of the configured projects answer, and whose login it is."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fleetui.cli.setup.check import FAIL, OK, WARN, Check
from fleetui.cli.setup.release_authority import release_authority
from fleetui.config.problems import ConfigError

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.fleet import Project


def forges(paths: Paths) -> Iterator[Check]:
    """One line for each project that has one; nothing where none has."""
    from fleetui.config.load import load

    try:
        settings = load(paths)
    except ConfigError:
        return  # said by the check of the configuration
    projects = [one for one in settings.projects.values() if one.forge]
    if not projects:
        return
    if shutil.which("gh") is None:
        fix = "install gh (Debian/Ubuntu: sudo apt install gh; macOS: brew install gh), then gh auth login"
        yield Check("github", FAIL, "gh is not installed, and a project has a forge", fix)
        return
    yield from asyncio.run(_asked(paths, projects))
    yield _hosted(settings.hosted)


def _hosted(folders: Sequence[str]) -> Check:
    """The hosted agents that are known, and which of them are the operator's own."""
    from fleetui.agents.hosted.load import hosted_agents, load_hosted
    from fleetui.agents.profile import ProfileError

    try:
        known = load_hosted([Path(folder) for folder in folders])
    except ProfileError as error:
        return Check("hosted agents", FAIL, "; ".join(error.mistakes), "put that file right, or take it away")
    own = ", ".join(one.name for one in known if one not in hosted_agents())
    of_own = f"; yours: {own}, from {', '.join(folders)}" if own else ""
    return Check("hosted agents", OK, f"{', '.join(one.name for one in known)}{of_own}")


async def _asked(paths: Paths, projects: list[Project]) -> tuple[Check, ...]:
    found = await asyncio.gather(*(_checks(paths, one) for one in projects))
    return tuple(check for several in found for check in several)


async def _checks(paths: Paths, project: Project) -> tuple[Check, ...]:
    from fleetui.engine.protocols.errors import PortError
    from fleetui.model.forge.repository import as_written, at_address
    from fleetui.ports.clock import CLOCK
    from fleetui.ports.git import Git
    from fleetui.ports.github.port import GitHub

    try:
        written = project.forge.repository if project.forge else ""
        found = as_written(written) if written else at_address(await Git(paths.vaults).remote(project))
        if found is None:
            fix = f'[projects.{project.name}.github] repository = "owner/name"'
            return (Check("github", FAIL, f"{project.name}: its remote origin leads to no forge", fix),)
        port = GitHub(os.environ, CLOCK.now)
        listed = await port.pulls(found)
        standing = await port.standing(found, project.base)
    except PortError as error:
        return (Check("github", WARN, f"{project.name}: {error.doing}: {error.detail}", "gh auth status"),)
    more = "" if listed.whole else " or more"
    answers = Check(
        "github", OK, f"{project.name}: {found.said} as {standing.login}, {len(listed.pulls)}{more} open"
    )
    return (answers, *release_authority(project, found, standing, os.environ))

"""Pull requests without an agent that were fetched, as long as they are open at the commit that was fetched."""

from __future__ import annotations

from fleetui.engine.core import Core, Refused
from fleetui.model.fleet import Landing, Project
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.wishes.fetched import FetchedPull
from fleetui.model.train import Member

SHOWN_S = 24 * 3600.0
"""How long one that landed stays on the board."""


def fetched_pulls(core: Core) -> tuple[tuple[FetchedPull, Pull], ...]:
    """Each with what the forge says of it. One that moved has to be fetched again; one of an agent's branch is its."""
    own = set(_of_agents(core))
    found = []
    for one in core.fleet.pulls_fetched.values():
        pull = open_pull(core, one.project, one.number)
        if pull and pull.head == one.head and (one.project, one.number) not in own and _merges(core, one):
            found.append((one, pull))
    return tuple(found)


def landed_pulls(core: Core) -> tuple[tuple[FetchedPull, Landing], ...]:
    """Those that landed a short while ago."""
    since = core.world.now() - SHOWN_S
    done = {(one.seat, one.head): one for one in core.fleet.landings.values() if one.state == "landed"}
    found = ((one, done.get((one.name, one.head))) for one in core.fleet.pulls_fetched.values())
    return tuple((one, landing) for one, landing in found if landing and landing.at >= since)


def open_pull(core: Core, project: str, number: int) -> Pull | None:
    """One pull request of a project as it was listed last."""
    listed = core.pulls.get(project)
    return next((one for one in listed.pulls if one.number == number), None) if listed else None


def project_of(core: Core, member: Member, project: str) -> Project:
    """The project of a member of a release, its gates with their digests. Raises ``Refused``."""
    if not member.pull:
        return core.project(core.seat(member.seat))
    found = core.project_named(project)
    if found is None:
        raise Refused(f"{project} is no project any more")
    return found


def _merges(core: Core, one: FetchedPull) -> bool:
    project = core.settings.projects.get(one.project)
    return project is not None and project.forge is not None and project.forge.merges


def _of_agents(core: Core) -> list[tuple[str, int]]:
    found = []
    for seat in core.seats():
        project, git = core.project(seat), core.sight(seat.name).git
        listed = core.pulls.get(project.name)
        pull = listed.of_branch(git.branch, project.base) if listed and git and git.branch else None
        if pull:
            found.append((project.name, pull.number))
    return found

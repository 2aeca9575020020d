"""What ``doctor`` says of releasing at a forge: scopes, what guards the base, what agents could do with the login."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.cli.setup.check import OK, WARN, Check
from fleetui.model.fleet import Project
from fleetui.model.forge.repository import Repository
from fleetui.model.release_authority import Standing, authority, in_environment

_WALL = (
    "at the forge: have {base} ask for an approving review, for checks, and let nobody bypass; here: run agents as "
    "another user or in a container, with a login that may not merge"
)


def release_authority(
    project: Project, repository: Repository, standing: Standing, environment: Mapping[str, str]
) -> tuple[Check, ...]:
    """Three lines for one project whose forge answered."""
    return (
        _scopes(project, repository, standing),
        _base(project, standing),
        _tier(project, standing, environment),
    )


def _scopes(project: Project, repository: Repository, standing: Standing) -> Check:
    permission = standing.permission.lower() or "no permission"
    text = f"{project.name}: {standing.login} has {permission} at {repository.said}; {standing.scopes_said}"
    if standing.lacks_scope:
        return Check(
            "github login", WARN, text, f"gh auth refresh --hostname {repository.host} --scopes repo"
        )
    return Check("github login", OK, text)


def _base(project: Project, standing: Standing) -> Check:
    text = f"{project.name}: {project.base} is guarded by {standing.guard.said}"
    guarded = standing.guard.approvals or standing.guard.checks
    return Check(
        "github base", OK if guarded else WARN, text, "" if guarded else _WALL.format(base=project.base)
    )


def _tier(project: Project, standing: Standing, environment: Mapping[str, str]) -> Check:
    found = authority(standing, project.base)
    shared = in_environment(environment)
    also = f", and are given {' and '.join(shared)}" if shared else ""
    told = "" if found.certain else ", as far as it is told"
    text = f"{project.name}: tier {found.tier}{told}: agents run as your user and can use the same gh login{also}; "
    if found.tier and found.certain:
        return Check("release authority", OK, text + found.said)
    return Check("release authority", WARN, text + found.said, _WALL.format(base=project.base))

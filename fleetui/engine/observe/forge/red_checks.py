"""What failed on the newest commit of a pull request, asked for when somebody wants to send it back."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Project
from fleetui.model.forge.checks import Check
from fleetui.model.forge.merging import PullState
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.red_checks import MOST, CommitChecks, RedCheck, RedChecks, job_of, red, tail

_DOING = "checks of a pull request"


async def red_checks(core: Core, project: Project, number: int) -> RedChecks:
    """Those of exactly its newest commit, with step and end of log. Raises ``PortError``."""
    repository, pull = await newest(core, project, number)
    failed = red(pull)
    if not failed:
        raise PortError("github", _DOING, f"nothing is red on #{number} at {pull.head[:9]}")
    base = await _base(core, repository, pull.base)
    found = [await _one(core, repository, pull, one, base) for one in failed[:MOST]]
    return RedChecks(
        number, pull.head, pull.base, tuple(found), len(failed) - len(found), whole=pull.checks_whole,
        base_known=base is not None, pending=pull.tally.pending,
    )  # fmt: skip


async def newest(
    core: Core, project: Project, number: int, *, checked: bool = True
) -> tuple[Repository, Pull]:
    """A pull request as it is now. Raises ``PortError``; with ``checked`` also where its checks are not known."""
    known = core.pulls.get(project.name)
    listed = next((one for one in known.pulls if one.number == number), None) if known else None
    if listed is None:
        raise PortError("github", _DOING, f"#{number} is no open pull request of {project.name}")
    repository = await repository_of(core, project)
    now = await core.world.forge.pull(repository, number, listed.base)
    if now.state is not PullState.OPEN:
        raise PortError("github", _DOING, f"#{number} is {now.state} by now")
    pull = now.pull
    if checked and pull.checks_of and pull.checks_of != pull.head:
        detail = f"those of {pull.head[:9]} are not known yet: the forge has {pull.checks_of[:9]}"
        raise PortError("github", _DOING, detail)
    return repository, pull


async def _base(core: Core, repository: Repository, branch: str) -> CommitChecks | None:
    try:
        return await core.world.forge.checks(repository, branch)
    except PortError:
        return None


async def _one(
    core: Core, repository: Repository, pull: Pull, check: Check, base: CommitChecks | None
) -> RedCheck:
    on_base = base.is_red(check) if base else None
    job = job_of(check, repository)
    if job is None:
        return RedCheck(check, why_no_log="it did not run as a job of this repository", on_base=on_base)
    try:
        found = await core.world.forge.failed_job(repository, job.job)
    except PortError as error:
        return RedCheck(check, why_no_log=clean_line(error.detail, 200), on_base=on_base)
    if found.head != pull.head:
        return RedCheck(check, why_no_log=f"it ran on {found.head[:9]}", on_base=on_base)
    return RedCheck(check, found.step, tail(found.log), found.why_no_log, on_base)

"""What is merged at the forge for a branch, and why that may not be now."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.decide.fetched_pulls import open_pull
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project
from fleetui.model.forge.merging import PullNow, PullRelease, Wanted, why_blocked, why_not_merge
from fleetui.model.forge.overriding import Overridden, left_over, overridden_now, wants_changes
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.repository import as_written


def release_of(
    project: Project, candidate: Candidate | None, pull: Pull | None, overridden: tuple[Overridden, ...] = ()
) -> PullRelease | None:
    """What would be merged: the branch's pull request, at the commits that were tested; ``None`` where the project
    releases here, or there is nothing that could be. ``overridden`` are open remarks that it would be merged over."""
    rules = project.forge
    if rules is None or not rules.merges or pull is None or candidate is None or not candidate.commit:
        return None
    repository = as_written(rules.repository)
    if repository is None:
        return None
    return PullRelease(
        repository, pull.number, candidate.head, candidate.base, candidate.method.kind, overridden
    )


def overridable(
    core: Core, project: Project, candidate: Candidate | None, now: PullNow | None
) -> tuple[Overridden, ...]:
    """The open remarks of a branch's pull request where they alone are why it may not be merged; else none."""
    if candidate is None or now is None:
        return ()
    heard = core.heard.get((project.name, now.pull.number))
    found = overridden_now(heard.said, heard.remarks) if heard and heard.said else ()
    return found if found and not why_pull_not_released(core, project, candidate, now, found) else ()


def why_pull_not_released(
    core: Core,
    project: Project,
    candidate: Candidate,
    now: PullNow | None,
    overridden: tuple[Overridden, ...] = (),
) -> str:
    """Why a branch's pull request may not be merged now, by ``now`` and what was said in it; empty where it may.

    ``overridden`` are the open remarks that it is merged over: any other still keeps it out.
    """
    listed = core.pulls.get(project.name)
    pull = pull_of(core, project, candidate)
    rules = project.forge
    if rules is None:
        return "the project has no forge any more"
    if pull is None:
        known = listed is not None and listed.at > 0 and listed.whole and not listed.why
        return (
            f"no open pull request brings it to {project.base}" if known else "its pull request is not known"
        )
    if now is None:
        return f"#{pull.number} was not looked at yet"
    if now.pull.number != pull.number:
        return f"its pull request is #{pull.number} now"
    if _is_asked(core, project, pull.number):
        return f"the merge of #{pull.number} was asked for, and what became of it is not known yet"
    heard = core.heard.get((project.name, pull.number))
    if heard is None or heard.said is None:
        return f"what was said in #{pull.number} is not known yet"
    if heard.why:
        return f"what was said in #{pull.number} since is not known: {heard.why}"
    if candidate.method.since:
        return f"part of it landed before: the forge would merge {candidate.head[:9]} whole; rebase it first"
    wanted = Wanted(candidate.head, candidate.base)
    open_ones = [one for one in heard.remarks if one.unanswered]
    if why := why_not_merge(rules, now, wanted, ()) or (wants_changes(heard.said) if open_ones else ""):
        return why
    left = left_over(heard.said, open_ones, overridden)
    return why_not_merge(rules, now, wanted, left) or why_blocked(now)


def pull_of(core: Core, project: Project, candidate: Candidate) -> Pull | None:
    """The open pull request whose head a candidate brings, as it was listed last."""
    if candidate.pull:
        return open_pull(core, project.name, candidate.pull)
    listed = core.pulls.get(project.name)
    return listed.of_branch(candidate.branch, project.base) if listed else None


def _is_asked(core: Core, project: Project, number: int) -> bool:
    landings = core.fleet.landings.values()
    return any((one.state, one.project, one.pull) == ("intended", project.name, number) for one in landings)

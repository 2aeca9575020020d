"""A pull request is made of a branch by a key: its commit is pushed, then the forge asked for it once."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.merging import address_of
from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.repositories import written_repository
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project, Seat
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.draft import PullDraft, body_of, parted, title_of, why_not_text
from fleetui.model.forge.wishes.pull_acts import OPEN, OpenPull, PullAct
from fleetui.model.landing_story import Prompt
from fleetui.model.names import why_not_branch
from fleetui.model.view import BranchRow


async def pull_draft(core: Core, seat: Seat, row: BranchRow, prompts: tuple[Prompt, ...]) -> PullDraft:
    """What would be made now. Raises ``PortError`` and ``Refused``."""
    project = core.project(seat)
    repository = await written_repository(core, project)
    head = await core.world.git.head_commit(project, seat.worktree)
    task = core.task_of(seat)
    notes = [f"{row.dirty} files are not committed: they do not go with it"] if row.dirty else []
    try:
        template = await core.world.forge.template(repository)
    except PortError as error:
        template = ""
        notes.append(f"the repository's template was not read: {error.detail}")
    return PullDraft(
        title_of(task, prompts, row.branch),
        body_of(row, task, prompts, template),
        row.branch,
        head,
        project.base,
        repository.said,
        tuple(notes),
    )


class Opening:
    """Pushes and asks; each pull request is made at most once."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def open(self, want: OpenPull) -> Outcome:
        """Make it. Raises ``Refused`` and ``PortError``."""
        core, project = self.core, self._once.project(want.project)
        title, body = parted(want.text)
        seat = core.seat(want.seat)
        if why := why_not_text(title, body) or self._why_not(project, seat, want):
            raise Refused(why)
        repository = await written_repository(core, project)
        if (now := await core.world.git.head_commit(project, seat.worktree)) != want.head:
            raise Refused(f"{want.branch} is at {now[:9]} by now: look at what would go out first")
        known = await core.world.forge.pulls(repository)
        if (there := known.of_branch(want.branch, project.base)) is not None:
            raise Refused(f"#{there.number} of {want.branch} is open already: {there.url}")
        do = partial(self._do, project=project, want=want, title=title, body=body)
        async with core.lock(f"pull:{want.project}:{want.branch}"):
            return await self._once.do(project, 0, OPEN, want.branch, want.head, do)

    def _why_not(self, project: Project, seat: Seat, want: OpenPull) -> str:
        git = self.core.sight(seat.name).git
        if want.branch == project.base:
            return f"{want.branch} is what everything lands on: a pull request needs a branch of its own"
        if seat.project != want.project or git is None or git.branch != want.branch:
            return f"{want.branch} is not the branch of {want.seat} any more"
        return why_not_branch(want.branch) or ""

    async def _do(
        self, repository: Repository, *, project: Project, want: OpenPull, title: str, body: str
    ) -> str:
        core = self.core
        pushed = await core.world.git.push_branch(project, address_of(repository), want.branch, want.head)
        if pushed.state != "pushed":
            kind = Unanswered if pushed.state == "unknown" else PortError
            raise kind("git", f"push {want.branch}", f"{pushed.detail}; no pull request was asked for")
        core.world.fault(f"{OPEN}.pushed")
        try:
            made = await core.world.forge.open(
                repository, want.branch, project.base, title, body, draft=want.draft
            )
        except Unanswered:
            raise
        except PortError as error:
            raise PortError(
                error.port, error.doing, f"{want.branch} is pushed, but: {error.detail}"
            ) from None
        moved = "" if made.head == want.head else f", at {made.head[:9]}: somebody pushed since"
        return f"#{made.number} {made.url}{moved}"


async def seen_open(core: Core, repository: Repository, act: PullAct) -> str | None:
    """The open pull request of the branch, if it stands at what was pushed."""
    project = core.settings.projects[act.project]
    found = (await core.world.forge.pulls(repository)).of_branch(act.about, project.base)
    if found is None or found.head != act.before or found.base != project.base:
        return None
    return f"#{found.number} {found.url}"

"""Answers about what is on a project's forge, asked of it now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from fleetui.engine import link
from fleetui.engine.act.forge.opening import pull_draft
from fleetui.engine.answers.asked_agent import Shown, asked_agent
from fleetui.engine.answers.prompts import Prompts
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Core
from fleetui.engine.observe.forge.red_checks import red_checks
from fleetui.model.fleet import Project
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.forge.wishes.red_checks import RedChecks
from fleetui.model.names import no_such

AskForPulls = Callable[[Sequence[Project]], Awaitable[tuple[tuple[str, PullList], ...]]]
AskForRemarks = Callable[[str, int], Awaitable[tuple[Heard, ...]]]
AskForIssues = Callable[[str, int], Awaitable[tuple[tuple[str, IssueList], ...]]]


class ForgeAnswers:
    """From the forges of the projects."""

    def __init__(
        self,
        core: Core,
        prompts: Prompts,
        shown: Shown,
        pulls: AskForPulls,
        remarks: AskForRemarks,
        issues: AskForIssues,
    ) -> None:
        """``pulls`` asks the forges of these projects, ``remarks`` what was said in their pull requests, ``issues``
        for the issues of one project or all."""
        self.core = core
        self._prompts = prompts
        self._shown = shown
        self._pulls = pulls
        self._remarks = remarks
        self._issues = issues

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        table.enter(link.AskPulls, self.pulls)
        table.enter(link.AskRemarks, self.remarks)
        table.enter(link.AskRedChecks, self.red_checks)
        table.enter(link.AskPullDraft, self.pull_draft)
        table.enter(link.AskIssues, self.issues)

    def _forges(self, project: str) -> list[Project]:
        """The projects that are meant. Raises ``AskError`` where the one that is named has no forge."""
        known = [one for one in self.core.settings.projects.values() if one.forge]
        if project and project not in (one.name for one in known):
            raise link.AskError(no_such("project with a forge", project, [one.name for one in known]))
        return [one for one in known if project in ("", one.name)]

    async def pulls(self, ask: link.AskPulls) -> tuple[tuple[str, PullList], ...]:
        """By project."""
        return await self._pulls(self._forges(ask.project))

    async def remarks(self, ask: link.AskRemarks) -> tuple[Heard, ...]:
        """By pull request."""
        self._forges(ask.project)
        return await self._remarks(ask.project, ask.number)

    async def red_checks(self, ask: link.AskRedChecks) -> RedChecks:
        """With the end of each log."""
        return await red_checks(self.core, self._forges(ask.project)[0], ask.number)

    async def pull_draft(self, ask: link.AskPullDraft) -> PullDraft:
        """Of a branch that is on the board and did not land."""
        view = self._shown()
        agent = asked_agent(view, ask.name)
        row = next((row for row in view.board if row.seat == agent.name and not row.landed), None)
        if row is None:
            raise link.AskError(f"{agent.name} has no branch on the board: it is there with its first commit")
        return await pull_draft(self.core, agent.seat, row, await self._prompts.of(agent.name))

    async def issues(self, ask: link.AskIssues) -> tuple[tuple[str, IssueList], ...]:
        """By project."""
        return await self._issues(ask.project, ask.number)

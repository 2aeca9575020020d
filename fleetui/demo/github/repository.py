"""One repository: real git below, and above it what only the forge knows."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fleetui.demo.github.bare import Bare
from fleetui.demo.github.refused import Refused, missing
from fleetui.demo.github.things import (
    Account,
    Check,
    CheckSuite,
    Issue,
    Job,
    Label,
    Protection,
    Status,
    Step,
    Thing,
    Workflow,
    WorkflowRun,
)

if TYPE_CHECKING:
    from fleetui.demo.github.hub import Hub
    from fleetui.demo.github.merge_queue import MergeQueue
    from fleetui.demo.github.pulls import Pull


@dataclass(eq=False)
class Repo(Thing):
    """A repository. ``permissions`` says what an account may: ADMIN, WRITE, READ ...; WRITE where it says nothing."""

    hub: Hub
    owner: Account
    name: str
    created_at: str
    path: Path
    parent: Repo | None = None
    default: str = "main"
    description: str = ""
    private: bool = False
    methods: frozenset[str] = frozenset({"MERGE", "SQUASH", "REBASE"})
    auto_merge_allowed: bool = True
    delete_branch_on_merge: bool = False
    permissions: dict[str, str] = field(default_factory=dict)
    protections: dict[str, Protection] = field(default_factory=dict)
    queues: dict[str, MergeQueue] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    runs: list[WorkflowRun] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bare = Bare(self.path)
        self.permissions.setdefault(self.owner.login, "ADMIN")

    @property
    def full(self) -> str:
        """``owner/name``."""
        return f"{self.owner.login}/{self.name}"

    @property
    def url(self) -> str:
        """Where a person reads it."""
        return f"https://github.com/{self.full}"

    def may(self, account: Account | None, *what: str) -> bool:
        """Whether somebody's permission is one of these."""
        return account is not None and self.permissions.get(account.login, "WRITE") in what

    def may_write(self, account: Account | None) -> bool:
        """Whether somebody may push and merge."""
        return self.may(account, "ADMIN", "MAINTAIN", "WRITE")

    # ---------------------------------------------------------------- commits

    def commit(
        self,
        branch: str,
        files: Mapping[str, str | None],
        message: str = "work",
        author: Account | None = None,
        start: str = "",
    ) -> str:
        """A real commit that moves a branch; begun at the default branch where it is new. Its id."""
        at = self.bare.branch(branch) or (self.bare.oid(start or self.default))
        made = self.bare.commit((at,) if at else (), files, message, *((author.signature,) if author else ()))
        self.bare.move(f"refs/heads/{branch}", made)
        self.pushed(branch)
        return made

    def pushed(self, branch: str) -> None:
        """What the forge does once a branch moved: reviews may go stale, an armed auto-merge may merge."""
        for pull in self.pulls():
            if pull.head_repo is self and pull.head == branch:
                pull.moved()

    def notice(self) -> None:
        """See what was pushed straight into the bare repository; without its branch a pull request is closed."""
        for pull in self.pulls():
            if pull.state == "OPEN" and not pull.head_repo.bare.branch(pull.head):
                pull.close()
            elif pull.state == "OPEN" and pull.noticed != pull.head_oid:
                pull.moved()

    def fork_of(self, parent: Repo) -> None:
        """Have all branches of the repository it was forked from."""
        self.parent = parent
        self.bare.git("fetch", "-q", str(parent.path), "+refs/heads/*:refs/heads/*")

    # ---------------------------------------------------------------- issues and pull requests

    def _next(self) -> int:
        return max(self.issues, default=0) + 1

    def issue(
        self, title: str, body: str = "", author: Account | None = None, labels: Sequence[str] = ()
    ) -> Issue:
        """A new issue."""
        hub = self.hub
        made = hub.keep(
            Issue, "I", self, self._next(), title, body, author or self.owner, hub.now(), hub.now()
        )
        made.labels = [self.label(name) for name in labels]
        self.issues[made.number] = made
        return made

    def pull(
        self,
        head: str,
        title: str = "",
        body: str = "",
        author: Account | None = None,
        base: str = "",
        head_repo: Repo | None = None,
        draft: bool = False,
    ) -> Pull:
        """A new pull request. Raises ``Refused`` as GitHub does."""
        from fleetui.demo.github.pulls import Pull

        hub, source, onto = self.hub, head_repo or self, base or self.default
        if not source.bare.branch(head):
            raise Refused("Head sha can't be blank, Base sha can't be blank, Head ref must be a branch")
        if any(
            one.head == head and one.base == onto and one.head_repo is source and one.state == "OPEN"
            for one in self.pulls()
        ):
            raise Refused(f"A pull request already exists for {source.owner.login}:{head}.")
        if not self.bare.branch(onto):
            raise Refused("Base ref must be a branch")
        if source is not self:
            self.bare.git("fetch", "-q", str(source.path), f"refs/heads/{head}")
        if not self.bare.between(self.bare.branch(onto), source.bare.branch(head)):
            raise Refused(f"No commits between {onto} and {head}")
        made = hub.keep(
            Pull, "PR", self, self._next(), title or head, body, author or self.owner, hub.now(), hub.now(),
            head=head, base=onto, head_repo=source, is_draft=draft,
        )  # fmt: skip
        self.issues[made.number] = made
        made.moved()
        return made

    def pulls(self) -> list[Pull]:
        """Its pull requests, open or not."""
        from fleetui.demo.github.pulls import Pull

        return [one for one in self.issues.values() if isinstance(one, Pull)]

    def numbered(self, number: int) -> Issue:
        """An issue or a pull request. Raises ``Refused``."""
        if number not in self.issues:
            raise missing(f"Could not resolve to an issue or pull request with the number of {number}.")
        return self.issues[number]

    def pull_numbered(self, number: int) -> Pull:
        """Raises ``Refused``."""
        from fleetui.demo.github.pulls import Pull

        if not isinstance(found := self.issues.get(number), Pull):
            raise missing(f"Could not resolve to a PullRequest with the number of {number}.")
        return found

    def label(self, name: str, color: str = "ededed") -> Label:
        """The label of that name; made where there is none yet."""
        if name not in self.labels:
            self.labels[name] = self.hub.keep(Label, "LA", name, color)
        return self.labels[name]

    def protect(self, branch: str = "", protection: Protection | None = None) -> Protection:
        """Protect a branch, or all that match a pattern."""
        made = self.protections[branch or self.default] = protection or Protection()
        return made

    def protection(self, branch: str) -> Protection | None:
        """The rules of a branch."""
        return next(
            (kept for pattern, kept in self.protections.items() if fnmatch.fnmatchcase(branch, pattern)), None
        )

    # ---------------------------------------------------------------- checks

    def check(
        self, oid: str, name: str, conclusion: str | None = "SUCCESS", app: str = "github-actions",
        suite: CheckSuite | None = None, url: str = "",
    ) -> Check:  # fmt: skip
        """A check run on a commit: with a conclusion, or ``None`` while it is under way."""
        hub = self.hub
        within = suite or hub.keep(CheckSuite, "CS", self, oid, app)
        made = hub.keep(Check, "CR", within, name, "IN_PROGRESS", None, hub.now(), None, url)
        made.details_url = url or f"{self.url}/runs/{made.database_id}"
        self.checks.append(made)
        if conclusion:
            made.finish(conclusion)
        return made

    def status(self, oid: str, context: str, state: str = "SUCCESS", url: str | None = None) -> Status:
        """A commit status; the newest of a context counts."""
        hub = self.hub
        made = hub.keep(Status, "SC", self, oid, context, state.upper(), "", url, hub.now())
        self.statuses.append(made)
        self.settle()
        return made

    def checks_of(self, oid: str) -> list[Check]:
        """The newest check run of each name in each app and workflow."""
        newest = {}
        for one in self.checks:
            if one.suite.oid == oid:
                run = one.suite.run
                newest[
                    (
                        one.suite.app,
                        run.workflow.id if run else one.suite.id,
                        run.event if run else "",
                        one.name,
                    )
                ] = one
        return list(newest.values())

    def statuses_of(self, oid: str) -> list[Status]:
        """The newest status of each context."""
        return list({one.context: one for one in self.statuses if one.oid == oid}.values())

    def run(
        self,
        oid: str,
        jobs: Mapping[str, Sequence[Step]],
        workflow: str = "CI",
        branch: str = "",
        event: str = "pull_request",
    ) -> WorkflowRun:
        """A finished run of a workflow: a job failed where one of its steps did."""
        hub = self.hub
        flow = self.workflows.setdefault(
            workflow, hub.keep(Workflow, "W", workflow, f".github/workflows/{workflow.lower()}.yml")
        )
        suite = hub.keep(CheckSuite, "CS", self, oid, "github-actions")
        title = self.bare.read(oid).headline
        made = hub.keep(
            WorkflowRun, "WFR", self, flow, len(self.runs) + 1, branch, oid, event, title, suite, hub.now()
        )
        suite.run = made
        self.runs.append(made)
        for name, steps in jobs.items():
            self.job(made, name, list(steps))
        return made

    def job(self, run: WorkflowRun, name: str, steps: list[Step]) -> Job:
        """One more job of a run; still under way where a step has no conclusion."""
        check = self.check(run.oid, name, None, suite=run.suite)
        made = self.hub.keep(Job, "JOB", run, name, check, steps, run.attempt)
        made.database_id = check.database_id  # a job's number in the REST API is its check run's
        check.details_url = f"{run.url}/job/{made.database_id}"
        run.jobs.append(made)
        said = {step.conclusion for step in steps}
        if None not in said:
            check.finish("FAILURE" if "failure" in said else "SUCCESS")
        return made

    def settle(self) -> None:
        """Merge what waited for its checks."""
        for pull in self.pulls():
            pull.settle()

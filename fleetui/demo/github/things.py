"""What the server knows, as plain values: accounts, labels, comments, reviews, checks, runs.

Names follow the public object reference of the GraphQL API (docs.github.com/graphql/reference/objects), in snake case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fleetui.demo.github.pulls import Pull
    from fleetui.demo.github.repository import Repo


@dataclass(eq=False)
class Thing:
    """Everything with an id. ``id`` is the global node id, ``database_id`` the number of the REST API."""

    id: str
    database_id: int


@dataclass(eq=False)
class Account(Thing):
    """Somebody: ``kind`` is User, Bot, Organization or Mannequin."""

    login: str
    kind: str = "User"
    name: str = ""
    email: str = ""

    @property
    def rest_login(self) -> str:
        """The REST API says ``name[bot]`` where GraphQL says ``name``."""
        return f"{self.login}[bot]" if self.kind == "Bot" else self.login

    @property
    def signature(self) -> str:
        """Its name in a commit."""
        mail = self.email or f"{self.database_id}+{self.rest_login}@users.noreply.github.com"
        return f"{self.name or self.login} <{mail}>"


@dataclass(eq=False)
class Label(Thing):
    """A label of a repository."""

    name: str
    color: str = "ededed"
    description: str = ""


@dataclass(eq=False)
class Comment(Thing):
    """A comment below an issue or a pull request."""

    subject: Issue
    author: Account | None
    body: str
    created_at: str
    updated_at: str
    is_minimized: bool = False
    minimized_reason: str | None = None


@dataclass(eq=False)
class Issue(Thing):
    """An issue; a pull request is one, too."""

    repo: Repo
    number: int
    title: str
    body: str
    author: Account | None
    created_at: str
    updated_at: str
    state: str = "OPEN"
    state_reason: str | None = None
    closed_at: str | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    editor: Account | None = None
    """Who changed its text last."""

    @property
    def url(self) -> str:
        """Where a person reads it."""
        return f"{self.repo.url}/issues/{self.number}"

    def comment(self, author: Account | None, body: str) -> Comment:
        """Say something below it."""
        hub = self.repo.hub
        made = hub.keep(Comment, "IC", self, author, body, hub.now(), hub.now())
        self.comments.append(made)
        self.updated_at = made.created_at
        return made

    def close(self, reason: str = "COMPLETED") -> None:
        """Close it; ``reason`` is COMPLETED or NOT_PLANNED."""
        self.state, self.state_reason, self.closed_at = "CLOSED", reason, self.repo.hub.now()

    def reopen(self) -> None:
        """Open it again."""
        self.state, self.state_reason, self.closed_at = "OPEN", "REOPENED", None


@dataclass(eq=False)
class Review(Thing):
    """A review; ``state`` is APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING."""

    pull: Pull
    author: Account | None
    state: str
    body: str
    oid: str
    submitted_at: str

    def dismiss(self) -> None:
        """Take away what it says; the head stays as it is."""
        self.state = "DISMISSED"
        self.pull.touched()


@dataclass(eq=False)
class ThreadComment(Thing):
    """One comment of a review thread."""

    thread: Thread
    author: Account | None
    body: str
    created_at: str
    updated_at: str
    review: Review | None
    reply_to: ThreadComment | None = None

    @property
    def url(self) -> str:
        """Where a person reads it."""
        return f"{self.thread.pull.url}#discussion_r{self.database_id}"


@dataclass(eq=False)
class Thread(Thing):
    """A review thread at lines of a file; ``oid`` is the commit it was begun on."""

    pull: Pull
    path: str
    original_line: int
    original_start_line: int | None
    oid: str
    diff_side: str = "RIGHT"
    comments: list[ThreadComment] = field(default_factory=list)
    is_resolved: bool = False
    resolved_by: Account | None = None

    def say(self, author: Account | None, body: str, review: Review | None = None) -> ThreadComment:
        """Add a comment; the first begins the thread."""
        hub = self.pull.repo.hub
        first = self.comments[0] if self.comments else None
        made = hub.keep(ThreadComment, "PRRC", self, author, body, hub.now(), hub.now(), review, first)
        self.comments.append(made)
        self.pull.touched()
        return made

    def resolve(self, by: Account | None) -> None:
        """Resolve it; ``None`` is the forge itself."""
        self.is_resolved, self.resolved_by = True, by
        self.pull.touched()

    def unresolve(self) -> None:
        """Open it again."""
        self.is_resolved, self.resolved_by = False, None
        self.pull.touched()

    @property
    def line(self) -> int | None:
        """Its line in the newest head; ``None`` where that was changed."""
        return self._now(self.original_line)

    @property
    def start_line(self) -> int | None:
        """Its first line in the newest head, where it spans several."""
        return None if self.original_start_line is None else self._now(self.original_start_line)

    @property
    def is_outdated(self) -> bool:
        """Whether its line was changed since."""
        return self.line is None

    def _now(self, line: int) -> int | None:
        return self.pull.head_repo.bare.line_now(self.path, line, self.oid, self.pull.head_oid)


@dataclass(eq=False)
class Status(Thing):
    """A commit status; ``state`` is EXPECTED, ERROR, FAILURE, PENDING or SUCCESS."""

    repo: Repo
    oid: str
    context: str
    state: str
    description: str
    target_url: str | None
    created_at: str


@dataclass(eq=False)
class CheckSuite(Thing):
    """The check runs of one app on one commit."""

    repo: Repo
    oid: str
    app: str
    run: WorkflowRun | None = None


@dataclass(eq=False)
class Check(Thing):
    """A check run; ``conclusion`` is ``None`` until it is COMPLETED."""

    suite: CheckSuite
    name: str
    status: str
    conclusion: str | None
    started_at: str | None
    completed_at: str | None
    details_url: str
    summary: str = ""

    def finish(self, conclusion: str) -> None:
        """End with a conclusion, and let an armed auto-merge see it."""
        hub = self.suite.repo.hub
        self.started_at = self.started_at or hub.now()
        self.status, self.conclusion, self.completed_at = "COMPLETED", conclusion.upper(), hub.now()
        self.suite.repo.settle()


@dataclass(eq=False)
class Workflow(Thing):
    """A workflow file."""

    name: str
    path: str


@dataclass
class Step:
    """One step of a job with what it printed."""

    name: str
    conclusion: str | None = "success"
    log: str = ""


@dataclass(eq=False)
class Job(Thing):
    """One job of a run, shown as a check run."""

    run: WorkflowRun
    name: str
    check: Check
    steps: list[Step]
    attempt: int = 1


@dataclass(eq=False)
class WorkflowRun(Thing):
    """A run of a workflow on one commit; its jobs are check runs."""

    repo: Repo
    workflow: Workflow
    number: int
    branch: str
    oid: str
    event: str
    title: str
    suite: CheckSuite
    created_at: str
    attempt: int = 1
    jobs: list[Job] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where a person reads it."""
        return f"{self.repo.url}/actions/runs/{self.database_id}"

    @property
    def status(self) -> str:
        """Whether all of its jobs are done."""
        return "completed" if all(job.check.status == "COMPLETED" for job in self.now) else "queued"

    @property
    def conclusion(self) -> str | None:
        """What its jobs came to together."""
        if self.status != "completed":
            return None
        said = {job.check.conclusion for job in self.now}
        return "success" if said <= {"SUCCESS", "SKIPPED", "NEUTRAL"} else "failure"

    @property
    def now(self) -> list[Job]:
        """The newest job of each name: a rerun leaves those alone that passed."""
        return list({job.name: job for job in self.jobs}.values())


@dataclass
class Protection:
    """What must be so before a branch takes a change (docs.github.com: about protected branches)."""

    checks: tuple[str, ...] = ()
    strict: bool = False
    approvals: int = 0
    dismiss_stale: bool = False
    conversations: bool = False
    admins: bool = True


@dataclass(eq=False)
class QueueEntry(Thing):
    """A pull request in a merge queue."""

    pull: Pull
    by: Account
    head: str
    enqueued_at: str
    state: str = "QUEUED"


@dataclass(eq=False)
class AutoMerge:
    """That a pull request merges once it can be, and how."""

    by: Account
    method: str
    enabled_at: str
    headline: str | None = None
    body: str | None = None

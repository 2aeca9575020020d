"""A merge queue: what is put there lands later, by a step of the test (docs.github.com: managing a merge queue)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fleetui.demo.github.merging import DENIED, MOVED, merge
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused, forbidden
from fleetui.demo.github.things import Account, QueueEntry

if TYPE_CHECKING:
    from fleetui.demo.github.repository import Repo


@dataclass(eq=False)
class MergeQueue:
    """The queue of one branch; ``method`` is how it lands."""

    repo: Repo
    branch: str
    method: str = "SQUASH"
    entries: list[QueueEntry] = field(default_factory=list)

    def enqueue(self, pull: Pull, by: Account, expected: str | None = None, jump: bool = False) -> QueueEntry:
        """Put it at the end, or in front. Raises ``Refused``."""
        if not self.repo.may_write(by):
            raise forbidden(DENIED.format(by.login, "EnqueuePullRequest"))
        if expected and expected != pull.head_oid:
            raise Refused(MOVED)
        if pull.queue_entry:
            raise Refused("Pull request is already in the merge queue")
        if words := pull.hindrance():
            raise Refused(words)
        made = self.repo.hub.keep(QueueEntry, "MQE", pull, by, pull.head_oid, self.repo.hub.now())
        self.entries.insert(0 if jump else len(self.entries), made)
        pull.touched()
        return made

    def dequeue(self, pull: Pull) -> QueueEntry:
        """Take it out. Raises ``Refused`` where it is not there."""
        if (entry := pull.queue_entry) is None:
            raise Refused("Pull request is not in the merge queue")
        self.entries.remove(entry)
        pull.touched()
        return entry

    def step(self) -> str:
        """Land the first, unless its head moved since: then it is put out. The commit, or empty."""
        entry = self.entries.pop(0)
        if entry.head != entry.pull.head_oid or entry.pull.tree is None:
            entry.pull.touched()
            return ""
        group = f"refs/heads/gh-readonly-queue/{self.branch}/pr-{entry.pull.number}-{entry.pull.base_oid}"
        made = merge(entry.pull, entry.by, self.method)
        self.repo.bare.move(group, made)
        self.repo.bare.move(group, "")
        return made


def with_queue(repo: Repo, method: str = "SQUASH", branch: str = "") -> MergeQueue:
    """Let a branch take changes by a queue only."""
    made = repo.queues[branch or repo.default] = MergeQueue(repo, branch or repo.default, method)
    return made

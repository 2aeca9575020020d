"""A pull request: its two ends, its reviews and threads, and whether it could be merged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fleetui.demo.github.bare import Conflict
from fleetui.demo.github.refused import Refused
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import (
    Account,
    AutoMerge,
    Check,
    Issue,
    Protection,
    QueueEntry,
    Review,
    Status,
    Thread,
)

GOOD = frozenset({"SUCCESS", "NEUTRAL", "SKIPPED"})
_CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)", re.IGNORECASE)
"""docs.github.com: linking a pull request to an issue using a keyword."""


@dataclass(eq=False, kw_only=True)
class Pull(Issue):
    """A pull request. While it is open its head is what the branch is; afterwards it stays what it was."""

    head: str
    base: str
    head_repo: Repo
    is_draft: bool = False
    reviews: list[Review] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    requested: list[Account] = field(default_factory=list)
    auto: AutoMerge | None = None
    merged_at: str | None = None
    merged_by: Account | None = None
    merge_oid: str = ""
    unknown_for: int = 0
    """For how many more questions nobody knows whether it can be merged."""
    squash_adds: Mapping[str, str] = field(default_factory=dict)
    """Files that its merge will hold without anybody having written them: a tree that differs."""
    noticed: str = ""
    """The head that the forge last saw."""
    _ended: tuple[str, str] = ("", "")

    @property
    def url(self) -> str:
        """Where a person reads it."""
        return f"{self.repo.url}/pull/{self.number}"

    @property
    def head_oid(self) -> str:
        """The commit that would be merged."""
        return self._ended[0] or self.head_repo.bare.branch(self.head) or self.noticed

    @property
    def base_oid(self) -> str:
        """The commit that it would be merged onto."""
        return self._ended[1] or self.repo.bare.branch(self.base)

    @property
    def is_cross(self) -> bool:
        """Whether it comes out of a fork."""
        return self.head_repo is not self.repo

    def touched(self) -> None:
        """Let it be seen that something about it changed."""
        self.updated_at = self.repo.hub.now()

    def moved(self) -> None:
        """The head is another: the forge fetches it, and takes back reviews where the branch is so protected."""
        if self.state != "OPEN":
            return
        self.noticed = self.head_repo.bare.branch(self.head)
        if self.is_cross:
            self.repo.bare.git("fetch", "-q", str(self.head_repo.path), f"refs/heads/{self.head}")
        self.repo.bare.move(f"refs/pull/{self.number}/head", self.noticed)
        if (rules := self.protection) and rules.dismiss_stale:
            for review in self.reviews:
                if review.state == "APPROVED" and review.oid != self.noticed:
                    review.state = "DISMISSED"
        self.touched()

    # ---------------------------------------------------------------- what is said of it

    def review(self, author: Account, state: str = "COMMENTED", body: str = "") -> Review:
        """A review of the present head."""
        made = self.repo.hub.keep(
            Review, "PRR", self, author, state.upper(), body, self.head_oid, self.repo.hub.now()
        )
        self.reviews.append(made)
        self.touched()
        self.settle()
        return made

    def thread(
        self,
        author: Account,
        path: str,
        line: int,
        body: str,
        review: Review | None = None,
        start: int | None = None,
    ) -> Thread:
        """A review thread at a line of the present head."""
        made = self.repo.hub.keep(Thread, "PRRT", self, path, line, start, self.head_oid)
        self.threads.append(made)
        made.say(author, body, review or self.review(author))
        return made

    # ---------------------------------------------------------------- what holds of it

    @property
    def protection(self) -> Protection | None:
        """The rules of the branch that it goes to."""
        return self.repo.protection(self.base)

    @property
    def newest_reviews(self) -> list[Review]:
        """The newest of each author that says yes or no; a mere comment takes nothing back."""
        spoken = (one for one in self.reviews if one.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"))
        return list({one.author: one for one in spoken}.values())

    @property
    def decision(self) -> str | None:
        """``None`` where the base asks for no review (community/discussions/24375)."""
        rules = self.protection
        if rules is None or not rules.approvals:
            return None
        able = [one.state for one in self.newest_reviews if self.repo.may_write(one.author)]
        if "CHANGES_REQUESTED" in able:
            return "CHANGES_REQUESTED"
        return "APPROVED" if able.count("APPROVED") >= rules.approvals else "REVIEW_REQUIRED"

    @property
    def tree(self) -> str | None:
        """The tree that merging would make; ``None`` where it conflicts."""
        try:
            return self.repo.bare.merged_tree(self.base_oid, self.head_oid)
        except Conflict:
            return None

    @property
    def behind(self) -> bool:
        """Whether its base has commits that it has not."""
        return bool(self.repo.bare.between(self.head_oid, self.base_oid))

    def required(self) -> list[tuple[str, Check | Status | None]]:
        """The required checks, each with the newest of its name on the head; ``None`` where none reported."""
        rules = self.protection
        named: dict[str, Check | Status] = {one.context: one for one in self.repo.statuses_of(self.head_oid)}
        named.update({one.name: one for one in self.repo.checks_of(self.head_oid)})
        return [(name, named.get(name)) for name in (rules.checks if rules else ())]

    def hindrance(self) -> str:
        """Why it may not be merged, in GitHub's words; empty where nothing is in the way."""
        if self.is_draft:
            return "Pull Request is still a draft"
        if self.tree is None:
            return "Pull Request is not mergeable"
        rules = self.protection
        if rules is None:
            return ""
        short = [(name, found) for name, found in self.required() if said(found) not in GOOD]
        if len(short) == 1:
            name, found = short[0]
            word = "failing" if found and said(found) not in ("", "PENDING", "EXPECTED") else "expected"
            return f'Required status check "{name}" is {word}.'
        if short:
            return f"{len(short)} of {len(rules.checks)} required status checks are expected."
        if self.decision == "CHANGES_REQUESTED":
            return "Changes have been requested."
        if self.decision == "REVIEW_REQUIRED":
            return "At least 1 approving review is required by reviewers with write access."
        if rules.conversations and any(not one.is_resolved for one in self.threads):
            return "A conversation must be resolved before this pull request can be merged."
        return "This branch must be up to date before merging." if rules.strict and self.behind else ""

    def known(self) -> bool:
        """Whether the forge knows if it can be merged; every question brings that nearer."""
        if self.unknown_for > 0:
            self.unknown_for -= 1
            return False
        return True

    def merge_state(self) -> str:
        """``MergeStateStatus``, read off what holds."""
        if self.tree is None:
            return "DIRTY"
        if self.is_draft:
            return "DRAFT"
        if words := self.hindrance():
            return "BEHIND" if "up to date" in words else "BLOCKED"
        every: list[Check | Status] = [*self.repo.checks_of(self.head_oid)]
        every += self.repo.statuses_of(self.head_oid)
        return "CLEAN" if all(said(one) in GOOD for one in every) else "UNSTABLE"

    @property
    def closes(self) -> list[Issue]:
        """The issues that its text says it closes."""
        numbers = dict.fromkeys(int(one) for one in _CLOSES.findall(self.body))
        return [self.repo.issues[one] for one in numbers if one in self.repo.issues]

    @property
    def queue_entry(self) -> QueueEntry | None:
        """Its place in the merge queue."""
        queue = self.repo.queues.get(self.base)
        return next((one for one in queue.entries if one.pull is self), None) if queue else None

    # ---------------------------------------------------------------- what is done with it

    def end(self, state: str) -> None:
        """Closed or merged: both ends stay as they are now."""
        self._ended = (self.head_oid, self.base_oid)
        self.state, self.closed_at, self.auto = state, self.repo.hub.now(), None
        self.touched()

    def close(self, reason: str = "") -> None:
        """Close it without merging."""
        self.end("CLOSED")

    def reopen(self) -> None:
        """Open it again. Raises ``Refused`` where it was merged."""
        if self.state == "MERGED":
            raise Refused("Could not open the pull request.")
        self.state, self.closed_at, self._ended = "OPEN", None, ("", "")
        self.touched()

    def settle(self) -> None:
        """Let an armed auto-merge merge once nothing is in the way."""
        from fleetui.demo.github.merging import merge

        if self.auto and self.state == "OPEN" and not self.hindrance():
            armed, self.auto = self.auto, None
            if queue := self.repo.queues.get(self.base):
                queue.enqueue(self, armed.by)
            else:
                merge(self, armed.by, armed.method, headline=armed.headline, body=armed.body)


def said(found: Check | Status | None) -> str:
    """What a check came to; empty while it is under way or missing."""
    if found is None:
        return ""
    return found.state if isinstance(found, Status) else found.conclusion or ""

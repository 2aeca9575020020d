"""Pull requests, their reviews and threads (docs.github.com/graphql/reference/objects: PullRequest)."""

from __future__ import annotations

from typing import Any

from fleetui.demo.github.graph.connections import Page
from fleetui.demo.github.graph.fields import Asking, At, Branch, answers
from fleetui.demo.github.merge_queue import MergeQueue
from fleetui.demo.github.merging import merge_text
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.things import Account, QueueEntry, Review, Thread, ThreadComment

answers("PullRequest", "headRefName")(lambda pull, _: pull.head)
answers("PullRequest", "headRefOid")(lambda pull, _: pull.head_oid)
answers("PullRequest", "headRepository")(lambda pull, _: pull.head_repo)
answers("PullRequest", "headRepositoryOwner")(lambda pull, _: pull.head_repo.owner)
answers("PullRequest", "baseRefName")(lambda pull, _: pull.base)
answers("PullRequest", "baseRefOid")(lambda pull, _: pull.base_oid)
answers("PullRequest", "baseRepository")(lambda pull, _: pull.repo)
answers("PullRequest", "fullDatabaseId")(lambda pull, _: str(pull.database_id))
answers("PullRequest", "isCrossRepository")(lambda pull, _: pull.is_cross)
answers("PullRequest", "isInMergeQueue")(lambda pull, _: pull.queue_entry is not None)
answers("PullRequest", "isMergeQueueEnabled")(lambda pull, _: pull.base in pull.repo.queues)
answers("PullRequest", "mergeQueue")(lambda pull, _: pull.repo.queues.get(pull.base))
answers("PullRequest", "mergeQueueEntry")(lambda pull, _: pull.queue_entry)
answers("PullRequest", "maintainerCanModify")(lambda pull, _: pull.is_cross)
answers("PullRequest", "merged")(lambda pull, _: pull.state == "MERGED")
answers("PullRequest", "reviewDecision")(lambda pull, _: pull.decision)
answers("PullRequest", "viewerCanUpdateBranch")(lambda pull, asking: pull.head_repo.may_write(asking.viewer))
answers("PullRequest", "viewerCanEnableAutoMerge")(
    lambda pull, asking: pull.state == "OPEN" and pull.auto is None and pull.repo.may_write(asking.viewer)
)
answers("PullRequest", "viewerCanDisableAutoMerge")(
    lambda pull, asking: pull.auto is not None and pull.repo.may_write(asking.viewer)
)
answers("PullRequest", "viewerMergeHeadlineText")(
    lambda pull, _, merge_type="MERGE": merge_text(pull, merge_type)[0]
)
answers("PullRequest", "viewerMergeBodyText")(
    lambda pull, _, merge_type="MERGE": merge_text(pull, merge_type)[1]
)


def _known(pull: Pull, asking: Asking) -> bool:
    if pull.id not in asking.known:
        asking.known[pull.id] = pull.known()
    return asking.known[pull.id]


@answers("PullRequest", "mergeable")
def _mergeable(pull: Pull, asking: Asking) -> str:
    """Reckoned in the background once it is asked for: UNKNOWN until then, and for what is not open any more."""
    if pull.state != "OPEN" or not _known(pull, asking):
        return "UNKNOWN"
    return "CONFLICTING" if pull.tree is None else "MERGEABLE"


@answers("PullRequest", "mergeStateStatus")
def _merge_state(pull: Pull, asking: Asking) -> str:
    return pull.merge_state() if pull.state == "OPEN" and _known(pull, asking) else "UNKNOWN"


@answers("PullRequest", "headRef")
def _head_ref(pull: Pull, _: Asking) -> Branch | None:
    return Branch(pull.head_repo, pull.head) if pull.head_repo.bare.branch(pull.head) else None


@answers("PullRequest", "baseRef")
def _base_ref(pull: Pull, _: Asking) -> Branch | None:
    return Branch(pull.repo, pull.base) if pull.repo.bare.branch(pull.base) else None


@answers("PullRequest", "mergeCommit")
def _merge_commit(pull: Pull, _: Asking) -> At | None:
    return At(pull.repo, pull.merge_oid) if pull.merge_oid else None


@answers("PullRequest", "potentialMergeCommit")
def _potential(pull: Pull, _: Asking) -> At | None:
    if pull.state != "OPEN" or (tree := pull.tree) is None:
        return None
    words = f"Merge {pull.head_oid} into {pull.base_oid}"
    return At(pull.repo, pull.repo.bare.made(tree, (pull.base_oid, pull.head_oid), words))


@answers("PullRequest", "autoMergeRequest")
def _auto(pull: Pull, _: Asking) -> dict[str, Any] | None:
    if (armed := pull.auto) is None:
        return None
    return {
        "authorEmail": None,
        "commitBody": armed.body,
        "commitHeadline": armed.headline,
        "enabledAt": armed.enabled_at,
        "enabledBy": armed.by,
        "mergeMethod": armed.method,
    }


@answers("PullRequest", "commits")
def _commits(pull: Pull, asking: Asking, **page: Any) -> Page:
    oids = pull.repo.bare.between(pull.base_oid, pull.head_oid)
    every = [{"id": f"PRC_{pull.database_id}_{oid}", "commit": At(pull.repo, oid)} for oid in oids]
    return Page(asking, "commits", every, **page)


@answers("PullRequest", "files")
def _files(pull: Pull, asking: Asking, **page: Any) -> Page:
    every = [
        {"path": one.path, "additions": one.additions, "deletions": one.deletions, "changeType": one.status}
        for one in pull.repo.bare.changed(pull.base_oid, pull.head_oid)
    ]
    return Page(asking, "files", every, **page)


@answers("PullRequest", "changedFiles")
def _changed(pull: Pull, _: Asking) -> int:
    return len(pull.repo.bare.changed(pull.base_oid, pull.head_oid))


@answers("PullRequest", "additions")
def _additions(pull: Pull, _: Asking) -> int:
    return sum(one.additions for one in pull.repo.bare.changed(pull.base_oid, pull.head_oid))


@answers("PullRequest", "deletions")
def _deletions(pull: Pull, _: Asking) -> int:
    return sum(one.deletions for one in pull.repo.bare.changed(pull.base_oid, pull.head_oid))


@answers("PullRequest", "closingIssuesReferences")
def _closing(pull: Pull, asking: Asking, user_linked_only: bool = False, **page: Any) -> Page:
    return Page(asking, "closingIssuesReferences", pull.closes, **page)


# ---------------------------------------------------------------- reviews


@answers("PullRequest", "reviews")
def _reviews(
    pull: Pull, asking: Asking, states: list[str] | None = None, author: str | None = None, **page: Any
) -> Page:
    kept = [
        one
        for one in pull.reviews
        if (not states or one.state in states)
        and (not author or (one.author and one.author.login == author))
        and (one.state != "PENDING" or one.author is asking.viewer)
    ]
    return Page(asking, "reviews", kept, **page)


@answers("PullRequest", "latestReviews")
def _latest(pull: Pull, asking: Asking, **page: Any) -> Page:
    return Page(asking, "latestReviews", list({one.author: one for one in pull.reviews}.values()), **page)


@answers("PullRequest", "reviewRequests")
def _requests(pull: Pull, asking: Asking, **page: Any) -> Page:
    every = [{"id": f"RR_{pull.id}_{one.id}", "requestedReviewer": one} for one in pull.requested]
    return Page(asking, "reviewRequests", every, **page)


@answers("PullRequestReview", "comments")
def _of_review(review: Review, asking: Asking, **page: Any) -> Page:
    every = [one for thread in review.pull.threads for one in thread.comments if one.review is review]
    return Page(asking, "comments", every, **page)


answers("PullRequestReview", "commit")(lambda review, _: At(review.pull.repo, review.oid))
answers("PullRequestReview", "createdAt")(lambda review, _: review.submitted_at)
answers("PullRequestReview", "updatedAt")(lambda review, _: review.submitted_at)
answers("PullRequestReview", "url")(
    lambda review, _: f"{review.pull.url}#pullrequestreview-{review.database_id}"
)


# ---------------------------------------------------------------- threads


@answers("PullRequest", "reviewThreads")
def _threads(pull: Pull, asking: Asking, **page: Any) -> Page:
    return Page(asking, "reviewThreads", pull.threads, **page)


@answers("PullRequestReviewThread", "comments")
def _of_thread(thread: Thread, asking: Asking, skip: int | None = None, **page: Any) -> Page:
    return Page(asking, "comments", thread.comments[skip or 0 :], **page)


@answers("PullRequestReviewThread", "resolvedBy")
def _resolved_by(thread: Thread, _: Asking) -> Account | None:
    by = thread.resolved_by
    return by if by is not None and by.kind == "User" else None


answers("PullRequestReviewThread", "isCollapsed")(lambda thread, _: thread.is_resolved)
answers("PullRequestReviewThread", "pullRequest")(lambda thread, _: thread.pull)
answers("PullRequestReviewThread", "subjectType")(lambda _thread, _: "LINE")
answers("PullRequestReviewThread", "viewerCanReply")(lambda _thread, _: True)
answers("PullRequestReviewThread", "viewerCanResolve")(
    lambda thread, asking: not thread.is_resolved and thread.pull.repo.may_write(asking.viewer)
)
answers("PullRequestReviewThread", "viewerCanUnresolve")(
    lambda thread, asking: thread.is_resolved and thread.pull.repo.may_write(asking.viewer)
)
answers("PullRequestReviewComment", "path")(lambda comment, _: comment.thread.path)
answers("PullRequestReviewComment", "line")(lambda comment, _: comment.thread.line)
answers("PullRequestReviewComment", "originalLine")(lambda comment, _: comment.thread.original_line)
answers("PullRequestReviewComment", "outdated")(lambda comment, _: comment.thread.is_outdated)
answers("PullRequestReviewComment", "isMinimized")(lambda _comment, _: False)
answers("PullRequestReviewComment", "state")(lambda _comment, _: "SUBMITTED")
answers("PullRequestReview", "isMinimized")(lambda _review, _: False)
answers("PullRequestReviewComment", "commit")(
    lambda comment, _: At(comment.thread.pull.repo, comment.thread.pull.head_oid)
)
answers("PullRequestReviewComment", "originalCommit")(
    lambda comment, _: At(comment.thread.pull.repo, comment.thread.oid)
)
answers("PullRequestReviewComment", "pullRequestReview")(lambda comment, _: comment.review)


@answers("PullRequestReviewComment", "diffHunk")
def _hunk(comment: ThreadComment, _: Asking) -> str:
    thread = comment.thread
    text = thread.pull.repo.bare.text(thread.oid, thread.path) or ""
    shown = text.splitlines()[max(0, thread.original_line - 4) : thread.original_line]
    return "\n".join(
        [f"@@ -0,0 +{max(1, thread.original_line - 3)},{len(shown)} @@", *(f"+{line}" for line in shown)]
    )


# ---------------------------------------------------------------- merge queue

answers("MergeQueue", "id")(lambda queue, _: f"MQ_{queue.repo.database_id}_{queue.branch}")
answers("MergeQueue", "url")(lambda queue, _: f"{queue.repo.url}/queue/{queue.branch}")
answers("MergeQueue", "configuration")(lambda queue, _: {"mergeMethod": queue.method})
answers("MergeQueueEntry", "pullRequest")(lambda entry, _: entry.pull)
answers("MergeQueueEntry", "headCommit")(lambda entry, _: At(entry.pull.repo, entry.head))


@answers("MergeQueue", "entries")
def _entries(queue: MergeQueue, asking: Asking, **page: Any) -> Page:
    return Page(asking, "entries", queue.entries, **page)


@answers("MergeQueueEntry", "position")
def _position(entry: QueueEntry, _: Asking) -> int:
    queue = entry.pull.repo.queues[entry.pull.base]
    return queue.entries.index(entry) + 1 if entry in queue.entries else 0

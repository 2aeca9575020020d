"""Changes (docs.github.com/graphql/reference/mutations)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fleetui.demo.github import merging
from fleetui.demo.github.graph.fields import Asking, answers
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused, forbidden, missing
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Account, Comment, Issue, Label, Thing, Thread

T = TypeVar("T", bound=Thing)
Payload = dict[str, Any]
Change = Callable[[Asking, dict[str, Any]], Payload]


def changes(name: str) -> Callable[[Change], Change]:
    """Register what a mutation does; what it gives back carries the caller's id of it."""

    def keep(function: Change) -> Change:
        def done(_: None, asking: Asking, **arguments: Any) -> Payload:
            given = arguments["input"]
            return {"clientMutationId": given.get("clientMutationId"), **function(asking, given)}

        answers("Mutation", name)(done)
        return function

    return keep


def thing(asking: Asking, kind: type[T], node_id: str) -> T:
    """The thing of an id and a kind. Raises ``Refused``."""
    found = asking.hub.node(node_id)
    if not isinstance(found, kind):
        raise missing(f"Could not resolve to {kind.__name__} node with the global id of '{node_id}'.")
    return found


def things(asking: Asking, kind: type[T], ids: list[str] | None) -> list[T]:
    """The things of these ids. Raises ``Refused``."""
    return [thing(asking, kind, one) for one in ids or ()]


def _writer(asking: Asking, repo: Repo, what: str) -> None:
    if not repo.may(asking.viewer, "ADMIN", "MAINTAIN", "WRITE", "TRIAGE"):
        raise forbidden(merging.DENIED.format(asking.viewer.login, what))


def _pull(asking: Asking, given: dict[str, Any], what: str = "UpdatePullRequest") -> Pull:
    pull = thing(asking, Pull, given["pullRequestId"])
    if pull.author is not asking.viewer:
        _writer(asking, pull.repo, what)
    return pull


# ---------------------------------------------------------------- merging


@changes("mergePullRequest")
def _merge(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["pullRequestId"])
    merging.merge_asked(
        pull,
        asking.viewer,
        given["mergeMethod"],
        given.get("expectedHeadOid"),
        given.get("commitHeadline"),
        given.get("commitBody"),
    )
    return {"pullRequest": pull, "actor": asking.viewer}


@changes("enablePullRequestAutoMerge")
def _arm(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["pullRequestId"])
    merging.arm(
        pull,
        asking.viewer,
        given["mergeMethod"],
        given.get("expectedHeadOid"),
        given.get("commitHeadline"),
        given.get("commitBody"),
    )
    return {"pullRequest": pull}


@changes("disablePullRequestAutoMerge")
def _disarm(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    merging.disarm(pull)
    return {"pullRequest": pull}


@changes("updatePullRequestBranch")
def _update_branch(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["pullRequestId"])
    merging.update_branch(
        pull, asking.viewer, given.get("expectedHeadOid"), given.get("updateMethod") or "MERGE"
    )
    return {"pullRequest": pull}


@changes("enqueuePullRequest")
def _enqueue(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["pullRequestId"])
    if (queue := pull.repo.queues.get(pull.base)) is None:
        raise Refused("Merge queue is not enabled for this branch")
    jump = bool(given.get("jump"))
    return {"mergeQueueEntry": queue.enqueue(pull, asking.viewer, given.get("expectedHeadOid"), jump)}


@changes("dequeuePullRequest")
def _dequeue(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["id"])
    if (queue := pull.repo.queues.get(pull.base)) is None:
        raise Refused("Merge queue is not enabled for this branch")
    return {"mergeQueueEntry": queue.dequeue(pull)}


# ---------------------------------------------------------------- pull requests


@changes("createPullRequest")
def _create_pull(asking: Asking, given: dict[str, Any]) -> Payload:
    repo = thing(asking, Repo, given["repositoryId"])
    owner, colon, branch = given["headRefName"].rpartition(":")
    head_id = given.get("headRepositoryId")
    source = (
        thing(asking, Repo, head_id) if head_id else asking.hub.found(owner, repo.name) if colon else repo
    )
    pull = repo.pull(
        branch,
        given["title"],
        given.get("body") or "",
        asking.viewer,
        given["baseRefName"],
        source,
        bool(given.get("draft")),
    )
    return {"pullRequest": pull}


def _edit(asking: Asking, issue: Issue, given: dict[str, Any]) -> None:
    """Replaces what is given; a list replaces the whole list."""
    for key in ("title", "body"):
        if given.get(key) is not None:
            setattr(issue, key, given[key])
    if given.get("labelIds") is not None:
        issue.labels = things(asking, Label, given["labelIds"])
    if given.get("assigneeIds") is not None:
        issue.assignees = things(asking, Account, given["assigneeIds"])
    if (state := given.get("state")) and state != issue.state:
        issue.close() if state == "CLOSED" else issue.reopen()
    issue.updated_at = asking.hub.now()


@changes("updatePullRequest")
def _update_pull(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    if base := given.get("baseRefName"):
        if not pull.repo.bare.branch(base):
            raise Refused(f"Proposed base branch '{base}' was not found")
        pull.base = base
    _edit(asking, pull, given)
    return {"pullRequest": pull}


@changes("closePullRequest")
def _close_pull(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    pull.close()
    return {"pullRequest": pull}


@changes("reopenPullRequest")
def _reopen_pull(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    pull.reopen()
    return {"pullRequest": pull}


@changes("markPullRequestReadyForReview")
def _ready(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    pull.is_draft = False
    pull.touched()
    return {"pullRequest": pull}


@changes("convertPullRequestToDraft")
def _draft(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = _pull(asking, given)
    pull.is_draft = True
    pull.touched()
    return {"pullRequest": pull}


def _requested(pull: Pull, asked: list[Account], union: bool) -> Payload:
    if pull.author in asked:
        raise Refused("Review cannot be requested from pull request author.")
    kept = pull.requested if union else []
    pull.requested = list(dict.fromkeys([*kept, *asked]))
    return {"pullRequest": pull}


@changes("requestReviews")
def _request(asking: Asking, given: dict[str, Any]) -> Payload:
    return _requested(
        _pull(asking, given), things(asking, Account, given.get("userIds")), bool(given.get("union"))
    )


@changes("requestReviewsByLogin")
def _request_by_login(asking: Asking, given: dict[str, Any]) -> Payload:
    names = [
        *(given.get("userLogins") or ()),
        *(name.removesuffix("[bot]") for name in given.get("botLogins") or ()),
    ]
    for name in names:
        if name not in asking.hub.accounts:
            raise missing(f"Could not resolve to a User with the login of '{name}'.")
    return _requested(
        _pull(asking, given), [asking.hub.accounts[name] for name in names], bool(given.get("union"))
    )


@changes("addPullRequestReview")
def _review(asking: Asking, given: dict[str, Any]) -> Payload:
    pull = thing(asking, Pull, given["pullRequestId"])
    event = given.get("event") or "PENDING"
    if pull.author is asking.viewer and event in ("APPROVE", "REQUEST_CHANGES"):
        raise Refused(f"Can not {event.lower().replace('_', ' ')} your own pull request")
    words = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
    return {"pullRequestReview": pull.review(asking.viewer, words.get(event, event), given.get("body") or "")}


@changes("addPullRequestReviewThreadReply")
def _reply(asking: Asking, given: dict[str, Any]) -> Payload:
    thread = thing(asking, Thread, given["pullRequestReviewThreadId"])
    return {"comment": thread.say(asking.viewer, given["body"], thread.pull.review(asking.viewer))}


@changes("resolveReviewThread")
def _resolve(asking: Asking, given: dict[str, Any]) -> Payload:
    thread = thing(asking, Thread, given["threadId"])
    _writer(asking, thread.pull.repo, "ResolveReviewThread")
    thread.resolve(asking.viewer)
    return {"thread": thread}


@changes("unresolveReviewThread")
def _unresolve(asking: Asking, given: dict[str, Any]) -> Payload:
    thread = thing(asking, Thread, given["threadId"])
    _writer(asking, thread.pull.repo, "UnresolveReviewThread")
    thread.unresolve()
    return {"thread": thread}


# ---------------------------------------------------------------- issues


@changes("addComment")
def _comment(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["subjectId"])
    if not given["body"].strip():
        raise Refused("Body can't be blank")
    made = issue.comment(asking.viewer, given["body"])
    return {"subject": issue, "commentEdge": {"cursor": "", "node": made}}


@changes("updateIssueComment")
def _edit_comment(asking: Asking, given: dict[str, Any]) -> Payload:
    comment = thing(asking, Comment, given["id"])
    comment.body, comment.updated_at = given["body"], asking.hub.now()
    return {"issueComment": comment}


@changes("createIssue")
def _create_issue(asking: Asking, given: dict[str, Any]) -> Payload:
    repo = thing(asking, Repo, given["repositoryId"])
    issue = repo.issue(given["title"], given.get("body") or "", asking.viewer)
    issue.labels = things(asking, Label, given.get("labelIds"))
    issue.assignees = things(asking, Account, given.get("assigneeIds"))
    return {"issue": issue}


@changes("updateIssue")
def _update_issue(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["id"])
    if issue.author is not asking.viewer:
        _writer(asking, issue.repo, "UpdateIssue")
    _edit(asking, issue, given)
    return {"issue": issue}


@changes("closeIssue")
def _close_issue(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["issueId"])
    issue.close(given.get("stateReason") or "COMPLETED")
    return {"issue": issue}


@changes("reopenIssue")
def _reopen_issue(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["issueId"])
    issue.reopen()
    return {"issue": issue}


@changes("addLabelsToLabelable")
def _add_labels(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["labelableId"])
    _writer(asking, issue.repo, "AddLabelsToLabelable")
    issue.labels = list(dict.fromkeys([*issue.labels, *things(asking, Label, given["labelIds"])]))
    return {"labelable": issue}


@changes("removeLabelsFromLabelable")
def _remove_labels(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["labelableId"])
    _writer(asking, issue.repo, "RemoveLabelsFromLabelable")
    gone = things(asking, Label, given["labelIds"])
    issue.labels = [one for one in issue.labels if one not in gone]
    return {"labelable": issue}


@changes("addAssigneesToAssignable")
def _assign(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["assignableId"])
    issue.assignees = list(dict.fromkeys([*issue.assignees, *things(asking, Account, given["assigneeIds"])]))
    return {"assignable": issue}


@changes("removeAssigneesFromAssignable")
def _unassign(asking: Asking, given: dict[str, Any]) -> Payload:
    issue = thing(asking, Issue, given["assignableId"])
    gone = things(asking, Account, given["assigneeIds"])
    issue.assignees = [one for one in issue.assignees if one not in gone]
    return {"assignable": issue}


@changes("replaceActorsForAssignable")
def _replace_actors(asking: Asking, given: dict[str, Any]) -> Payload:
    """A bot is named with its ``[bot]`` here."""
    issue = thing(asking, Issue, given["assignableId"])
    asked = [
        one for one in asking.hub.accounts.values() if one.rest_login in (given.get("actorLogins") or ())
    ]
    issue.assignees = [*things(asking, Account, given.get("actorIds")), *asked]
    return {"assignable": issue}

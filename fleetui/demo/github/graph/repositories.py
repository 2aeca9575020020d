"""Repositories and issues (docs.github.com/graphql/reference/objects: Repository, Issue)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fleetui.demo.github.graph.connections import Page
from fleetui.demo.github.graph.fields import Asking, At, Branch, answers
from fleetui.demo.github.merge_queue import MergeQueue
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import missing
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Account, Comment, Issue, Label, Review, ThreadComment

_ISSUES = "Issue PullRequest"
_YES = ("hasIssuesEnabled", "hasProjectsEnabled", "hasWikiEnabled")
_NO = ("isArchived",)
_METHODS = {"mergeCommitAllowed": "MERGE", "squashMergeAllowed": "SQUASH", "rebaseMergeAllowed": "REBASE"}

for _name in (*_YES, *_NO):
    answers("Repository", _name)(lambda _repo, _asking, so=_name in _YES: so)
for _name, _method in _METHODS.items():
    answers("Repository", _name)(lambda repo, _asking, method=_method: method in repo.methods)
for _name in ("milestones", "projects", "projectsV2"):
    answers("Repository", _name)(
        lambda _repo, asking, search=None, query=None, states=None, name=_name, **page: Page(
            asking, name, (), **page
        )
    )
for _name in ("projectCards", "projectItems"):
    answers(_ISSUES, _name)(
        lambda _issue, asking, include_archived=True, name=_name, **page: Page(asking, name, (), **page)
    )
for _name in ("subIssues", "blockedBy", "blocking"):
    answers("Issue", _name)(lambda _issue, asking, name=_name, **page: Page(asking, name, (), **page))
for _name in ("issueType", "parent"):
    answers("Issue", _name)(lambda _issue, _asking: None)
answers("Issue", "subIssuesSummary")(
    lambda _issue, _asking: {"total": 0, "completed": 0, "percentCompleted": 0}
)
answers(_ISSUES, "milestone")(lambda _issue, _asking: None)
answers("Issue", "editor")(lambda issue, _asking: issue.editor)
answers("Issue", "isPinned")(lambda _issue, _asking: False)
answers(f"{_ISSUES} IssueComment PullRequestReview", "reactionGroups")(lambda _thing, _asking: [])
answers("IssueComment PullRequestReview", "includesCreatedEdit")(lambda _thing, _asking: False)
answers("Repository", "isFork")(lambda repo, _: repo.parent is not None)
answers("Repository", "isInOrganization")(lambda repo, _: repo.owner.kind == "Organization")
answers("Repository", "isPrivate")(lambda repo, _: repo.private)
answers("Repository", "visibility")(lambda repo, _: "PRIVATE" if repo.private else "PUBLIC")
answers("Repository", "nameWithOwner")(lambda repo, _: repo.full)
answers("Repository", "sshUrl")(lambda repo, _: f"git@github.com:{repo.full}.git")
answers("Repository", "viewerDefaultMergeMethod")(lambda repo, _: sorted(repo.methods)[0])
answers("Repository", "viewerCanAdminister")(lambda repo, asking: repo.may(asking.viewer, "ADMIN"))
answers("Repository", "viewerPermission")(
    lambda repo, asking: repo.permissions.get(asking.viewer.login, "WRITE")
)
answers("Repository", "pushedAt")(lambda repo, asking: repo.created_at)
answers("Repository", "updatedAt")(lambda repo, asking: repo.created_at)
answers("Repository", "issueTemplates")(lambda repo, asking: [])


@answers("Repository", "pullRequestTemplates")
def _templates(repo: Repo, _: Asking) -> list[dict[str, Any]]:
    text = repo.bare.text(repo.bare.oid(repo.default), ".github/pull_request_template.md")
    found = {"pull_request_template.md": text} if text is not None else {}
    return [
        {"filename": name, "body": body, "repository": repo}
        for name, body in (found | repo.templates).items()
    ]


@answers("Repository", "defaultBranchRef")
def _default(repo: Repo, _: Asking) -> Branch | None:
    return Branch(repo, repo.default) if repo.bare.branch(repo.default) else None


@answers("Repository", "ref")
def _ref(repo: Repo, _: Asking, qualified_name: str) -> Branch | None:
    name = qualified_name.removeprefix("refs/heads/")
    return Branch(repo, name) if repo.bare.branch(name) else None


@answers("Repository", "object")
def _object(repo: Repo, _: Asking, expression: str | None = None, oid: str | None = None) -> At | None:
    found = repo.bare.oid(oid or expression or repo.default)
    return At(repo, found) if found else None


@answers("Repository", "issue")
def _issue(repo: Repo, _: Asking, number: int) -> Issue:
    found = repo.issues.get(number)
    if found is None or isinstance(found, Pull):
        raise missing(f"Could not resolve to an Issue with the number of {number}.")
    return found


@answers("Repository", "issueOrPullRequest")
def _either(repo: Repo, _: Asking, number: int) -> Issue:
    return repo.numbered(number)


@answers("Repository", "pullRequest")
def _pull(repo: Repo, _: Asking, number: int) -> Pull:
    return repo.pull_numbered(number)


@answers("Repository", "mergeQueue")
def _queue(repo: Repo, _: Asking, branch: str | None = None) -> MergeQueue | None:
    return repo.queues.get(branch or repo.default)


def sort(items: Sequence[Any], order: dict[str, str] | None) -> list[Any]:
    """In the order asked for; by creation where none is."""
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    keys = {
        "CREATED_AT": lambda one: (one.created_at, one.number),
        "UPDATED_AT": lambda one: (one.updated_at, one.number),
        "COMMENTS": lambda one: (len(one.comments), one.number),
    }
    return sorted(items, key=keys[order["field"]], reverse=order["direction"] == "DESC")


@answers("Repository", "issues")
def _issues(
    repo: Repo,
    asking: Asking,
    states: list[str] | None = None,
    labels: list[str] | None = None,
    order_by: dict[str, str] | None = None,
    filter_by: dict[str, Any] | None = None,
    **page: Any,
) -> Page:
    wanted = filter_by or {}
    names = labels or wanted.get("labels") or []
    states = states or wanted.get("states")
    kept = [
        one
        for one in repo.issues.values()
        if not isinstance(one, Pull)
        and (not states or one.state in states)
        and (not names or any(label.name in names for label in one.labels))
        and _theirs(one.author, wanted.get("createdBy"))
        and (not wanted.get("assignee") or any(_theirs(who, wanted["assignee"]) for who in one.assignees))
    ]
    return Page(asking, "issues", sort(kept, order_by), **page)


def _theirs(who: Account | None, login: str | None) -> bool:
    return not login or (who is not None and who.login == login)


@answers("Repository", "pullRequests")
def _pulls(
    repo: Repo,
    asking: Asking,
    states: list[str] | None = None,
    labels: list[str] | None = None,
    order_by: dict[str, str] | None = None,
    head_ref_name: str | None = None,
    base_ref_name: str | None = None,
    **page: Any,
) -> Page:
    kept = [
        one
        for one in repo.pulls()
        if (not states or one.state in states)
        and (not labels or any(label.name in labels for label in one.labels))
        and (not head_ref_name or one.head == head_ref_name)
        and (not base_ref_name or one.base == base_ref_name)
    ]
    return Page(asking, "pullRequests", sort(kept, order_by), **page)


@answers("Repository", "labels")
def _repo_labels(
    repo: Repo, asking: Asking, order_by: Any = None, query: str | None = None, **page: Any
) -> Page:
    return Page(
        asking, "labels", [one for one in repo.labels.values() if not query or query in one.name], **page
    )


@answers("Repository", "assignableUsers")
def _assignable(repo: Repo, asking: Asking, query: str | None = None, **page: Any) -> Page:
    people = [
        one for one in asking.hub.accounts.values() if one.kind == "User" and (query or "") in one.login
    ]
    return Page(asking, "assignableUsers", people, **page)


@answers("Repository", "suggestedActors")
def _suggested(
    repo: Repo,
    asking: Asking,
    capabilities: list[str],
    query: str | None = None,
    login_names: str | None = None,
    **page: Any,
) -> Page:
    every = [
        one
        for one in asking.hub.accounts.values()
        if one.kind in ("User", "Bot") and (query or "") in one.login
    ]
    return Page(asking, "suggestedActors", every, **page)


# ---------------------------------------------------------------- issues


@answers(_ISSUES, "closed")
def _closed(issue: Issue, _: Asking) -> bool:
    return issue.state != "OPEN"


@answers(_ISSUES, "repository")
def _repository(issue: Issue, _: Asking) -> Repo:
    return issue.repo


@answers("Issue", "stateReason")
def _reason(issue: Issue, _: Asking, enable_duplicate: bool = False) -> str | None:
    return issue.state_reason


@answers(_ISSUES, "assignees")
@answers("Assignable", "assignees")
def _assignees(issue: Issue, asking: Asking, **page: Any) -> Page:
    return Page(asking, "assignees", [one for one in issue.assignees if one.kind == "User"], **page)


@answers(_ISSUES, "assignedActors")
def _assigned(issue: Issue, asking: Asking, **page: Any) -> Page:
    return Page(asking, "assignedActors", issue.assignees, **page)


@answers(_ISSUES, "labels")
def _labels(issue: Issue, asking: Asking, order_by: Any = None, **page: Any) -> Page:
    return Page(asking, "labels", issue.labels, **page)


@answers("Label", "description")
def _label_text(label: Label, _: Asking) -> str | None:
    return label.description or None


@answers(_ISSUES, "comments")
def _comments(issue: Issue, asking: Asking, **page: Any) -> Page:
    return Page(asking, "comments", issue.comments, **page)


@answers("Issue", "closedByPullRequestsReferences")
def _closed_by(issue: Issue, asking: Asking, include_closed_prs: bool = False, **page: Any) -> Page:
    found = [
        one
        for one in issue.repo.pulls()
        if issue in one.closes and (include_closed_prs or one.state != "CLOSED")
    ]
    return Page(asking, "closedByPullRequestsReferences", found, **page)


@answers(f"{_ISSUES} IssueComment PullRequestReview PullRequestReviewComment", "authorAssociation")
def association(thing: Issue | Comment | Review | ThreadComment, _: Asking | None = None) -> str:
    """``CommentAuthorAssociation``."""
    if isinstance(thing, Issue):
        repo = thing.repo
    elif isinstance(thing, Comment):
        repo = thing.subject.repo
    else:
        repo = (thing.thread.pull if isinstance(thing, ThreadComment) else thing.pull).repo
    if thing.author is None or thing.author.kind == "Bot":
        return "NONE"
    if thing.author is repo.owner:
        return "OWNER"
    return (
        "COLLABORATOR"
        if repo.permissions.get(thing.author.login) in ("ADMIN", "MAINTAIN", "WRITE")
        else "NONE"
    )


@answers(f"{_ISSUES} IssueComment", "viewerDidAuthor")
def _own(thing: Issue | Comment, asking: Asking) -> bool:
    return thing.author is asking.viewer


@answers("IssueComment", "url")
def comment_url(comment: Comment, _: Asking) -> str:
    """Where a comment is on the web."""
    return f"{comment.subject.url}#issuecomment-{comment.database_id}"

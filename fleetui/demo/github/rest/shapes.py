"""Objects of the REST API. Shapes: docs.github.com/rest, the response schemas of each endpoint."""

from __future__ import annotations

from typing import Any

from fleetui.demo.github.graph.repositories import association
from fleetui.demo.github.hub import API
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import (
    Account,
    Check,
    Comment,
    Issue,
    Job,
    Label,
    Review,
    Status,
    ThreadComment,
    WorkflowRun,
)

Shape = dict[str, Any]


def account(one: Account | None) -> Shape | None:
    """A simple user."""
    if one is None:
        return None
    return {
        "login": one.rest_login,
        "id": one.database_id,
        "node_id": one.id,
        "type": one.kind,
        "url": f"{API}/users/{one.rest_login}",
        "html_url": f"https://github.com/{'apps/' if one.kind == 'Bot' else ''}{one.login}",
        "site_admin": False,
    }


def repository(repo: Repo, viewer: Account | None) -> Shape:
    """A repository."""
    level = repo.permissions.get(viewer.login, "WRITE") if viewer else "READ"
    order = ["READ", "TRIAGE", "WRITE", "MAINTAIN", "ADMIN"]
    rank = order.index(level)
    return {
        "id": repo.database_id,
        "node_id": repo.id,
        "name": repo.name,
        "full_name": repo.full,
        "owner": account(repo.owner),
        "private": repo.private,
        "html_url": repo.url,
        "url": f"{API}/repos/{repo.full}",
        "description": repo.description or None,
        "fork": repo.parent is not None,
        "default_branch": repo.default,
        "has_issues": True,
        "archived": False,
        "visibility": "private" if repo.private else "public",
        "permissions": {
            "admin": rank >= 4, "maintain": rank >= 3, "push": rank >= 2, "triage": rank >= 1, "pull": True,
        },
        "allow_merge_commit": "MERGE" in repo.methods,
        "allow_squash_merge": "SQUASH" in repo.methods,
        "allow_rebase_merge": "REBASE" in repo.methods,
        "allow_auto_merge": repo.auto_merge_allowed,
        "delete_branch_on_merge": repo.delete_branch_on_merge,
    }  # fmt: skip


def label(one: Label) -> Shape:
    """A label."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "name": one.name,
        "color": one.color,
        "description": one.description or None,
        "default": False,
    }


def issue(one: Issue) -> Shape:
    """An issue; a pull request has ``pull_request`` in it, too."""
    at = f"{API}/repos/{one.repo.full}/issues/{one.number}"
    said: Shape = {
        "id": one.database_id,
        "node_id": one.id,
        "number": one.number,
        "url": at,
        "repository_url": f"{API}/repos/{one.repo.full}",
        "comments_url": f"{at}/comments",
        "html_url": one.url,
        "title": one.title,
        "body": one.body or None,
        "state": "open" if one.state == "OPEN" else "closed",
        "state_reason": one.state_reason.lower() if one.state_reason else None,
        "user": account(one.author),
        "labels": [label(found) for found in one.labels],
        "assignees": [account(found) for found in one.assignees],
        "assignee": account(one.assignees[0]) if one.assignees else None,
        "milestone": None,
        "locked": False,
        "comments": len(one.comments),
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "closed_at": one.closed_at,
        "author_association": association(one),
    }
    if isinstance(one, Pull):
        said["pull_request"] = {
            "url": f"{API}/repos/{one.repo.full}/pulls/{one.number}",
            "html_url": one.url,
            "merged_at": one.merged_at,
        }
    return said


def comment(one: Comment) -> Shape:
    """A comment below an issue or a pull request."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "url": f"{API}/repos/{one.subject.repo.full}/issues/comments/{one.database_id}",
        "html_url": f"{one.subject.url}#issuecomment-{one.database_id}",
        "issue_url": f"{API}/repos/{one.subject.repo.full}/issues/{one.subject.number}",
        "body": one.body,
        "user": account(one.author),
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "author_association": association(one),
    }


def _end(repo: Repo, ref: str, oid: str, viewer: Account | None) -> Shape:
    return {
        "label": f"{repo.owner.login}:{ref}",
        "ref": ref,
        "sha": oid,
        "user": account(repo.owner),
        "repo": repository(repo, viewer),
    }


def pull(one: Pull, viewer: Account | None, whole: bool = True) -> Shape:
    """A pull request; a list leaves out what has to be reckoned."""
    kept = ("url", "comments_url", "comments", "pull_request", "state_reason")
    said = {name: found for name, found in issue(one).items() if name not in kept}
    armed = one.auto
    said |= {
        "url": f"{API}/repos/{one.repo.full}/pulls/{one.number}",
        "draft": one.is_draft,
        "merged_at": one.merged_at,
        "merge_commit_sha": one.merge_oid or None,
        "head": _end(one.head_repo, one.head, one.head_oid, viewer),
        "base": _end(one.repo, one.base, one.base_oid, viewer),
        "requested_reviewers": [account(found) for found in one.requested],
        "requested_teams": [],
        "auto_merge": armed
        and {
            "enabled_by": account(armed.by),
            "merge_method": armed.method.lower(),
            "commit_title": armed.headline,
            "commit_message": armed.body,
        },
    }
    if not whole:
        return said
    known = one.state == "OPEN" and one.known()
    files = one.repo.bare.changed(one.base_oid, one.head_oid)
    return said | {
        "merged": one.state == "MERGED",
        "merged_by": account(one.merged_by),
        "mergeable": (one.tree is not None) if known else None,
        "mergeable_state": one.merge_state().lower() if known else "unknown",
        "comments": len(one.comments),
        "review_comments": sum(len(thread.comments) for thread in one.threads),
        "commits": len(one.repo.bare.between(one.base_oid, one.head_oid)),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
        "maintainer_can_modify": one.is_cross,
    }


def review(one: Review) -> Shape:
    """A review."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "user": account(one.author),
        "body": one.body,
        "state": one.state,
        "html_url": f"{one.pull.url}#pullrequestreview-{one.database_id}",
        "submitted_at": one.submitted_at,
        "commit_id": one.oid,
        "author_association": association(one),
    }


def thread_comment(one: ThreadComment) -> Shape:
    """A comment of a review thread."""
    thread = one.thread
    return {
        "id": one.database_id,
        "node_id": one.id,
        "pull_request_review_id": one.review.database_id if one.review else None,
        **({"in_reply_to_id": one.reply_to.database_id} if one.reply_to else {}),
        "path": thread.path,
        "line": thread.line,
        "original_line": thread.original_line,
        "side": thread.diff_side,
        "commit_id": thread.pull.head_oid,
        "original_commit_id": thread.oid,
        "user": account(one.author),
        "body": one.body,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "html_url": one.url,
        "url": f"{API}/repos/{thread.pull.repo.full}/pulls/comments/{one.database_id}",
        "pull_request_url": f"{API}/repos/{thread.pull.repo.full}/pulls/{thread.pull.number}",
        "author_association": association(one),
    }


def check(one: Check) -> Shape:
    """A check run."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "name": one.name,
        "head_sha": one.suite.oid,
        "status": one.status.lower(),
        "conclusion": one.conclusion.lower() if one.conclusion else None,
        "started_at": one.started_at,
        "completed_at": one.completed_at,
        "details_url": one.details_url,
        "html_url": one.details_url,
        "app": {"slug": one.suite.app, "name": one.suite.app},
        "check_suite": {"id": one.suite.database_id},
        "output": {
            "title": one.name if one.summary else None,
            "summary": one.summary or None,
            "annotations_count": 0,
        },
        "pull_requests": [],
    }


def status(one: Status) -> Shape:
    """A commit status."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "context": one.context,
        "state": one.state.lower(),
        "description": one.description or None,
        "target_url": one.target_url,
        "created_at": one.created_at,
        "updated_at": one.created_at,
    }


def run(one: WorkflowRun) -> Shape:
    """A run of a workflow."""
    at = f"{API}/repos/{one.repo.full}/actions/runs/{one.database_id}"
    message = one.repo.bare.read(one.oid).message
    return {
        "id": one.database_id,
        "node_id": one.id,
        "name": one.workflow.name,
        "display_title": one.title,
        "run_number": one.number,
        "run_attempt": one.attempt,
        "event": one.event,
        "status": one.status,
        "conclusion": one.conclusion,
        "workflow_id": one.workflow.database_id,
        "check_suite_id": one.suite.database_id,
        "head_branch": one.branch,
        "head_sha": one.oid,
        "head_commit": {"id": one.oid, "message": message},
        "created_at": one.created_at,
        "run_started_at": one.created_at,
        "updated_at": one.created_at,
        "url": at,
        "html_url": one.url,
        "jobs_url": f"{at}/jobs",
        "logs_url": f"{at}/logs",
        "rerun_url": f"{at}/rerun",
        "path": one.workflow.path,
        "pull_requests": [],
        "repository": {"full_name": one.repo.full, "name": one.repo.name, "owner": account(one.repo.owner)},
        "head_repository": {
            "full_name": one.repo.full,
            "name": one.repo.name,
            "owner": account(one.repo.owner),
        },
    }


def job(one: Job) -> Shape:
    """A job of a run."""
    return {
        "id": one.database_id,
        "node_id": one.id,
        "run_id": one.run.database_id,
        "run_url": f"{API}/repos/{one.run.repo.full}/actions/runs/{one.run.database_id}",
        "run_attempt": one.attempt,
        "head_sha": one.run.oid,
        "name": one.name,
        "workflow_name": one.run.workflow.name,
        "status": one.check.status.lower(),
        "conclusion": one.check.conclusion.lower() if one.check.conclusion else None,
        "started_at": one.check.started_at,
        "completed_at": one.check.completed_at,
        "html_url": one.check.details_url,
        "check_run_url": f"{API}/repos/{one.run.repo.full}/check-runs/{one.check.database_id}",
        "steps": [
            {
                "name": step.name,
                "number": at,
                "status": "completed" if step.conclusion else "in_progress",
                "conclusion": step.conclusion,
                "started_at": one.check.started_at,
                "completed_at": one.check.completed_at,
            }
            for at, step in enumerate(one.steps, 1)
        ],
    }

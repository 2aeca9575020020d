"""Issues, their comments, labels and assignees."""

from __future__ import annotations

import json
from typing import Any

from fleetui.demo.github.exchange import Answer
from fleetui.demo.github.refused import Refused, forbidden, missing
from fleetui.demo.github.rest import shapes
from fleetui.demo.github.rest.registry import Call, route
from fleetui.demo.github.searching import found as searched
from fleetui.demo.github.things import Comment, Issue

_OPEN = {"open": ("OPEN",), "closed": ("CLOSED", "MERGED"), "all": ("OPEN", "CLOSED", "MERGED")}


def _writer(call: Call) -> None:
    if not call.repo.may(call.viewer, "ADMIN", "MAINTAIN", "WRITE", "TRIAGE"):
        raise forbidden("Must have push access to repository.")


@route("GET", "/repos/{owner}/{name}/issues")
def _list(call: Call) -> Any:
    """Issues and pull requests, newest first."""
    asked = call.request.arguments
    labels = set(filter(None, asked.get("labels", "").split(",")))
    assignee, since = asked.get("assignee", "*"), asked.get("since", "")
    kept = [
        one
        for one in call.repo.issues.values()
        if one.state in _OPEN[asked.get("state", "open")]
        and labels <= {label.name for label in one.labels}
        and (assignee == "*" or assignee in [who.rest_login for who in one.assignees])
        and one.updated_at >= since
    ]
    key = "updated_at" if asked.get("sort") == "updated" else "created_at"
    kept.sort(
        key=lambda one: (getattr(one, key), one.number), reverse=asked.get("direction", "desc") == "desc"
    )
    return call.page([shapes.issue(one) for one in kept])


@route("POST", "/repos/{owner}/{name}/issues")
def _create(call: Call) -> Any:
    given = call.request.json
    if not given.get("title"):
        raise Refused("Validation Failed")
    issue = call.repo.issue(given["title"], given.get("body") or "", call.viewer, given.get("labels") or ())
    return Answer.of(shapes.issue(issue), 201)


@route("GET", "/repos/{owner}/{name}/issues/{number}")
def _one(call: Call) -> Any:
    return shapes.issue(call.repo.numbered(call.number))


@route("PATCH", "/repos/{owner}/{name}/issues/{number}")
def _edit(call: Call) -> Any:
    issue, given = call.repo.numbered(call.number), call.request.json
    if issue.author is not call.viewer:
        _writer(call)
    for key in ("title", "body"):
        if key in given:
            setattr(issue, key, given[key] or "")
    if "labels" in given:
        issue.labels = [call.repo.label(name) for name in given["labels"]]
    if "assignees" in given:
        issue.assignees = [
            call.hub.accounts[name] for name in given["assignees"] if name in call.hub.accounts
        ]
    if {"title", "body"} & set(given):
        issue.editor = call.viewer
    if (state := given.get("state")) and (state == "open") != (issue.state == "OPEN"):
        issue.reopen() if state == "open" else issue.close((given.get("state_reason") or "completed").upper())
    issue.updated_at = call.hub.now()
    return shapes.issue(issue)


@route("GET", "/repos/{owner}/{name}/issues/{number}/comments")
def _comments(call: Call) -> Any:
    """Oldest first."""
    since = call.request.arguments.get("since", "")
    every = call.repo.numbered(call.number).comments
    return call.page([shapes.comment(one) for one in every if one.updated_at >= since])


@route("POST", "/repos/{owner}/{name}/issues/{number}/comments")
def _comment(call: Call) -> Any:
    body = call.request.json.get("body")
    if not isinstance(body, str) or not body.strip():
        raise Refused("Validation Failed")
    return Answer.of(shapes.comment(call.repo.numbered(call.number).comment(call.viewer, body)), 201)


def _known(call: Call) -> Comment:
    every = (one for issue in call.repo.issues.values() for one in issue.comments)
    if (found := next((one for one in every if one.database_id == call.number), None)) is None:
        raise missing("Not Found")
    return found


@route("GET", "/repos/{owner}/{name}/issues/comments/{number}")
def _one_comment(call: Call) -> Any:
    return shapes.comment(_known(call))


@route("PATCH", "/repos/{owner}/{name}/issues/comments/{number}")
def _edit_comment(call: Call) -> Any:
    comment = _known(call)
    comment.body, comment.updated_at = call.request.json["body"], call.hub.now()
    return shapes.comment(comment)


@route("POST", "/repos/{owner}/{name}/issues/{number}/labels")
def _add_labels(call: Call) -> Any:
    _writer(call)
    issue = call.repo.numbered(call.number)
    new = [call.repo.label(name) for name in call.request.json["labels"]]
    issue.labels = list(dict.fromkeys([*issue.labels, *new]))
    return [shapes.label(one) for one in issue.labels]


@route("DELETE", "/repos/{owner}/{name}/issues/{number}/labels/{label}")
def _remove_label(call: Call) -> Any:
    _writer(call)
    issue = call.repo.numbered(call.number)
    if call.parts["label"] not in [one.name for one in issue.labels]:
        return Answer.failed(404, "Label does not exist")
    issue.labels = [one for one in issue.labels if one.name != call.parts["label"]]
    return [shapes.label(one) for one in issue.labels]


def _assigned(call: Call) -> Issue:
    issue = call.repo.numbered(call.number)
    names = [name.removesuffix("[bot]") for name in call.request.json["assignees"]]
    asked = [call.hub.accounts[name] for name in names if name in call.hub.accounts]
    if call.request.method == "POST":
        issue.assignees = list(dict.fromkeys([*issue.assignees, *asked]))
    else:
        issue.assignees = [one for one in issue.assignees if one not in asked]
    return issue


@route("POST", "/repos/{owner}/{name}/issues/{number}/assignees")
def _assign(call: Call) -> Any:
    """Whoever may not be assigned is left out without a word, as the forge does."""
    return Answer.of(shapes.issue(_assigned(call)), 201)


@route("DELETE", "/repos/{owner}/{name}/issues/{number}/assignees")
def _unassign(call: Call) -> Any:
    return shapes.issue(_assigned(call))


@route("GET", "/repos/{owner}/{name}/labels")
def _labels(call: Call) -> Any:
    return call.page([shapes.label(one) for one in call.repo.labels.values()])


@route("GET", "/search/issues")
def _search(call: Call) -> Any:
    asked = call.request.arguments
    every = searched(call.hub, asked.get("q", ""), call.viewer)
    if asked.get("sort") == "updated":
        every.sort(key=lambda one: (one.updated_at, one.number), reverse=asked.get("order", "desc") == "desc")
    answer = call.page([shapes.issue(one) for one in every], "items")
    return Answer.of({**json.loads(answer.body), "incomplete_results": False}, headers=answer.headers)

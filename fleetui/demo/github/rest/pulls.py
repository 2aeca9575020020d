"""Pull requests, their reviews, comments at lines, merging and bringing up to date."""

from __future__ import annotations

from typing import Any

from fleetui.demo.github import merging
from fleetui.demo.github.exchange import Answer
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused, forbidden, missing
from fleetui.demo.github.rest import shapes
from fleetui.demo.github.rest.registry import Call, route
from fleetui.demo.github.things import ThreadComment

_OPEN = {"open": ("OPEN",), "closed": ("CLOSED", "MERGED"), "all": ("OPEN", "CLOSED", "MERGED")}


def _pull(call: Call) -> Pull:
    return call.repo.pull_numbered(call.number)


@route("GET", "/repos/{owner}/{name}/pulls")
def _list(call: Call) -> Any:
    """Newest first; ``head`` is ``owner:branch``."""
    asked = call.request.arguments
    kept = [
        one
        for one in call.repo.pulls()
        if one.state in _OPEN[asked.get("state", "open")]
        and asked.get("base") in (None, one.base)
        and asked.get("head") in (None, f"{one.head_repo.owner.login}:{one.head}")
    ]
    key = "updated_at" if asked.get("sort") == "updated" else "created_at"
    kept.sort(
        key=lambda one: (getattr(one, key), one.number), reverse=asked.get("direction", "desc") == "desc"
    )
    return call.page([shapes.pull(one, call.viewer, whole=False) for one in kept])


@route("POST", "/repos/{owner}/{name}/pulls")
def _create(call: Call) -> Any:
    given, repo = call.request.json, call.repo
    owner, _, branch = str(given.get("head", "")).rpartition(":")
    source = call.hub.found(owner, repo.name) if owner and owner != repo.owner.login else repo
    made = repo.pull(
        branch,
        given.get("title") or "",
        given.get("body") or "",
        call.viewer,
        given["base"],
        source,
        bool(given.get("draft")),
    )
    return Answer.of(shapes.pull(made, call.viewer), 201)


@route("GET", "/repos/{owner}/{name}/pulls/{number}")
def _one(call: Call) -> Any:
    pull = _pull(call)
    accept = next((text for name, text in call.request.headers.items() if name.lower() == "accept"), "")
    if "diff" in accept or "patch" in accept:
        patch = pull.repo.bare.patch(pull.base_oid, pull.head_oid)
        return Answer(200, patch.encode(), {"Content-Type": "application/vnd.github.v3.diff; charset=utf-8"})
    return shapes.pull(pull, call.viewer)


@route("PATCH", "/repos/{owner}/{name}/pulls/{number}")
def _edit(call: Call) -> Any:
    pull, given = _pull(call), call.request.json
    if pull.author is not call.viewer and not pull.repo.may_write(call.viewer):
        raise forbidden("Must have push access to repository.")
    for key in ("title", "body", "base"):
        if key in given:
            setattr(pull, key, given[key] or "")
    if (state := given.get("state")) and (state == "open") != (pull.state == "OPEN"):
        pull.reopen() if state == "open" else pull.close()
    pull.touched()
    return shapes.pull(pull, call.viewer)


@route("GET", "/repos/{owner}/{name}/pulls/{number}/merge")
def _is_merged(call: Call) -> Any:
    return Answer(204) if _pull(call).state == "MERGED" else Answer.failed(404, "Not Found")


@route("PUT", "/repos/{owner}/{name}/pulls/{number}/merge")
def _merge(call: Call) -> Any:
    pull, given = _pull(call), call.request.json
    made = merging.merge_asked(
        pull,
        call.viewer,
        str(given.get("merge_method") or "merge").upper(),
        given.get("sha"),
        given.get("commit_title"),
        given.get("commit_message"),
    )
    return {"sha": made, "merged": True, "message": "Pull Request successfully merged"}


@route("PUT", "/repos/{owner}/{name}/pulls/{number}/update-branch")
def _update_branch(call: Call) -> Any:
    pull = _pull(call)
    merging.update_branch(pull, call.viewer, call.request.json.get("expected_head_sha"))
    said = {"message": "Updating pull request branch.", "url": pull.url}
    return Answer.of(said, 202)


@route("GET", "/repos/{owner}/{name}/pulls/{number}/commits")
def _commits(call: Call) -> Any:
    pull = _pull(call)
    every = pull.repo.bare.between(pull.base_oid, pull.head_oid)
    return call.page([{"sha": oid, "commit": {"message": pull.repo.bare.read(oid).message}} for oid in every])


@route("GET", "/repos/{owner}/{name}/pulls/{number}/files")
def _files(call: Call) -> Any:
    pull = _pull(call)
    words = {"ADDED": "added", "DELETED": "removed"}
    return call.page(
        [
            {
                "filename": one.path,
                "status": words.get(one.status, "modified"),
                "additions": one.additions,
                "deletions": one.deletions,
                "changes": one.additions + one.deletions,
            }
            for one in pull.repo.bare.changed(pull.base_oid, pull.head_oid)
        ]
    )


# ---------------------------------------------------------------- reviews


@route("GET", "/repos/{owner}/{name}/pulls/{number}/reviews")
def _reviews(call: Call) -> Any:
    return call.page([shapes.review(one) for one in _pull(call).reviews])


@route("POST", "/repos/{owner}/{name}/pulls/{number}/reviews")
def _review(call: Call) -> Any:
    words = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
    given = call.request.json
    state = words.get(given.get("event", ""), "PENDING")
    return shapes.review(_pull(call).review(call.viewer, state, given.get("body") or ""))


@route("GET", "/repos/{owner}/{name}/pulls/{number}/comments")
def _comments(call: Call) -> Any:
    every = [one for thread in _pull(call).threads for one in thread.comments]
    return call.page([shapes.thread_comment(one) for one in every])


def _known(call: Call, number: int) -> ThreadComment:
    every = (one for pull in call.repo.pulls() for thread in pull.threads for one in thread.comments)
    if (found := next((one for one in every if one.database_id == number), None)) is None:
        raise missing("Not Found")
    return found


@route("GET", "/repos/{owner}/{name}/pulls/comments/{number}")
def _comment(call: Call) -> Any:
    return shapes.thread_comment(_known(call, call.number))


@route("POST", "/repos/{owner}/{name}/pulls/{number}/comments/{comment}/replies")
def _reply(call: Call) -> Any:
    """Only the first comment of a thread can be answered (docs.github.com/rest/pulls/comments)."""
    pull, first = _pull(call), _known(call, int(call.parts["comment"]))
    body = call.request.json.get("body")
    if not body:
        raise Refused("Validation Failed")
    if first.reply_to is not None:
        raise Refused("Replies to replies are not supported.")
    return Answer.of(
        shapes.thread_comment(first.thread.say(call.viewer, body, pull.review(call.viewer))), 201
    )


@route("POST", "/repos/{owner}/{name}/pulls/{number}/requested_reviewers")
def _request(call: Call) -> Any:
    pull = _pull(call)
    asked = [call.hub.accounts[name.removesuffix("[bot]")] for name in call.request.json.get("reviewers", [])]
    if pull.author in asked:
        raise Refused("Review cannot be requested from pull request author.")
    pull.requested = list(dict.fromkeys([*pull.requested, *asked]))
    return Answer.of(shapes.pull(pull, call.viewer, whole=False), 201)


@route("DELETE", "/repos/{owner}/{name}/pulls/{number}/requested_reviewers")
def _withdraw(call: Call) -> Any:
    pull = _pull(call)
    gone = call.request.json.get("reviewers", [])
    pull.requested = [one for one in pull.requested if one.rest_login not in gone]
    return shapes.pull(pull, call.viewer, whole=False)

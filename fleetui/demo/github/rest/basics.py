"""Who one is, what is left of the limits, repositories, branches and what protects them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fleetui.demo.github.exchange import Answer
from fleetui.demo.github.hub import Budget
from fleetui.demo.github.refused import Refused, missing
from fleetui.demo.github.rest import shapes
from fleetui.demo.github.rest.registry import Call, route


@route("GET", "/")
def _root(call: Call) -> Any:
    return {"current_user_url": "https://api.github.com/user"}


@route("GET", "/user")
def _user(call: Call) -> Any:
    me = call.viewer
    return {**(shapes.account(me) or {}), "name": me.name or None, "email": me.email or None}


@route("GET", "/users/{login}")
def _somebody(call: Call) -> Any:
    if (found := call.hub.accounts.get(call.parts["login"].removesuffix("[bot]"))) is None:
        raise missing("Not Found")
    return {**(shapes.account(found) or {}), "name": found.name or None}


@route("GET", "/rate_limit")
def _limits(call: Call) -> Any:
    reset = int((call.hub.clock + timedelta(hours=1)).timestamp())

    def said(budget: Budget) -> dict[str, int]:
        return {
            "limit": budget.limit,
            "remaining": budget.remaining,
            "used": budget.limit - budget.remaining,
            "reset": reset,
        }

    return {
        "resources": {"core": said(call.hub.core), "graphql": said(call.hub.graphql)},
        "rate": said(call.hub.core),
    }


@route("GET", "/repos/{owner}/{name}")
def _repo(call: Call) -> Any:
    return shapes.repository(call.repo, call.viewer)


@route("GET", "/repos/{owner}/{name}/branches/{branch*}/protection")
def _protection(call: Call) -> Any:
    """Only an administrator may see it; 404 where there is none."""
    repo = call.repo
    if not repo.may(call.viewer, "ADMIN"):
        raise missing("Not Found")
    rules = repo.protection(call.parts["branch"])
    if rules is None:
        return Answer.failed(404, "Branch not protected")
    said: dict[str, Any] = {
        "enforce_admins": {"enabled": rules.admins},
        "required_conversation_resolution": {"enabled": rules.conversations},
    }
    if rules.checks:
        checks = [{"context": name, "app_id": None} for name in rules.checks]
        said["required_status_checks"] = {
            "strict": rules.strict,
            "contexts": list(rules.checks),
            "checks": checks,
        }
    if rules.approvals:
        said["required_pull_request_reviews"] = {
            "required_approving_review_count": rules.approvals,
            "dismiss_stale_reviews": rules.dismiss_stale,
        }
    return said


@route("GET", "/repos/{owner}/{name}/rules/branches/{branch*}")
def _rules(call: Call) -> Any:
    """Rulesets that are in force; those of a merge queue are the ones kept here."""
    queue = call.repo.queues.get(call.parts["branch"])
    return [{"type": "merge_queue", "parameters": {"merge_method": queue.method}}] if queue else []


@route("GET", "/repos/{owner}/{name}/branches/{branch*}")
def _branch(call: Call) -> Any:
    repo, name = call.repo, call.parts["branch"]
    if not (oid := repo.bare.branch(name)):
        return Answer.failed(404, "Branch not found")
    rules = repo.protection(name)
    level = ("everyone" if rules.admins else "non_admins") if rules and rules.checks else "off"
    contexts = {"enforcement_level": level, "contexts": list(rules.checks if rules else ())}
    protection = {"enabled": rules is not None, "required_status_checks": contexts}
    return {"name": name, "commit": {"sha": oid}, "protected": rules is not None, "protection": protection}


@route("GET", "/repos/{owner}/{name}/git/ref/{ref*}")
def _ref(call: Call) -> Any:
    if not (oid := call.repo.bare.oid(f"refs/{call.parts['ref']}")):
        raise missing("Not Found")
    return {"ref": f"refs/{call.parts['ref']}", "object": {"type": "commit", "sha": oid}}


@route("DELETE", "/repos/{owner}/{name}/git/refs/{ref*}")
def _delete_ref(call: Call) -> Any:
    repo, ref = call.repo, f"refs/{call.parts['ref']}"
    if not repo.may_write(call.viewer):
        raise Refused("Must have admin rights to Repository.", status=403)
    if not repo.bare.oid(ref):
        raise Refused("Reference does not exist")
    repo.bare.move(ref, "")
    return Answer(204)


@route("GET", "/repos/{owner}/{name}/contents/{path*}")
def _contents(call: Call) -> Any:
    repo, path = call.repo, call.parts["path"]
    at = repo.bare.oid(call.request.arguments.get("ref") or repo.default)
    if at and (text := repo.bare.text(at, path)) is not None:
        import base64

        return {
            "type": "file",
            "path": path,
            "encoding": "base64",
            "content": base64.b64encode(text.encode()).decode(),
        }
    raise missing("Not Found")

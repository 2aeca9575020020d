"""Commits, their statuses and check runs."""

from __future__ import annotations

from typing import Any

from fleetui.demo.github.hub import API
from fleetui.demo.github.refused import Refused
from fleetui.demo.github.rest import shapes
from fleetui.demo.github.rest.registry import Call, route


def _oid(call: Call) -> str:
    if not (oid := call.repo.bare.oid(call.parts["ref"])):
        raise Refused(f"No commit found for SHA: {call.parts['ref']}")
    return oid


@route("GET", "/repos/{owner}/{name}/commits/{ref}/status")
def _status(call: Call) -> Any:
    """The combined status: of commit statuses only, check runs have no part in it."""
    oid = _oid(call)
    every = call.repo.statuses_of(oid)
    words = {one.state for one in every}
    state = (
        "failure"
        if words & {"FAILURE", "ERROR"}
        else "success"
        if every and words == {"SUCCESS"}
        else "pending"
    )
    return {
        "sha": oid,
        "state": state,
        "total_count": len(every),
        "statuses": [shapes.status(one) for one in every],
    }


@route("GET", "/repos/{owner}/{name}/commits/{ref}/statuses")
def _statuses(call: Call) -> Any:
    oid = _oid(call)
    return call.page([shapes.status(one) for one in reversed(call.repo.statuses) if one.oid == oid])


@route("GET", "/repos/{owner}/{name}/commits/{ref}/check-runs")
def _check_runs(call: Call) -> Any:
    """The newest of each name, unless all are asked for."""
    oid, asked = _oid(call), call.request.arguments
    every = call.repo.checks_of(oid)
    if asked.get("filter") == "all":
        every = [one for one in call.repo.checks if one.suite.oid == oid]
    kept = [one for one in every if asked.get("check_name") in (None, one.name)]
    return call.page([shapes.check(one) for one in kept], "check_runs")


@route("GET", "/repos/{owner}/{name}/check-runs/{number}")
def _check_run(call: Call) -> Any:
    found = next((one for one in call.repo.checks if one.database_id == call.number), None)
    if found is None:
        raise Refused("Not Found", status=404)
    return shapes.check(found)


@route("GET", "/repos/{owner}/{name}/check-runs/{number}/annotations")
def _annotations(call: Call) -> Any:
    return []


@route("GET", "/repos/{owner}/{name}/commits/{ref}/pulls")
def _pulls(call: Call) -> Any:
    oid = _oid(call)
    found = [one for one in call.repo.pulls() if oid in (one.head_oid, one.merge_oid)]
    return call.page([shapes.pull(one, call.viewer, whole=False) for one in found])


@route("GET", "/repos/{owner}/{name}/commits/{ref}")
def _commit(call: Call) -> Any:
    git = call.repo.bare.read(_oid(call))
    person = {"name": git.author, "email": git.email, "date": git.authored}
    return {
        "sha": git.oid,
        "node_id": f"C_{git.oid}",
        "html_url": f"{call.repo.url}/commit/{git.oid}",
        "commit": {
            "message": git.message,
            "author": person,
            "committer": {**person, "date": git.committed},
            "tree": {"sha": git.tree, "url": f"{API}/repos/{call.repo.full}/git/trees/{git.tree}"},
        },
        "parents": [{"sha": one} for one in git.parents],
    }


@route("GET", "/repos/{owner}/{name}/compare/{base}...{head}")
def _compare(call: Call) -> Any:
    bare = call.repo.bare
    base, head = bare.oid(call.parts["base"]), bare.oid(call.parts["head"])
    if not base or not head:
        raise Refused("Not Found", status=404)
    ahead, behind = bare.between(base, head), bare.between(head, base)
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    return {
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "merge_base_commit": {"sha": bare.base_of(base, head)},
        "files": [
            {
                "filename": one.path,
                "status": one.status.lower(),
                "additions": one.additions,
                "deletions": one.deletions,
            }
            for one in bare.changed(base, head)
        ],
    }

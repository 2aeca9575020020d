"""Accounts, and the fields at the top of a query (docs.github.com/graphql/reference/queries)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fleetui.demo.github.graph.connections import Page
from fleetui.demo.github.graph.fields import Asking, answers
from fleetui.demo.github.refused import Refused, missing
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.searching import found
from fleetui.demo.github.things import Account, Thing

SOMEBODY = "User Bot Organization"


@answers("Query", "viewer")
def _viewer(_: None, asking: Asking) -> Account:
    return asking.viewer


@answers("Query", "repository")
def _repository(_: None, asking: Asking, owner: str, name: str, follow_renames: bool = True) -> Repo:
    repo = asking.hub.found(owner, name)
    if repo.private and not repo.may(asking.viewer, "ADMIN", "MAINTAIN", "WRITE", "TRIAGE", "READ"):
        raise missing(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return repo


@answers("Query", "repositoryOwner")
def _owner(_: None, asking: Asking, login: str) -> Account | None:
    return asking.hub.accounts.get(login)


@answers("Query", "user")
def _user(_: None, asking: Asking, login: str) -> Account:
    if (account := asking.hub.accounts.get(login)) is None or account.kind != "User":
        raise missing(f"Could not resolve to a User with the login of '{login}'.")
    return account


@answers("Query", "organization")
def _organization(_: None, asking: Asking, login: str) -> Account:
    if (account := asking.hub.accounts.get(login)) is None or account.kind != "Organization":
        raise missing(f"Could not resolve to an Organization with the login of '{login}'.")
    return account


@answers("Query", "node")
def _node(_: None, asking: Asking, id: str) -> Thing:  # noqa: A002 - the argument's name in the schema
    return asking.hub.node(id)


@answers("Query", "nodes")
def _nodes(_: None, asking: Asking, ids: list[str]) -> list[Thing]:
    return [asking.hub.node(one) for one in ids]


@answers("Query", "rateLimit")
def _rate_limit(_: None, asking: Asking, dry_run: bool = False) -> dict[str, Any]:
    budget = asking.hub.graphql
    reset = (asking.hub.clock + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    used = budget.limit - budget.remaining
    return {
        "cost": asking.weight.cost,
        "limit": budget.limit,
        "nodeCount": asking.weight.nodes,
        "remaining": budget.remaining,
        "resetAt": reset,
        "used": used,
    }


@answers("Query", "search")
def _search(_: None, asking: Asking, query: str, type: str, **page: Any) -> Page:  # noqa: A002 - as in the schema
    if type not in ("ISSUE", "ISSUE_ADVANCED"):
        raise Refused(f"searches of {type} are not answered here")
    items = found(asking.hub, query, asking.viewer)
    return Page(asking, "search", items, **page, issue_count=len(items))


@answers(SOMEBODY, "avatarUrl")
def _avatar(account: Account, _: Asking, size: int | None = None) -> str:
    return f"https://avatars.githubusercontent.com/u/{account.database_id}?v=4"


@answers(SOMEBODY, "url")
def _url(account: Account, _: Asking) -> str:
    return f"https://github.com{_path(account, _)}"


@answers(SOMEBODY, "resourcePath")
def _path(account: Account, _: Asking) -> str:
    return f"/apps/{account.login}" if account.kind == "Bot" else f"/{account.login}"


@answers(SOMEBODY, "name")
def _name(account: Account, _: Asking) -> str | None:
    return account.name or None


@answers("User", "organizations")
def _organizations(account: Account, asking: Asking, **page: Any) -> Page:
    return Page(asking, "organizations", (), **page)


@answers("Organization", "teams")
def _teams(
    account: Account, asking: Asking, order_by: Any = None, query: str | None = None, **page: Any
) -> Page:
    return Page(asking, "teams", (), **page)

"""What the login is at a repository: its name, the scopes of its token, its permission, what guards a branch."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.release_authority import BaseGuard, Standing
from fleetui.model.value import value
from fleetui.ports.github.answers import Answer, Node, ShapeError, read
from fleetui.ports.github.gh import PORT

QUERY = """
query($owner: String!, $name: String!, $base: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    viewerPermission
    ref(qualifiedName: $base) { refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts } }
  }
}
"""
_SCOPES = "x-oauth-scopes"


@value
class Rulesets:
    """The rules of rulesets that hold for a branch."""

    kinds: tuple[str, ...] = ()
    approvals: int = 0
    """Approving reviews that they ask for."""


def standing(data: Node, answer: Answer, rulesets: Rulesets) -> Standing:
    """What an answer to ``QUERY`` and its headers say. Raises ``ShapeError``."""
    repository = data.node("repository")
    ref = repository.may("ref")
    if ref is None:
        raise ShapeError("repository.ref: there is no such branch")
    return Standing(
        clean_line(data.node("viewer").text("login"), 80),
        repository.word("viewerPermission"),
        _guard(ref.may("refUpdateRule"), rulesets),
        _scopes(answer),
    )


def _scopes(answer: Answer) -> tuple[str, ...] | None:
    header = answer.headers.get(_SCOPES)
    if header is None:
        return None
    return tuple(clean_line(one.strip(), 40) for one in header.split(",") if one.strip())


def _guard(rule: Node | None, rulesets: Rulesets) -> BaseGuard:
    if rule is None:
        return BaseGuard(approvals=rulesets.approvals, rulesets=rulesets.kinds)
    asked = rule.table.get("requiredApprovingReviewCount")
    names = rule.table.get("requiredStatusCheckContexts") or []
    if asked is not None and type(asked) is not int:
        raise ShapeError(f"{rule.where}.requiredApprovingReviewCount")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ShapeError(f"{rule.where}.requiredStatusCheckContexts")
    approvals = max(asked or 0, rulesets.approvals)
    checks = tuple(clean_line(one, 80) for one in names)
    return BaseGuard(protected=True, approvals=approvals, checks=checks, rulesets=rulesets.kinds)


def rulesets_of(answer: Answer, doing: str) -> Rulesets:
    """The rules of a list. Raises ``PortError`` where it is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or any(not isinstance(one, dict) for one in found):
        raise PortError(PORT, doing, "the answer cannot be read: it is no list of rules")
    rules = [Node(one, "rules[]") for one in found]
    return read(_rulesets, rules, doing=doing)


def _rulesets(rules: Sequence[Node]) -> Rulesets:
    kinds = dict.fromkeys(clean_line(one.text("type"), 60) for one in rules)
    pulls = [one.node("parameters") for one in rules if one.text("type") == "pull_request"]
    return Rulesets(
        tuple(kinds), max((one.number("required_approving_review_count") for one in pulls), default=0)
    )

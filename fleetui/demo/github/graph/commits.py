"""Commits, branches and what protects them (docs.github.com/graphql/reference/objects: Commit, Ref)."""

from __future__ import annotations

from typing import Any

from fleetui.demo.github.graph.connections import Page
from fleetui.demo.github.graph.fields import Asking, At, Branch, answers
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Protection


@answers("Commit", "message")
def _message(at: At, _: Asking) -> str:
    return at.git.message


@answers("Commit", "messageHeadline")
def _headline(at: At, _: Asking) -> str:
    return at.git.headline


@answers("Commit", "messageBody")
def _body(at: At, _: Asking) -> str:
    return at.git.body


@answers("Commit", "authoredDate")
def _authored(at: At, _: Asking) -> str:
    return at.git.authored


@answers("Commit", "committedDate")
def _committed(at: At, _: Asking) -> str:
    return at.git.committed


@answers("Commit", "repository")
def _repository(at: At, _: Asking) -> Repo:
    return at.repo


@answers("Commit", "tree")
def _tree(at: At, _: Asking) -> dict[str, Any]:
    return {"id": f"T_{at.git.tree}", "oid": at.git.tree, "repository": at.repo}


@answers("Commit", "parents")
def _parents(at: At, asking: Asking, **page: Any) -> Page:
    return Page(asking, "parents", [At(at.repo, one) for one in at.git.parents], **page)


@answers("Commit", "authors")
def _authors(at: At, asking: Asking, **page: Any) -> Page:
    git = at.git
    known = next(
        (one for one in asking.hub.accounts.values() if one.signature.endswith(f"<{git.email}>")), None
    )
    person = known if known and known.kind == "User" else None
    return Page(
        asking,
        "authors",
        [{"name": git.author, "email": git.email, "date": git.authored, "user": person}],
        **page,
    )


@answers("Ref", "prefix")
def _prefix(_branch: Branch, _: Asking) -> str:
    return "refs/heads/"


@answers("Ref", "target")
def _target(branch: Branch, _: Asking) -> At:
    return At(branch.repo, branch.oid)


@answers("Ref", "branchProtectionRule")
def _protected(branch: Branch, _: Asking) -> dict[str, Any] | None:
    for pattern, rules in branch.repo.protections.items():
        if rules is branch.repo.protection(branch.name):
            return rule(branch.repo, pattern, rules)
    return None


@answers("Ref", "refUpdateRule")
def _update_rule(branch: Branch, asking: Asking) -> dict[str, Any] | None:
    """What everybody may see of it."""
    if (rules := branch.repo.protection(branch.name)) is None:
        return None
    return {
        "pattern": branch.name,
        "requiredApprovingReviewCount": rules.approvals or None,
        "requiredStatusCheckContexts": list(rules.checks),
        "viewerCanPush": branch.repo.may_write(asking.viewer),
    }


@answers("Repository", "branchProtectionRules")
def _rules(repo: Repo, asking: Asking, **page: Any) -> Page:
    every = [rule(repo, pattern, rules) for pattern, rules in repo.protections.items()]
    return Page(asking, "branchProtectionRules", every, **page)


def rule(repo: Repo, pattern: str, rules: Protection) -> dict[str, Any]:
    """A ``BranchProtectionRule``."""
    return {
        "id": f"BPR_{repo.database_id}_{pattern}",
        "pattern": pattern,
        "dismissesStaleReviews": rules.dismiss_stale,
        "isAdminEnforced": rules.admins,
        "requiredApprovingReviewCount": rules.approvals or None,
        "requiredStatusCheckContexts": list(rules.checks),
        "requiresApprovingReviews": rules.approvals > 0,
        "requiresConversationResolution": rules.conversations,
        "requiresStatusChecks": bool(rules.checks) or rules.strict,
        "requiresStrictStatusChecks": rules.strict,
    }


@answers("Ref", "compare")
def _compare(branch: Branch, _: Asking, head_ref: str) -> dict[str, Any] | None:
    bare = branch.repo.bare
    head = bare.branch(head_ref) or bare.oid(head_ref)
    if not head:
        return None
    ahead, behind = len(bare.between(branch.oid, head)), len(bare.between(head, branch.oid))
    status = "DIVERGED" if ahead and behind else "AHEAD" if ahead else "BEHIND" if behind else "IDENTICAL"
    return {"id": f"CMP_{branch.oid}_{head}", "aheadBy": ahead, "behindBy": behind, "status": status}

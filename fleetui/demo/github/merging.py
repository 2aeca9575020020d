"""Merging as the forge does it: real git makes the trees, its rules say no in its words.

Words and status codes: docs.github.com, REST, "Merge a pull request" (405, 409) and "Update a pull request branch"
(202, 422); GraphQL, ``mergePullRequest``, ``updatePullRequestBranch``, ``enablePullRequestAutoMerge``.
"""

from __future__ import annotations

from fleetui.demo.github.bare import Conflict
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused, forbidden
from fleetui.demo.github.things import Account, AutoMerge

MOVED = "Head branch was modified. Review and try the merge again."
NOT_ALLOWED = {
    "MERGE": "Merge commits are not allowed on this repository.",
    "SQUASH": "Squash merges are not allowed on this repository.",
    "REBASE": "Rebase merges are not allowed on this repository.",
}
DENIED = "{} does not have the correct permissions to execute `{}`"


def merge_asked(
    pull: Pull,
    by: Account,
    method: str,
    expected: str | None,
    headline: str | None = None,
    body: str | None = None,
) -> str:
    """Merge because somebody asked. The new commit of the base; raises ``Refused``."""
    if not pull.repo.may_write(by):
        raise forbidden(DENIED.format(by.login, "MergePullRequest"))
    if pull.state == "MERGED":
        raise Refused("Pull Request is already merged", status=405)
    if pull.state != "OPEN":
        raise Refused("Pull Request is closed", status=405)
    if expected and expected != pull.head_oid:
        raise Refused(MOVED, status=409)
    if method not in pull.repo.methods:
        raise Refused(NOT_ALLOWED[method], status=405)
    if pull.base in pull.repo.queues:
        raise Refused("Changes must be made through the merge queue", status=405)
    _let_through(pull, by)
    return merge(pull, by, method, headline, body)


def _let_through(pull: Pull, by: Account) -> None:
    """Raises ``Refused`` where a rule is in the way and does not bend for administrators."""
    words, rules = pull.hindrance(), pull.protection
    bends = rules is not None and not rules.admins and pull.repo.may(by, "ADMIN")
    if words and not (bends and pull.tree and not pull.is_draft):
        raise Refused(words, status=405)


def merge(
    pull: Pull, by: Account, method: str, headline: str | None = None, body: str | None = None, onto: str = ""
) -> str:
    """Land it, whatever its rules say. The new commit of the base."""
    bare = pull.repo.bare
    base, head = onto or pull.base_oid, pull.head_oid
    title, rest = merge_text(pull, method)
    message = f"{title if headline is None else headline}\n\n{rest if body is None else body}".strip()
    who = (pull.author if method == "SQUASH" and pull.author else by).signature
    try:
        if method == "REBASE":
            made = bare.rebased(base, head)
        else:
            parents = (base, head) if method == "MERGE" else (base,)
            made = bare.made(bare.merged_tree(base, head), parents, message, who)
    except Conflict:
        raise Refused("Pull Request is not mergeable", status=405) from None
    if pull.squash_adds:
        kept = bare.read(made)
        made = bare.made(bare.overlaid(kept.tree, pull.squash_adds), kept.parents, kept.message, who)
    landed(pull, by, made)
    return made


def landed(pull: Pull, by: Account, made: str) -> None:
    """Move the base to a commit and end the pull request with it."""
    repo = pull.repo
    pull.end("MERGED")
    pull.merge_oid, pull.merged_by, pull.merged_at = made, by, pull.closed_at
    repo.bare.move(f"refs/heads/{pull.base}", made)
    if pull.base == repo.default:
        for issue in pull.closes:
            issue.close()
    if repo.delete_branch_on_merge and not pull.is_cross:
        repo.bare.move(f"refs/heads/{pull.head}", "")


def merge_text(pull: Pull, method: str) -> tuple[str, str]:
    """The forge's own first line and text of a merge (docs.github.com: configuring commit merging)."""
    if method == "MERGE":
        return f"Merge pull request #{pull.number} from {pull.head_repo.owner.login}/{pull.head}", pull.title
    commits = [pull.repo.bare.read(oid) for oid in pull.repo.bare.between(pull.base_oid, pull.head_oid)]
    if len(commits) == 1:
        return f"{commits[0].headline} (#{pull.number})", commits[0].body
    return f"{pull.title} (#{pull.number})", "\n\n".join(f"* {one.message}" for one in commits)


def arm(
    pull: Pull, by: Account, method: str, expected: str | None, headline: str | None, body: str | None
) -> None:
    """Enable auto-merge; with a merge queue it is put there once it can be. Raises ``Refused``."""
    if not pull.repo.may_write(by):
        raise forbidden(DENIED.format(by.login, "EnablePullRequestAutoMerge"))
    if expected and expected != pull.head_oid:
        raise Refused(MOVED)
    if queue := pull.repo.queues.get(pull.base):
        if not pull.hindrance():
            queue.enqueue(pull, by)
            return
    elif not pull.repo.auto_merge_allowed:
        raise Refused("Pull request Auto merge is not allowed for this repository")
    elif pull.protection is None:
        raise Refused("Pull request Protected branch rules not configured for this branch")
    elif pull.merge_state() in ("CLEAN", "UNSTABLE"):
        raise Refused(f"Pull request Pull request is in {pull.merge_state().lower()} status")
    pull.auto = AutoMerge(by, method, pull.repo.hub.now(), headline, body)
    pull.touched()


def disarm(pull: Pull) -> None:
    """Disable auto-merge. Raises ``Refused`` where it is not enabled."""
    if pull.auto is None:
        raise Refused("Can't disable auto-merge for this pull request.")
    pull.auto = None
    pull.touched()


def update_branch(pull: Pull, by: Account, expected: str | None, method: str = "MERGE") -> str:
    """Bring the base into the head's branch. Its new head; raises ``Refused``."""
    bare = pull.head_repo.bare
    if not pull.head_repo.may_write(by):
        raise forbidden(DENIED.format(by.login, "UpdatePullRequestBranch"))
    if expected and expected != pull.head_oid:
        raise Refused("expected head sha didn’t match current head ref.")
    if not pull.behind:
        raise Refused("There are no new commits on the base branch.")
    if pull.is_cross:
        bare.git("fetch", "-q", str(pull.repo.path), f"refs/heads/{pull.base}")
    try:
        if method == "REBASE":
            made = bare.rebased(pull.base_oid, pull.head_oid)
        else:
            words = f"Merge branch '{pull.base}' into {pull.head}"
            tree = bare.merged_tree(pull.head_oid, pull.base_oid)
            made = bare.made(tree, (pull.head_oid, pull.base_oid), words, by.signature)
    except Conflict:
        raise Refused("merge conflict between base and head") from None
    bare.move(f"refs/heads/{pull.head}", made)
    pull.head_repo.pushed(pull.head)
    return made

"""Taking a worktree that fleetui made away again, and its branch where the base holds all of it.

The caller kept what lies there. git removes the folder and its own record of it; nothing is deleted past git.
"""

from __future__ import annotations

import os
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.names import why_not_branch
from fleetui.ports.git import landed_heads
from fleetui.ports.git.identity import kept_by
from fleetui.ports.git.projects import check, holder_of, holders
from fleetui.ports.git.repository_files import head, ref
from fleetui.ports.git.run import WRITE_S, checked, git
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "remove worktree"


def remove(vault: Vault, project: Project, worktree: str, commit: str) -> str:
    """Remove a worktree that stands on ``commit``; the branch that went with it, or empty."""
    where: dict[str, Any] = {"folder": vault.source.common, "git_dir": vault.source.common}
    with vault.locked(_DOING):
        repo, _ = kept_by(vault.source, worktree, _DOING)
        now = head(repo)
        if now.commit != commit:
            raise PortError(
                "git", _DOING, "it came to stand on another commit: nothing was removed, try again"
            )
        if not repo.linked:
            raise PortError("git", _DOING, "it is the repository's main checkout: that stays")
        top = os.path.realpath(worktree)
        if any(os.path.realpath(each.path).startswith(f"{top}/") for each in holders(vault.source, _DOING)):
            raise PortError("git", _DOING, f"other worktrees lie in {shown(worktree)}: remove them first")
        git("worktree", "unlock", "--end-of-options", worktree, **where)
        checked(
            "worktree", "remove", "--force", "--end-of-options", worktree,
            doing=_DOING, limit_s=WRITE_S, **where,
        )  # fmt: skip
        return _drop_branch(vault, project, now.branch, commit)


def has_landed(vault: Vault, project: Project, branch: str) -> bool:
    """True when the base branch holds every commit of this one, or all its work by a landing."""
    tip = ref(vault.source, f"refs/heads/{branch}") if branch and not why_not_branch(branch) else None
    return bool(tip) and branch != project.base and holds_work(vault, str(tip), check(project))


def holds_work(vault: Vault, commit: str, base: str) -> bool:
    """True when the base holds a commit of the source, or a landing brought it there squashed or rebased."""
    return is_in(vault, commit, base) or landed_heads.is_landed(vault, commit, base)


def _drop_branch(vault: Vault, project: Project, branch: str, commit: str) -> str:
    """Delete the branch at exactly this commit, if it landed and nobody else has it checked out."""
    if not has_landed(vault, project, branch) or holder_of(vault.source, branch, _DOING):
        return ""
    where: dict[str, Any] = {"folder": vault.source.common, "git_dir": vault.source.common}
    ran = git(
        "update-ref", "-d", "--no-deref", "--end-of-options", f"refs/heads/{branch}", commit,
        **where,
    )  # fmt: skip
    return branch if ran.code == 0 else ""


def is_in(vault: Vault, commit: str, base: str) -> bool:
    """True when a commit of the source holds another."""
    ran = git(
        "merge-base",
        "--is-ancestor",
        commit,
        base,
        folder=vault.source.common,
        git_dir=vault.source.common,
    )
    return ran.code == 0

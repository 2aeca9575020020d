"""Putting a worktree on a fresh branch from the base, in its place: whoever works in the folder stays in it.

The caller kept what lies there. Ignored files stay; the branch it was on stays as it is, with its commits.
"""

from __future__ import annotations

from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import WorktreeMade
from fleetui.model.fleet import Project
from fleetui.model.names import why_not_branch
from fleetui.ports.fault import point
from fleetui.ports.git.identity import worktree_of
from fleetui.ports.git.partial import require_files
from fleetui.ports.git.projects import check, holder_of
from fleetui.ports.git.removing import is_in
from fleetui.ports.git.repository_files import Repository, head, ref
from fleetui.ports.git.run import WRITE_S, checked, operators_attributes
from fleetui.ports.git.texts import shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "fresh branch"
_NONE = "0" * 40


def begin(vault: Vault, project: Project, worktree: str, branch: str, commit: str) -> WorktreeMade:
    """Have a worktree that stands on ``commit`` stand on ``branch``, made from the base, with exactly its files.

    A branch of this name is taken only where it has no commit of its own. Raises ``PortError``: until the files are
    written nothing has changed.
    """
    if wrong := why_not_branch(branch):
        raise PortError("git", _DOING, wrong)
    with vault.locked(_DOING):
        repo = worktree_of(vault.source, worktree, _DOING)
        now = head(repo)
        if not repo.linked:
            raise PortError("git", _DOING, "it is the repository's main checkout: that stays as it is")
        if now.commit != commit:
            raise PortError("git", _DOING, "it came to stand on another commit: nothing was done, try again")
        base = check(project)
        for config in (vault.source, repo):
            require_trusted(vault.path, config, _DOING)
        old = _free(vault, repo, branch, base)
        require_files(vault, _DOING, base)
        where: dict[str, Any] = {
            "doing": _DOING,
            "folder": worktree,
            "git_dir": repo.git_dir,
            "limit_s": WRITE_S,
        }
        checked("update-ref", "--no-deref", f"refs/heads/{branch}", base, old or _NONE[: len(base)], **where)
        point("fresh.branch")
        inside = {**where, "work_tree": repo.top, "operators": True}
        inside["settings"] = {"core.attributesFile": operators_attributes()}
        checked("clean", "-ffdq", **inside)
        checked("read-tree", "--reset", "-u", base, **inside)
        point("fresh.files")
        checked("symbolic-ref", "HEAD", f"refs/heads/{branch}", **where)
    return WorktreeMade(worktree, branch, base)


def _free(vault: Vault, repo: Repository, branch: str, base: str) -> str:
    """What the branch stands on; empty where it is new. One with commits of its own is somebody's work."""
    tip = ref(vault.source, f"refs/heads/{branch}") or ""
    if not tip:
        return ""
    holder = holder_of(vault.source, branch, _DOING)
    if holder and holder.path != repo.top:
        raise PortError("git", _DOING, f"branch {branch} is checked out at {shown(holder.path)}")
    if tip != base and not is_in(vault, tip, base):
        raise PortError("git", _DOING, f"branch {branch} has commits of its own: choose another name")
    return tip

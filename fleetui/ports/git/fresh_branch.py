"""Putting a worktree on a fresh branch from the base, in its place: whoever works in the folder stays in it.

The caller kept what lies there, and nothing else is given up: only files that were there when the worktree was found
to be exactly what was kept are taken away, and an ignored file in the place of one of the base's is a reason to refuse.
Ignored files stay; the branch it was on stays as it is, with its commits.
"""

from __future__ import annotations

import os
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import WorktreeMade
from fleetui.model.fleet import Project
from fleetui.model.names import why_not_branch
from fleetui.ports.fault import point
from fleetui.ports.git import trees
from fleetui.ports.git.identity import worktree_of
from fleetui.ports.git.partial import require_files
from fleetui.ports.git.projects import check, holder_of
from fleetui.ports.git.removing import holds_work
from fleetui.ports.git.repository_files import Repository, head, ref
from fleetui.ports.git.run import WRITE_S, checked, operators_attributes
from fleetui.ports.git.texts import shown
from fleetui.ports.git.trusted_filters import require_trusted
from fleetui.ports.git.vault import Vault

_DOING = "fresh branch"
_NONE = "0" * 40
_AT_ONCE = 200
"""Paths named to one git process."""


def begin(
    vault: Vault, project: Project, worktree: str, branch: str, kept: str, others: frozenset[str]
) -> WorktreeMade:
    """Have a worktree stand on ``branch``, made from the base, with exactly its files.

    ``kept`` is the rescue of what lies there now; ``others`` are the real paths of other agents' worktrees. A branch of
    this name is taken only where it has no commit of its own. Raises ``PortError`` before any file is touched where the
    worktree is no longer what was kept.
    """
    if wrong := why_not_branch(branch):
        raise PortError("git", _DOING, wrong)
    with vault.locked(_DOING):
        repo = worktree_of(vault.source, worktree, _DOING)
        if not repo.linked:
            raise PortError("git", _DOING, "it is the repository's main checkout: that stays as it is")
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
        inside = {**where, "work_tree": repo.top, "operators": True}
        inside["settings"] = {"core.attributesFile": operators_attributes()}
        _require_no_ignored_in_the_way(base, repo, inside)
        new = checked("ls-files", "-z", "--others", "--exclude-standard", **inside).fields
        _require_kept(vault, worktree, kept, others)
        checked("update-ref", "--no-deref", f"refs/heads/{branch}", base, old or _NONE[: len(base)], **where)
        point("fresh.branch")
        _take_away(new, inside)
        checked("read-tree", "--reset", "-u", base, **inside)
        point("fresh.files")
        checked("symbolic-ref", "HEAD", f"refs/heads/{branch}", **where)
    return WorktreeMade(worktree, branch, base)


def _require_kept(vault: Vault, worktree: str, kept: str, others: frozenset[str]) -> None:
    """What lies in the worktree is what the rescue holds, byte for byte, on the commit that it was made on."""
    lies = trees.of_worktree(vault, worktree, others)
    held = vault.git("rev-parse", "--verify", f"{kept}^{{tree}}", doing=_DOING).text
    parent = vault.git("rev-parse", "--verify", f"{kept}^1", doing=_DOING).text
    if (lies, head(worktree_of(vault.source, worktree, _DOING)).commit) != (held, parent):
        raise PortError("git", _DOING, "its files changed after they were kept: nothing was done, try again")


def _require_no_ignored_in_the_way(base: str, repo: Repository, inside: dict[str, Any]) -> None:
    """git would write its own file over an ignored one, which no rescue holds."""
    ignored = checked("ls-files", "-z", "--others", "--ignored", "--exclude-standard", **inside).fields
    if not ignored:
        return
    coming = set(checked("ls-tree", "-r", "-z", "--name-only", base, **inside).fields)
    folders = {parent for path in coming for parent in _parents(path)}
    for path in ignored:
        if path in coming or path in folders or any(parent in coming for parent in _parents(path)):
            raise PortError(
                "git",
                _DOING,
                f"{shown(path)} is ignored, in no rescue, and would be overwritten: move it away",
            )


def _parents(path: bytes) -> list[bytes]:
    parts = path.split(b"/")
    return [b"/".join(parts[:at]) for at in range(1, len(parts))]


def _take_away(paths: list[bytes], inside: dict[str, Any]) -> None:
    """Remove exactly these new files; what came meanwhile stays."""
    literal = {**inside, "environment": {"GIT_LITERAL_PATHSPECS": "1"}}
    for first in range(0, len(paths), _AT_ONCE):
        named = [os.fsdecode(path) for path in paths[first : first + _AT_ONCE]]
        checked("clean", "-ffdq", "--", *named, **literal)


def _free(vault: Vault, repo: Repository, branch: str, base: str) -> str:
    """What the branch stands on; empty where it is new. One with commits of its own is somebody's work."""
    tip = ref(vault.source, f"refs/heads/{branch}") or ""
    if not tip:
        return ""
    holder = holder_of(vault.source, branch, _DOING)
    if holder and holder.path != repo.top:
        raise PortError("git", _DOING, f"branch {branch} is checked out at {shown(holder.path)}")
    if tip != base and not holds_work(vault, tip, base):
        raise PortError("git", _DOING, f"branch {branch} has commits of its own: choose another name")
    return tip

"""How a worktree's commit lies to one that stands elsewhere: what only one of them has, by the vault alone."""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.ports.git import partial, trees
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import open_view

_DOING = "compare with what was pushed"
_NAMED = 5


def apart(vault: Vault, worktree: str, there: str) -> Unpushed:
    """Both are brought into the vault first. Raises ``PortError`` where the worktree has no commit."""
    if not is_oid(there):
        raise PortError("git", _DOING, f"{shown(there)!r} is no full commit")
    here = trees.head_of(vault, worktree)
    if not _brought(vault, worktree, there):
        return Unpushed(here, there, known=False)
    counted = vault.git("rev-list", "--left-right", "--count", f"{there}...{here}", "--", doing=_DOING)
    behind, ahead = (int(part) for part in counted.text.split())
    return Unpushed(here, there, ahead, behind, _subjects(vault, here, there) if ahead else ())


def _brought(vault: Vault, worktree: str, there: str) -> bool:
    """Whether the vault holds a commit, or the agent's repository did."""
    try:
        partial.fetch(vault, open_view(vault, worktree, _DOING, suffix="-tree").repo, there)
    except PortError:
        return vault.has(there)
    return True


def _subjects(vault: Vault, here: str, there: str) -> tuple[str, ...]:
    told = vault.git(
        "log", f"--max-count={_NAMED}", "-z", "--format=%s", here, f"^{there}", "--", doing=_DOING
    )
    return tuple(shown(field[:200]) for field in told.fields)

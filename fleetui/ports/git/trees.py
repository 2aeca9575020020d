"""The tree of a worktree as it lies: what a result that was taken on it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import partial, snapshot_store
from fleetui.ports.git.rescue import emptied
from fleetui.ports.git.stable_copy import StableCopy, tree_of
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import open_view

DOING = "look at its files"
_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
    "GIT_AUTHOR_DATE": "1000000000 +0000",
    "GIT_COMMITTER_DATE": "1000000000 +0000",
}


def commit_of_worktree(vault: Vault, worktree: str, others: frozenset[str]) -> tuple[str, str]:
    """The same as a commit on the worktree's head, and the tree. What depends on nothing else has one name.

    Its objects lie beside the vault (``snapshot_store``) until they are dropped or the next one is taken.
    """
    with snapshot_store.written_aside(vault, worktree, DOING) as aside:
        tree, head = _taken(vault, aside, worktree, others)
        on = ("-p", head) if head else ()
        how: dict[str, Any] = {"stdin": b"Files as they lie\n", "environment": _WHO}
        made = aside.git("commit-tree", tree, *on, doing=DOING, **how).text
        snapshot_store.keep(vault, worktree, made)
    return made, tree


def head_of(vault: Vault, worktree: str) -> str:
    """The commit that a worktree stands on, brought into the vault."""
    view = open_view(vault, worktree, DOING, suffix="-tree")
    if not view.head.commit:
        raise PortError("git", DOING, f"{worktree} has no commit yet")
    partial.fetch(vault, view.repo, view.head.commit)
    return view.head.commit


def of_worktree(vault: Vault, worktree: str, others: frozenset[str]) -> str:
    """The name of the tree of every tracked and untracked file: the same files, the same name. It is kept nowhere.

    Raises ``PortError`` while files change under the look.
    """
    with snapshot_store.written_aside(vault, worktree, DOING) as aside:
        return _taken(vault, aside, worktree, others)[0]


def _taken(vault: Vault, aside: Vault, worktree: str, others: frozenset[str]) -> tuple[str, str]:
    """The tree, written aside, and the head that it lies on."""
    view = open_view(vault, worktree, DOING, suffix="-tree")
    if view.head.commit:
        partial.fetch(vault, view.repo, view.head.commit)
    before = tree_of(vault, view.head.commit) if view.head.commit else {}
    with emptied(Path(view.folder, "held")) as folder:
        tree = StableCopy(aside, view, before, others, lambda _: None, folder).settled()[1]
    return tree, view.head.commit

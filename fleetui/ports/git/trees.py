"""The tree of a worktree as it lies: what a result that was taken on it names."""

from __future__ import annotations

from pathlib import Path

from fleetui.ports.git import partial
from fleetui.ports.git.rescue import emptied
from fleetui.ports.git.stable_copy import StableCopy, tree_of
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import open_view

_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
    "GIT_AUTHOR_DATE": "1000000000 +0000",
    "GIT_COMMITTER_DATE": "1000000000 +0000",
}


def commit_of_worktree(vault: Vault, worktree: str, others: frozenset[str]) -> tuple[str, str]:
    """The same as a commit on the worktree's head, and the tree. What depends on nothing else has one name."""
    doing = "look at its files"
    tree = of_worktree(vault, worktree, others)
    head = open_view(vault, worktree, doing, suffix="-tree").head.commit
    on = ("-p", head) if head else ()
    made = vault.git("commit-tree", tree, *on, doing=doing, stdin=b"Files as they lie\n", environment=_WHO)
    return made.text, tree


def of_worktree(vault: Vault, worktree: str, others: frozenset[str]) -> str:
    """Every tracked and untracked file as one tree of the vault: the same files, the same name. No ref holds it.

    Raises ``PortError`` while files change under the look.
    """
    view = open_view(vault, worktree, "look at its files", suffix="-tree")
    if view.head.commit:
        partial.fetch(vault, view.repo, view.head.commit)
    before = tree_of(vault, view.head.commit) if view.head.commit else {}
    with emptied(Path(view.folder, "held")) as folder:
        return StableCopy(vault, view, before, others, lambda _: None, folder).settled()[1]

"""The files of a worktree that differ from where it and a branch parted, as git sees them."""

from __future__ import annotations

import os
import re

from fleetui.model.selectors import Unlisted
from fleetui.ports.git.facts import NO_SURPRISES, merge_base, status_of, unreadable, without_unreadable
from fleetui.ports.git.repository_files import ref
from fleetui.ports.git.vault import Vault, borrowed
from fleetui.ports.git.views import View, bring_index, open_view

_DOING = "list changed files"
_MOST = 4 << 20
_HEX = re.compile(r"[0-9a-f]{4,64}")


def changed_since(vault: Vault, worktree: str, revision: str) -> tuple[tuple[str, bool], ...]:
    """Each path, in order, with whether it is there: committed since they parted, uncommitted and untracked ones.

    A byte of a path that is no UTF-8 is a surrogate. Raises ``Unlisted`` for an unknown revision or too many paths.
    """
    view = open_view(vault, worktree, _DOING, suffix="-since")
    bring_index(view)
    commit = _commit(vault, view, revision)
    fork = merge_base(vault, view, commit, view.head.commit) if view.head.commit else ""
    if not fork:
        raise Unlisted(f"what the worktree stands on has no history with {revision}")
    status = status_of(view, _DOING)
    dirty = [(field[:2], field[3:]) for field in status.fields]
    changed = [path for _, path in dirty]
    limits = without_unreadable(view, changed)
    told = ("diff-index", "--name-only", "-z", *NO_SURPRISES, fork, "--", *limits)
    tracked = view.git(*told, doing=_DOING, most=_MOST)
    if status.cut or tracked.cut:
        raise Unlisted("more files changed than can be listed")
    untracked = (path for kind, path in dirty if kind == b"??")
    paths = {*tracked.fields, *untracked, *unreadable(view, changed)}
    return tuple((os.fsdecode(path), _stands(view, path)) for path in sorted(paths))


def _stands(view: View, path: bytes) -> bool:
    return os.path.lexists(os.path.join(os.fsencode(view.repo.top), path))  # noqa: PTH118 - bytes


def _commit(vault: Vault, view: View, revision: str) -> str:
    """A branch, a branch of a remote, a tag, or a commit's hexadecimal name; what the agent wrote decides nothing."""
    for kind in ("refs/heads", "refs/remotes", "refs/tags"):
        if found := ref(vault.source, f"{kind}/{revision}"):
            return found
    if _HEX.fullmatch(revision):
        ran = vault.tries(
            "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", environment=borrowed(view.repo)
        )
        if ran.code == 0:
            return ran.text
    raise Unlisted(f"no branch, tag or commit is called {revision}")

"""Moves of a target by anybody: which way, by whose hand as far as the reflog tells; both commits stay in the vault."""

from __future__ import annotations

import os
from collections.abc import Mapping

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import TargetMove
from fleetui.model.fleet import Project
from fleetui.ports.git.repository_files import ref, regular, the_repository
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "look at target"
_TAIL = 4096


def now(project: Project) -> str:
    """The target's commit; empty when its branch is gone. Raises ``PortError`` where there is no repository."""
    return ref(the_repository(project.path, _DOING), f"refs/heads/{project.base}") or ""


def moved(vault: Vault, project: Project, old: str, new: str, heads: Mapping[str, str]) -> TargetMove:
    """How the target came from one commit to another, and whose work (``heads`` by seat) came into it."""
    kept = [_kept(vault, commit) for commit in (old, new)]
    if not new:
        return TargetMove("gone", _hand(vault, project, new))
    if not old:
        return TargetMove("first")
    forward = all(kept) and _is_ancestor(vault, old, new)
    if not forward and all(kept) and _is_ancestor(vault, new, old):
        return TargetMove("back", _hand(vault, project, new))
    brings = tuple(seat for seat, head in sorted(heads.items()) if _came_in(vault, head, old, new))
    return TargetMove("forward" if forward else "sideways", _hand(vault, project, new), brings)


def contains(vault: Vault, commit: str, lost: str) -> bool:
    """True when a commit holds one that was lost."""
    return _kept(vault, commit) and _kept(vault, lost) and _is_ancestor(vault, lost, commit)


def _kept(vault: Vault, commit: str) -> bool:
    """Bring a commit into the vault, where a ref holds it; false when it is nowhere any more."""
    try:
        vault.fetch(vault.source, commit)
    except PortError:
        return False
    return True


def _came_in(vault: Vault, head: str, old: str, new: str) -> bool:
    return _kept(vault, head) and _is_ancestor(vault, head, new) and not _is_ancestor(vault, head, old)


def _is_ancestor(vault: Vault, one: str, other: str) -> bool:
    return vault.tries("merge-base", "--is-ancestor", one, other).code == 0


def _hand(vault: Vault, project: Project, new: str) -> str:
    """The last line of the target's reflog, if it is about this move: what was done, and under which name."""
    stream = regular(f"{vault.source.common}/logs/refs/heads/{project.base}")
    if stream is None or not new:
        return ""
    with stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - _TAIL))
        last = stream.read(_TAIL).decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]
    about, _, what = last.partition("\t")
    words = about.split(" ", 2)
    if len(words) < len(("old", "new", "who")) or words[1] != new:
        return ""
    return shown(f"{what.strip()[:80] or 'no reason given'}, as {words[2].partition(' <')[0][:40]}")

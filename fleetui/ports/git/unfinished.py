"""What git has begun in a worktree and not ended, by the files that it keeps of it."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.unfinished import BISECTION, REBASE, Unfinished
from fleetui.ports.git.repository_files import Repository, is_oid, small_file
from fleetui.ports.git.texts import shown

_KEPT_IN = {"rebase-merge/head-name": REBASE, "rebase-apply/head-name": REBASE, "BISECT_START": BISECTION}


def unfinished(where: Repository) -> Unfinished | None:
    """The first of ``begun`` there; ``None`` where nothing stands in the middle."""
    return next(begun(where), None)


def begun(where: Repository) -> Iterator[Unfinished]:
    """Every rebase or bisection that stands in the middle; its branch is empty where it was begun on none."""
    for name, what in _KEPT_IN.items():
        kept = small_file(f"{where.git_dir}/{name}")
        if kept is not None:
            yield Unfinished(what, _branch(kept))


def _branch(kept: bytes) -> str:
    name = shown(kept.strip().removeprefix(b"refs/heads/"))
    return "" if name == "detached HEAD" or is_oid(name) else name

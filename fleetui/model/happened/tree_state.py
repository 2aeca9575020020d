"""What a worktree held at one moment, as far as it differs from its commit; and what changed between two of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field

from fleetui.model.value import value

VERSION = 1
MOST = 5000
"""Files of a state that are kept; a state with more is not complete."""


@value
class Dirty:
    """One file that differs from the commit."""

    content: str
    """Equal for equal content: an object's name as git has it, or a stamp of a file too large; empty: not there."""
    written: float = 0.0
    """When it was last written, seconds since the epoch."""


@value
class TreeState:
    """A worktree at one moment."""

    head: str
    branch: str = ""
    staged: str = ""
    """Equal while nothing was staged or taken back."""
    dirty: Mapping[str, Dirty] = field(default_factory=dict)
    """By path, as people read it."""
    complete: bool = True


@value
class Committed:
    """One path that differs between two commits, with the objects' names; empty where it is not there."""

    path: str
    old: str
    new: str


@value
class Changes:
    """What became of a worktree."""

    files: frozenset[str]
    moved: bool
    """Commit, branch, or what is staged is another."""


def changes(before: TreeState, now: TreeState, commits: Iterable[Committed], since: float) -> Changes | None:
    """What changed between two states, of which the first was taken at about ``since`` or a little later.

    A file that was written between the two moments counts as changed then. ``None`` where a state is not complete.
    """
    if not (before.complete and now.complete):
        return None
    committed = {one.path: one for one in commits}
    paths = {*before.dirty, *now.dirty, *committed}
    found = frozenset(
        path
        for path in paths
        if _differs(path, before, now, committed.get(path)) or _late(before.dirty.get(path), since)
    )
    same = (before.head, before.branch, before.staged) == (now.head, now.branch, now.staged)
    return Changes(found, moved=not same)


def _late(dirty: Dirty | None, since: float) -> bool:
    return dirty is not None and dirty.written > since


def _differs(path: str, before: TreeState, now: TreeState, committed: Committed | None) -> bool:
    first, last = before.dirty.get(path), now.dirty.get(path)
    if first is None and last is None:
        return committed is not None
    if committed is None:
        return first is None or last is None or first.content != last.content
    old = first.content if first else committed.old
    new = last.content if last else committed.new
    return old != new


def to_json(state: TreeState) -> str:
    """As text, to be stored."""
    dirty = {path: [one.content, one.written] for path, one in state.dirty.items()}
    body = {
        "version": VERSION,
        "head": state.head,
        "branch": state.branch,
        "staged": state.staged,
        "dirty": dirty,
    }
    return json.dumps({**body, "complete": state.complete})


def from_json(text: str) -> TreeState | None:
    """What ``to_json`` wrote; ``None`` for anything else."""
    try:
        body = json.loads(text)
        if body["version"] != VERSION:
            return None
        dirty = {str(path): Dirty(str(one[0]), float(one[1])) for path, one in body["dirty"].items()}
        head, branch, staged = (str(body[name]) for name in ("head", "branch", "staged"))
        return TreeState(head, branch, staged, dirty, complete=body["complete"] is True)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None

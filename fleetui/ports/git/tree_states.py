"""What a worktree holds beside its commit, taken at the two ends of a turn; one git process each."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence

from fleetui.model.happened.tree_state import MOST, Committed, Dirty, TreeState
from fleetui.model.turn import Edit
from fleetui.ports.git.changes import between
from fleetui.ports.git.facts import status_of
from fleetui.ports.git.repository_files import is_oid, regular, repository
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault, borrowed
from fleetui.ports.git.views import View, bring_index, open_view

_DOING = "look at a turn"
_HASHED_BYTES = 4 << 20
_READ_BYTES = 8 << 20


def take(vault: Vault, worktree: str) -> TreeState:
    """The state of a worktree now."""
    view = open_view(vault, worktree, _DOING, suffix="-turn")
    bring_index(view)
    ran = status_of(view, _DOING)
    listed = [(field[:2], field[3:]) for field in ran.fields]
    staged = hashlib.sha256(b"\0".join(kind[:1] + path for kind, path in listed if kind[:1] not in b" ?"))
    dirty = {shown(path): _dirty(view, path) for _, path in listed[:MOST]}
    whole = len(listed) <= MOST and not ran.cut
    return TreeState(
        view.head.commit, shown(view.head.branch), staged.hexdigest()[:16], dirty, complete=whole
    )


def committed(vault: Vault, worktree: str, old: str, new: str) -> tuple[Committed, ...]:
    """Every path that differs between two commits of a worktree."""
    if old == new or not (is_oid(old) and is_oid(new)):
        return ()
    view = open_view(vault, worktree, _DOING, suffix="-turn")
    found = between(vault, old, new, _DOING, borrowed(view.repo))
    return tuple(Committed(shown(one.path), one.old, one.new) for one in found)


def stands(worktree: str, edits: Sequence[Edit]) -> tuple[bool | None, ...]:
    """For each edit whether the file holds what was to be written; ``None`` where that cannot be told."""
    found = repository(worktree)
    return tuple(_stands(found.top if found else worktree, edit) for edit in edits)


def _stands(top: str, edit: Edit) -> bool | None:
    path = os.path.join(top, edit.path)  # noqa: PTH118 - an absolute path stays one
    inside = os.path.realpath(path).startswith(os.path.realpath(top) + os.sep)
    if not (edit.new.strip() or edit.old.strip()) or not inside:
        return None
    stream = regular(path)
    if stream is None:
        return None if os.path.lexists(path) else False
    with stream:
        data = stream.read(_READ_BYTES + 1)
    if len(data) > _READ_BYTES:
        return None
    text = _flat(data.decode("utf-8", "replace"))
    if not edit.new.strip():
        return _flat(edit.old) not in text
    if edit.whole:
        return text.startswith(_flat(edit.new))  # what was kept of it may be its beginning
    return _flat(edit.new) in text or all(
        _flat(line) in text for line in edit.new.splitlines() if line.strip()
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _dirty(view: View, path: bytes) -> Dirty:
    full = os.path.join(os.fsencode(view.repo.top), path)  # noqa: PTH118 - bytes
    try:
        found = os.lstat(full)
    except OSError:
        return Dirty("")
    return Dirty(_content(full, found, sha256=len(view.head.commit) == 64), found.st_mtime)


def _content(full: bytes, found: os.stat_result, *, sha256: bool) -> str:
    if stat.S_ISLNK(found.st_mode):
        return _object(os.readlink(full), sha256=sha256)  # noqa: PTH115 - bytes
    stream = regular(full) if stat.S_ISREG(found.st_mode) and found.st_size <= _HASHED_BYTES else None
    if stream is None:
        return f"{found.st_mode} {found.st_size} {found.st_mtime_ns}"
    with stream:
        return _object(stream.read(), sha256=sha256)


def _object(data: bytes, *, sha256: bool) -> str:
    """The name that git has for these bytes."""
    text = b"blob %d\0" % len(data) + data
    return (hashlib.sha256(text) if sha256 else hashlib.sha1(text, usedforsecurity=False)).hexdigest()

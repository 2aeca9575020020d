"""What a candidate brings to its base: every path, by the two commits' trees in the vault and nothing else.

Renames are never followed, so both sides of one are there; attributes, configuration and worktrees take no part, so
that nothing an agent writes hides a path or its lines.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.model.evidence import FileChange
from fleetui.model.value import value
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

SUBMODULE = "160000"
LINK = "120000"
_PROGRAM = "100755"
_NOTHING = "000000"
_MOST = 64 << 20
_WHOLE = ("--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--no-color")


@value
class Change:
    """One path that differs between two commits; a mode or blob that is not there is empty."""

    path: bytes
    old_mode: str
    new_mode: str
    old: str
    new: str


def between(
    vault: Vault, base: str, commit: str, doing: str, environment: Mapping[str, str] | None = None
) -> list[Change]:
    """Every path that differs between two commits of the vault, or of the objects that ``environment`` borrows."""
    return _parsed(_fields(vault, base, commit, doing, "--raw", environment=environment))[0]


def files(vault: Vault, base: str, commit: str, doing: str) -> tuple[FileChange, ...]:
    """The same for people and patterns, with lines and what happens to each path beyond lines."""
    changes, lines = _parsed(_fields(vault, base, commit, doing, "--raw", "--numstat"))
    return tuple(_file(change, *lines.get(change.path, (b"0", b"0"))) for change in changes)


def diff(
    vault: Vault, base: str, commit: str, doing: str, most: int, shown: Sequence[str] = ()
) -> tuple[str, bool]:
    """The unified difference, and whether it was cut at ``most`` bytes; ``shown`` are options of how it looks."""
    ran = vault.git("diff-tree", "-p", "-r", *_WHOLE, *shown, base, commit, "--", doing=doing, most=most)
    return ran.out.decode("utf-8", "replace"), ran.cut


def _fields(
    vault: Vault,
    base: str,
    commit: str,
    doing: str,
    *formats: str,
    environment: Mapping[str, str] | None = None,
) -> list[bytes]:
    ran = vault.git(
        "diff-tree", "-r", "-z", "--no-abbrev", *formats, *_WHOLE, base, commit, "--",
        doing=doing, most=_MOST, limit_s=WRITE_S, environment=environment or {},
    )  # fmt: skip
    if ran.cut:
        raise PortError("git", doing, "the candidate changes more paths than can be listed: land it in parts")
    return ran.out.split(b"\0")[:-1]


def _parsed(fields: list[bytes]) -> tuple[list[Change], dict[bytes, tuple[bytes, bytes]]]:
    """Raw lines, each followed by its path, and the counted lines by path."""
    changes: list[Change] = []
    lines: dict[bytes, tuple[bytes, bytes]] = {}
    rest = iter(fields)
    for field in rest:
        if field.startswith(b":"):
            changes.append(_change(field.decode("ascii"), next(rest)))
        else:
            added, deleted, path = field.split(b"\t", 2)
            lines[path] = (added, deleted)
    return changes, lines


def _change(info: str, path: bytes) -> Change:
    old_mode, new_mode, old, new, _ = info.removeprefix(":").split(" ")
    return Change(
        path,
        "" if old_mode == _NOTHING else old_mode,
        "" if new_mode == _NOTHING else new_mode,
        "" if old_mode == _NOTHING else old,
        "" if new_mode == _NOTHING else new,
    )


def _file(change: Change, added: bytes, deleted: bytes) -> FileChange:
    kind = _kind(change.old_mode, change.new_mode)
    if added == b"-":
        kind, added, deleted = f"{kind}, binary".removeprefix(", "), b"0", b"0"
    return FileChange(shown(change.path), os.fsdecode(change.path), int(added), int(deleted), kind)


def _kind(old: str, new: str) -> str:
    what = {SUBMODULE: "submodule", LINK: "link", _PROGRAM: "executable"}
    if not old:
        return f"new {what.get(new, '')}".strip()
    if not new:
        return f"gone, was a {what[old]}" if old in (SUBMODULE, LINK) else "gone"
    if old != new:
        return {_PROGRAM: "becomes executable"}.get(new) or f"becomes a {what.get(new, 'plain file')}"
    return what[new] if new in (SUBMODULE, LINK) else ""

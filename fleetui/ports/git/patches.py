"""The change that a branch itself makes, by the vault alone: its name, its text, and what became of it.

``git patch-id`` would name it, but leaves out blanks, which are the meaning of some languages, and what is in binary
files: either could be changed after a review.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.evidence import Candidate
from fleetui.ports.git import partial
from fleetui.ports.git.merged_trees import forks
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "look at a patch"
_AROUND = 12
"""Lines around a change that belong to its name: the same lines put elsewhere are another change."""
_MOST = 64 << 20
MOST_TEXT = 4 << 20
"""Bytes of a patch that a reviewer is given."""
_MOST_FILE = 4 << 20
_WHOLE = ("--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--no-color")
_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}
_FILES = ("100644", "100755")


def name_of(vault: Vault, made: Candidate) -> str:
    """SHA-256 of what a candidate's head changes on top of where it parted from the base, without the places of its
    lines.

    Empty where the change is too large to be named.
    """
    out = _diff(vault, *_ends(vault, made), f"-U{_AROUND}", "--binary", "--full-index", most=_MOST)
    if out is None:
        return ""
    digest, binary = hashlib.sha256(), False
    for line in out.split(b"\n"):
        if line.startswith(b"diff --git "):
            binary = False
        binary = binary or line.startswith(b"GIT binary patch")
        place = not binary and line.startswith((b"index ", b"@@ "))
        digest.update((line[:2] if place else line) + b"\n")  # neither where it is nor what it stands on
    return digest.hexdigest()


def text_of(vault: Vault, made: Candidate) -> str:
    """The change as a unified difference. Raises ``PortError`` where it is too large to be read."""
    out = _diff(vault, *_ends(vault, made), "-U3", most=MOST_TEXT)
    if out is None:
        raise PortError("git", _DOING, f"it is larger than {MOST_TEXT >> 20} MB: review it in parts")
    return out.decode("utf-8", "replace")


def lines_of(vault: Vault, commit: str, paths: Iterable[str]) -> dict[str, tuple[str, ...] | None]:
    """By path the lines of each file of a commit; ``None`` where it is no text file of it, or a very large one."""
    with contextlib.suppress(PortError):  # the vault may hold what the project's repository has not
        partial.fetch(vault, vault.source, commit)
    return {path: _lines(vault, commit, path) for path in paths}


def changed_between(
    vault: Vault, old: str, new: str, paths: Iterable[str]
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """By path what differs between two commits: first line and number of lines, as ``old`` counts them."""
    return {path: _hunks(vault, old, new, path) for path in paths if _is_path(path)}


def differences(
    vault: Vault, old: str, new: str, paths: Iterable[str]
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """As ``changed_between``, once both commits were brought into the vault. Raises ``PortError`` where the project's
    repository has one of them not."""
    for commit in (old, new):
        partial.fetch(vault, vault.source, commit)
    return changed_between(vault, old, new, paths)


def _ends(vault: Vault, made: Candidate) -> tuple[str, str]:
    """From what to what a candidate's own change goes.

    A branch that parted from its base at several commits brings what a look from any one of them may not show, such as
    the loss of what it left out while it merged: then it is what the candidate brings to the base.
    """
    if not all(map(is_oid, (made.base, made.head, made.commit))):
        raise PortError("git", _DOING, f"{shown(made.branch)!r} has no candidate")
    parted = forks(vault, made.base, made.head, made.method.since, _DOING)
    return (parted[0], made.head) if len(parted) == 1 else (made.base, made.commit)


def _diff(vault: Vault, old: str, new: str, *how: str, most: int) -> bytes | None:
    ran = vault.git(
        "diff-tree", "-p", "-r", *_WHOLE, *how, old, new, "--",
        doing=_DOING, most=most, limit_s=WRITE_S,
    )  # fmt: skip
    return None if ran.cut else bytes(ran.out)


def _is_path(path: str) -> bool:
    """Whether it can name a file of a tree, and nothing else."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:  # half a character, which no command can be given
        return False
    parts = path.split("/")
    return bool(path) and "\0" not in path and not {"", ".", ".."} & set(parts)


def _lines(vault: Vault, commit: str, path: str) -> tuple[str, ...] | None:
    if not _is_path(path):
        return None
    how: dict[str, Any] = {"doing": _DOING, "environment": _LITERAL}
    found = vault.git("ls-tree", "-z", "--full-tree", commit, "--", path, **how).fields
    about = found[0].partition(b"\t")[0].decode("ascii").split() if len(found) == 1 else []
    if len(about) != 3 or about[0] not in _FILES:
        return None
    ran = vault.git("cat-file", "blob", about[2], doing=_DOING, most=_MOST_FILE)
    if ran.cut or b"\0" in ran.out:
        return None
    return tuple(line.removesuffix("\r") for line in ran.out.decode("utf-8", "replace").split("\n"))


def _hunks(vault: Vault, old: str, new: str, path: str) -> tuple[tuple[int, int], ...]:
    ran = vault.git(
        "diff-tree", "-p", "-r", "-U0", *_WHOLE, old, new, "--", path,
        doing=_DOING, environment=_LITERAL, most=_MOST,
    )  # fmt: skip
    found = []
    for line in ran.out.split(b"\n"):
        if line.startswith(b"@@ -"):
            start, _, size = line[4:].split(b" ", 1)[0].partition(b",")
            found.append((int(start), int(size or b"1")))
    return tuple(found)

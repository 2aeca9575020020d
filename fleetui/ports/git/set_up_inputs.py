"""The files of a commit that decide what its set-up step makes, as one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.model.protected import is_protected
from fleetui.ports.git import partial
from fleetui.ports.git.snapshot_store import lender
from fleetui.ports.git.vault import Vault

_MOST = 1 << 28


def inputs_of(vault: Vault, commit: str, patterns: Sequence[str], named: Sequence[str]) -> str:
    """Equal for commits whose files that match are the same, by path, mode and content; empty where none matches.

    ``named`` are words of the step's argument list: those that are a path of the commit count, too.
    """
    doing = "look at what the set-up step reads"
    vault = lender(vault, commit)
    if not vault.has(commit):
        partial.fetch(vault, vault.source, commit)  # where the target stands now
    ran = vault.git("ls-tree", "-r", "-z", "--full-tree", commit, doing=doing, most=_MOST)
    if ran.cut:
        raise PortError("git", doing, "the commit has too many files to list")
    known, words = tuple(patterns), {word.removeprefix("./") for word in named}
    found = hashlib.sha256()
    matched = False
    for line in ran.fields:
        path = line.partition(b"\t")[2].decode("utf-8", "surrogateescape")
        locked = is_protected(path, known)
        matched |= locked
        if locked or path in words:
            found.update(line + b"\0")
    return found.hexdigest() if matched else ""

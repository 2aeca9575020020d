"""Keeping a worktree's bytes: look, write what is new of them, and look again until both looks say the same."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import objects
from fleetui.ports.git.rescued_file import DOING, HeldFile, hold, megabytes
from fleetui.ports.git.snapshot import Snapshot, SnapshotTerms, look
from fleetui.ports.git.texts import listed, shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import View

MOST_BYTES = 2 * 1024 * 1024 * 1024
_TRIES = 3
_MORE_TRIES = 4
"""Tries with copies of the files that do not rest."""
_MOST_MOVING = 100
"""Where more files than these do not rest, copies of them are not the worktree."""
SETTLE_S = 240.0
"""The agent stands still meanwhile: after so long no other try begins."""
_ROOM = 4 << 20
"""Bytes that a rescue leaves free."""
_SAYS_EACH_S = 0.5
_ANY_NAME = ("-c", "core.protectNTFS=false", "-c", "core.protectHFS=false")
"""A rescue takes names that other systems could not."""

Entries = dict[bytes, tuple[str, str]]
"""Mode and object name by path."""


class StableCopy:
    """Looks and writes until what was written is what lies there.

    What still changes after some tries is written by somebody outside the agent: of those files a copy is taken, which
    is then what is kept of them.
    """

    def __init__(
        self,
        vault: Vault,
        view: View,
        before: Entries,
        others: frozenset[str],
        told: Callable[[str], None],
        folder: Path,
    ) -> None:
        self._vault, self._view, self._folder = vault, view, folder
        self._known = {oid for _, oid in before.values()}
        self._pace = _Pace(told)
        self._terms = terms_of(vault, before, others, self._pace.read)

    def settled(self) -> tuple[Snapshot, str]:
        """A tree in the vault that equals what a second look at the whole worktree sees."""
        until = time.monotonic() + SETTLE_S
        found = self._look("looks at")
        for tries in range(_TRIES + _MORE_TRIES):
            tree = self._written(found)
            again = self._look("checks")
            kept = {path: (file.mode, file.oid) for path, file in again.files.items()}
            if tree and again.same_bytes(found) and tree_of(self._vault, tree) == kept:
                return again, tree
            moving = [
                path for path in found.files | again.files if found.files.get(path) != again.files.get(path)
            ]
            if time.monotonic() > until or (tries + 1 >= _TRIES and len(moving) > _MOST_MOVING):
                break
            if tries + 1 >= _TRIES and self._hold(moving):
                again = self._look("looks at")
            found = again
        names = listed([shown(path) for path in moving], 3)
        raise PortError(
            "git",
            DOING,
            f"files change while they are being kept ({names}): stop what writes them, or try again",
        )

    def _look(self, what: str) -> Snapshot:
        self._pace.what = what
        return look(self._view, self._terms)

    def _hold(self, moving: list[bytes]) -> bool:
        for path in moving:
            self._terms.held[path] = hold(self._view, path, self._folder)
        return bool(moving)

    def _written(self, found: Snapshot) -> str:
        """The tree of what was found; empty where a file was another meanwhile."""
        self._pace.say("keeps what is new of it")
        try:
            return _write(self._vault, self._view, found, self._known, self._terms.held)
        except objects.Changed:
            return ""


def terms_of(
    vault: Vault,
    before: Entries,
    others: frozenset[str],
    read: Callable[[int, int], None] = lambda done, whole: None,
) -> SnapshotTerms:
    """What looks at a worktree on this head go by."""
    return SnapshotTerms(
        known=before,
        sizes=lambda oids: objects.sizes(vault, oids, DOING),
        most=MOST_BYTES,
        others=frozenset(os.path.realpath(other) for other in others),
        read=read,
    )


class _Pace:
    """Says how far a rescue is, a few times a second at most."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._whole = 0
        self._next = 0.0
        self.what = ""

    def read(self, done: int, whole: int) -> None:
        """So many bytes were read; ``whole`` is 0 where it was said before."""
        self._whole = whole or self._whole
        now = time.monotonic()
        if now >= self._next and self._whole:
            self.say(f"{self.what} {megabytes(done)} of {megabytes(self._whole)}")
            self._next = now + _SAYS_EACH_S

    def say(self, text: str) -> None:
        """Say it now."""
        self._told(text)


def _write(
    vault: Vault, view: View, found: Snapshot, known: set[str], held: Mapping[bytes, HeldFile | None]
) -> str:
    """The bytes that the head does not have, and the tree."""
    top = os.fsencode(view.repo.top)
    new = {file.oid: (path, file.size) for path, file in found.files.items() if file.oid not in known}
    lacking = objects.missing(vault, new, DOING)
    _require_room(vault, sum(new[oid][1] for oid in lacking))

    def place(path: bytes) -> bytes:
        copy = held.get(path)
        return os.fsencode(copy.copy) if copy else os.path.join(top, path)  # noqa: PTH118 - bytes

    objects.write_files(vault, ((place(new[oid][0]), new[oid][1]) for oid in lacking), DOING)
    gone = objects.missing(vault, {file.oid for file in found.files.values()}, DOING)
    if gone:
        raise objects.Changed("git", DOING, f"{len(gone)} files changed while they were being kept")
    return tree(vault, view, {path: (file.mode, file.oid) for path, file in found.files.items()})


def _require_room(vault: Vault, size: int) -> None:
    """Refuse before the disk is full: the journal needs some of it, too."""
    free = shutil.disk_usage(vault.path).free
    if free < size + _ROOM:
        raise PortError(
            "git",
            DOING,
            f"{megabytes(size)} are to be kept and {megabytes(free)} are free in {vault.state}: make room there",
        )


def tree(vault: Vault, view: View, entries: Entries) -> str:
    """A tree of exactly these entries, built with an index of its own."""
    index = Path(view.folder, "index.rescue")
    index.unlink(missing_ok=True)
    Path(f"{index}.lock").unlink(missing_ok=True)
    lines = b"".join(f"{mode} {oid}\t".encode() + path + b"\0" for path, (mode, oid) in entries.items())
    how: dict[str, Any] = {
        "doing": DOING,
        "environment": {"GIT_INDEX_FILE": str(index)},
        "limit_s": objects.BULK_S,
    }
    vault.git("read-tree", "--empty", **how)
    if lines:
        vault.git(*_ANY_NAME, "update-index", "-z", "--index-info", stdin=lines, **how)
    tree = vault.git(*_ANY_NAME, "write-tree", **how).text
    index.unlink(missing_ok=True)
    return tree


def tree_of(vault: Vault, commit: str) -> Entries:
    """Every file of a commit or tree."""
    ran = vault.git(
        "ls-tree", "-r", "-z", "--full-tree", commit, doing=DOING, most=1 << 28, limit_s=objects.BULK_S
    )
    entries: Entries = {}
    for line in ran.fields:
        about, path = line.split(b"\t", 1)
        mode, _, oid = about.decode("ascii").split(" ")
        entries[path] = (mode, oid)
    return entries


def too_large(sizes: Mapping[str, int]) -> set[str]:
    """The largest objects, until the rest may be kept."""
    over, large = sum(sizes.values()) - MOST_BYTES, set()
    for oid in sorted(sizes, key=lambda oid: (-sizes[oid], oid)):
        if over <= 0:
            break
        over -= sizes[oid]
        large.add(oid)
    return large

"""Commits that only a worktree's private folder in the repository names: they go with the worktree.

A rebase keeps the uncommitted edits it set aside in ``rebase-merge/autostash``, a bisection its answers in
``refs/bisect``; ``refs/worktree``, ``ORIG_HEAD`` and the like, and the log of HEAD are a worktree's own, too
(gitrepository-layout(5)). Rather than a list of those places, every object name that stands in a file there counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fleetui.engine.protocols.errors import PortError
from fleetui.model.counts import count
from fleetui.ports.folders import walk
from fleetui.ports.git import objects, partial
from fleetui.ports.git.repository_files import Repository, regular
from fleetui.ports.git.rescued_file import DOING
from fleetui.ports.git.run import git
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault, borrowed

_NAME = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])")
_LOGS = "logs/"
_NO_NAMES = ("index", "sharedindex.", "reftable/")
"""Files that are no text; what is staged is kept with the files."""
_FILES_MOST = 20_000
_BYTES_MOST = 16 << 20
_TOGETHER_MOST = 64 << 20
_COMMITS_MOST = 1000
_TOLD_MOST = 30
_LOG_OF_ALL = ("log", "--walk-reflogs", "--format=%H", "HEAD", "--")
_OWN_REFS = (
    "for-each-ref",
    "--format=%(refname) %(objectname)",
    "refs/worktree",
    "refs/bisect",
    "refs/rewritten",
)


class PrivateCommits(NamedTuple):
    """What was kept of a worktree's private folder."""

    parents: tuple[str, ...]
    """Commits that the rescue keeps as further parents."""
    notes: tuple[str, ...]
    """A line for each that something other than a log named."""
    left_out: tuple[str, ...]


def keep(vault: Vault, repo: Repository, head: str) -> PrivateCommits:
    """Bring what only a linked worktree's private folder names into the vault, with its history."""
    if not repo.linked:
        return PrivateCommits((), (), ())
    places, left_out = _named(repo)
    kinds = objects.kinds(vault, places, DOING, borrow=repo)
    told = {oid: place for oid, place in places.items() if oid in kinds and not place.startswith(_LOGS)}
    wanted = dict.fromkeys(
        [*told, *_tips(vault, repo, [oid for oid in places if kinds.get(oid) == "commit"])]
    )
    wanted.pop(head, None)
    fetched, lost = _fetched(vault, repo, list(wanted), places)
    if Path(repo.git_dir, "modules").is_dir():
        lost.append(f"{shown(repo.git_dir)}/modules: the repositories of its submodules")
    notes = [f"{shown(place)[:120]}: {oid}" for oid, place in told.items() if oid in fetched]
    parents = tuple(oid for oid in fetched if kinds[oid] == "commit")
    return PrivateCommits(parents, tuple(notes[:_TOLD_MOST]), (*left_out, *lost))


def _named(repo: Repository) -> tuple[dict[str, str], list[str]]:
    """Where each object name stands, the logs' last and their newest first; and what could not be read."""
    places: dict[str, str] = {}
    left_out: list[str] = []
    left = _TOGETHER_MOST
    for place in sorted(_files(repo.git_dir, left_out), key=lambda place: (place.startswith(_LOGS), place)):
        if left <= 0:
            size = f"{_TOGETHER_MOST >> 20} MB"
            left_out.append(f"{shown(repo.git_dir)}: more than {size} of files, not all were looked into")
            break
        stream = regular(f"{repo.git_dir}/{place}")
        if stream is None:
            continue
        with stream:
            text = stream.read(_BYTES_MOST + 1)
        left -= len(text)
        if len(text) > _BYTES_MOST:
            left_out.append(f"{shown(repo.git_dir)}/{shown(place)}: too large to look for commits in it")
        found = [match.decode() for match in _NAME.findall(text)]
        for oid in reversed(found) if place.startswith(_LOGS) else found:
            places.setdefault(oid, place)
    if Path(repo.git_dir, "reftable").is_dir():
        _take_tables(repo, places)
    return {oid: place for oid, place in places.items() if oid.strip("0")}, left_out


def _files(git_dir: str, left_out: list[str]) -> Iterator[str]:
    """Text files below the private folder, from there; its submodules' repositories are no part of it."""
    seen = 0
    for root, folders, files in walk(git_dir):
        if root == git_dir:
            folders[:] = [name for name in folders if name != "modules"]
        for name in files:
            place = os.path.relpath(f"{root}/{name}", git_dir)
            if place.startswith(_NO_NAMES):
                continue
            seen += 1
            if seen > _FILES_MOST:
                left_out.append(f"{shown(git_dir)}: more than {_FILES_MOST} files, not all were looked into")
                return
            yield place


def _take_tables(repo: Repository, places: dict[str, str]) -> None:
    """Names that stand in tables instead of files, which only git can read."""
    for arguments in (_OWN_REFS, ("rev-parse", "--verify", "--quiet", "ORIG_HEAD"), _LOG_OF_ALL):
        ran = git(*arguments, folder="/", git_dir=repo.git_dir)
        place = f"{_LOGS}HEAD" if arguments is _LOG_OF_ALL else "ORIG_HEAD"
        for line in ran.text.splitlines() if ran.code == 0 else ():
            name, _, oid = line.rpartition(" ")
            places.setdefault(oid, name or place)


def _tips(vault: Vault, repo: Repository, commits: list[str]) -> list[str]:
    """Those that the vault's own refs do not reach and that none of the others reaches."""
    ran = vault.tries(
        "rev-list", "--parents", "--stdin",
        stdin="".join(f"{line}\n" for line in ("--not", "--all", "--not", *commits)).encode(),
        environment=borrowed(repo), limit_s=objects.BULK_S, most=1 << 28,
    )  # fmt: skip
    if ran.code or ran.cut:
        return commits  # a history with a hole: each is tried
    lines = [line.split() for line in ran.text.splitlines()]
    below = {parent for line in lines for parent in line[1:]}
    new = {line[0] for line in lines}
    return [oid for oid in commits if oid in new and oid not in below]


def _fetched(
    vault: Vault, repo: Repository, wanted: list[str], places: dict[str, str]
) -> tuple[list[str], list[str]]:
    """What is in the vault now, and what could not be brought there."""
    over = wanted[_COMMITS_MOST:]
    lost = [f"{count(len(over), 'commit')} that only its logs name: too many"] if over else []
    fetched = []
    for oid in wanted[:_COMMITS_MOST]:
        try:
            partial.fetch(vault, repo, oid)
        except PortError as error:
            lost.append(f"{shown(places[oid])} {oid[:12]}: {error.detail}")
        else:
            fetched.append(oid)
    return fetched, lost

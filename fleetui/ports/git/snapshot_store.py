"""Where snapshots of worktrees are written: beside the vault, and gone with what they are for.

Each is a bare repository of its own that borrows the vault's objects, so it holds only what the vault has not, and a
checkout can be made of it as of the vault.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fleetui.ports.folders import remove_folder
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import checked
from fleetui.ports.git.vault import Vault, private

_FOLDER = "snapshots"
_MAKING = "new"


@contextmanager
def written_aside(vault: Vault, worktree: str, doing: str) -> Iterator[Vault]:
    """A store for what is written in the block; gone at its end, unless it was kept by then."""
    private(vault.state, _FOLDER)
    home = _of_worktree(vault, worktree) / _MAKING
    remove_folder(str(home))
    path = home / f"{vault.key}.git"
    path.mkdir(mode=0o700, parents=True)
    names = vault.git("rev-parse", "--show-object-format", doing=doing).text
    asked = ("--quiet", "--bare", "--template=", f"--object-format={names}")
    checked("init", *asked, doing=doing, folder=str(path))
    (path / "objects/info").mkdir(exist_ok=True)
    (path / "objects/info/alternates").write_text(f"{vault.path}/objects\n", "utf-8")
    try:
        yield replace(vault, path=str(path))
    finally:
        remove_folder(str(home))


def keep(vault: Vault, worktree: str, commit: str) -> None:
    """Keep what was written aside until ``drop``, by the commit that it holds; what was kept of that worktree goes."""
    home = _of_worktree(vault, worktree)
    for kept in home.iterdir():
        if kept.name != _MAKING:
            remove_folder(str(kept))
    (home / _MAKING).rename(home / commit)


def drop(vault: Vault, commit: str) -> None:
    """Remove what is kept of a snapshot; nothing where it is not."""
    for kept in _kept(vault, commit):
        remove_folder(str(kept))


def lender(vault: Vault, commit: str) -> Vault:
    """Where a commit is found: what was kept of it, or the vault itself."""
    kept = next((one / f"{vault.key}.git" for one in _kept(vault, commit)), None)
    return replace(vault, path=str(kept)) if kept else vault


def _kept(vault: Vault, commit: str) -> list[Path]:
    return list(_home(vault).glob(f"*/{commit}")) if is_oid(commit) else []


def _home(vault: Vault) -> Path:
    return vault.state / _FOLDER / vault.key


def _of_worktree(vault: Vault, worktree: str) -> Path:
    """Apart for each worktree: several projects may stand on one repository."""
    mark = hashlib.sha256(os.fsencode(os.path.realpath(worktree))).hexdigest()[:20]
    return _home(vault) / mark

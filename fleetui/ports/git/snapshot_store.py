"""Where snapshots of worktrees are written: beside the vault, and gone with what they are for.

Each is a bare repository of its own that borrows the vault's objects, so it holds only what the vault has not, and a
checkout can be made of it as of the vault.
"""

from __future__ import annotations

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
def written_aside(vault: Vault, doing: str) -> Iterator[Vault]:
    """A store for what is written in the block; gone at its end, unless it was kept by then."""
    private(vault.state, _FOLDER)
    home = _home(vault) / _MAKING
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


def keep(vault: Vault, commit: str) -> None:
    """Keep what was written aside until ``drop``, by the commit that it holds; whatever was kept before goes."""
    for kept in _home(vault).iterdir():
        if kept.name != _MAKING:
            remove_folder(str(kept))
    (_home(vault) / _MAKING).rename(_home(vault) / commit)


def drop(vault: Vault, commit: str) -> None:
    """Remove what is kept of a snapshot; nothing where it is not."""
    if is_oid(commit):
        remove_folder(str(_home(vault) / commit))


def lender(vault: Vault, commit: str) -> Vault:
    """Where a commit is found: what was kept of it, or the vault itself."""
    kept = _home(vault) / commit / f"{vault.key}.git"
    return replace(vault, path=str(kept)) if is_oid(commit) and kept.is_dir() else vault


def _home(vault: Vault) -> Path:
    return vault.state / _FOLDER / vault.key

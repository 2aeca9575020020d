"""Partial clones: repositories that left objects with their server, and fetch them when a command needs one.

Fetching one is never left to git here: the server's address and the program that reaches it stand in a configuration
that agents can write. What is there is taken over object by object; where something needed is not, the operator hears
what brings it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.model.counts import count
from fleetui.ports.git.repository_files import Repository, is_partial
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault, borrowed, seen

_T = TypeVar("_T")
_LISTED_MOST = 1 << 28


def fetch(vault: Vault, repo: Repository, commit: str) -> None:
    """Bring what a repository has of a commit and its history into the vault; git's own fetch asks for all of it."""
    try:
        vault.fetch(repo, commit)
    except PortError:
        if not is_partial(repo):
            raise
        borrows = borrowed(repo)
        listed = _listing(vault, borrows, commit, "--not", "--all")
        _pack(vault, [line for line in listed if not line.startswith(b"?")], borrows)
        vault.create_ref(seen(commit), commit, "fetch")


def with_files(vault: Vault, doing: str, commits: Iterable[str], work: Callable[[], _T]) -> _T:
    """Do ``work``, which reads files of these commits in the vault.

    Where objects are missing, those that the repository got since are brought and it is done again. Raises
    ``PortError`` with what to do where they are nowhere.
    """
    try:
        return work()
    except PortError:
        if not is_partial(vault.source):
            raise
    left = _bring(vault, commits)
    try:
        return work()
    except PortError as error:
        raise _lacking(vault, doing, left) or error from error


def bring_files(vault: Vault, doing: str, commit: str) -> None:
    """Have every file of a commit in the vault; raises ``PortError`` where one is nowhere."""
    if is_partial(vault.source):
        lacks = _lacking(vault, doing, _bring(vault, (commit,)))
        if lacks:
            raise lacks


def require_files(vault: Vault, doing: str, commit: str) -> None:
    """Raise ``PortError`` when the repository itself lacks files of a commit, which it would have to fetch."""
    if is_partial(vault.source):
        lacks = _lacking(vault, doing, _missing(vault, borrowed(vault.source), (commit,)))
        if lacks:
            raise lacks


def _lacking(vault: Vault, doing: str, missing: list[bytes]) -> PortError | None:
    if not missing:
        return None
    top = shown(vault.source.top)
    return PortError(
        "git",
        doing,
        f"{top} is a partial clone without {count(len(missing), 'object')} of these files: "
        f"`git -C {top} fetch --refetch --no-filter` brings all",
    )


def _bring(vault: Vault, commits: Iterable[str]) -> list[bytes]:
    """Take over what these commits' files lack in the vault; the names of what is nowhere."""
    missing, borrows = _missing(vault, {}, commits), borrowed(vault.source)
    there = _there(vault, borrows, missing)
    _pack(vault, there, borrows)
    return sorted(set(missing).difference(there))


def _missing(vault: Vault, borrows: dict[str, str], commits: Iterable[str]) -> list[bytes]:
    listed = _listing(vault, borrows, *(f"{commit}^{{tree}}" for commit in commits))
    return [line[1:] for line in listed if line.startswith(b"?")]


def _listing(vault: Vault, borrows: dict[str, str], *names: str) -> list[bytes]:
    """Names of all objects below; one that is missing has a question mark before it."""
    ran = vault.git(
        "rev-list",
        "--objects",
        "--no-object-names",
        "--missing=print",
        *names,
        "--",
        doing="list objects",
        environment=borrows,
        limit_s=WRITE_S,
        most=_LISTED_MOST,
    )
    if ran.cut:
        raise PortError(
            "git", "list objects", "the repository has more new objects than fit in 256 MB of names"
        )
    return ran.out.split()


def _there(vault: Vault, borrows: dict[str, str], names: list[bytes]) -> list[bytes]:
    if not names:
        return []
    ran = vault.git(
        "cat-file",
        "--batch-check=%(objectname)",
        doing="look for objects",
        environment=borrows,
        stdin=b"\n".join(names) + b"\n",
        limit_s=WRITE_S,
        most=_LISTED_MOST,
    )
    return [line for line in ran.out.splitlines() if b" " not in line]


def _pack(vault: Vault, names: list[bytes], borrows: dict[str, str]) -> None:
    """Copy objects into the vault. The index is made from what the pack holds, so that each name is its content's."""
    if not names:
        return
    folder = Path(vault.path, "incoming")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        made = vault.git(
            "pack-objects",
            "-q",
            str(folder / "pack"),
            doing="take over objects",
            environment=borrows,
            stdin=b"\n".join(names) + b"\n",
            limit_s=WRITE_S,
        )
        pack = folder / f"pack-{made.text}.pack"
        for made_with_it in (".idx", ".rev"):
            pack.with_suffix(made_with_it).unlink(missing_ok=True)
        index = pack.with_suffix(".idx")
        vault.git("index-pack", "-o", str(index), str(pack), doing="check objects", limit_s=WRITE_S)
        for path in (pack, index):
            path.replace(Path(vault.path, "objects/pack", path.name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)

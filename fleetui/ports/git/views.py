"""Looking at an agent's worktree through the vault.

A view is a git directory of fleetui's own for one worktree: the vault's refs and configuration, the agent's commit
as HEAD, a private copy of the agent's index, the agent's objects borrowed per command. Git run in it never reads
what the agent configured, and what git writes back (a refreshed index) stays ours.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.identity import worktree_of
from fleetui.ports.git.repository_files import Head, Repository, head, regular, stamp
from fleetui.ports.git.run import Ran, checked, git
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault, borrowed

_INDEX_MOST = 1 << 30
_HASHES = (20, 32)
"""Bytes of a hash in git's two formats."""
_NO_BRANCH = "ref: refs/heads/none\n"


@value
class View:
    """One worktree, seen from outside."""

    folder: str
    """The view's own git directory."""
    repo: Repository
    """Where the agent's files and its real git directory are."""
    head: Head

    def git(self, *arguments: str, doing: str, index: str = "", **how: object) -> Ran:
        """Run git on the worktree through the view; raises ``PortError`` when it fails."""
        return checked(*arguments, doing=doing, **self._where(index), **how)

    def tries(self, *arguments: str) -> Ran:
        """The same; the exit code is the caller's to read."""
        return git(*arguments, **self._where(""))

    def _where(self, index: str) -> dict[str, Any]:
        return {
            "folder": self.repo.top,
            "git_dir": self.folder,
            "work_tree": self.repo.top,
            "environment": self.environment(index),
        }

    def environment(self, index: str = "") -> Mapping[str, str]:
        """Borrowed objects, a private index, and leave to refresh it: it is ours."""
        return borrowed(self.repo) | {
            "GIT_INDEX_FILE": index or f"{self.folder}/index",
            "GIT_OPTIONAL_LOCKS": "1",
        }


def open_view(vault: Vault, worktree: str, doing: str, suffix: str = "") -> View:
    """A view of a worktree as it is now. ``suffix`` keeps views of different work on one worktree apart.

    Raises ``WorktreeLost`` for a folder that is gone or not the project's worktree any more.
    """
    return view_of(vault, worktree_of(vault.source, worktree, doing), suffix)


def view_of(vault: Vault, repo: Repository, suffix: str) -> View:
    """A view of a worktree that is known to be the project's."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(repo.top))).hexdigest()[:20] + suffix
    folder = vault.state / "views" / name
    folder.mkdir(mode=0o700, exist_ok=True)
    now = head(repo)
    _write_if_new(folder / "commondir", f"{vault.path}\n")
    _write_if_new(folder / "HEAD", f"{now.commit}\n" if now.commit else _NO_BRANCH)
    return View(str(folder), repo, now)


def bring_index(view: View) -> None:
    """Copy the agent's index into the view, unless it is the one copied last.

    The copy keeps the index's own time: git takes an entry as recent as its index for possibly changed.
    """
    real, copied = f"{view.repo.git_dir}/index", Path(view.folder, "copied")
    now = repr(stamp(real))
    if copied.exists() and copied.read_text("ascii") == now:
        return
    Path(view.folder, "index.lock").unlink(missing_ok=True)  # ours alone: a killed run left it
    take_index(view.repo, f"{view.folder}/index")
    take_shared(view.repo, Path(view.folder))
    copied.write_text(now, "ascii")


def take_index(repo: Repository, path: str) -> None:
    """Copy a repository's index to ``path`` in one step; no index, no file."""
    data = _bytes(f"{repo.git_dir}/index")
    if data is None:
        Path(path).unlink(missing_ok=True)
        return
    fresh = Path(f"{path}.new")
    fresh.write_bytes(data[0])
    os.utime(fresh, ns=(data[1], data[1]))
    fresh.replace(path)


def take_shared(repo: Repository, folder: Path) -> None:
    """Copy the larger half of a split index next to the copy of its index in ``folder``; no other half is read.

    Git names that file by the hash that the index holds. Raises ``PortError`` where it is too large.
    """
    index = folder / "index"
    held = index.read_bytes() if index.exists() else b""
    for shared in Path(repo.git_dir).glob("sharedindex.*"):
        if _is_named(shared, held) and (data := _bytes(str(shared))):
            (folder / shared.name).write_bytes(data[0])


def _is_named(shared: Path, index: bytes) -> bool:
    """Whether an index names this shared one."""
    try:
        found = bytes.fromhex(shared.name.partition(".")[2])
    except ValueError:
        return False
    return len(found) in _HASHES and found in index


def forget_index(view: View) -> None:
    """Have the next look copy the agent's index again."""
    Path(view.folder, "copied").unlink(missing_ok=True)


def rebuild_index(view: View, doing: str) -> None:
    """An index made from HEAD, where the agent's own cannot be read."""
    Path(view.folder, "index").unlink(missing_ok=True)
    if view.head.commit:
        view.git("read-tree", "--end-of-options", view.head.commit, doing=doing)


def _bytes(path: str) -> tuple[bytes, int] | None:
    """A regular file's bytes and time in ns, without ever waiting for a fifo."""
    if not os.path.lexists(path):
        return None
    stream = regular(path)
    if stream is None:
        raise PortError("git", "read index", f"{shown(path)} is no regular file")
    with stream:
        found = os.fstat(stream.fileno())
        if found.st_size > _INDEX_MOST:
            raise PortError("git", "read index", f"{shown(path)} is larger than 1 GB")
        return stream.read(), found.st_mtime_ns


def _write_if_new(path: Path, text: str) -> None:
    try:
        if path.read_text("ascii") == text:
            return
    except FileNotFoundError:
        pass
    path.write_text(text, "ascii")

"""What a worktree would bring if it were committed as it lies: a commit in a scratch store, no ref and no trace.

Only files that differ are read, by git with a private index: line ends are converted as the worktree's attributes say,
and no filter, hook or other program of the repository runs, for the view has its own configuration.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.counts import count
from fleetui.model.value import value
from fleetui.ports.git.facts import status_of
from fleetui.ports.git.repository_files import Head, stamp
from fleetui.ports.git.rescued_file import megabytes
from fleetui.ports.git.run import WRITE_S, checked
from fleetui.ports.git.scratch_objects import ANYBODY, SETTINGS, ScratchObjects
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import View, bring_index, open_view

DOING = "forecast"
MOST_FILES = 2000
MOST_BYTES = 64 << 20
"""What lies uncommitted beyond these is not looked at, and said so."""


@value
class Lying:
    """A worktree as it was found."""

    head: Head
    commit: str
    """The head, or a commit on it with what is uncommitted; empty where there is none."""
    dirty: int = 0
    size: int = 0
    """Bytes of what is uncommitted."""
    unstable: bool = False
    why: str = ""
    mark: object = None
    """Equal while nothing moved, as far as times and sizes tell."""


def take(vault: Vault, scratch: ScratchObjects, worktree: str, known: Lying | None) -> Lying:
    """The worktree now; ``known`` itself when it did not move since. Reads twice where files move under the look.

    Raises ``PortError`` where the worktree is gone or git cannot read it.
    """
    found = _take(vault, scratch, worktree, known)
    return _take(vault, scratch, worktree, None) if found.unstable else found


def _take(vault: Vault, scratch: ScratchObjects, worktree: str, known: Lying | None) -> Lying:
    view = open_view(vault, worktree, DOING, suffix="-forecast")
    bring_index(view)
    ran = status_of(view, DOING)
    listed = [(field[:2], field[3:]) for field in ran.fields if not field.endswith(b"/")]
    paths = [path for _, path in listed]
    mark = (view.head, ran.out, _stamps(view, paths))
    if known is not None and known.mark == mark and not known.unstable:
        return known
    if not view.head.commit:
        return Lying(view.head, "", len(paths), why="it has no commit yet", mark=mark)
    if not paths:
        return Lying(view.head, view.head.commit, mark=mark)
    if why := _too_much(view, listed, cut=ran.cut):
        return Lying(view.head, "", len(paths), why=why, mark=mark)
    size = _size(view, paths)
    commit = _commit(vault, scratch, view, paths, size)
    moved = (view.head, ran.out, _stamps(view, paths)) != mark
    return Lying(view.head, commit, len(paths), size, unstable=moved, mark=mark)


def _too_much(view: View, listed: list[tuple[bytes, bytes]], *, cut: bool) -> str:
    if any(b"U" in kind or kind in (b"AA", b"DD") for kind, _ in listed):
        return "it is in the middle of a merge"
    if cut or len(listed) > MOST_FILES:
        return f"more than {count(MOST_FILES, 'file')} lie uncommitted in it"
    size = _size(view, [path for _, path in listed])
    return f"{megabytes(size)} lie uncommitted in it" if size > MOST_BYTES else ""


def _size(view: View, paths: list[bytes]) -> int:
    return sum(found.st_size for path in paths if (found := _about(view, path)))


def _stamps(view: View, paths: list[bytes]) -> tuple[object, ...]:
    files = ((one.st_ino, one.st_mode, one.st_size, one.st_mtime_ns) if (one := _about(view, path)) else None
             for path in paths[: MOST_FILES + 1])  # fmt: skip
    return (stamp(f"{view.repo.git_dir}/index"), stamp(f"{view.repo.git_dir}/HEAD"), *files)


def _about(view: View, path: bytes) -> os.stat_result | None:
    try:
        return os.lstat(os.path.join(os.fsencode(view.repo.top), path))  # noqa: PTH118 - bytes
    except OSError:
        return None


def _commit(vault: Vault, scratch: ScratchObjects, view: View, paths: list[bytes], size: int) -> str:
    """A commit of the files as they lie; the agent's own index is copied, and stays as it is."""
    index = Path(view.folder, "index.lying")
    Path(f"{index}.lock").unlink(missing_ok=True)  # ours alone: a killed run left it
    if Path(view.folder, "index").exists():
        shutil.copyfile(Path(view.folder, "index"), index)
    else:
        index.unlink(missing_ok=True)
    environment = scratch.environment(vault) | {"GIT_INDEX_FILE": str(index)}
    odd = [path for path in paths if not _is_file_or_gone(view, path)]
    if odd:
        raise PortError("git", DOING, f"{shown(odd[0])} is no file: git cannot hold it")
    view_git: dict[str, Any] = {
        "doing": DOING,
        "environment": environment,
        "settings": SETTINGS,
        "limit_s": WRITE_S,
    }
    names = b"".join(path + b"\0" for path in paths)
    _in_view(view, "update-index", "--add", "--remove", "--replace", "-z", "--stdin", stdin=names, **view_git)
    tree = _in_view(view, "write-tree", **view_git)
    made = _in_view(
        view, "commit-tree", tree, "-p", view.head.commit,
        stdin=b"uncommitted\n", **{**view_git, "environment": environment | ANYBODY},
    )  # fmt: skip
    scratch.wrote(len(paths) + 4, size)
    return made


def _is_file_or_gone(view: View, path: bytes) -> bool:
    found = _about(view, path)
    return found is None or stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)


def _in_view(view: View, *arguments: str, **how: Any) -> str:
    return checked(*arguments, folder=view.repo.top, git_dir=view.folder, work_tree=view.repo.top, **how).text

"""Whether a folder is the worktree an agent was given: no parent's, no other repository's, no other worktree's.

A worktree says by its ``.git`` file which folder of the repository holds its branch and index, and that folder names
the ``.git`` file in return (gitrepository-layout(5)). Both are read here and have to agree. Nothing is run for it.
"""

from __future__ import annotations

import os
from pathlib import Path

from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.ports.git.peek import Repository, repository, small_file
from fleetui.ports.git.projects import same_repository
from fleetui.ports.git.texts import shown


def worktree_of(source: Repository, folder: str, doing: str) -> Repository:
    """The worktree of ``source`` whose top is ``folder``, or that ``folder`` is a plain part of.

    Raises ``WorktreeLost`` where the folder is gone or is not that worktree any more.
    """
    _require_there(folder, doing)
    found = repository(folder)
    if found and found.top == str(Path(folder).absolute()):
        _require_own(source, found, doing)
        return found
    entry = admin_of(source, folder)
    if entry or not found or not _is_own(source, found):
        raise WorktreeLost("git", doing, _without_git(source, folder, entry))
    return found


def kept_by(source: Repository, folder: str, doing: str) -> tuple[Repository, str]:
    """The worktree as the repository keeps it, whatever stands in its ``.git`` now; and what is wrong there.

    The folder in the repository holds branch and index of the worktree, so its files can still be told from its
    commits. Raises ``WorktreeLost`` where the repository knows nothing of it, or the folder is no folder.
    """
    try:
        return worktree_of(source, folder, doing), ""
    except WorktreeLost as lost:
        entry = admin_of(source, folder)
        if not entry or not Path(folder).is_dir() or not Path(entry, "HEAD").is_file():
            raise
        return Repository(str(Path(folder).absolute()), entry, source.common), lost.detail


def admin_of(source: Repository, folder: str) -> str:
    """The folder in which the repository keeps a linked worktree's branch and index; empty where it knows of none."""
    wanted = os.path.realpath(folder)
    try:
        entries = sorted(os.scandir(f"{source.common}/worktrees"), key=lambda entry: entry.name)
    except OSError:
        return ""
    return next((entry.path for entry in entries if _named_by(entry.path) == wanted), "")


def _require_there(folder: str, doing: str) -> None:
    if not folder:
        raise PortError("git", doing, "it has no worktree")
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        gone = Path(folder).parent.is_dir()  # else a whole disk may be missing
        raise WorktreeLost("git", doing, f"its worktree {shown(folder)} is gone", gone=gone) from None
    if not Path(folder).is_dir():
        raise WorktreeLost("git", doing, f"its worktree {shown(folder)} is no folder any more")


def _require_own(source: Repository, found: Repository, doing: str) -> None:
    if not same_repository(found, source):
        where = f"another repository's, {shown(found.common)}"
    elif not _is_own(source, found):
        where = f"another worktree's, {shown(found.git_dir)}"
    else:
        return
    raise WorktreeLost(
        "git", doing, f"its worktree {shown(found.top)} is {where}{_mended(source, found.top)}"
    )


def _is_own(source: Repository, found: Repository) -> bool:
    """True when a worktree of the repository uses the folder that the repository keeps for it."""
    if not same_repository(found, source):
        return False
    top = os.path.realpath(found.top)
    if not found.linked:
        return top == os.path.realpath(source.top) or _is_real_folder(f"{found.top}/.git")
    kept_in = os.path.realpath(os.path.dirname(found.git_dir))  # noqa: PTH120 - compared as text
    named = _named_by(found.git_dir)
    moved = not os.path.lexists(f"{named}/.git")  # by hand, or the repository is seen from another mount
    return kept_in == os.path.realpath(f"{found.common}/worktrees") and (named == top or moved)


def _is_real_folder(path: str) -> bool:
    return Path(path).is_dir() and not Path(path).is_symlink()


def _named_by(git_dir: str) -> str:
    """The real top folder of the worktree that a folder of the repository is for."""
    text = os.fsdecode((small_file(f"{git_dir}/gitdir") or b"").strip())
    return os.path.realpath(os.path.dirname(os.path.join(git_dir, text))) if text else ""  # noqa: PTH118, PTH120


def _without_git(source: Repository, folder: str, entry: str) -> str:
    if entry:
        return f"its worktree {shown(folder)} lost its .git{_mended(source, folder)}"
    return f"its worktree {shown(folder)} is no git worktree any more"


def _mended(source: Repository, folder: str) -> str:
    """How to get a worktree's ``.git`` back, where the repository still knows the worktree."""
    if not admin_of(source, folder):
        return ""
    away = "move its .git folder away, then " if _is_real_folder(f"{folder}/.git") else ""
    return f": {away}`git -C {shown(source.top)} worktree repair` mends it"

"""Whether a folder is the worktree an agent was given: no parent's, no other repository's, no other worktree's.

A worktree says by its ``.git`` file which folder of the repository holds its branch and index, and that folder names
the ``.git`` file in return (gitrepository-layout(5)). Both are read here and have to agree. Nothing is run for it.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.ports.git.projects import same_repository
from fleetui.ports.git.repository_files import Repository, repository, small_file
from fleetui.ports.git.texts import shown


def worktree_of(source: Repository, folder: str, doing: str) -> Repository:
    """The worktree of ``source`` whose top is ``folder``, or that ``folder`` is a plain part of.

    Raises ``WorktreeLost`` where the folder is gone or is not that worktree any more.
    """
    _require_there(source, folder, doing)
    found = repository(folder)
    if other := _behind_link(source, found.top if found else folder):
        raise WorktreeLost(
            "git",
            doing,
            f"its worktree {shown(folder)} is a link to another worktree, {shown(other)}: "
            "put the folder back that lay there",
        )
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
        if _behind_link(source, folder):
            raise
        return Repository(str(Path(folder).absolute()), entry, source.common), lost.detail


def admin_of(source: Repository, folder: str) -> str:
    """The folder in which the repository keeps a linked worktree's branch and index; empty where it knows of none."""
    wanted = os.path.realpath(folder)
    entries = [entry for entry in _entries(source) if _named_by(entry) == wanted]
    return max(entries, key=lambda entry: _alike(_recorded(entry), folder), default="")


def _entries(source: Repository) -> list[str]:
    """The folders in which the repository keeps its linked worktrees' branches and indexes."""
    try:
        return sorted(entry.path for entry in os.scandir(f"{source.common}/worktrees"))
    except OSError:
        return []


def _require_there(source: Repository, folder: str, doing: str) -> None:
    if not folder:
        raise PortError("git", doing, "it has no worktree")
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        if now := _moved_to(source, folder):
            back = f"`git -C {shown(source.top)} worktree move -f -f {shown(now)} {shown(folder)}` brings it back"
            raise WorktreeLost(
                "git", doing, f"its worktree {shown(folder)} was moved to {shown(now)}: {back}"
            ) from None
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


def _behind_link(source: Repository, folder: str) -> str:
    """The other worktree that a link in the place of this one leads to; empty where there is none.

    Both are recorded at one real place then. The one is meant whose record is spelled most like ``folder``, from the
    end, since a link above all worktrees changes only the beginning; the other is at home there.
    """
    top = os.path.realpath(folder)
    if top == folder:
        return ""
    places = [_recorded(entry) for entry in _entries(source) if _named_by(entry) == top]
    places += [top] if not source.linked and os.path.realpath(source.top) == top else []
    meant = max(places, key=lambda place: _alike(place, folder), default=top)
    return top if meant != top and top in places else ""


def _alike(one: str, other: str) -> int:
    """How many names two paths have in common, from the end."""
    pairs = zip(reversed(Path(one).parts), reversed(Path(other).parts), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _moved_to(source: Repository, folder: str) -> str:
    """Where git says that a worktree is now which lay in ``folder``; empty where it knows of no such place.

    git keeps the name it gave the worktree's record: the folder's own, with a number behind it where that was taken.
    """
    name = Path(folder).name
    for entry in _entries(source):
        kept, place = Path(entry).name, _named_by(entry)
        numbered = kept.removeprefix(name).isdecimal() and Path(place).name != kept
        if (kept == name or (kept.startswith(name) and numbered)) and Path(place, ".git").is_file():
            return place
    return ""


def _is_real_folder(path: str) -> bool:
    return Path(path).is_dir() and not Path(path).is_symlink()


def _named_by(git_dir: str) -> str:
    """The real top folder of the worktree that a folder of the repository is for."""
    recorded = _recorded(git_dir)
    return os.path.realpath(recorded) if recorded else ""


def _recorded(git_dir: str) -> str:
    """The same as it is spelled there; empty where nothing is."""
    text = os.fsdecode((small_file(f"{git_dir}/gitdir") or b"").strip())
    path = os.path.join(os.path.realpath(git_dir), text)  # noqa: PTH118 - compared as text
    return os.path.dirname(os.path.normpath(path)) if text else ""  # noqa: PTH120


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

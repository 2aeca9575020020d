"""What git would wait for without end: a pipe or a device in the place of a file that it opens.

Whoever may write in a repository can put one there. git opens it, the command ends by its time limit, and until then
nothing else of the project can be done. So it is looked at first, by names and kinds alone, and named.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.texts import shown

_ALWAYS_READ = (
    "HEAD", "config", "config.worktree", "commondir", "packed-refs", "shallow", "info/attributes", "info/exclude",
    "info/grafts", "objects/info/alternates", "objects/info/commit-graph",
)  # fmt: skip
"""What nearly every command opens."""
_WALKED = ("refs", "logs", "worktrees", "reftable", "objects")
"""What a command opens that lists refs or follows history."""
_SOCKETS = ".ipc"
"""Ends the name of the socket that git's own watcher of files listens on; nothing opens it as a file."""
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def require_plain(git_dir: str, doing: str, *names: str) -> None:
    """Raise ``PortError`` where a file that every command opens is none; ``names`` are further ones, such as a ref's.

    What is not there, and what leads nowhere, git passes over by itself.
    """
    for name in (*_ALWAYS_READ, *names):
        _require_file(f"{git_dir}/{name}", doing)


def require_all_plain(git_dir: str, doing: str) -> None:
    """The same, and for every ref, log and object of the repository."""
    require_plain(git_dir, doing)
    for name in _WALKED:
        for path in _odd(f"{git_dir}/{name}"):
            _require_file(path, doing)


def _odd(top: str) -> Iterator[str]:
    """Paths below a folder that are neither a plain file nor a folder, through links as git goes."""
    work, known = [top], {os.path.realpath(top)}
    while work:
        for entry in _entries(work.pop()):
            if entry.is_dir(follow_symlinks=False):
                work.append(entry.path)
            elif entry.is_symlink() and entry.is_dir():
                if (real := os.path.realpath(entry.path)) not in known:
                    known.add(real)
                    work.append(real)
            elif not entry.is_file(follow_symlinks=False) and not entry.name.endswith(_SOCKETS):
                yield entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _require_file(path: str, doing: str) -> None:
    try:
        kind = stat.S_IFMT(os.stat(path).st_mode)  # noqa: PTH116 - many for each command
    except OSError:
        return
    if kind != stat.S_IFREG and not os.path.samefile(path, os.devnull):  # noqa: PTH121 - ends at once
        raise PortError(
            "git", doing, f"{shown(path)} is {_KINDS.get(kind, 'no file')}, not a file: remove it"
        )

"""Folders of any depth: a build or an agent can make more levels than a recursion or a path may have."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from typing import Any, AnyStr

_LEVELS = 100
_LONGEST = 2000
"""Characters of a path below which a folder still has room for a name."""


def walk(top: AnyStr) -> Iterator[tuple[AnyStr, list[AnyStr], list[AnyStr]]]:
    """Each folder with the names of those in it, which may be taken out, and of all else, as ``os.walk`` does."""
    work = [top]
    while work:
        at = work.pop()
        folders: list[AnyStr] = []
        files: list[AnyStr] = []
        with contextlib.suppress(OSError), os.scandir(at) as entries:
            for entry in entries:
                (folders if _is_folder(entry) else files).append(entry.name)
        yield at, folders, files
        below = (os.path.join(at, name) for name in reversed(folders))  # noqa: PTH118 - bytes, too
        work += [one for one in below if not os.path.islink(one)]  # noqa: PTH114 - the same


def remove_folder(path: str, onerror: Callable[..., Any] | None = None) -> None:
    """Remove a folder with all in it, as ``shutil.rmtree`` does; without ``onerror`` what cannot be removed stays."""
    _bring_up(path)
    with contextlib.suppress(RecursionError):  # somebody went on to make folders meanwhile
        if onerror is None:
            shutil.rmtree(path, ignore_errors=True)
        else:
            shutil.rmtree(path, onerror=onerror)


def _bring_up(top: str) -> None:
    """Move what lies deep to the top, so that nothing does."""
    work = [(top, 0)]
    while work:
        at, level = work.pop()
        with contextlib.suppress(OSError):
            os.chmod(at, 0o700)  # noqa: PTH101 - long paths
            for name in os.listdir(at):  # noqa: PTH208 - the same
                below = f"{at}/{name}"
                if not os.path.isdir(below) or os.path.islink(below):  # noqa: PTH112, PTH114
                    continue
                if level + 1 < _LEVELS and len(below) < _LONGEST:
                    work.append((below, level + 1))
                else:
                    moved = f"{top}/.deep-{secrets.token_hex(8)}"
                    os.rename(below, moved)  # noqa: PTH104
                    work.append((moved, 1))


def _is_folder(entry: os.DirEntry[AnyStr]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False

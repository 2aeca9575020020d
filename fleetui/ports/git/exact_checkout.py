"""Whether a fresh checkout holds exactly its commit, decided by content.

``git status`` compares what git would store again: a text file committed with CRLF under ``eol=lf`` is modified in any
fresh checkout. A file is right where it holds the blob's own bytes, or those that git writes for it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.run import checked
from fleetui.ports.git.texts import shown

MOST_WRITTEN = 256 * 1024 * 1024
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_MOST = 1024


def require_exact(path: Path, doing: str, where: dict[str, Any]) -> None:
    """Raise ``PortError`` that names a file which is not what the commit holds, or is not in it."""
    if checked("write-tree", **where).text != checked("rev-parse", "HEAD^{tree}", **where).text:
        raise PortError("git", doing, f"{path} does not hold exactly the commit: its index differs")
    wrong = checked("ls-files", "-z", "--others", **where).fields or _differing(path, where)
    if wrong:
        raise PortError("git", doing, f"{path} does not hold exactly the commit: {shown(wrong[0])}")


def _differing(path: Path, where: dict[str, Any]) -> list[bytes]:
    """Files that git takes for modified and whose content is another than the commit's, too."""
    fields = checked("diff-files", "--raw", "-z", "--no-abbrev", "--ignore-submodules=all", **where).fields
    wrong = []
    for about, name in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, oid, _, kind = about[1:].decode().split()
        same = kind == "M" and old_mode == new_mode and _holds(path, name, oid, where)
        if not same:
            wrong.append(name)
    return wrong


def _holds(path: Path, name: bytes, oid: str, where: dict[str, Any]) -> bool:
    file = Path(path, os.fsdecode(name))
    if file.is_symlink() or not stat.S_ISREG(file.lstat().st_mode):
        return False
    if _blob_name(file, oid) == oid:
        return True
    written = checked("cat-file", "--filters", f"HEAD:{os.fsdecode(name)}", most=MOST_WRITTEN, **where)
    return not written.cut and written.out == file.read_bytes()


def _blob_name(file: Path, oid: str) -> str:
    digest = hashlib.sha1() if len(oid) == len("0" * 40) else hashlib.sha256()  # noqa: S324 - git's own names
    digest.update(b"blob %d\0" % file.stat().st_size)
    with file.open("rb") as source:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def pointers(path: Path, where: dict[str, Any]) -> list[str]:
    """Files of a checkout that hold a Git LFS pointer instead of their content."""
    listed = checked("ls-files", "-z", **where).out
    if not listed:
        return []
    fields = checked("check-attr", "-z", "--stdin", "filter", stdin=listed, **where).out.split(b"\0")
    named = (name for name, value in zip(fields[::3], fields[2::3], strict=False) if value == b"lfs")
    return [shown(name) for name in named if _is_pointer(Path(path, os.fsdecode(name)))]


def _is_pointer(file: Path) -> bool:
    try:
        about = file.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _POINTER_MOST:
            return False
        return file.read_bytes().startswith(_POINTER)
    except OSError:
        return False

"""What a repository's own files say, read without starting git: where it is, its head, its refs.

Everything here is data an agent may have written: files are opened without blocking, only regular ones are read,
and never more than a bound. Nothing configured in the repository is looked at.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from fleetui.config.regular_file import open_regular
from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.plain_files import require_plain
from fleetui.ports.git.run import git

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\[\\]+")
_PACKED_MOST = 64 * 1024 * 1024


@value
class Repository:
    """Where a worktree and its repository are."""

    top: str
    """The worktree's top folder; of a bare repository its own folder."""
    git_dir: str
    common: str
    """The folder that all worktrees of the repository share."""

    @property
    def objects(self) -> str:
        """The object store."""
        return os.path.join(self.common, "objects")  # noqa: PTH118 - joined on every read

    @property
    def linked(self) -> bool:
        """True for a worktree made by ``git worktree add``."""
        return self.git_dir != self.common


@value
class Head:
    """What a worktree stands on."""

    branch: str
    """Without ``refs/heads/``; empty when detached."""
    commit: str
    """Empty on a branch without commits."""


def is_oid(text: str) -> bool:
    """True for a full object name."""
    return bool(_OID.fullmatch(text))


def repository(folder: str) -> Repository | None:
    """The repository around ``folder``, or ``None``."""
    here = Path(folder).absolute()
    for top in (here, *here.parents):
        try:
            found = _at(top)
        except ValueError:  # a path with a NUL in it leads nowhere
            return None
        if found:
            return found
    return None


def the_repository(folder: str, doing: str) -> Repository:
    """Like ``repository``, but a folder without one raises ``PortError`` that says what to do."""
    if not folder:
        raise PortError("git", doing, "the project has no folder: set its path")
    if not Path(folder).is_dir():
        raise PortError("git", doing, f"{folder} is no folder: correct the path or bring it back")
    found = repository(folder)
    if not found:
        raise PortError("git", doing, f"{folder} is no git repository: correct the path, or `git init` it")
    return found


def head(repo: Repository) -> Head:
    """Branch and commit a worktree stands on."""
    text = (small_file(f"{repo.git_dir}/HEAD") or b"").decode("utf-8", "replace").strip()
    if is_oid(text):
        return Head("", text)
    name = text.removeprefix("ref:").strip()
    if not _REF.fullmatch(name):
        raise PortError("git", "read HEAD", f"{repo.git_dir}/HEAD is not readable")
    return Head(name.removeprefix("refs/heads/"), ref(repo, name) or "")


def ref(repo: Repository, name: str, depth: int = 5) -> str | None:
    """The object a full ref name points at, or ``None``."""
    if not _REF.fullmatch(name) or ".." in name or depth == 0:
        return None
    text = (small_file(f"{repo.common}/{name}") or b"").decode("ascii", "replace").strip()
    if is_oid(text):
        return text
    if text.startswith("ref:"):
        return ref(repo, text.removeprefix("ref:").strip(), depth - 1)
    return _packed(repo, name) or _by_git(repo, name)


def shallow_ends(folder: str) -> frozenset[str]:
    """The commits at which a shallow repository's history ends; none for one that is whole."""
    text = small_file(f"{folder}/shallow", _PACKED_MOST) or b""
    return frozenset(line for line in text.decode("ascii", "replace").split() if is_oid(line))


def is_partial(repo: Repository) -> bool:
    """True when the repository holds objects that came without all they refer to."""
    return any(Path(repo.objects, "pack").glob("*.promisor"))


def stamp(path: str) -> tuple[int, int, int] | None:
    """What changes when a file is replaced or rewritten, or ``None`` when it is not there."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def small_file(path: str, most: int = 4096) -> bytes | None:
    """A regular file's bytes, at most ``most``; ``None`` when it is missing or something else."""
    stream = regular(path, follow=True)
    if stream is None:
        return None
    with stream:
        return stream.read(most)


def regular(path: str | bytes, *, follow: bool = False) -> BinaryIO | None:
    """Open a regular file for reading; ``None`` for anything else. Never waits for a fifo."""
    try:
        return open_regular(path, follow=follow)
    except OSError:
        return None


def _at(top: Path) -> Repository | None:
    dot = top / ".git"
    if dot.is_dir():
        return _with_common(str(top), str(dot))
    pointed = small_file(str(dot))
    if pointed and pointed.startswith(b"gitdir:"):
        target = os.fsdecode(pointed.removeprefix(b"gitdir:").strip())
        return _with_common(str(top), _joined(str(top), target))
    if (top / "objects").is_dir() and (top / "refs").is_dir() and (top / "HEAD").is_file():
        return _with_common(str(top), str(top))
    return None


def _joined(folder: str, target: str) -> str:
    """A path named from a folder, as it is spelled; behind a link, ``..`` leads where the link leads."""
    path = os.path.join(folder, target)  # noqa: PTH118 - pathlib joins as well, but for this the next line
    plain = os.path.normpath(path)
    real = os.path.realpath(path)
    return plain if os.path.realpath(plain) == real else real


def _with_common(top: str, git_dir: str) -> Repository | None:
    if not Path(git_dir, "HEAD").is_file():
        return None
    pointed = small_file(f"{git_dir}/commondir")
    common = _joined(git_dir, os.fsdecode(pointed.strip())) if pointed else git_dir
    return Repository(top, git_dir, common)


_packed_refs: dict[str, tuple[tuple[int, int, int], dict[str, str]]] = {}
"""Parsed ``packed-refs`` by path, with the stamp of the file they were read from."""


def _packed(repo: Repository, name: str) -> str | None:
    path = f"{repo.common}/packed-refs"
    now = stamp(path)
    if now is None:
        return None
    known = _packed_refs.get(path)
    if known is None or known[0] != now:
        known = (now, _parsed(small_file(path, _PACKED_MOST) or b""))
        _packed_refs[path] = known
    return known[1].get(name)


def _parsed(packed: bytes) -> dict[str, str]:
    refs: dict[str, str] = {}
    for line in packed.decode("utf-8", "replace").splitlines():
        oid, _, name = line.partition(" ")
        if is_oid(oid):
            refs[name] = oid
    return refs


def _by_git(repo: Repository, name: str) -> str | None:
    """Refs kept in another format than files, which only git can read; it reads no object for this."""
    key = (repo.git_dir, name)
    now = stamp(f"{repo.common}/reftable/tables.list")
    if now is None:
        return None
    known = _table_refs.get(key)
    if known is None or known[0] != now:
        known = _table_refs[key] = (now, _asked(repo, name))
    return known[1]


_table_refs: dict[tuple[str, str], tuple[tuple[int, int, int], str | None]] = {}
"""What git said of a ref, with the stamp of the list of tables it was read from."""


def _asked(repo: Repository, name: str) -> str | None:
    for folder in dict.fromkeys((repo.common, repo.git_dir)):
        require_plain(folder, "read ref")
    ran = git("rev-parse", "--verify", "--quiet", "--end-of-options", name, folder="/", git_dir=repo.git_dir)
    return ran.text if ran.code == 0 and is_oid(ran.text) else None

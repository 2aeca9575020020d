"""Rescue: every byte of a worktree in one commit outside all branches, read back and compared.

The snapshot is built with an index of its own, so a lock, a half-done merge or a damaged index in the worktree do not
matter. Files are taken as they lie on the disk: no filter runs. An embedded repository's own files are taken too,
because git would keep no more than its name.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fleetui.engine.ports import PortError, RescueResult
from fleetui.ports.fault import point
from fleetui.ports.git.peek import regular
from fleetui.ports.git.run import WRITE_S
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault
from fleetui.ports.git.views import View, bring_index, open_view

_DOING = "rescue"
MOST_BYTES = 2 * 1024 * 1024 * 1024
_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
}


@dataclass(slots=True)
class _Found:
    """What lies in a worktree."""

    files: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)
    """Mode and full path of what is kept, by path below the worktree."""
    ignored: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    size: int = 0


def rescue(vault: Vault, worktree: str, seat: str, rescue_id: str) -> RescueResult:
    """Keep everything; raises ``PortError`` when something that should be kept could not be."""
    view = open_view(vault, worktree, _DOING, suffix="-rescue")
    if view.head.commit:
        vault.fetch(view.repo, view.head.commit)
    bring_index(view)
    found = _look(view)
    if found.size > MOST_BYTES:
        raise PortError("git", _DOING, f"{found.size >> 20} MB are not committed: more than a rescue holds")
    tree = _write_tree(vault, view, found)
    point("rescue.tree")
    _verify(vault, found, tree)
    commit = _commit(vault, view, seat, rescue_id, tree)
    ref = f"refs/fleetui/rescue/{seat}/{rescue_id}"
    vault.create_ref(ref, commit, _DOING)
    point("rescue.kept")
    return RescueResult(
        commit=commit,
        ref=ref,
        head=view.head.commit,
        branch=shown(view.head.branch),
        files=_differing(vault, view, tree),
        ignored=tuple(sorted(found.ignored)),
        left_out=tuple(sorted(found.left_out)),
    )


def restore(vault: Vault, commit: str, into: str) -> int:
    """Write a rescue into a new or empty folder, byte for byte; the number of files."""
    folder = Path(into)
    if not folder.is_absolute() or folder.is_symlink() or (folder.exists() and any(folder.iterdir())):
        raise PortError(
            "git", "restore", f"{shown(into)} must be a new or empty folder with an absolute path"
        )
    vault.git("cat-file", "-e", f"{commit}^{{commit}}", doing="restore")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = vault.git("ls-tree", "-r", "-z", "--full-tree", commit, doing="restore").fields
    for entry in entries:
        about, path = entry.split(b"\t", 1)
        mode, _, oid = about.decode("ascii").split(" ")
        _put(vault, os.fsencode(folder), path, mode, oid)
    return len(entries)


def _put(vault: Vault, folder: bytes, path: bytes, mode: str, oid: str) -> None:
    full = os.path.join(folder, path)  # noqa: PTH118 - bytes
    os.makedirs(os.path.dirname(full), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
    if mode == "160000":
        os.makedirs(full, exist_ok=True)  # noqa: PTH103 - bytes
        return
    data = vault.git("cat-file", "blob", oid, doing="restore", most=MOST_BYTES).out
    if mode == "120000":
        os.symlink(data, full)  # noqa: PTH211 - bytes
        return
    handle = os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700 if mode == "100755" else 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


# ---------------------------------------------------------------- looking


def _look(view: View) -> _Found:
    """Tracked, staged and untracked files; ignored ones are named only."""
    found = _Found()
    listed = view.git("ls-files", "-z", "--cached", "--others", "--exclude-standard", doing=_DOING).fields
    for path in dict.fromkeys(listed):
        _take(view, found, path.rstrip(b"/"))
    ignored = view.git(
        "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", doing=_DOING
    )
    found.ignored = [shown(path) for path in ignored.fields]
    return found


def _take(view: View, found: _Found, path: bytes) -> None:
    full = os.path.join(os.fsencode(view.repo.top), path)  # noqa: PTH118 - bytes
    try:
        about = os.lstat(full)
    except OSError:
        return  # tracked and deleted: the snapshot has it not, as the worktree has it not
    if stat.S_ISDIR(about.st_mode):
        for inner in _embedded(full):
            _take(view, found, os.path.join(path, inner))  # noqa: PTH118 - bytes
        return
    if stat.S_ISLNK(about.st_mode):
        found.files[path] = ("120000", full)
        return
    if not stat.S_ISREG(about.st_mode):
        found.left_out.append(f"{shown(path)}: a pipe, socket or device")
        return
    if not os.access(full, os.R_OK):
        raise PortError("git", _DOING, f"{shown(path)} cannot be read: chmod it, or move it away")
    found.files[path] = ("100755" if about.st_mode & 0o100 else "100644", full)
    found.size += about.st_size


def _embedded(folder: bytes) -> Iterator[bytes]:
    """Every file of a repository inside the worktree, its git folder included under another name's protection."""
    for root, folders, files in os.walk(folder):
        if b".git" in folders:
            folders.remove(b".git")
        for name in files:
            yield os.path.relpath(os.path.join(root, name), folder)  # noqa: PTH118 - bytes


# ---------------------------------------------------------------- writing


def _write_tree(vault: Vault, view: View, found: _Found) -> str:
    """Blobs of the bytes as they lie, and a tree of them."""
    oids = _hash(vault, found)
    index = str(Path(view.folder, "index.rescue"))
    Path(index).unlink(missing_ok=True)
    lines = b"".join(
        f"{mode} {oids[path]}\t".encode() + path + b"\0" for path, (mode, _) in found.files.items()
    )
    environment = {"GIT_INDEX_FILE": index}
    vault.git("read-tree", "--empty", doing=_DOING, environment=environment)
    if lines:
        vault.git(
            "update-index", "-z", "--index-info", doing=_DOING, environment=environment, stdin=lines, limit_s=WRITE_S
        )  # fmt: skip
    tree = vault.git("write-tree", doing=_DOING, environment=environment, limit_s=WRITE_S).text
    Path(index).unlink(missing_ok=True)
    return tree


def _hash(vault: Vault, found: _Found) -> dict[bytes, str]:
    """Write every file's bytes into the vault; the object name of each."""
    simple = [p for p, (mode, full) in found.files.items() if mode != "120000" and b"\n" not in full]
    names = b"".join(found.files[path][1] + b"\n" for path in simple)
    oids: dict[bytes, str] = {}
    if simple:
        ran = vault.git(
            "hash-object", "-w", "--no-filters", "--stdin-paths", doing=_DOING, stdin=names, limit_s=WRITE_S
        )
        oids = dict(zip(simple, ran.text.split(), strict=True))
    for path in found.files.keys() - oids.keys():
        data = _bytes(*found.files[path])
        oids[path] = vault.git(
            "hash-object", "-w", "--no-filters", "--stdin", doing=_DOING, stdin=data, limit_s=WRITE_S
        ).text
    return oids


def _bytes(mode: str, full: bytes) -> bytes:
    if mode == "120000":
        return os.readlink(full)  # noqa: PTH115 - bytes
    stream = regular(os.fsdecode(full))
    if stream is None:
        raise PortError("git", _DOING, f"{shown(full)} changed while it was being kept")
    with stream:
        return stream.read()


def _commit(vault: Vault, view: View, seat: str, rescue_id: str, tree: str) -> str:
    parents = ["-p", view.head.commit] if view.head.commit else []
    text = f"Rescue {rescue_id} of {seat}\n\nBranch: {shown(view.head.branch) or '(detached)'}\n"
    return vault.git("commit-tree", tree, *parents, doing=_DOING, stdin=text.encode(), environment=_WHO).text


# ---------------------------------------------------------------- checking


def _verify(vault: Vault, found: _Found, tree: str) -> None:
    """Read the tree back and compare it with the bytes on the disk once more."""
    kept = {}
    for entry in vault.git("ls-tree", "-r", "-z", "--full-tree", tree, doing=_DOING).fields:
        about, path = entry.split(b"\t", 1)
        kept[path] = about.decode("ascii").split(" ")[2]
    for path, (mode, full) in found.files.items():
        if kept.get(path) != _name(mode, full, wide=len(tree) > len("0" * 40)):
            raise PortError("git", _DOING, f"{shown(path)} changed while it was being kept; try again")


def _name(mode: str, full: bytes, *, wide: bool) -> str:
    """The object name of what lies on the disk, worked out here."""
    if mode == "120000":
        data = os.readlink(full)  # noqa: PTH115 - bytes
        return _digest(wide=wide, header=f"blob {len(data)}\0".encode(), chunks=iter((data,)))
    stream = regular(os.fsdecode(full))
    if stream is None:
        return ""
    with stream:
        size = os.fstat(stream.fileno()).st_size
        chunks = iter(lambda: stream.read(1 << 20), b"")
        return _digest(wide=wide, header=f"blob {size}\0".encode(), chunks=chunks)


def _digest(*, wide: bool, header: bytes, chunks: Iterator[bytes]) -> str:
    total = hashlib.sha256(header) if wide else hashlib.sha1(header, usedforsecurity=False)
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


def _differing(vault: Vault, view: View, tree: str) -> int:
    """How many files differ from the worktree's head."""
    if not view.head.commit:
        return len(vault.git("ls-tree", "-r", "-z", "--name-only", tree, doing=_DOING).fields)
    names = vault.git(
        "diff-tree", "-r", "-z", "--name-only", "--no-renames", view.head.commit, tree, "--", doing=_DOING
    )
    return len(names.fields)

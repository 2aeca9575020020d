"""A rescue, written back byte for byte: no filter, no line ending, no attribute has a say."""

from __future__ import annotations

import os
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.objects import read_blobs
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.snapshot import LINK, SUBMODULE
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

_DOING = "restore"


def restore(vault: Vault, commit: str, into: str) -> int:
    """Write a rescue into a new or empty folder; the number of files."""
    folder = Path(into)
    if not folder.is_absolute() or folder.is_symlink() or (folder.exists() and not _is_empty(folder)):
        raise PortError("git", _DOING, f"{shown(into)} must be a new or empty folder with an absolute path")
    if not is_oid(commit):
        raise PortError("git", _DOING, f"{shown(commit)!r} is no full commit")
    entries = _entries(vault, commit)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    blobs = read_blobs(vault, ((oid, size) for _, oid, size, _ in entries), _DOING)
    for (mode, _, _, path), data in zip(entries, blobs, strict=True):
        _put(os.fsencode(folder), path, mode, data)
    return len(entries)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _entries(vault: Vault, commit: str) -> list[tuple[str, str, int, bytes]]:
    ran = vault.git("ls-tree", "-r", "-z", "-l", "--full-tree", commit, doing=_DOING, most=1 << 28)
    entries = []
    for line in ran.fields:
        about, path = line.split(b"\t", 1)
        mode, _, oid, size = about.decode("ascii").split()
        if mode != SUBMODULE:
            entries.append((mode, oid, int(size), path))
    return entries


def _put(folder: bytes, path: bytes, mode: str, data: bytes) -> None:
    full = os.path.join(folder, path)  # noqa: PTH118 - bytes
    os.makedirs(os.path.dirname(full), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
    if mode == LINK:
        os.symlink(data, full)  # noqa: PTH211 - bytes
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(full, flags, 0o700 if mode == "100755" else 0o600), "wb") as file:
        file.write(data)

"""One file as a rescue keeps it, and a copy of one that does not rest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from fleetui.ports.git.repository_files import regular
from fleetui.ports.git.views import View

DOING = "rescue"
_CHUNK = 1 << 20


class Kept(NamedTuple):
    """One file as it lies: mode, object name of its bytes, size."""

    mode: str
    oid: str
    size: int


class HeldFile(NamedTuple):
    """A file that does not rest, as it was at one moment: what is kept of it, and where its copy is."""

    kept: Kept
    copy: str


def named(view: View, size: int) -> hashlib._Hash:
    """What the bytes of a blob of this size are fed into, to get the name git gives them."""
    header = f"blob {size}\0".encode()
    wide = len(view.head.commit) > len("0" * 40)
    return hashlib.sha256(header) if wide else hashlib.sha1(header, usedforsecurity=False)


def hold(view: View, path: bytes, folder: Path) -> HeldFile | None:
    """A copy of a file that does not rest, of the length it has now; ``None`` where it is none (any more)."""
    stream = regular(os.path.join(os.fsencode(view.repo.top), path))  # noqa: PTH118 - bytes
    if stream is None:
        return None
    copy = folder / hashlib.sha256(path).hexdigest()[:20]
    with stream, copy.open("wb") as kept:
        about = os.fstat(stream.fileno())
        left = about.st_size
        while left and (chunk := stream.read(min(left, _CHUNK))):
            kept.write(chunk)
            left -= len(chunk)
    size = about.st_size - left
    total = named(view, size)
    with copy.open("rb") as kept:
        for chunk in iter(lambda: kept.read(_CHUNK), b""):
            total.update(chunk)
    return HeldFile(Kept(mode_of(about), total.hexdigest(), size), str(copy))


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size >> 20} MB" if size >> 20 else f"{-(-size // 1024)} KB"


def mode_of(about: os.stat_result) -> str:
    """The mode git gives a regular file."""
    return "100755" if about.st_mode & 0o100 else "100644"

"""Objects in bulk: which the vault lacks, taking them from elsewhere, writing files, reading blobs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.repository_files import Repository, regular
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault, borrowed

BULK_S = 600.0
_CHUNK = 1 << 20
_MOST = 1 << 31
_TOGETHER = 64 << 20


class Changed(PortError):
    """A file was not what it had been a moment before; looking again may help."""


def missing(vault: Vault, oids: Iterable[str], doing: str, borrow: Repository | None = None) -> set[str]:
    """Which of these objects are not there; ``borrow`` looks into another repository's store too."""
    wanted = sorted(set(oids))
    if not wanted:
        return set()
    ran = vault.git(
        "cat-file",
        "--batch-check=%(objecttype)",
        "--buffer",
        doing=doing,
        stdin="".join(f"{oid}\n" for oid in wanted).encode(),
        environment=borrowed(borrow) if borrow else {},
        limit_s=BULK_S,
    )
    answers = ran.text.splitlines()
    return {oid for oid, answer in zip(wanted, answers, strict=True) if answer.endswith("missing")}


def sizes(vault: Vault, oids: Iterable[str], doing: str, borrow: Repository | None = None) -> dict[str, int]:
    """How large these objects are; those that are not there are left out. ``borrow`` as for ``missing``."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    ran = vault.git(
        "cat-file",
        "--batch-check=%(objectname) %(objectsize)",
        "--buffer",
        doing=doing,
        stdin="".join(f"{oid}\n" for oid in wanted).encode(),
        environment=borrowed(borrow) if borrow else {},
        limit_s=BULK_S,
    )
    answers = (line.partition(" ") for line in ran.text.splitlines())
    return {oid: int(size) for oid, _, size in answers if size.isdecimal()}


def kinds(vault: Vault, oids: Iterable[str], doing: str, borrow: Repository) -> dict[str, str]:
    """What these objects are (commit, tag, tree, blob); those that are nowhere, ``borrow`` included, are left out."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    ran = vault.git(
        "cat-file",
        "--batch-check=%(objectname) %(objecttype)",
        "--buffer",
        doing=doing,
        stdin="".join(f"{oid}\n" for oid in wanted).encode(),
        environment=borrowed(borrow),
        limit_s=BULK_S,
    )
    answers = (line.partition(" ") for line in ran.text.splitlines())
    return {oid: kind for oid, _, kind in answers if kind != "missing"}


def take(vault: Vault, source: Repository, oids: Iterable[str], doing: str) -> None:
    """Copy single objects from another store into the vault, each checked against its name."""
    names = "".join(f"{oid}\n" for oid in sorted(set(oids))).encode()
    if not names:
        return
    how: dict[str, Any] = {"doing": doing, "limit_s": BULK_S}
    pack = vault.git(
        "pack-objects", "--stdout", "-q", stdin=names, most=_MOST, environment=borrowed(source), **how
    )
    vault.git("unpack-objects", "-q", stdin=pack.out, **how)


def write_files(vault: Vault, files: Iterable[tuple[bytes, int]], doing: str) -> None:
    """Write files (full path, size) as blobs, byte for byte, links as their targets; one process, one pack."""
    vault.git(
        "fast-import",
        "--quiet",
        "--done",
        doing=doing,
        stdin=_stream(files, doing),
        limit_s=BULK_S,
    )


def read_blobs(vault: Vault, blobs: Iterable[tuple[str, int]], doing: str) -> Iterator[bytes]:
    """The bytes of blobs (name, size), in order; a few at a time, so that memory stays bounded by the largest."""
    batch: list[str] = []
    weight = 0
    for oid, size in blobs:
        if batch and weight + size > _TOGETHER:
            yield from _batch(vault, batch, doing)
            batch, weight = [], 0
        batch.append(oid)
        weight += size
    yield from _batch(vault, batch, doing)


def _stream(files: Iterable[tuple[bytes, int]], doing: str) -> Iterator[bytes]:
    for full, size in files:
        changed = Changed("git", doing, f"{shown(full)} changes while it is being kept: stop what writes it")
        yield b"blob\ndata %d\n" % size
        left = size
        for chunk in _bytes(full):
            left -= len(chunk)
            if left < 0:  # not one byte beyond the announced size: git would read what follows as commands
                raise changed
            yield chunk
        if left:
            raise changed
        yield b"\n"
    yield b"done\n"


def _bytes(full: bytes) -> Iterator[bytes]:
    if os.path.islink(full):  # noqa: PTH114 - bytes
        yield os.readlink(full)  # noqa: PTH115 - bytes
        return
    stream = regular(full)
    if stream:
        with stream:
            yield from iter(lambda: stream.read(_CHUNK), b"")


def _batch(vault: Vault, oids: list[str], doing: str) -> Iterator[bytes]:
    if not oids:
        return
    names = "".join(f"{oid}\n" for oid in oids).encode()
    out = vault.git(
        "cat-file", "--batch", "--buffer", doing=doing, stdin=names, most=_MOST, limit_s=BULK_S
    ).out
    at = 0
    for oid in oids:
        end = out.index(b"\n", at)
        about = out[at:end].split(b" ")
        if len(about) != len(("oid", "type", "size")):
            raise PortError("git", doing, f"object {oid[:12]} is not in the vault")
        start, size = end + 1, int(about[2])
        yield out[start : start + size]
        at = start + size + 1

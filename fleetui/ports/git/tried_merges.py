"""Merges that are tried, many in one process, and nothing of which is kept: ``git merge-tree --write-tree --stdin``.

git 2.39 says of each pair 0 for a conflict and 1 for a clean merge, and gives up at the first pair it cannot merge at
all. The vault has no merge driver, no filter and no attributes: what is configured or committed decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.model.value import value
from fleetui.ports.git.repository_files import is_oid
from fleetui.ports.git.run import Ran
from fleetui.ports.git.scratch_objects import SETTINGS, ScratchObjects
from fleetui.ports.git.texts import one_line
from fleetui.ports.git.vault import Vault

DOING = "forecast"
BATCH = 200
LIMIT_S = 30.0
_MOST = 64 << 20
_OBJECTS = 8
"""What a merge writes, about."""

Stages = dict[int, tuple[str, str]]
"""Mode and object by stage: 1 as both had it, 2 the first's, 3 the second's."""


@value
class Tried:
    """How one merge came out. With a ``why`` it is not known."""

    clean: bool
    tree: str = ""
    conflicts: tuple[tuple[bytes, tuple[tuple[int, str, str], ...]], ...] = ()
    """Each path in conflict with its stages: number, mode, object."""
    why: str = ""


def try_merges(vault: Vault, scratch: ScratchObjects, pairs: Sequence[tuple[str, str]]) -> list[Tried]:
    """Merge the second commit of each pair into the first; one result each, in order."""
    found: list[Tried] = []
    for at in range(0, len(pairs), BATCH):
        found += _tried(vault, scratch, pairs[at : at + BATCH])
    return found


def _tried(vault: Vault, scratch: ScratchObjects, pairs: Sequence[tuple[str, str]]) -> list[Tried]:
    """All at once; where one keeps git from going on, the halves, until that one is alone."""
    try:
        ran = vault.tries(
            "merge-tree", "--write-tree", "--stdin",
            stdin="".join(f"{one} {other}\n" for one, other in pairs).encode(),
            environment=scratch.environment(vault), settings=SETTINGS, limit_s=LIMIT_S, most=_MOST,
        )  # fmt: skip
        found = list(_parsed(ran))
        why = one_line(ran.err) or f"git merge-tree ended with {ran.code}"
    except PortError as error:
        found, why = [], error.detail
    scratch.wrote(_OBJECTS * len(pairs))
    if len(found) == len(pairs):
        return found
    if len(pairs) == 1:
        return [Tried(clean=False, why=why)]
    middle = len(pairs) // 2
    return _tried(vault, scratch, pairs[:middle]) + _tried(vault, scratch, pairs[middle:])


def _parsed(ran: Ran) -> Iterator[Tried]:
    """The results git wrote whole. None of a run that it did not end by itself: how far that came is not said."""
    if ran.code or ran.cut:
        return
    fields = iter(ran.out.split(b"\0"))
    for status in fields:
        if status not in (b"0", b"1"):
            return
        tree = next(fields).decode("ascii", "replace")
        if not is_oid(tree):
            return
        if status == b"1":
            next(fields)
            yield Tried(clean=True, tree=tree)
            continue
        conflicts = _entries(fields)
        for path in _told(fields):
            conflicts.setdefault(path, [])
        yield Tried(
            clean=False, tree=tree, conflicts=tuple((path, tuple(some)) for path, some in conflicts.items())
        )


def _entries(fields: Iterator[bytes]) -> dict[bytes, list[tuple[int, str, str]]]:
    """``mode object stage TAB path`` for each stage of each path in conflict, up to an empty field."""
    found: dict[bytes, list[tuple[int, str, str]]] = {}
    for field in fields:
        if not field:
            return found
        about, path = field.split(b"\t", 1)
        mode, oid, stage = about.decode("ascii").split(" ")
        found.setdefault(path, []).append((int(stage), mode, oid))
    return found


def _told(fields: Iterator[bytes]) -> list[bytes]:
    """Paths that a message calls a conflict: number of paths, the paths, kind, text; up to an empty field."""
    found: list[bytes] = []
    for field in fields:
        if not field:
            return found
        paths = [next(fields) for _ in range(int(field))]
        kind = next(fields)
        next(fields)
        if kind.startswith(b"CONFLICT"):
            found += paths
    return found

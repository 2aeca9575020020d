"""Where in a file two sides of a merge run into each other: the places that both changed, in each one's own file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fleetui.ports.git import objects
from fleetui.ports.git.changes import LINK, SUBMODULE
from fleetui.ports.git.run import Ran
from fleetui.ports.git.scratch_objects import SETTINGS, ScratchObjects
from fleetui.ports.git.vault import Vault

DOING = "forecast"
MOST_BYTES = 1 << 20
"""Of larger files the lines are not told."""
MOST_PLACES = 20
_HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_ALL = {1, 2, 3}

Lines = tuple[tuple[int, int], ...]
Hunk = tuple[int, int, int, int]
"""First line and number of lines, of the one and of the other."""
Stages = tuple[tuple[int, str, str], ...]


def of_conflicts(
    vault: Vault, scratch: ScratchObjects, conflicts: Sequence[Stages]
) -> list[tuple[Lines, Lines]]:
    """For each file the lines of the first and of the second side; empty where it is no text, gone, or large."""
    triples = [_blobs(stages) for stages in conflicts]
    wanted = {oid for triple in triples for oid in triple}
    if not wanted:
        return [((), ())] * len(conflicts)
    small = _small(vault, scratch, wanted)
    able = {triple: None for triple in triples if triple and small.issuperset(triple)}
    hunks = _hunks(vault, scratch, list(able))
    return [_places(*hunks[triple]) if triple in hunks else ((), ()) for triple in triples]


def _blobs(stages: Stages) -> tuple[str, ...]:
    """The three versions of a plain file; none where one of them is missing or something else."""
    plain = {stage: oid for stage, mode, oid in stages if mode not in (SUBMODULE, LINK)}
    return (plain[1], plain[2], plain[3]) if set(plain) == _ALL else ()


def _small(vault: Vault, scratch: ScratchObjects, wanted: set[str]) -> set[str]:
    ran = vault.git(
        "cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", doing=DOING,
        stdin="".join(f"{oid}\n" for oid in sorted(wanted)).encode(), environment=scratch.environment(vault),
        limit_s=objects.BULK_S,
    )  # fmt: skip
    answers = (line.partition(" ") for line in ran.text.splitlines())
    return {oid for oid, _, size in answers if size.isdecimal() and int(size) <= MOST_BYTES}


def _hunks(
    vault: Vault, scratch: ScratchObjects, triples: list[tuple[str, ...]]
) -> dict[tuple[str, ...], tuple[list[Hunk], list[Hunk]]]:
    """What each side changed: each version becomes a tree of one file, and git compares those in one process."""
    if not triples:
        return {}
    blobs = sorted({oid for triple in triples for oid in triple})
    trees = dict(zip(blobs, _trees(vault, scratch, blobs), strict=True))
    pairs = [(trees[triple[0]], trees[side]) for triple in triples for side in triple[1:]]
    ran = vault.git(
        "diff-tree", "--stdin", "-p", "-U0", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color",
        "--no-indent-heuristic", doing=DOING, stdin="".join(f"{one} {other}\n" for one, other in pairs).encode(),
        environment=scratch.environment(vault), limit_s=objects.BULK_S, most=64 << 20,
    )  # fmt: skip
    if ran.cut:
        return {}
    parts = _parts(ran, pairs)
    return {triple: (parts[2 * at], parts[2 * at + 1]) for at, triple in enumerate(triples)}


def _trees(vault: Vault, scratch: ScratchObjects, blobs: list[str]) -> list[str]:
    stdin = "".join(f"100644 blob {oid}\tfile\n\n" for oid in blobs).encode()
    ran = vault.git(
        "mktree",
        "--batch",
        doing=DOING,
        stdin=stdin,
        environment=scratch.environment(vault),
        settings=SETTINGS,
    )
    scratch.wrote(len(blobs))
    return ran.text.split()


def _parts(ran: Ran, pairs: list[tuple[str, str]]) -> list[list[Hunk]]:
    """The hunks of each pair of trees. What differs not is not printed, and begins nothing."""
    found: dict[tuple[str, str], list[Hunk]] = {}
    for text in re.split(rb"^(?=[0-9a-f]{40,64} [0-9a-f]{40,64}$)", ran.out, flags=re.MULTILINE):
        names = text.partition(b"\n")[0].decode("ascii", "replace").split(" ")
        if len(names) == 2:
            found[names[0], names[1]] = [_numbers(match) for match in _HUNK.finditer(text)]
    return [found.get(pair, []) for pair in pairs]


def _numbers(match: re.Match[bytes]) -> Hunk:
    first, many, other, others = match.groups()
    return (int(first), 1 if many is None else int(many), int(other), 1 if others is None else int(others))


def _places(one: list[Hunk], other: list[Hunk]) -> tuple[Lines, Lines]:
    """Where hunks of both sides overlap or touch, as lines of each side's own file."""
    mine, theirs = [], []
    at = then = 0
    while at < len(one) and then < len(other):
        a, b = one[at], other[then]
        if _meet(a, b):
            mine.append(_span(a))
            theirs.append(_span(b))
        if _old(a)[1] < _old(b)[1]:
            at += 1
        else:
            then += 1
    return _told(mine), _told(theirs)


def _meet(a: Hunk, b: Hunk) -> bool:
    (first, last), (start, end) = _old(a), _old(b)
    return first <= end and start <= last


def _old(hunk: Hunk) -> tuple[int, int]:
    """The room a hunk takes among the lines both had, as places between lines: hunks that touch share one."""
    first, many = hunk[0], hunk[1]
    return (first - 1, first - 1 + many) if many else (first, first)


def _span(hunk: Hunk) -> tuple[int, int]:
    """The lines of the side itself; where it took lines away, the line before."""
    return (hunk[2], hunk[2] + max(1, hunk[3]) - 1)


def _told(spans: list[tuple[int, int]]) -> Lines:
    return tuple((max(1, first), max(1, last)) for first, last in dict.fromkeys(spans))[:MOST_PLACES]

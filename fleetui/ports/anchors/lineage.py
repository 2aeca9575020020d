"""What git says of commits, and of what became of a file: renames as git sees them."""

from __future__ import annotations

import os
import re
from collections import Counter

from fleetui.engine.protocols.errors import PortError
from fleetui.model.anchors.tree import CouldNot
from fleetui.ports.anchors.scratch import Scratch
from fleetui.ports.git.repository_files import is_oid, ref
from fleetui.ports.git.run import Ran

_HEX = re.compile(r"[0-9a-f]{4,64}")
_STEPS = 12
"""Renames of one file that are followed."""
_REMEMBERED = 64
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all")


class Lineage:
    """Answers about commits, remembered: they never change."""

    def __init__(self) -> None:
        self._commits: dict[tuple[str, str], str] = {}
        self._renames: dict[tuple[str, str, str], dict[str, str]] = {}

    def commit(self, scratch: Scratch, name: str) -> str:
        """The full name of the commit with this name or its beginning; empty where there is none."""
        if not _HEX.fullmatch(name):
            return ""
        key = (scratch.repo.objects, name)
        if key not in self._commits:
            ran = _ran(
                scratch, "cat-file", "--batch-check=%(objectname)", stdin=f"{name}^{{commit}}\n".encode()
            )
            if not is_oid(ran.text):
                return ""
            _bounded(self._commits)
            self._commits[key] = ran.text
        return self._commits[key]

    def ref(self, scratch: Scratch, kind: str, name: str) -> str:
        """The commit of a branch (here, or of a remote) or tag."""
        plain = name.removeprefix("refs/heads/").removeprefix("refs/tags/")
        places = (
            ("refs/tags/",) if kind == "tag" else ("refs/heads/", "refs/remotes/", "refs/remotes/origin/")
        )
        oid = next((found for place in places if (found := ref(scratch.repo, place + plain))), "")
        return self.commit(scratch, oid) if oid else ""

    def ancestor(self, scratch: Scratch, older: str, newer: str) -> bool:
        """Whether ``newer`` comes from ``older``, or is it."""
        ran = _ran(scratch, "merge-base", "--is-ancestor", older, newer)
        if ran.code > 1:
            raise CouldNot("git could not compare the two")
        return ran.code == 0

    def renamed(self, scratch: Scratch, path: str, since: str) -> str:
        """What a file of the commit ``since`` is called in the worktree's commit; empty where git sees no rename."""
        now = scratch.head.commit
        if not is_oid(since) or not now or since == now or not self.commit(scratch, since):
            return ""
        found = self._between(scratch, since, now)
        if path in found:
            return found[path]
        return _folder(found, path) or _followed(scratch, path, since, now)

    def old_paths(self, scratch: Scratch, since: str) -> frozenset[str]:
        """Every path of a commit; none where it is not there."""
        if not is_oid(since):
            return frozenset()
        ran = _ran(scratch, "ls-tree", "-r", "-z", "--name-only", since)
        return frozenset(os.fsdecode(name) for name in ran.fields) if ran.code == 0 else frozenset()

    def _between(self, scratch: Scratch, old: str, new: str) -> dict[str, str]:
        key = (scratch.repo.objects, old, new)
        if key not in self._renames:
            ran = _ran(
                scratch, "diff", "--name-status", "-z", "-M", "-l2000", "--diff-filter=R", *_PLAIN, old, new
            )
            _bounded(self._renames)
            self._renames[key] = _pairs(ran.fields)
        return self._renames[key]


def _followed(scratch: Scratch, path: str, since: str, now: str) -> str:
    """The same step by step, for a file that changed much over several renames."""
    here, start = path, since
    for _ in range(_STEPS):
        ran = _ran(
            scratch,
            "log",
            "-1",
            "--format=%H",
            "--diff-filter=D",
            "--no-renames",
            f"{start}..{now}",
            "--",
            f":(literal){here}",
        )
        gone = ran.text
        if not is_oid(gone):
            return here if here != path else ""
        step = _ran(
            scratch,
            "diff-tree",
            "-r",
            "--name-status",
            "-z",
            "-M",
            "--diff-filter=R",
            *_PLAIN,
            f"{gone}^",
            gone,
        )
        pairs = _pairs(step.fields)
        if here not in pairs:
            return ""
        here, start = pairs[here], gone
    return here


def _pairs(fields: list[bytes]) -> dict[str, str]:
    """Old to new names of ``R100 NUL old NUL new NUL``."""
    names = [os.fsdecode(name) for name in fields]
    return {names[at + 1]: names[at + 2] for at in range(0, len(names) - 2, 3) if names[at].startswith("R")}


def _folder(found: dict[str, str], path: str) -> str:
    """Where most of a folder went."""
    inside = path + "/"
    went = Counter(
        new.removesuffix(old[len(path) :])
        for old, new in found.items()
        if old.startswith(inside) and new.endswith(old[len(path) :])
    )
    return went.most_common(1)[0][0] if went else ""


def _ran(scratch: Scratch, *arguments: str, stdin: bytes = b"") -> Ran:
    try:
        return scratch.git(*arguments, stdin=stdin)
    except PortError as error:
        raise CouldNot(error.detail) from None


def _bounded(memory: dict) -> None:  # type: ignore[type-arg]
    if len(memory) >= _REMEMBERED * 16:
        memory.clear()

"""Commits of real repositories as trees to be judged, and what git itself says became of their files."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fleetui.model.anchors.content import Content
from fleetui.model.anchors.tree import CouldNot, Look, Place
from fleetui.ports.anchors.fields import fields_of
from fleetui.ports.anchors.likeness import most_like
from fleetui.ports.anchors.lineage import Lineage
from fleetui.ports.anchors.listing import Names
from fleetui.ports.anchors.scratch import Scratch
from fleetui.ports.git.repository_files import Repository, repository

_MOST = 4_000_000
_HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.M)


class Unknown(Exception):
    """Git cannot say: objects are missing in a partial copy."""


class History:
    """One repository, read by one kept git process."""

    def __init__(self, folder: str) -> None:
        found = repository(folder)
        if found is None:
            raise SystemExit(f"{folder} is no git repository")
        self.folder = folder
        self.name = Path(folder).resolve().parent.name if Path(folder).name == "repo" else Path(folder).name
        self.repo: Repository = found
        self.lineage = Lineage()
        self._home = tempfile.TemporaryDirectory(prefix="anchors-bench-")
        self._scratch = Scratch(Path(self._home.name), found)
        self._blobs = subprocess.Popen(
            ["git", "-C", folder, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._names: OrderedDict[str, Names] = OrderedDict()

    def run(self, *arguments: str) -> bytes:
        """Plain git."""
        ran = subprocess.run(["git", "-C", self.folder, *arguments], capture_output=True, check=False)
        if ran.returncode:
            raise Unknown(ran.stderr.decode("utf-8", "replace")[:200])
        return ran.stdout

    def blob(self, commit: str, path: str) -> tuple[str, bytes]:
        """Type and bytes of what a commit has at a path."""
        assert self._blobs.stdin and self._blobs.stdout
        if "\n" in path:
            return "missing", b""
        self._blobs.stdin.write(f"{commit}:{path}\n".encode("utf-8", "surrogateescape"))
        self._blobs.stdin.flush()
        head = self._blobs.stdout.readline().split()
        if head[-1:] == [b"missing"] or len(head) != 3 or not head[2].isdigit():
            return "missing", b""
        data = self._blobs.stdout.read(int(head[2]) + 1)[:-1]
        return head[1].decode(), data

    def names(self, commit: str) -> Names:
        """Its files."""
        if commit not in self._names:
            fields = self.run("ls-tree", "-r", "-z", "--name-only", commit).split(b"\0")
            self._names[commit] = Names(
                tuple(one.decode("utf-8", "surrogateescape") for one in fields if one)
            )
            if len(self._names) > 40:
                self._names.popitem(last=False)
        return self._names[commit]

    def scratch_at(self, commit: str) -> Any:
        """For questions of lineage, as if a worktree stood on this commit."""
        return SimpleNamespace(repo=self.repo, head=SimpleNamespace(commit=commit), git=self._scratch.git)

    def close(self) -> None:
        """End the kept process."""
        assert self._blobs.stdin
        self._blobs.stdin.close()
        self._blobs.wait()
        self._home.cleanup()


class CommitTree:
    """Implements ``Tree`` over one commit."""

    def __init__(self, history: History, commit: str) -> None:
        self.history = history
        self.at = commit
        self._looks: dict[str, Look] = {}

    def look(self, path: str) -> Look:
        if path not in self._looks:
            self._looks[path] = self._look(path)
        return self._looks[path]

    def _look(self, path: str) -> Look:
        if path.startswith("/") or ".." in path.split("/"):
            return Look(Place.REFUSED, "outside")
        kind, data = self.history.blob(self.at, path)
        if kind == "tree":
            return Look(Place.FOLDER)
        if kind != "blob":
            return Look(Place.NOTHING)
        if b"\0" in data[:8000] or len(data) > _MOST:
            return Look(Place.FILE, "binary or large")
        return Look(Place.FILE, "", Content(data))

    def own(self, path: str) -> str:
        return path

    def named(self, name: str) -> tuple[str, ...]:
        return tuple(self.history.names(self.at).ending(name)) if name else ()

    def below(self, folder: str) -> tuple[str, ...]:
        inside = f"{folder}/" if folder else ""
        return tuple(one for one in self.history.names(self.at).paths if one.startswith(inside))

    def head(self) -> str:
        return self.at

    def renamed(self, path: str, since: str, content: Content | None) -> str:
        now = self.history.lineage.renamed(self.history.scratch_at(self.at), path, since)
        if now and self.look(now).place is not Place.NOTHING:
            return now
        if content is None or not len(content.outline):
            return ""
        old = frozenset(self.history.names(since).paths)
        names = (one for one in self.below("") if one not in old)
        return most_like(path, content, names, lambda one: self.look(one).content)

    def commit(self, name: str) -> str:
        return self.history.lineage.commit(self.history.scratch_at(self.at), name)

    def ref(self, kind: str, name: str) -> str:
        return self.history.lineage.ref(self.history.scratch_at(self.at), kind, name)

    def ancestor(self, older: str, newer: str) -> bool:
        return self.history.lineage.ancestor(self.history.scratch_at(self.at), older, newer)

    def fields(self, path: str) -> Mapping[str, Any]:
        look = self.look(path)
        if look.content is None:
            raise CouldNot("no file of values")
        return fields_of(path, look.content.text)

    def probe(self, name: str) -> str:
        raise CouldNot(f"no probe is called {name}")


@dataclass
class Truth:
    """What became of files between two commits, by git's own diff alone."""

    history: History
    old: str
    new: str

    @cached_property
    def status(self) -> dict[str, tuple[str, str]]:
        """Old path to letter and new path, for all that is not as it was."""
        fields = self.history.run(
            "diff", "--name-status", "-z", "-M", "--no-ext-diff", self.old, self.new
        ).split(b"\0")
        names = [one.decode("utf-8", "surrogateescape") for one in fields]
        found: dict[str, tuple[str, str]] = {}
        at = 0
        while at + 1 < len(names):
            letter = names[at][:1]
            if letter in ("R", "C"):
                found[names[at + 1]] = (letter, names[at + 2])
                at += 3
            else:
                found[names[at + 1]] = (letter, names[at + 1])
                at += 2
        return found

    def path_drifted(self, path: str) -> bool:
        """A file is gone or has another name."""
        return self.status.get(path, ("M", path))[0] in ("D", "R")

    def line(self, path: str, number: int) -> tuple[str, int]:
        """``same``, ``moved`` or ``gone``, and the line it is now, by the hunks of a diff."""
        letter, now = self.status.get(path, ("=", path))
        if letter == "=":
            return "same", number
        if letter in ("D", "T"):
            return "gone", 0
        offset = 0
        diff = self.history.run(
            "diff", "-U0", "-M", "--no-ext-diff", "--no-textconv", self.old, self.new, "--", path, now
        )
        for hunk in _HUNK.finditer(diff):
            start, size = int(hunk[1]), int(hunk[2] or 1)
            if size and start <= number < start + size:
                return "gone", 0
            if number < start or (size == 0 and number <= start):
                break
            offset += int(hunk[4] or 1) - size
        place = number + offset
        return ("same" if place == number and now == path else "moved"), place

    def holds_text(self, path: str, text: str) -> bool:
        """The later commit still holds a text at the same path."""
        kind, data = self.history.blob(self.new, path)
        return kind == "blob" and text.encode() in data

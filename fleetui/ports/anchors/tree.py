"""A worktree as the judge sees it: one look at it, in which every file is read once."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.anchors.content import Content
from fleetui.model.anchors.probe import Answer
from fleetui.model.anchors.tree import CouldNot, Look, Place
from fleetui.model.clean import clean_line
from fleetui.ports.anchors.fields import fields_of
from fleetui.ports.anchors.likeness import most_like
from fleetui.ports.anchors.lineage import Lineage
from fleetui.ports.anchors.listing import Listings, Names
from fleetui.ports.anchors.reading import look_at
from fleetui.ports.anchors.scratch import Scratch
from fleetui.ports.git.repository_files import repository

LIMIT_S = 5.0
_CHECKED = 50
"""Names of one ending that are looked for on the disk."""


class Trees:
    """Opens worktrees, and remembers their lists and commits between looks. Not for use by two threads at once."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.listings = Listings()
        self.lineage = Lineage()

    def open(self, folder: str, limit_s: float = LIMIT_S) -> WorkTree:
        """A worktree, to be closed. Raises ``CouldNot`` where there is no such folder."""
        try:
            root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no folder's name"
            raise CouldNot(clean_line(f"{folder}: {why}")) from None
        return WorkTree(self, os.path.abspath(folder), root, time.monotonic() + limit_s)  # noqa: PTH100 - text


class WorkTree:
    """Implements ``Tree``."""

    def __init__(self, trees: Trees, top: str, root: int, deadline: float) -> None:
        self._trees = trees
        self._top = top
        self._root = root
        self._deadline = deadline
        self._looks: dict[str, Look] = {}
        self._scratch: Scratch | None = None
        self._asked = False
        self._fields: dict[str, Mapping[str, Any]] = {}
        self.probes: Mapping[str, Answer] = {}

    def __enter__(self) -> WorkTree:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def look(self, path: str) -> Look:
        """What stands at a path; the same for as long as this is open."""
        if path not in self._looks:
            if time.monotonic() > self._deadline:
                raise CouldNot("there was no time left to look")
            self._looks[path] = look_at(self._root, path)
        return self._looks[path]

    def own(self, path: str) -> str:
        """A path from the top."""
        inside = path.removeprefix(self._top + "/")
        return inside if path.startswith("/") else path

    def named(self, name: str) -> tuple[str, ...]:
        """Files by the end of their path: tracked ones, else untracked ones."""
        if not name or name.startswith("/") or ".." in name.split("/"):
            return ()
        for names in self._lists():
            found = names.ending(name)[:_CHECKED]
            if there := tuple(one for one in found if self.stands(one)):
                return there
        return ()

    def _lists(self) -> list[Names]:
        """Where git gives no list, all that is there: enough to find a name."""
        try:
            return self._listed()
        except CouldNot:
            return [self._trees.listings.plain(self._top)]

    def _listed(self) -> list[Names]:
        listings, scratch = self._trees.listings, self._git()
        if scratch is None:
            return [listings.plain(self._top)]
        return [listings.tracked(scratch), listings.untracked(scratch)]

    def stands(self, path: str) -> bool:
        """Whether anything is at a path."""
        return os.path.lexists(f"{self._top}/{path}")

    def below(self, folder: str) -> tuple[str, ...]:
        """Files beneath a folder that are there. Raises ``CouldNot`` where git does not say what it ignores."""
        return self._below(folder, self._listed())

    def all_files(self) -> tuple[str, ...]:
        """Files that are there; where git does not list them, those that it ignores, too."""
        return self._below("", self._lists())

    def _below(self, folder: str, lists: list[Names]) -> tuple[str, ...]:
        inside = f"{folder}/" if folder else ""
        found = sorted({one for names in lists for one in names.paths if one.startswith(inside)})
        return tuple(one for one in found if self.stands(one)) if folder else tuple(found)

    def head(self) -> str:
        """The commit it stands on."""
        scratch = self._git()
        return scratch.head.commit if scratch else ""

    def renamed(self, path: str, since: str, content: Content | None) -> str:
        """What a file is called now: by its commits, then by what files hold that are not committed."""
        scratch = self._git()
        known: frozenset[str] = frozenset()
        if scratch:
            now = self._trees.lineage.renamed(scratch, path, since)
            if now and self.stands(now):
                return now
            known = self._trees.lineage.old_paths(scratch, since)
        if content is None or not len(content.outline):
            return ""
        names = (one for one in self.all_files() if one not in known)
        return most_like(path, content, names, self._read)

    def _read(self, path: str) -> Content | None:
        look = self.look(path)
        return look.content if look.place is Place.FILE else None

    def commit(self, name: str) -> str:
        """The commit of a hexadecimal name."""
        return self._trees.lineage.commit(self._need_git(), name)

    def ref(self, kind: str, name: str) -> str:
        """The commit of a branch or tag."""
        return self._trees.lineage.ref(self._need_git(), kind, name)

    def ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit comes from another."""
        return self._trees.lineage.ancestor(self._need_git(), older, newer)

    def fields(self, path: str) -> Mapping[str, Any]:
        """The values of a file."""
        if path not in self._fields:
            look = self.look(path)
            if look.content is None:
                raise CouldNot(look.why or "no file of values")
            self._fields[path] = fields_of(path, look.content.text)
        return self._fields[path]

    def probe(self, name: str) -> Answer:
        """What it answered, where whoever opened this asked it."""
        if name not in self.probes:
            raise CouldNot(f"no probe is called {name}: [projects.NAME.probes.NAME] in fleet.toml has them")
        return self.probes[name]

    def _need_git(self) -> Scratch:
        scratch = self._git()
        if scratch is None:
            raise CouldNot("it is no git repository")
        return scratch

    def _git(self) -> Scratch | None:
        """The repository whose worktree this folder is; ``None`` for a plain folder."""
        if not self._asked:
            self._asked = True
            try:
                repo = repository(self._top)
                if repo and os.path.realpath(repo.top) == os.path.realpath(self._top):
                    self._scratch = Scratch(self._trees.home, repo)
            except (PortError, OSError):
                self._scratch = None
        return self._scratch

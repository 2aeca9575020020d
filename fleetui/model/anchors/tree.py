"""What judging needs of the world: a worktree that can be read. Synchronous; used in a worker thread."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Protocol

from fleetui.model.anchors.content import Content
from fleetui.model.anchors.probe import Answer
from fleetui.model.value import value

FRONT_MATTER = frozenset({"md", "mdx", "markdown", "html", "rst", "txt", "qmd", "astro"})
"""Endings of files that may begin with values."""
VALUED = FRONT_MATTER | {"yaml", "yml", "toml", "json", "jsonc", "ipynb"}
"""Endings of files whose values are read."""


class CouldNot(Exception):
    """Something could not be looked at; the text says why, for people."""


class Place(Enum):
    """What stands at a path."""

    FILE = "file"
    FOLDER = "folder"
    NOTHING = "nothing"
    REFUSED = "refused"
    """Something that is not read: a pipe, a link out, a file too large."""


@value
class Look:
    """What was seen at one path."""

    place: Place
    why: str = ""
    """Why it was refused, or what else is worth saying."""
    content: Content | None = None
    """Of a file that is text and small enough."""


class Tree(Protocol):
    """A worktree as it is now. No method raises anything but ``CouldNot``, and none hangs."""

    def look(self, path: str) -> Look:
        """What stands at a path relative to the top."""
        ...

    def own(self, path: str) -> str:
        """A path as one relative to the top, where it is an absolute one beneath it; else as it is."""
        ...

    def named(self, name: str) -> tuple[str, ...]:
        """The files whose path is ``name`` or ends in ``/name``, as git lists them."""
        ...

    def below(self, folder: str) -> tuple[str, ...]:
        """Every file beneath a folder that git would list; all of them for an empty one."""
        ...

    def stands(self, path: str) -> bool:
        """Whether anything is at a path, without a look at it."""
        ...

    def head(self) -> str:
        """The commit it stands on; empty without one."""
        ...

    def renamed(self, path: str, since: str, content: Content | None) -> str:
        """What a file is called now that had ``path`` at the commit ``since``, as git sees it; empty where gone.

        ``content`` is what it held, as far as that was kept.
        """
        ...

    def commit(self, name: str) -> str:
        """The commit a revision names; empty where it names none."""
        ...

    def ref(self, kind: str, name: str) -> str:
        """The commit of a ``branch`` or ``tag``; empty where there is none."""
        ...

    def ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit is an ancestor of another, or the same."""
        ...

    def fields(self, path: str) -> Mapping[str, Any]:
        """The values of a front matter, TOML, YAML or JSON file."""
        ...

    def probe(self, name: str) -> Answer:
        """What one of the operator's probes answered."""
        ...

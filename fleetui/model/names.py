"""Names that neither tmux, git, a shell nor a screen can misread."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_BRANCH_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def why_not_name(name: str) -> str | None:
    """Why ``name`` may not name an agent or project, or ``None`` when it may."""
    if _NAME.fullmatch(name):
        return None
    return f"{name!r} is not a name: 1 to 32 of a-z 0-9 and -, beginning and ending with a letter or digit"


def why_not_branch(branch: str) -> str | None:
    """Why ``branch`` may not be a branch of an agent, or ``None``. Stricter than git on purpose."""
    parts = branch.split("/")
    wrong = (
        len(branch) > 120
        or ".." in branch
        or branch in ("HEAD", "@")
        or not all(_BRANCH_PART.fullmatch(part) for part in parts)
        or any(part.endswith((".lock", ".")) for part in parts)
    )
    if wrong:
        return f"{branch!r} is not a branch name fleetui takes: letters, digits, . _ - and / between them"
    return None


def minted(text: str, taken: Iterable[str], fallback: str = "agent") -> str:
    """A valid name made from ``text``, different from all in ``taken``."""
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:28].strip("-") or fallback
    used = set(taken)
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, for error texts; ``None`` when nothing is close."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


_NAMED = 12
"""Known names that are listed at most."""
_COME_FROM = {
    "agent": "fleetui add makes one",
    "project": "fleetui init, or [projects.NAME] in fleet.toml, makes one known",
    "profile": "your own go into a folder that folders of [profiles] in fleet.toml names",
    "gate": "[[projects.NAME.gates]] in fleet.toml has them",
    "probe": "[projects.NAME.probes.NAME] in fleet.toml has them",
    "blueprint": "your own go into the folder blueprints beside fleet.toml",
    "task": "fleetui task add makes one",
}
"""Where more of a kind come from, by its first word."""


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """That no thing of a kind has this name: the nearest one, those there are, and where more come from."""
    names = sorted(set(known))
    near = nearest(name, names)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    there = f"known: {', '.join(names[:_NAMED])}{more}" if names else "there are none"
    said = f"no {kind} is called {name!r}; {f'did you mean {near!r}? ' if near else ''}{there}"
    come_from = _COME_FROM.get(kind.partition(" ")[0], "")
    return f"{said}; {come_from}" if come_from else said

"""Which thread a pane shows, by the title that Codex gives it: ``NAME | FOLDER``, or the folder alone."""

from __future__ import annotations

import re

_AHEAD = re.compile(r"^(?:[\u2800-\u28ff] |\[ [!.] \] Action Required \| )+")
_CUT = ("...", "…")
_SHORTEST = 12
"""Characters of a name that was cut which say enough."""


def name_in_title(title: str, folder: str) -> str | None:
    """The name in a title, empty where its thread has none yet; ``None`` where the title is of another form."""
    rest = _AHEAD.sub("", title)
    last = folder.rstrip("/").rpartition("/")[2]
    if not last:
        return None
    if rest == last:
        return ""
    name, bar, place = rest.rpartition(" | ")
    return name if bar and name and place == last else None


def is_named(told: str, name: str) -> bool:
    """True where a title may tell this name: the same, or its beginning where the title was cut."""
    if told == name:
        return True
    for end in _CUT:
        beginning = told.removesuffix(end).rstrip()
        if beginning != told and len(beginning) >= _SHORTEST and name.startswith(beginning):
            return True
    return False

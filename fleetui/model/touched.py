"""Not to touch: paths that an agent changed although its task says not to. Patterns read as for protected paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleetui.model.protected import is_protected
from fleetui.model.value import value

MOST = 200
"""Paths that are told: a folder of packages has a hundred thousand, and every one would be written down."""


@value
class Touched:
    """One changed path, and the pattern that names it."""

    path: str
    """As people read it."""
    pattern: str

    @property
    def said(self) -> str:
        """``migrations/0007.py (not to touch: migrations/)``."""
        return f"{self.path} (not to touch: {self.pattern})"


@value
class Trespass:
    """What a seat touched of that, as it was written down."""

    paths: tuple[Touched, ...]
    at: float


def touched_among(patterns: Sequence[str], paths: Iterable[tuple[str, str]]) -> tuple[Touched, ...]:
    """Those of the changed paths that a pattern names, the first of many; each is given as it is shown and as it is."""
    together = tuple(patterns)
    found: dict[str, Touched] = {}
    for shown, name in paths:
        if shown not in found and is_protected(name, together):
            pattern = next(one for one in patterns if is_protected(name, (one,)))
            found[shown] = Touched(shown, pattern)
            if len(found) == MOST:
                break
    return tuple(found.values())


def touched_words(touched: Sequence[Touched]) -> str:
    """The first of them with its pattern, and how many more there are."""
    if not touched:
        return ""
    more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
    return f"touches {touched[0].path} ({touched[0].pattern}){more}"

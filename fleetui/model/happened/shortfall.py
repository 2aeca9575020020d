"""Where report and files differ after a turn."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.value import value


class Kind(StrEnum):
    """What differs. The words are those of the journal and of ``--json``."""

    EXPECTED = "expected"
    """A claim after ``expects:`` does not hold."""
    NOTHING = "nothing changed"
    EDIT = "edit failed"
    COMMAND = "command failed"
    UNTOUCHED = "not touched"
    TESTS = "tests"
    """They are said to pass, and none ran, or the last run failed."""
    FEWER = "fewer files"


LOUD = frozenset({Kind.EXPECTED, Kind.NOTHING})
"""Those that call the operator; the others are shown."""


@value
class Shortfall:
    """One difference, in two columns."""

    kind: str
    """One of ``Kind``."""
    reported: str
    """What was asked or said, in one line."""
    found: str
    """What is so, in one line."""


@value
class Judged:
    """What the judge says of one turn."""

    shortfalls: tuple[Shortfall, ...] = ()
    reported: int = -1
    """How many were reported; -1 where there is no number."""
    in_files: int = -1
    unchecked: tuple[str, ...] = ()
    """What could not be looked at, and why, one line each."""

    @property
    def loud(self) -> bool:
        """True when it calls the operator."""
        return any(one.kind in LOUD for one in self.shortfalls)


def in_short(reported: int, in_files: int, kinds: tuple[str, ...]) -> str:
    """A few words for a tile: ``reported 30, in the files 25``; empty where nothing differs."""
    if not kinds:
        return ""
    if reported >= 0:
        return f"reported {reported}, in the files {in_files}"
    if Kind.NOTHING in kinds:
        return "says done, nothing changed"
    first = _SHORT.get(kinds[0], kinds[0])
    return f"{first} (and {len(kinds) - 1} more)" if len(kinds) > 1 else first


_SHORT: dict[str, str] = {
    Kind.EXPECTED: "not as expected",
    Kind.EDIT: "an edit failed and was not repeated",
    Kind.COMMAND: "a command failed and was not repeated",
    Kind.UNTOUCHED: "a file it was asked to change is not touched",
    Kind.TESTS: "says tests pass, no run shows it",
    Kind.FEWER: "fewer files changed than reported",
}

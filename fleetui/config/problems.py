"""Mistakes in configuration, told all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from fleetui.model.value import value

KeyPath = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@value
class Problem:
    """One mistake, and where it stands."""

    file: str
    text: str
    """One clean line."""
    key: str = ""
    """Key path such as ``projects.shop.gates[0].run``; empty when it is about the whole file."""
    line: int | None = None
    """Counted from 1, where it can be found."""

    def __str__(self) -> str:
        place = f"{printable(self.file)}:{self.line}" if self.line else printable(self.file)
        return ": ".join(part for part in (place, self.key, self.text) if part)

    @property
    def brief(self) -> str:
        """For one row of a screen: the mistake first, then the file by its name alone."""
        name = printable(self.file.rpartition("/")[2])
        said = ": ".join(part for part in (self.key, self.text) if part)
        return f"{said} ({name}:{self.line})" if self.line else f"{said} ({name})"


class ConfigError(Exception):
    """The configuration cannot be used. ``problems`` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def printable(text: str, limit: int = 200) -> str:
    """Text that cannot drive a terminal: everything unprintable is written as an escape."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def key_text(path: KeyPath) -> str:
    """A key path as people write it; odd keys are quoted and escaped."""
    found = ""
    for part in path:
        if isinstance(part, int):
            found += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else json.dumps(part)
            found += f".{name}" if found else name
    return printable(found)

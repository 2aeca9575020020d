"""What an agent shows nowhere, neither on its screen nor in a file, so that nobody can tell; the README's list too."""

from __future__ import annotations

from typing import NamedTuple


class Nowhere(NamedTuple):
    """One thing that one agent keeps to itself."""

    cli: str
    label: str
    what: str


NOWHERE: dict[str, Nowhere] = {}


def lines() -> str:
    """The list as the README has it."""
    return "".join(f"- {one.label}: {one.what}\n" for one in NOWHERE.values())

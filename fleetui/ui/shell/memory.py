"""What the dashboard remembers of its own looks: density, order, places, views. Never anything of the fleet itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Value = str | int | bool | list[Any] | dict[str, Any]
"""Plain values, lists and tables of them."""


class Memory(Protocol):
    """Survives the dashboard. Keys are words such as ``density`` or ``slots``, each the business of one place."""

    def load(self) -> Mapping[str, Value]:
        """All that is remembered now. It may have been edited by hand: take values with ``text`` and the like."""
        ...

    def keep(self, key: str, value: Value) -> None:
        """Remember from now on. Returns at once, whatever the disk does."""
        ...

    def trouble(self) -> str:
        """A word for the operator about what was not read or not written; each is given once, then empty."""
        ...


class ShortMemory:
    """Remembers until the dashboard closes: for tests, and where nothing is to be written."""

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values: dict[str, Value] = dict(values or {})

    def load(self) -> Mapping[str, Value]:
        """All that is remembered now."""
        return self._values

    def keep(self, key: str, value: Value) -> None:
        """Remember until the end."""
        self._values[key] = value

    def trouble(self) -> str:
        """Nothing can go wrong."""
        return ""


def text(values: Mapping[str, Any], key: str, default: str = "") -> str:
    """A remembered text; the default where there is none, or something else."""
    found = values.get(key)
    return found if isinstance(found, str) else default


def number(values: Mapping[str, Any], key: str, default: int = 0) -> int:
    """A remembered whole number; the default where there is none, or something else."""
    found = values.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def texts(values: Mapping[str, Any], key: str) -> list[str]:
    """The texts of a remembered list; what is no text in it is left out."""
    found = values.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def table(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A remembered table; an empty one where there is none, or something else."""
    found = values.get(key)
    return dict(found) if isinstance(found, dict) else {}

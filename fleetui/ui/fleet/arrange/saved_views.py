"""Saved views of the fleet: a filter, an order and a density under a name. The operator's own, and fleet.toml's."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.model.clean import clean_line
from fleetui.model.settings import ScreenView
from fleetui.model.value import value
from fleetui.ui.shell.memory import Memory, table, text

MOST_NAME = 24
MOST = 50
"""Views that are kept; nobody finds one among more."""


@value
class SavedView:
    """One view; ``declared`` ones stand in fleet.toml and cannot be changed here."""

    name: str
    show: ScreenView
    declared: bool = False


class SavedViews:
    """Declared views first, as they stand in the file; then the operator's own, as they were saved."""

    def __init__(self, memory: Memory, declared: Mapping[str, ScreenView]) -> None:
        self._memory = memory
        self._declared = declared

    def all(self) -> list[SavedView]:
        """Every view. One saved under the name of a declared one is not shown."""
        found = [SavedView(name, show, declared=True) for name, show in self._declared.items()]
        kept = table(self._memory.load(), "views")
        names = [name for name in kept if name not in self._declared]
        return found + [
            SavedView(clean_line(name, MOST_NAME), _read(table(kept, name))) for name in names[:MOST]
        ]

    def like(self, filter_text: str, sort: str) -> str:
        """The name of the view that shows just this; empty when there is none."""
        if not (filter_text or sort):
            return ""
        alike = (one.name for one in self.all() if (one.show.filter, one.show.sort) == (filter_text, sort))
        return next(alike, "")

    def save(self, name: str, show: ScreenView) -> str:
        """Keep a view, in place of one of the same name; why not, or an empty text."""
        if not name:
            return "a view needs a name"
        if name in self._declared:
            return f"fleet.toml has a view {name}: take another name"
        kept = table(self._memory.load(), "views")
        if name not in kept and len(kept) >= MOST:
            return f"there are {MOST} views: delete one first"
        values = {"filter": show.filter, "sort": show.sort, "density": show.density}
        self._memory.keep("views", {**kept, name: {key: value for key, value in values.items() if value}})
        return ""

    def delete(self, name: str) -> None:
        """Forget one of the operator's own."""
        kept = table(self._memory.load(), "views")
        self._memory.keep(
            "views", {one: show for one, show in kept.items() if clean_line(one, MOST_NAME) != name}
        )


def _read(values: Mapping[str, object]) -> ScreenView:
    return ScreenView(text(values, "filter"), text(values, "sort"), text(values, "density"))


def in_words(show: ScreenView) -> str:
    """What a view shows, for lists."""
    parts = [show.filter or "everybody"]
    parts += [f"by {show.sort}"] if show.sort else []
    parts += [show.density] if show.density else []
    return ", ".join(parts)

"""One table of a TOML file, read key by key with every mistake noted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from fleetui.agents.profile import SESSION, Regex

T = TypeVar("T")
NEVER = re.compile(r"(?!)")
"""Stands for an expression that was wrong: it matches nothing."""


class Table:
    """Takes keys out by type and notes every mistake, so that all can be told at once.

    A key that is missing or wrong gives its default: an empty value where none is named.
    """

    def __init__(self, values: Mapping[str, object], path: str, mistakes: list[str]) -> None:
        self._left = dict(values)
        self._path = path
        self._mistakes = mistakes

    def wrong(self, key: str, what: str) -> None:
        """Note a mistake of a key."""
        self._mistakes.append(f"{self._path}{key}: {what}")

    def value(self, key: str, kind: type[T], default: T, wanted: str) -> T:
        """A value of a type; ``wanted`` says in words what that is."""
        found = self._left.pop(key, default)
        if isinstance(found, kind) and not (kind is int and isinstance(found, bool)):
            return found
        self.wrong(key, f"{wanted} expected")
        return default

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        return self.value(key, str, default, "text")

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        return self.value(key, bool, default, "true or false")

    def flag_or_none(self, key: str) -> bool | None:
        """True, false, or nothing where it is left out."""
        return self.flag(key, default=False) if self.holds(key) else None

    def holds(self, key: str) -> bool:
        """True where a key that was not taken yet is there."""
        return key in self._left

    def number(self, key: str, default: int, most: int = 1000) -> int:
        """A whole number from 0 to ``most``."""
        found = self.value(key, int, default, "a whole number")
        if 0 <= found <= most:
            return found
        self.wrong(key, f"0 to {most} expected")
        return default

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        found = self._left.pop(key, list(default))
        if isinstance(found, str):
            return (found,)
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
        self.wrong(key, "a list of texts expected")
        return default

    def with_session(self, key: str) -> tuple[str, ...]:
        """Words of which one holds the place of a session's id; none where the key is left out."""
        found = self.texts(key)
        if found and sum(word.count(SESSION) for word in found) != 1:
            self.wrong(key, f"one of its words must hold {SESSION}")
        return found

    def line(self, key: str) -> str:
        """One printable line without blanks around it."""
        found = self.text(key)
        if found and (not found.isprintable() or found != found.strip()):
            self.wrong(key, "one line without blanks around it expected")
        return found

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of these texts."""
        found = self.text(key, default or "")
        if found in choices:
            return found
        self.wrong(key, f"one of {', '.join(choices)} expected")
        return choices[0]

    def regexes(self, key: str, group: str = "") -> tuple[Regex, ...]:
        """Expressions, each with a group of this name where one is given."""
        return tuple(self._compiled(key, text, group) for text in self.texts(key))

    def regex(self, key: str, group: str = "") -> Regex | None:
        """An expression; none where the key is left out."""
        text = self._left.pop(key, None)
        if text is None:
            return None
        if not isinstance(text, str):
            self.wrong(key, "a regular expression expected")
            return None
        return self._compiled(key, text, group)

    def needed(self, key: str, group: str = "") -> Regex:
        """An expression whose key may not be left out."""
        if key not in self._left:
            self.wrong(key, "missing")
        return self.regex(key, group) or NEVER

    def table(self, key: str) -> Table | None:
        """A table below this one; none where it is left out."""
        found = self._left.pop(key, None)
        if found is None:
            return None
        if isinstance(found, dict):
            return Table(found, f"{self._path}{key}.", self._mistakes)
        self.wrong(key, "a table expected")
        return None

    def tables(self, key: str) -> Iterator[Table]:
        """Tables of a list, named in mistakes by their ``name`` or place."""
        found = self._left.pop(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.wrong(key, f"tables expected, each headed [[{key}]]")
            return
        for place, item in enumerate(found, start=1):
            label = item.get("name", place)
            yield Table(item, f"{self._path}{key}[{label}].", self._mistakes)

    def rest_as_texts(self) -> dict[str, str]:
        """Every key that is left, as texts."""
        return {key: self.text(key) for key in list(self._left)}

    def numbers_by_regex(self, most: int) -> tuple[tuple[Regex, int], ...]:
        """Every key that is left is an expression, and its value a number."""
        return tuple((self._compiled(key, key, ""), self.number(key, 0, most)) for key in list(self._left))

    def done(self) -> None:
        """What is left now is unknown."""
        for key in self._left:
            self.wrong(key, "unknown key")

    def _compiled(self, key: str, text: str, group: str) -> Regex:
        try:
            regex = re.compile(text, re.MULTILINE)
        except (re.error, OverflowError, RecursionError) as error:
            self.wrong(key, f"no regular expression: {error}")
            return NEVER
        if group and group not in regex.groupindex:
            self.wrong(key, f"needs a group (?P<{group}>...)")
        return regex

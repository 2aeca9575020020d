"""Which line of a TOML file a key path stands on: for error texts only, so a miss is ``None``, never an error."""

from __future__ import annotations

import re
import tomllib

from fleetui.config.problems import KeyPath

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*')"
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_LONG_TEXT = re.compile(r'"""|\'\'\'')


def line_of(text: str, path: KeyPath) -> int | None:
    """The line, from 1, of a key path or of the nearest table or key that holds it."""
    places = _places(text)
    for length in range(len(path), 0, -1):
        if (found := places.get(path[:length])) is not None:
            return found
    return None


def _places(text: str) -> dict[KeyPath, int]:
    places: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            if header := _HEADER.match(line):
                table = _entered(header, counts)
                places.setdefault(table, number)
            elif key := _KEY.match(line):
                parts = _split(key[1])
                for length in range(1, len(parts) + 1):
                    places.setdefault(table + parts[:length], number)
        if len(_LONG_TEXT.findall(line)) % 2:
            inside = not inside
    return places


def _entered(header: re.Match[str], counts: dict[KeyPath, int]) -> KeyPath:
    """The path of a table header; entries of an array of tables are numbered."""
    full: KeyPath = ()
    parts = _split(header[2])
    for part in parts[:-1]:
        full = _latest((*full, part), counts)
    if not parts:
        return full
    last: KeyPath = (*full, parts[-1])
    if header[1] == "[[":
        counts[last] = counts.get(last, -1) + 1
    return _latest(last, counts)


def _latest(path: KeyPath, counts: dict[KeyPath, int]) -> KeyPath:
    return (*path, counts[path]) if path in counts else path


def _split(dotted: str) -> tuple[str, ...]:
    """The parts of a dotted key, by TOML's own rules."""
    try:
        found: object = tomllib.loads(f"{dotted} = 0")
    except (ValueError, RecursionError):
        return ()
    parts: list[str] = []
    while isinstance(found, dict):
        name = next(iter(found))
        parts.append(name)
        found = found[name]
    return tuple(parts)

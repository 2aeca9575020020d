"""JSON as its text: values with their places, so that one can be put in or taken out and every other byte stays.

For files that belong to somebody else: their order, indentation and line ends are theirs.
"""

from __future__ import annotations

import json
import re
from typing import Any

from fleetui.model.value import value

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_INDENT = re.compile(r"\n([ \t]+)\S")


class JsonError(ValueError):
    """A text is no JSON, or not of the form that is needed; the message says where."""


@value
class Node:
    """One value in a text, from ``start`` to before ``end``."""

    start: int
    end: int
    value: Any
    items: tuple[Item, ...] = ()
    """What an object or a list holds."""

    @property
    def is_object(self) -> bool:
        """True for an object."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """True for a list."""
        return isinstance(self.value, list)

    def get(self, key: str) -> Node | None:
        """The value under a key of an object."""
        return next((item.node for item in self.items if item.key == key), None)


@value
class Item:
    """One member of an object, or one item of a list. It begins at its key, where it has one."""

    start: int
    key: str | None
    node: Node


def parse_json(text: str) -> Node:
    """The value in a text, which may begin with a byte order mark; raises ``JsonError``."""
    bare = text.removeprefix("\ufeff")
    try:
        json.loads(bare, object_pairs_hook=_without_doubles)
        return _node(text, _skip(text, len(text) - len(bare)))
    except json.JSONDecodeError as error:
        raise JsonError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise JsonError("nested too deeply") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise JsonError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands there twice")
    return found


def _skip(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def _node(text: str, place: int) -> Node:
    """The value that begins here; the text is known to be JSON."""
    if text[place] not in "{[":
        value, end = _DECODER.raw_decode(text, place)
        return Node(place, end, value)
    closing, items = "}" if text[place] == "{" else "]", list[Item]()
    at = _skip(text, place + 1)
    while text[at] != closing:
        begin, key = at, None
        if closing == "}":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        node = _node(text, at)
        items.append(Item(begin, key, node))
        at = _skip(text, node.end)
        at = _skip(text, at + 1) if text[at] == "," else at
    value = {item.key: item.node.value for item in items} if closing == "}" else [i.node.value for i in items]
    return Node(place, at + 1, value, tuple(items))


# ---------------------------------------------------------------- changing a text


def put_in(text: str, holder: Node, value: Any, key: str | None = None) -> str:
    """The text with a value behind the last one that ``holder`` has, written as the others there are."""
    newline = "\r\n" if "\r\n" in text else "\n"
    if holder.items:
        last, more = holder.items[-1], holder.items[:-1]
        gap = _gap(text, text.index(",", more[-1].node.end) + 1 if more else holder.start + 1, last.start)
        body = "," + gap + _written(value, key, gap, text, newline)
        return _splice(text, last.node.end, last.node.end, body)
    unit, own = _unit(text), _indent_at(text, holder.start)
    flat = "\n" not in text and text.strip("\ufeff \t") not in ("{}", "")
    gap = "" if flat else newline + own + unit
    body = gap + _written(value, key, gap, text, newline) + ("" if flat else newline + own)
    return _splice(text, holder.start + 1, holder.end - 1, body)


def take_out(text: str, holder: Node, place: int) -> str:
    """The text without one of the values of ``holder``."""
    items = holder.items
    if len(items) == 1:
        return _splice(text, holder.start + 1, holder.end - 1, "")
    if place:
        return _splice(text, items[place - 1].node.end, items[place].node.end, "")
    return _splice(text, items[0].start, items[1].start, "")


def put_instead(text: str, node: Node, value: Any) -> str:
    """The text with another value in the place of one."""
    return _splice(text, node.start, node.end, json.dumps(value, ensure_ascii=False))


def _splice(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _gap(text: str, start: int, end: int) -> str:
    """The white space between a delimiter and what follows it."""
    return text[start:end] if not text[start:end].strip() else " "


def _written(value: Any, key: str | None, gap: str, text: str, newline: str) -> str:
    head = "" if key is None else json.dumps(key, ensure_ascii=False) + ": "
    if "\n" not in gap:
        return head + json.dumps(value, ensure_ascii=False)
    body = json.dumps(value, ensure_ascii=False, indent=_unit(text))
    return head + body.replace("\n", newline + gap.rpartition("\n")[2])


def _unit(text: str) -> str:
    """By what one level is set in."""
    found = _INDENT.search(text)
    return found[1] if found else "  "


def _indent_at(text: str, place: int) -> str:
    """By what the line of a place is set in."""
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line[: len(line) - len(line.lstrip(" \t"))].removeprefix("\ufeff")

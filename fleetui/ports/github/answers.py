"""Answers of the forge, read strictly: what is not there is an error, never nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from fleetui.engine.protocols.errors import Gone, PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model.clean import clean_line
from fleetui.model.redact import redact
from fleetui.model.value import value
from fleetui.ports.github.gh import PORT, Said

T = TypeVar("T")
_HEAD = re.compile(rb"HTTP/[\d.]+ (\d{3})[^\r\n]*\r?\n")
_LOGIN = 4
"""Exit code of gh where nobody is logged in."""
_LATER = frozenset({500, 502, 503, 504})
_MOST_WAIT_S = 3600.0
_SOON_S = 60.0


@value
class Answer:
    """One answer over HTTP."""

    status: int
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes


def answer_of(said: Said, doing: str, now: float) -> Answer:
    """The answer that ``gh api --include`` printed. Raises ``PortError`` where there is none, or none that helps.

    ``Limited`` where the forge asks to be left alone, ``Unanswered`` where it failed on its own side, ``Gone`` where
    what was asked for is not there for this login.
    """
    found = _parsed(said.out)
    if found is None:
        raise _failed(said, doing)
    if found.status in (200, 201, 202, 204, 304):
        return found
    raise _refused(found, doing, now)


def _parsed(out: bytes) -> Answer | None:
    start = _HEAD.match(out)
    if start is None:
        return None
    head, _, body = out[start.end() :].replace(b"\r\n", b"\n").partition(b"\n\n")
    pairs = (line.partition(":") for line in head.decode("utf-8", "replace").split("\n") if ":" in line)
    return Answer(int(start.group(1)), {name.strip().lower(): text.strip() for name, _, text in pairs}, body)


def _failed(said: Said, doing: str) -> PortError:
    last = next((line for line in reversed(said.err.splitlines()) if line.strip()), "")
    if said.code == _LOGIN:
        return PortError(PORT, doing, "gh is not logged in there: gh auth login")
    return Unanswered(PORT, doing, told(last) or f"gh ended with {said.code} and said nothing")


def _refused(found: Answer, doing: str, now: float) -> PortError:
    words = _message(found.body)
    if found.status == 401:
        return PortError(PORT, doing, "the login is not valid any more: gh auth login")
    if found.status in (403, 429) and (wait := _wait_s(found, words, now)):
        return _limited(doing, now, wait)
    if found.status in _LATER:
        return Unanswered(PORT, doing, f"the forge failed ({found.status}); asked again later")
    if found.status in (404, 410):
        return Gone(PORT, doing, "not found, or this login may not see it")
    return PortError(PORT, doing, f"refused ({found.status}): {words}")


def _limited(doing: str, now: float, wait: float) -> Limited:
    return Limited(
        PORT, doing, f"its limit is reached; asked again in {round(wait / 60) or 1} min", now + wait
    )


def _wait_s(found: Answer, words: str, now: float) -> float:
    """Seconds that the forge wants to be left alone; 0 where it refused for another reason."""
    after, left = found.headers.get("retry-after", ""), found.headers.get("x-ratelimit-remaining", "")
    if _is_number(after):
        return min(max(1.0, float(after)), _MOST_WAIT_S)
    if left == "0":
        reset, date = found.headers.get("x-ratelimit-reset", ""), _clock(found.headers.get("date", ""))
        return min(max(_SOON_S, float(reset) - date), _MOST_WAIT_S) if _is_number(reset) and date else _SOON_S
    return _SOON_S if found.status == 429 or "rate limit" in words.lower() else 0.0


def _is_number(text: str) -> bool:
    """Digits alone, of those that ``float`` takes: a header may hold any others."""
    return text.isascii() and text.isdigit()


def _clock(date: str) -> float:
    """A header's date by the forge's clock, which need not be this machine's; 0 where it has none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return 0.0


def _message(body: bytes) -> str:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    words = found.get("message") if isinstance(found, dict) else ""
    return told(words if isinstance(words, str) else "") or "no reason given"


def told(text: str) -> str:
    """What the other side said, in one clean line without secrets."""
    return clean_line(redact(text)[0], 200)


# ---------------------------------------------------------------- shapes


class ShapeError(Exception):
    """Something is missing in an answer, or is of another kind."""


@value
class Node:
    """An object of an answer; each reader raises ``ShapeError`` where the forge did not say what was asked."""

    table: Mapping[str, Any]
    where: str

    def _get(self, key: str, kind: type | tuple[type, ...]) -> Any:
        found = self.table.get(key, _ABSENT)
        if isinstance(found, bool) and kind is not bool:
            found = _ABSENT
        if not isinstance(found, kind):
            raise ShapeError(f"{self.where}.{key}")
        return found

    def text(self, key: str) -> str:
        """A text."""
        found: str = self._get(key, str)
        return found

    def word(self, key: str) -> str:
        """A text, or empty where the forge says null."""
        return "" if key in self.table and self.table[key] is None else self.text(key)

    def number(self, key: str) -> int:
        """A whole number that counts or names something: none is negative, or longer than an ``Int`` of GraphQL."""
        found: int = self._get(key, int)
        if not 0 <= found <= _MOST_NUMBER:
            raise ShapeError(f"{self.where}.{key}")
        return found

    def truth(self, key: str) -> bool:
        """True or false."""
        found: bool = self._get(key, bool)
        return found

    def node(self, key: str) -> Node:
        """An object."""
        return Node(self._get(key, dict), f"{self.where}.{key}")

    def may(self, key: str) -> Node | None:
        """An object, or ``None`` where the forge says null."""
        return None if key in self.table and self.table[key] is None else self.node(key)

    def each(self, key: str) -> tuple[Node, ...]:
        """The objects of a list; null among them is an error, too."""
        found = self._get(key, list)
        if any(not isinstance(one, dict) for one in found):
            raise ShapeError(f"{self.where}.{key}[]")
        return tuple(Node(one, f"{self.where}.{key}[{at}]") for at, one in enumerate(found))

    def time(self, key: str) -> float:
        """Seconds since the epoch; 0 where the forge says null."""
        text = self.word(key)
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else 0.0
        except ValueError:
            raise ShapeError(f"{self.where}.{key}") from None


_ABSENT = object()
_MOST_NUMBER = 2**31 - 1


def data_of(answer: Answer, doing: str, now: float) -> Node:
    """The ``data`` of a GraphQL answer. An answer with any error is none: what it holds may be a part only."""
    root = whole(answer, doing)
    if errors := root.table.get("errors"):
        listed = errors if isinstance(errors, list) else []
        kinds = {one.get("type") for one in listed if isinstance(one, dict)}
        words = next((one.get("message") for one in listed if isinstance(one, dict)), "")
        said = told(words if isinstance(words, str) else "") or "no reason given"
        wait = _wait_s(answer, said, now)
        if wait or "RATE_LIMITED" in kinds:
            raise _limited(doing, now, wait or _SOON_S)
        if "NOT_FOUND" in kinds:
            raise Gone(PORT, doing, f"not found, or this login may not see it: {said}")
        raise PortError(PORT, doing, f"refused: {said}")
    return read(root.node, "data", doing=doing)


def whole(answer: Answer, doing: str) -> Node:
    """The object that an answer is."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise PortError(PORT, doing, "the answer cannot be read: it is no JSON object")
    return Node(found, "")


def read(reader: Callable[..., T], *arguments: Any, doing: str) -> T:
    """What a reader makes of an answer; a missing shape is a ``PortError``."""
    try:
        return reader(*arguments)
    except ShapeError as error:
        raise PortError(PORT, doing, f"the answer cannot be read: {clean_line(str(error), 120)}") from None

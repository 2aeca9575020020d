"""Events as rows of text and back: one JSON object per event, older versions upgraded when they are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fleetui.model.events import Event, Noted, kind_of, kinds
from fleetui.model.value import value

Body = dict[str, Any]
Upgrader = Callable[[Body], Body]
Upgraders = Mapping[tuple[str, int], Upgrader]


def _of_unknown_run(body: Body) -> Body:
    """What was run was not kept: evidence for no gate of today."""
    return {**body, "digest": ""}


def _of_one_commit(body: Body) -> Body:
    """Evidence about its commit alone."""
    return {**body, "tree": ""}


def _of_no_step(body: Body) -> Body:
    """There were follow-ups alone."""
    return {**body, "step": ""}


def _of_one_reviewer(body: Body) -> Body:
    """One reviewer looked for everything: no lens has its own."""
    return {**body, "lenses": [], "text": ""}


UPGRADERS: Upgraders = {
    ("entry-added", 1): _of_no_step,
    ("gate-started", 1): _of_unknown_run,
    ("gate-finished", 1): _of_unknown_run,
    ("gate-started", 2): _of_one_commit,
    ("gate-finished", 2): _of_one_commit,
    ("gate-cut", 1): _of_one_commit,
    ("review-started", 1): _of_one_reviewer,
}
"""By kind and the version a body was written as: makes it a body of the next version."""

UNREADABLE = "unreadable record"
"""Subject of the ``Noted`` that stands for a row this program cannot read."""


class Unwritable(ValueError):
    """An event holds something that could not be read back."""


@value
class Written:
    """An event as the journal holds it."""

    kind: str
    version: int
    seat: str
    body: str


@value
class Read:
    """An event as read; ``problem`` says why a ``Noted`` stands for it."""

    event: Event
    problem: str = ""


class Codec:
    """Turns the events of this program into rows and back."""

    def __init__(self, upgraders: Upgraders = UPGRADERS) -> None:
        self._classes = kinds()
        self._upgraders = upgraders

    def write(self, event: Event) -> Written:
        """The row of an event; raises ``Unwritable`` when it would not come back."""
        kind = kind_of(type(event))
        try:
            fields = _adapter(kind).dump_python(event, mode="json", warnings="error")
            body = json.dumps(_clean(fields), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except ValueError as error:
            raise Unwritable(f"{kind}: {error}") from error
        written = Written(kind, type(event).VERSION, _clean(getattr(event, "seat", "")), body)
        problem = self.read(written).problem
        if problem:
            raise Unwritable(problem)
        return written

    def read(self, row: Written) -> Read:
        """The event of a row. What this program does not know is kept as ``Noted``, never dropped."""
        if problem := self.stranger(row.kind, row.version):
            return _unreadable(row, problem)
        wanted = self._classes[row.kind].VERSION
        try:
            body = row.body if row.version == wanted else json.dumps(self._upgraded(row, wanted))
            return Read(_adapter(row.kind).validate_json(body))
        except (ValidationError, LookupError, TypeError, ValueError) as error:
            return _unreadable(row, f"a record of kind {row.kind} cannot be read: {_first_line(error)}")

    def event(self, kind: str, version: int, body: bytes) -> Event | None:
        """The event of a row of a known kind, the quick way for one of many; ``None`` where it cannot be read."""
        try:
            if version == self._classes[kind].VERSION:
                return _adapter(kind).validate_json(body)
            read = self.read(Written(kind, version, "", body.decode()))
        except ValueError:
            return None
        return None if read.problem else read.event

    def stranger(self, kind: str, version: int) -> str:
        """Why records of this kind and version cannot be read here; empty when they can."""
        found = self._classes.get(kind)
        if found is None:
            return f"a newer fleetui wrote records of kind {kind}: update fleetui"
        if version > found.VERSION:
            return f"a newer fleetui wrote {kind} as version {version}: update fleetui"
        return ""

    def _upgraded(self, row: Written, wanted: int) -> Body:
        body: Body = json.loads(row.body)
        for version in range(row.version, wanted):
            upgrade = self._upgraders.get((row.kind, version))
            if upgrade is None:
                raise LookupError(f"no way from version {version} to {version + 1}")
            body = upgrade(body)
        return body


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    """Made for a kind when one is first written or read: to make them all takes a tenth of a command's start."""
    return TypeAdapter(kinds()[kind])


def _unreadable(row: Written, problem: str) -> Read:
    return Read(Noted(subject=UNREADABLE, text=f"{row.kind} {row.version}: {row.body}"), problem)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _clean(value: Any) -> Any:
    """The same value without lone surrogates: undecodable bytes in a path have no place in UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value

"""One request and one answer, and the log that tests read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fleetui.demo.github.things import Account


@dataclass(frozen=True)
class Answer:
    """What is sent back. Raise nothing, cut nothing: that is for faults."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """A JSON answer."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return cls(status, json.dumps(value).encode(), {**kind, **(headers or {})})

    @classmethod
    def failed(cls, status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
        """An error of the REST API (docs.github.com/rest: troubleshooting)."""
        said = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        return cls.of(said, status, headers)


@dataclass
class Request:
    """A request as it came; ``viewer`` is whom its token stands for, the token itself is not kept."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    own_host: bool = False
    """Whether it went to a forge other than github.com, by its ``/api/`` paths."""
    viewer: Account | None = None
    scopes: str = ""
    operation: str = ""
    """What a GraphQL query is called."""
    kind: str = ""
    """``query`` or ``mutation``; empty for the REST API."""
    fields: tuple[str, ...] = ()
    """What a GraphQL query asks for at its top, such as ``mergePullRequest``."""
    status: int = 0
    """What it was answered; 0 where the connection was cut."""

    @property
    def path(self) -> str:
        """What it asks for, without what stands after the question mark."""
        return urlsplit(self.target).path

    @property
    def arguments(self) -> dict[str, str]:
        """What stands after the question mark."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> dict[str, Any]:
        """The object of the body; empty where there is none."""
        try:
            found = json.loads(self.body) if self.body else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of a GraphQL query."""
        return self.json.get("variables") or {}

    @property
    def changes(self) -> bool:
        """Whether it asks for a change."""
        return self.kind == "mutation" or (self.kind == "" and self.method not in ("GET", "HEAD"))

    @property
    def what(self) -> tuple[str, ...]:
        """What it asks for, without what differs between two sendings of the same."""
        said = self.json
        if self.kind:
            return (*self.fields, json.dumps(said.get("variables") or said.get("query"), sort_keys=True))
        return (self.method, self.target, self.body.decode("utf-8", "replace"))


class Log(list[Request]):
    """Every request, in the order in which they came."""

    def of(self, *fields: str) -> list[Request]:
        """Those that ask for one of these at the top of a GraphQL query."""
        return [one for one in self if set(fields) & set(one.fields)]

    def at(self, method: str, path: str) -> list[Request]:
        """Those to the REST API with this method and path."""
        return [one for one in self if not one.kind and (one.method, one.path) == (method, path)]

    def changes(self) -> list[Request]:
        """Those that ask for a change."""
        return [one for one in self if one.changes]

    def repeated(self) -> list[Request]:
        """Changes that were asked for before, with the same words."""
        return list(self._repeated())

    def _repeated(self) -> Iterator[Request]:
        seen = set()
        for one in self.changes():
            if one.what in seen:
                yield one
            seen.add(one.what)

    def holding(self, secret: str) -> list[Request]:
        """Those that carry a secret anywhere but in the header of their login."""
        return [
            one
            for one in self
            if secret in one.target
            or secret.encode() in one.body
            or any(secret in text for name, text in one.headers.items() if name.lower() != "authorization")
        ]

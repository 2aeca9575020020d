"""The smallest client of the API: for what a test asks itself, without gh."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.github.programs import TOKEN


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("api.github.com", timeout=20)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(20)
        self.sock.connect(str(self._path))


class Client:
    """Asks over the socket, with a token."""

    def __init__(self, path: Path, token: str = TOKEN) -> None:
        self._path, self._token = path, token

    def ask(self, method: str, target: str, given: Any = None, **headers: str) -> Said:
        """One request on a connection of its own."""
        connection = _Connection(self._path)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        body = None if given is None else json.dumps(given)
        try:
            connection.request(method, target, body, {"Authorization": f"token {self._token}", **named})
            answer = connection.getresponse()
            return Said(
                answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
            )
        finally:
            connection.close()

    def get(self, target: str, **headers: str) -> Said:
        return self.ask("GET", target, **headers)

    def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        """What a query is answered, whole."""
        said: dict[str, Any] = self.ask("POST", "/graphql", {"query": query, "variables": variables}).json
        return said

"""The routes of the REST API: a method, a path with names in it, and what answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.hub import API, Hub
from fleetui.demo.github.refused import Refused, missing
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Account

Answerer = Callable[..., Any]
ROUTES: list[tuple[str, re.Pattern[str], Answerer]] = []


@dataclass
class Call:
    """One call: who asks what, with the parts of its path."""

    hub: Hub
    request: Request
    parts: dict[str, str]

    @property
    def viewer(self) -> Account:
        """Who asks. Raises ``Refused`` where nobody is logged in."""
        if self.request.viewer is None:
            raise Refused("Requires authentication", "FORBIDDEN", 401)
        return self.request.viewer

    @property
    def repo(self) -> Repo:
        """The repository of the path. Raises ``Refused``."""
        repo = self.hub.found(self.parts["owner"], self.parts["name"])
        if repo.private and not repo.may(self.viewer, "ADMIN", "MAINTAIN", "WRITE", "TRIAGE", "READ"):
            raise missing("Not Found")
        return repo

    @property
    def number(self) -> int:
        """The number in the path."""
        return int(self.parts["number"])

    def page(self, items: Sequence[Any], key: str = "") -> Answer:
        """One page of a list, with ``Link`` to the others (docs.github.com/rest: using pagination)."""
        asked = dict(parse_qsl(self.request.target.partition("?")[2], keep_blank_values=True))
        size, at = min(100, int(asked.get("per_page", 30))), max(1, int(asked.get("page", 1)))
        last = max(1, -(-len(items) // size))
        shown = list(items[(at - 1) * size : at * size])
        turns = {"prev": at - 1, "next": at + 1, "last": last, "first": 1}
        wanted = [name for name in turns if (at > 1 if name in ("prev", "first") else at < last)]
        links = [
            f'<{API}{self.request.path}?{urlencode({**asked, "page": turns[name]})}>; rel="{name}"'
            for name in wanted
        ]
        body = {"total_count": len(items), key: shown} if key else shown
        return Answer.of(body, headers={"Link": ", ".join(links)} if links else {})


def route(method: str, path: str) -> Callable[[Answerer], Answerer]:
    """Register what answers a path; ``{name}`` is one part of it, ``{name*}`` all that is left."""
    turned = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path)
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", turned) + "$")

    def keep(function: Answerer) -> Answerer:
        ROUTES.append((method, pattern, function))
        return function

    return keep


def find(request: Request) -> tuple[Answerer, dict[str, str]] | None:
    """What answers a request, and the parts of its path."""
    for method, pattern, function in ROUTES:
        if method == request.method and (found := pattern.match(request.path)):
            return function, {name: unquote(text) for name, text in found.groupdict().items()}
    return None

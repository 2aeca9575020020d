"""Answers that go wrong on purpose: what the forge, a proxy or the network does now and then.

Status codes and headers: docs.github.com/rest, "Rate limits for the REST API" and "Troubleshooting the REST API";
docs.github.com/graphql, "Rate limits and node limits": a primary limit is a 200 there, a secondary one a 200 or a 403.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.hub import Hub

Proceed = Callable[[], Answer]
Act = Callable[[Request, Proceed], Answer]
Matches = Callable[[Request], bool]
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass
class Fault:
    """One kind of request, and what becomes of it; ``times`` 0 is for ever."""

    matches: Matches
    act: Act
    times: int = 1
    met: int = 0


@dataclass
class Faults:
    """What is to go wrong; the first that matches acts, and is used up."""

    hub: Hub
    listed: list[Fault] = field(default_factory=list)
    stuck: set[str] = field(default_factory=set)
    """Connections (``reviewThreads``) whose end cursor never advances."""
    repeating: set[str] = field(default_factory=set)
    """Connections that give their first page again and again, under new cursors."""
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when the server ends: whoever hangs lets go."""

    def add(self, matches: Matches, act: Act, times: int = 1) -> Fault:
        """Let it happen."""
        made = Fault(matches, act, times)
        self.listed.append(made)
        return made

    def answer(self, request: Request, proceed: Proceed) -> Answer:
        """The answer, right or wrong. Raises ``Cut``."""
        for fault in self.listed:
            if (not fault.times or fault.met < fault.times) and fault.matches(request):
                fault.met += 1
                return fault.act(request, proceed)
        return proceed()

    # ---------------------------------------------------------------- limits

    def rate_limited(self, wait_s: int = 900) -> Act:
        """The primary limit is used up."""
        reset = int(self.hub.clock.timestamp()) + wait_s

        def act(request: Request, _: Proceed) -> Answer:
            headers = {
                "X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", "X-RateLimit-Used": "5000",
                "X-RateLimit-Reset": str(reset), "X-RateLimit-Resource": "graphql" if request.kind else "core",
            }  # fmt: skip
            return used_up(request, "API rate limit exceeded for user ID 1.", headers)

        return act

    def hanging(self, after: bool = False) -> Act:
        """No answer ever comes; with ``after`` what was asked for is done first."""

        def act(_: Request, proceed: Proceed) -> Answer:
            if after:
                proceed()
            self.ended.wait()
            raise Cut

        return act


def used_up(request: Request, words: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A primary limit is used up: the REST API refuses, GraphQL says so in an answer of 200."""
    if request.kind:
        return Answer.of({"errors": [{"type": "RATE_LIMITED", "message": words}]}, 200, headers)
    return Answer.failed(403, words, headers)


def secondary(wait_s: int = 60, status: int = 403) -> Act:
    """Too much at once; GraphQL may say so in an answer of 200, too."""
    words = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    headers = {"Retry-After": str(wait_s)}
    if status == 200:
        return lambda _request, _proceed: Answer.of({"errors": [{"message": words}]}, 200, headers)
    return lambda _request, _proceed: Answer.failed(status, words, headers)


def unauthorised(_: Request, __: Proceed) -> Answer:
    """The login is not valid any more."""
    return Answer.failed(401, "Bad credentials")


def not_found(_: Request, __: Proceed) -> Answer:
    """Not there, or not to be seen."""
    return Answer.failed(404, "Not Found")


def bad_gateway(_: Request, __: Proceed) -> Answer:
    """A page of HTML from something in between."""
    return Answer(502, PAGE, {"Content-Type": "text/html"})


def cut(_: Request, __: Proceed) -> Answer:
    """Nothing is done, and the connection ends."""
    raise Cut


def cut_after(_: Request, proceed: Proceed) -> Answer:
    """It is done, and the connection ends before the answer."""
    proceed()
    raise Cut


def bad_gateway_after(request: Request, proceed: Proceed) -> Answer:
    """It is done, and the answer is a page of HTML."""
    proceed()
    return bad_gateway(request, proceed)


def empty(_: Request, __: Proceed) -> Answer:
    """An answer that holds nothing."""
    return Answer.of({"data": {}})


def said(value: Any, status: int = 200) -> Act:
    """Just this."""
    return lambda _request, _proceed: Answer.of(value, status)


def partial(*path: str | int, message: str = "Something went wrong while executing your query.") -> Act:
    """The right answer, but one thing in it is null and an error says so."""

    def act(_: Request, proceed: Proceed) -> Answer:
        whole = json.loads(proceed().body)
        at = whole["data"]
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = None
        whole.setdefault("errors", []).append(
            {"type": "SERVICE_UNAVAILABLE", "path": list(path), "message": message}
        )
        return Answer.of(whole)

    return act


# ---------------------------------------------------------------- which


def anything(_: Request) -> bool:
    """Every request."""
    return True


def asks(*fields: str) -> Matches:
    """GraphQL with one of these at its top, such as ``mergePullRequest``."""
    return lambda request: bool(set(fields) & set(request.fields))


def named(*operations: str) -> Matches:
    """GraphQL of one of these names."""
    return lambda request: request.operation in operations


def rest(method: str, end: str) -> Matches:
    """The REST API with this method and a path that ends so."""
    return lambda request: not request.kind and request.method == method and request.path.endswith(end)

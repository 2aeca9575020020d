"""From a request to its answer: who asks, what goes wrong, the two APIs, conditional requests and limits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

from fleetui.demo.github.exchange import Answer, Log, Request
from fleetui.demo.github.faults import Faults, used_up
from fleetui.demo.github.graph.execute import answer as graph_answer
from fleetui.demo.github.graph.execute import operation_of
from fleetui.demo.github.graph.fields import Asking
from fleetui.demo.github.hub import Budget, Hub
from fleetui.demo.github.rest.routes import called
from fleetui.demo.github.things import Account


class Answering:
    """Answers requests of one hub; one at a time, so that what is done is done whole."""

    def __init__(self, hub: Hub, faults: Faults) -> None:
        self._hub, self._faults = hub, faults
        self.log = Log()
        self.invalid: list[str] = []
        """What was asked that the schema or the routes do not know: a gap here, or a mistake of who asked."""
        self.broken: list[str] = []
        """Where the server itself failed, and cut the connection."""

    def answer(self, request: Request) -> Answer:
        """The answer. Raises ``Cut``."""
        with self._hub.lock:
            self._read(request)
            self.log.append(request)
        answer = self._faults.answer(request, lambda: self._proceed(request))
        request.status = answer.status
        return answer

    def _read(self, request: Request) -> None:
        token = request.headers.get("Authorization", "").partition(" ")[2]
        if login := self._hub.logins.get(token):
            request.viewer, request.scopes = login.account, login.scopes
        request.headers = {
            name: text for name, text in request.headers.items() if name.lower() != "authorization"
        }
        if request.host != "api.github.com" and request.path.startswith(("/api/v3/", "/api/graphql")):
            request.target = "/" + request.target.removeprefix("/api/").removeprefix("v3/")
            request.own_host = True
        if request.path == "/graphql" and request.method == "POST":
            found = operation_of(str(request.json.get("query", "")), request.json.get("operationName"))
            request.operation, request.kind, request.fields = found.name, found.kind or "query", found.fields

    def _proceed(self, request: Request) -> Answer:
        with self._hub.lock:
            budget = self._hub.graphql if request.kind else self._hub.core
            try:
                for repo in self._hub.repos.values():
                    repo.notice()
                answer = self._spoken(request, budget)
            except Exception as error:
                self.broken.append(f"{request.method} {request.target} {request.fields}: {error!r}")
                raise
            return replace(answer, headers={**answer.headers, **self._always(request, budget)})

    def _spoken(self, request: Request, budget: Budget) -> Answer:
        if request.host != "api.github.com" and not request.own_host:
            return called(self._hub, request)
        if request.viewer is None:
            return Answer.failed(401, "Bad credentials")
        if budget.remaining <= 0:
            return used_up(request, f"API rate limit exceeded for user ID {request.viewer.database_id}.")
        if request.kind:
            return self._graphql(request, request.viewer)
        budget.remaining -= 1
        answer = called(self._hub, request)
        if answer.status == 404 and answer.headers.get("X-Unknown-Route"):
            self.invalid.append(f"{request.method} {request.target}")
        return self._conditional(request, answer, budget)

    def _graphql(self, request: Request, viewer: Account) -> Answer:
        asked = request.json
        faults = self._faults
        asking = Asking(self._hub, viewer, frozenset(faults.stuck), frozenset(faults.repeating))
        said = graph_answer(
            asking, str(asked.get("query", "")), asked.get("variables"), asked.get("operationName")
        )
        self._hub.graphql.remaining = max(0, self._hub.graphql.remaining - asking.weight.cost)
        if "data" not in said:
            self.invalid.append("; ".join(str(one["message"]) for one in said["errors"]))
        return Answer.of(said)

    def _conditional(self, request: Request, answer: Answer, budget: Budget) -> Answer:
        """docs.github.com/rest: best practices, conditional requests; a 304 counts for no limit."""
        if request.method != "GET" or answer.status != 200:
            return answer
        tag = f'W/"{hashlib.sha256(answer.body).hexdigest()}"'
        if request.headers.get("If-None-Match") == tag:
            budget.remaining += 1
            return Answer(304, headers={"ETag": tag})
        cache = {"ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
        return replace(answer, headers={**answer.headers, **cache})

    def _always(self, request: Request, budget: Budget) -> dict[str, str]:
        reset = self._hub.clock.replace(minute=0, second=0) + timedelta(hours=1)
        return {
            "X-RateLimit-Limit": str(budget.limit),
            "X-RateLimit-Remaining": str(budget.remaining),
            "X-RateLimit-Used": str(budget.limit - budget.remaining),
            "X-RateLimit-Reset": str(int(reset.timestamp())),
            "X-RateLimit-Resource": budget.resource,
            "X-OAuth-Scopes": request.scopes,
            "X-Accepted-OAuth-Scopes": "",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": "0000:0000:0000:0000:0000",
        }

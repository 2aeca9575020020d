"""A call of the REST API (docs.github.com/rest)."""

from __future__ import annotations

from fleetui.demo.github.exchange import Answer, Request
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.refused import Refused
from fleetui.demo.github.rest import actions, basics, commits, issues, pulls
from fleetui.demo.github.rest.registry import Call, find

ANSWERED_BY = (actions, basics, commits, issues, pulls)
"""Imported for the routes that they answer."""


def called(hub: Hub, request: Request) -> Answer:
    """What a call is answered: 404 where there is no such route, marked so that a test can tell a gap here."""
    found = find(request)
    if found is None:
        return Answer.failed(404, "Not Found", {"X-Unknown-Route": "1"})
    function, parts = found
    try:
        said = function(Call(hub, request, parts))
    except Refused as no:
        return Answer.failed(no.status, "Not Found" if no.status == 404 else no.message)
    return said if isinstance(said, Answer) else Answer.of(said)

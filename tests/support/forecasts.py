"""A fleet in which two agents run into each other, a third shares a file, and a fourth conflicts with the base."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.forecast import Beside, Clash, Merges, run_into
from fleetui.model.landing_order import Place
from fleetui.model.view import FleetView

_STORE = Clash("app/store.py", ((112, 124),), ((110, 118),))
_LOCK = Clash("uv.lock", made_anew=True)


def _meets(agent: str) -> Beside:
    both = Merges.CONFLICT
    return Beside(agent, f"agent/{agent}", both, both, (_STORE, _LOCK), uncommitted=True)


def _shares(agent: str) -> Beside:
    return Beside(agent, f"agent/{agent}", Merges.CLEAN, Merges.CLEAN, shared=("docs/index.md",))


_FOUND = {
    "docs-gen": (_shares("cache"),),
    "cache": (
        _meets("api-auth"),
        Beside(
            "billing",
            "agent/billing",
            Merges.UNKNOWN,
            Merges.UNKNOWN,
            why="billing conflicts with main itself",
        ),
        _shares("docs-gen"),
    ),
    "api-auth": (_meets("cache"),),
}
_PLACES = {
    "docs-gen": Place(1, 3, "nobody must be rebased after it"),
    "cache": Place(2, 3, "api-auth must be rebased after it: app/store.py:112-124 and 1 more"),
    "api-auth": Place(3, 3, "after cache, then to be rebased: app/store.py:110-118 and 1 more", ("cache",)),
    "billing": Place(0, 3, "conflicts with the base itself: alembic/env.py:14"),
}


def with_forecast(view: FleetView) -> FleetView:
    """The same with what is forecast of its first project's branches."""
    board = tuple(
        replace(row, forecast=_FOUND.get(row.seat, ()), place=_PLACES.get(row.seat)) for row in view.board
    )
    agents = tuple(replace(one, runs_into=run_into(_FOUND.get(one.name, ()))) for one in view.agents)
    return replace(view, board=board, agents=agents)

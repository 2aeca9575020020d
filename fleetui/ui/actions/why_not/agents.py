"""Why something cannot be done with the agent that is pointed at, or with those that are marked."""

from __future__ import annotations

from fleetui.model.fleet import SeatState
from fleetui.model.happened.turns import differing
from fleetui.model.interrupts import why_not_interrupted
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.owner import only_watches

NOBODY_WAITS = "nobody waits for you, and nobody finished since you looked"


def needs_agent(_view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent."""
    return None if chosen.agent else "there is no agent here"


def needs_gone(view: FleetView, _chosen: Selection) -> str | None:
    """Needs the seat of a hosted agent that went."""
    return None if view.gone else "no seat of a hosted agent went"


def needs_run(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose run lives."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.alive else f"nothing runs in {chosen.agent.name}: o starts it"


def needs_rest(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent to which nothing is being done."""
    if chosen.agent and chosen.agent.doing:
        return f"{chosen.agent.name} is busy: {chosen.agent.doing}"
    return needs_agent(view, chosen)


def needs_own_run(view: FleetView, chosen: Selection) -> str | None:
    """Needs a live run to which nothing is being done."""
    return needs_run(view, chosen) or needs_rest(view, chosen)


def needs_stoppable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a live run; a restart or stop that waits for its rescue can be told not to wait."""
    waits = chosen.agent is not None and ": rescue" in chosen.agent.doing
    return needs_run(view, chosen) if waits else needs_own_run(view, chosen)


def needs_empty_seat(view: FleetView, chosen: Selection) -> str | None:
    """Needs a seat in which nothing runs, or whose run is suspended."""
    if chosen.agent and chosen.agent.alive and not chosen.agent.status.suspended:
        return f"{chosen.agent.name} runs already: r restarts it"
    return needs_rest(view, chosen)


def needs_worktree(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent with a folder of its own."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.seat.worktree else f"{chosen.agent.name} has no worktree yet: o starts it"


def needs_ended(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent of which a run has ended."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.ended else f"no run of {chosen.agent.name} has ended yet"


def needs_undone(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent of which the report of a turn and the files differ."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    known = differing(chosen.agent.turns)
    return None if known else f"no turn of {chosen.agent.name} reported what is not in its files"


def needs_question(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose dialog was read with its choices."""
    if why := only_watches(view):
        return why
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    if any(agent.question and agent.question.choices for agent in view.agents if agent.name in names):
        return None
    if chosen.marked:
        return "none of the marked agents shows a dialog whose choices were read"
    return f"{names[0]} shows no dialog whose choices were read: i types to it"


def needs_reason(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent that waits for the operator, among those that are marked or selected."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    if any(agent.attention for agent in view.agents if agent.name in names):
        return None
    return "none of the marked agents waits for you" if chosen.marked else f"{names[0]} does not wait for you"


def needs_working(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent that works, among those that are marked or selected."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    reasons = [why_not_interrupted(agent) for agent in view.agents if agent.name in names]
    if not all(reasons):
        return None
    return "none of the marked agents works" if chosen.marked else f"{names[0]}: {reasons[0]}"


def needs_any_working(view: FleetView, _chosen: Selection) -> str | None:
    """Needs an agent that works."""
    return "nobody works" if all(map(why_not_interrupted, view.agents)) else None


def needs_waiting(view: FleetView, _chosen: Selection) -> str | None:
    """Needs somebody who waits for the operator, or who finished something."""
    finished = any(agent.news is not None and agent.news.what == "finished" for agent in view.agents)
    return None if finished or view.waiting() else NOBODY_WAITS


def is_paused(chosen: Selection) -> bool:
    """True when resuming is what ``p`` would do."""
    return bool(chosen.agent and chosen.agent.seat.state in (SeatState.PAUSED, SeatState.HALTED))

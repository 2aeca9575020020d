"""The run of an agent that ended last, in a few rows: when, how, what it was, how to go on."""

from __future__ import annotations

from fleetui.model.fleet import Run
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age, clock_seconds
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 9


def last_run_rows(shared: SharedState, agent: AgentView) -> list[list[Span]]:
    """Rows for the head of its last screen; none where no run ended."""
    run = agent.ended
    if run is None or run.ended is None:
        return []
    bad = run.exit_code not in (0, None) or "signal" in run.reason
    rows = [_fact("ended", how_it_ended(shared, run), "failed" if bad else "text")]
    if run.command:
        rows.append(_fact("ran", run.command, "text"))
    if run.resume:
        shell = shared.keymap.shown("agent.shell")
        said = Span(f"   as it said itself; {shell} opens a shell there", "dim")
        rows.append([*_fact("go on", run.resume, "merge"), said])
    return [*rows, _fact("", _keys(shared, agent), "dim")]


def how_it_ended(shared: SharedState, run: Run) -> str:
    """``14:02:31, 12m ago, after 2h 3m: exited with 1``."""
    if run.ended is None:
        return ""
    lasted = age(run.started, run.ended)
    return f"{clock_seconds(run.ended)}, {age(run.ended, shared.now())} ago, after {lasted}: {run.reason}"


def _keys(shared: SharedState, agent: AgentView) -> str:
    shown = shared.keymap.shown
    if agent.alive:
        return "a fresh run lives in this seat since"
    restart, same = shown("agent.restart"), shown("restart.same")
    goes_on = f", {restart} {same} goes on with its session" if agent.ended and agent.ended.resume else ""
    return f"{restart} restarts it with a handoff, {shown('agent.start')} starts it without one{goes_on}"


def _fact(label: str, text: str, ink: str) -> list[Span]:
    return [Span(label.ljust(_LABEL), "dim"), Span(text, ink)]

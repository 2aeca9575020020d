"""Closing the dashboard: says what goes on without it."""

from __future__ import annotations

from fleetui.model.fleet import SeatState
from fleetui.model.queue import EntryState, live
from fleetui.model.view import AgentView
from fleetui.ui.actions.table import QUIT
from fleetui.ui.draw.labels.counts import queued
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class QuitDialog(ConfirmDialog, inherit_bindings=False):
    """``q`` once more closes; no agent is stopped."""

    WHERE = QUIT
    BINDINGS = bindings(QUIT)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared, "Close the dashboard?", what_goes_on(shared), "merge")

    def do_go(self) -> None:
        """Close it."""
        self.app.exit()

    def do_quit(self) -> None:
        """Asked twice is meant."""
        self.app.exit()


def what_goes_on(shared: SharedState) -> list[str]:
    """What the operator leaves running."""
    if shared.at_the_end:
        return [shared.at_the_end]
    if shared.limits.only_shows:
        return ["It only shows the fleet: nothing changes when it closes."]
    alive = sum(agent.alive for agent in shared.view.agents)
    agents = {0: "No agent runs.", 1: "The agent goes on."}.get(alive, f"All {alive} agents go on.")
    waiting, held, doubtful = queued(shared.view)
    if not waiting:
        return [agents, "No follow-up waits."]
    many = "1 follow-up waits" if waiting == 1 else f"{waiting} follow-ups wait"
    if shared.view.owner == "other":
        return [agents, f"{many}: pid {shared.view.owner_pid} delivers them."]
    stopped = held + doubtful
    if not any(may_go_on(agent) for agent in shared.view.agents):
        return [agents, f"{many} for you: nothing goes out until then."]
    lines = [agents, f"{many}: a background process delivers them."]
    return [*lines, f"{stopped} of them wait for you."] if stopped else lines


def may_go_on(agent: AgentView) -> bool:
    """Whether the first follow-up of an agent can go out without the operator."""
    entries = live(agent.queue)
    first = entries[0].state if entries else None
    return bool(
        first
        and first not in (EntryState.HELD, EntryState.UNKNOWN)
        and agent.alive
        and agent.seat.state is SeatState.ACTIVE
    )

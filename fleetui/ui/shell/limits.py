"""What a dashboard that only shows, or stands in a browser, says when a key asks for more.

The engine's link refuses by itself (``fleetui.engine.own.limited_link``); this says so before a text is written for
nothing.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.settings import AlertSettings
from fleetui.model.value import value

READ_ONLY = "this dashboard only shows the fleet (read-only)"
NO_TERMINAL = "a browser has no terminal to hand over: this is the agent's pane; from a shell: fleetui attach"
NO_APPROVAL = "a dashboard in a browser approves nothing: do it in one in a terminal"
NO_WORD = "a dashboard in a browser says nothing on a forge: do it in one in a terminal"

TERMINAL = frozenset({"agent.attach", "agent.shell", "agent.open"})
"""They hand the terminal to another program; where that cannot be, the agent's own view opens instead."""
APPROVING = frozenset({"board.land", "board.undo", "train.go", "landing.go"})
SPEAKING = frozenset(
    {
        "audit.reply",
        "audit.resolve",
        "reply.say",
        "board.rerun",
        "board.open_pull",
        "agent.open_pull",
        "ledger.assign",
        "editor.dispatch",
    }
)
"""They say or do something on a forge with the operator's login."""
_ACTING = (
    "attention.",
    "restart.",
    "found.",
    "confirm.go",
    "editor.send",
    "new.make",
    "queue.",
    "documents.",
    "document.",
    "fleet.take_over",
    "fleet.revive",
)
_ACTS = frozenset(
    {
        "agent.answer", "agent.answer_same", "agent.followup", "agent.restart", "agent.kill", "agent.start",
        "agent.pause", "agent.compact", "agent.clear", "agent.new", "agent.rescue", "board.gates", "board.followup",
        "board.rebase", "board.review", "board.close_review", "change.line", "change.write", "fleet.found",
        "audit.send", "agent.back",
    }
)  # fmt: skip
_LOOKS = frozenset({"queue.look"})


@value
class Limits:
    """What this dashboard leaves alone."""

    only_shows: bool = False
    in_browser: bool = False

    def why_not(self, action: str) -> str:
        """Why an action is left alone here; empty when it is not."""
        if self.only_shows and acts(action):
            return READ_ONLY
        if self.in_browser and action in SPEAKING:
            return NO_WORD
        return NO_APPROVAL if self.in_browser and action in APPROVING else ""

    def alerts(self, wanted: AlertSettings) -> AlertSettings:
        """The dashboard that acts calls the operator; another one would call a second time."""
        if not (self.only_shows or self.in_browser):
            return wanted
        return replace(wanted, bell=False, terminal="off", command=())

    def instead_of(self, action: str) -> str:
        """What to say while the agent's own view opens instead of another program; empty where that can start."""
        if action not in TERMINAL or not (self.in_browser or self.only_shows):
            return ""
        return NO_TERMINAL if self.in_browser else f"{READ_ONLY[:-1]}: this is the agent's pane)"


def acts(action: str) -> bool:
    """Whether an action of the table changes something outside the screen."""
    if action in _ACTS or action in APPROVING or action in SPEAKING:
        return True
    return action.startswith(_ACTING) and action not in _LOOKS

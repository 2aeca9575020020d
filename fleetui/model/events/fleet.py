"""What happened to the fleet as a whole, and to what it runs on."""

from __future__ import annotations

from fleetui.model.events.event import Event
from fleetui.model.value import value


@value
class OwnerChanged(Event):
    """A process became the owner of the fleet, or gave it up."""

    pid: int
    owning: bool
    screen: bool


@value
class ServerDied(Event):
    """A tmux server is gone, and with it every run in it."""

    socket: str
    seats: tuple[str, ...]


@value
class ProgramDismissed(Event):
    """The operator wants an agent's command line that no profile reads listed no more, or again."""

    program: str
    dismissed: bool = True


@value
class Noted(Event):
    """Something worth keeping that changes nothing: an error, an operator's act outside the fleet."""

    subject: str
    text: str

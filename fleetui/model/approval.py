"""Whether an approving key was typed by a person: facts about the dashboard's terminal in, the reason why not out.

A key that reaches a dashboard inside tmux may come from anybody who can reach that server. What tells a typed one is
the attached terminal: tmux notes the second in which it last had a key (``client_activity``), and the kernel when its
bytes were last read. Neither moves with ``send-keys``, except that ``send-keys -K`` of tmux 3.4 moves the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from fleetui.model.value import value

HEALTH = "approval"
"""The part of the world whose trouble is that a key came which nobody typed."""
APART_S = 0.3
"""Seconds between an approving key and any key before it: a burst, a held key or a pasted text is nobody's decision."""
LATE_S = 0.5
"""How long a typed key may be on its way from the terminal to the dashboard."""
_READ_STEP_S = 8
"""Linux notes reads of a terminal in steps of so many seconds."""


class Tier(StrEnum):
    """Where a dashboard stands, by who can press its keys."""

    PLAIN = "plain terminal"
    TMUX = "tmux, typed keys only"
    SHARED = "multiplexer that cannot tell typed keys"
    AGENTS = "the agents' own tmux server"
    UNKNOWN = "not known"

    @property
    def approves(self) -> bool:
        """Whether anything can be approved there at all."""
        return self not in (Tier.AGENTS, Tier.UNKNOWN)


@value
class Client:
    """One terminal attached to the tmux around a dashboard. Times are seconds since the epoch."""

    tty: str
    active: int
    """The whole second in which tmux last had a key of it."""
    read: float
    """When the kernel last let its bytes be read; 0 where that is not known."""
    attached: int
    shows: bool
    """It looks at the dashboard's pane, and not at a mode over it."""
    types: bool
    """It has a terminal of its own, and is neither read-only nor a program in control mode."""
    around: Terminal | None = None
    """What this terminal is itself inside of; ``None`` where that is not known."""


@value
class Terminal:
    """What a dashboard, or a terminal attached around it, is inside of."""

    tier: Tier
    name: str = ""
    """The program around it with its version, for people."""
    detail: str = ""
    """Why nothing can be approved there, and what to do."""
    clients: tuple[Client, ...] = ()
    """Of a tmux: the terminals attached to it."""


@value
class Press:
    """The newest input of a dashboard, and what came before it. Times are seconds since the epoch."""

    at: float = 0.0
    key: str = ""
    """Empty for the mouse, a paste or the focus."""
    before: float = 0.0
    """When any input came before this one."""
    before_key: float = 0.0
    """When a key came before this one."""


@value
class Refusal:
    """Why a press approves nothing. ``untyped``: nobody typed it, which the operator has to know."""

    text: str
    untyped: bool = False


@value
class Terms:
    """What one release asks for, said when its facts are shown."""

    tier: Tier
    why_not: str = ""
    """Why it cannot be approved here; empty when it can."""
    word: str = ""
    """To be typed first; new for each release. Empty when a key is enough."""
    why_word: str = ""
    how: str = ""
    """How the keys are checked, where they are."""


def asks_word(terminal: Terminal) -> str:
    """Why a word has to be typed in this terminal beside the key; empty when it has not."""
    around = (client.around for client in terminal.clients if client.types and client.around)
    shared = next((one for one in (terminal, *around) if one.tier is Tier.SHARED), None)
    return f"{shared.name} cannot tell typed keys from sent ones" if shared else ""


def why_not_here(terminal: Terminal) -> str:
    """Why nothing can be approved in this terminal now, whatever is pressed; empty when it can."""
    if not terminal.tier.approves:
        return terminal.detail or f"nothing is approved here: {terminal.tier}"
    if terminal.tier is Tier.TMUX and not any(client.types for client in terminal.clients):
        return "no terminal is attached to this tmux session that could type"
    return ""


def why_not_typed(
    terminal: Terminal, press: Press, *, opened: float = 0.0, alone: bool = False
) -> Refusal | None:
    """Why this press does not count as typed; ``None`` when it does.

    With ``alone``, no other input that the dashboard had may explain the terminal's activity. A terminal that was
    attached after ``opened`` does not count.
    """
    if why := why_not_here(terminal):
        return Refusal(why, untyped=terminal.tier is Tier.TMUX)
    if terminal.tier is not Tier.TMUX:
        return None
    found = [_why_not_from(client, press, opened, alone=alone) for client in terminal.clients if client.types]
    if None in found:
        return None
    said = [why for why in found if why is not None]
    return next((why for why in said if not why.untyped), said[0])


def _why_not_from(client: Client, press: Press, opened: float, *, alone: bool) -> Refusal | None:
    if not client.shows:
        return Refusal("nobody typed this key: the attached terminal looks at another pane", untyped=True)
    if opened and client.attached > opened:
        return Refusal(
            "nobody typed this key: the terminal was attached after the facts were shown", untyped=True
        )
    if client.active < int(press.at - LATE_S) or _unread(client, press):
        return Refusal("nobody typed this key: no attached terminal had one in that second", untyped=True)
    if client.active > press.at:
        return Refusal("something was typed or the mouse was moved after it; press it again, alone")
    if alone and press.before >= client.active:
        return Refusal("it came in the same second as another key or the mouse; press it again, alone")
    if client.around is None or client.around.tier is Tier.UNKNOWN:
        return None
    if client.around.tier is Tier.AGENTS:
        return Refusal("this key was typed at a terminal that an agent attached", untyped=True)
    return why_not_typed(client.around, press, opened=opened, alone=alone)


def _unread(client: Client, press: Press) -> bool:
    """Whether the kernel says that no byte came from this terminal about then."""
    return client.read > 0 and client.read // _READ_STEP_S < (press.at - LATE_S) // _READ_STEP_S


def why_not_apart(press: Press, opened: float) -> Refusal | None:
    """Why a press is no decision of its own: no key, or too close to the one before."""
    if not press.key:
        return Refusal("only its key approves, pressed alone: no click, no paste")
    if press.at - max(opened, press.before_key) < APART_S:
        return Refusal("two keys came as one: read the facts, then press it again")
    return None


_SAYS: Mapping[Tier, Callable[[Terminal], str]] = {
    Tier.PLAIN: lambda _: "",
    Tier.TMUX: lambda _: (
        "inside tmux: a key counts only when an attached terminal typed it, a second after any other"
    ),
    Tier.SHARED: lambda one: (
        f"inside {one.name}: any process of yours could send the key, so a word is asked for"
    ),
    Tier.AGENTS: lambda one: one.detail,
    Tier.UNKNOWN: lambda one: one.detail,
}


def how_checked(terminal: Terminal) -> str:
    """How keys are checked in this terminal, in one line; empty where they are not."""
    return _SAYS[terminal.tier](terminal)

"""Compact: one row per agent, in columns. Also those who wait in a folded band."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.queue import live
from fleetui.model.view import AgentView
from fleetui.ui.agent.name_signs import beside_name
from fleetui.ui.agent.tile import Look, context_figure
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.states import State, state_of
from fleetui.ui.draw.last_message import last_word
from fleetui.ui.draw.strips import Span, row, shortened
from fleetui.ui.fleet.layout import Shape
from fleetui.ui.shell.shared_state import KNOWN_ACTIONS, SharedState

_STATE, _LONG_STATE, _NAME, _AGE, _QUEUE, _CONTEXT = 13, 17, 17, 5, 5, 9
_ALL_FROM = 60
"""Cells from which there is more than state, name and age."""
_COLUMN = 100


def _columns(width: int, height: int, agents: int) -> int:
    """Columns in which a reason can be read; narrower ones where that lets more agents stand on a page."""
    usual = max(1, width // _COLUMN)
    enough = [n for n in range(usual, width // _ALL_FROM + 1) if agents <= n * (height - 1)]
    return next(iter(enough), max(usual, width // _ALL_FROM))


SHAPE = Shape(_columns, least=1, most=1, gap=0, even=True)


def tile(shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
    """One row."""
    state = state_of(agent)
    ground = "quiet" if state.quiet else "tile"
    mark = (f" {shared.sign('mark')}" if look.marked else "") + beside_name(shared, agent)
    whole = look.width >= _ALL_FROM
    room = _NAME if whole else max(4, look.width - _STATE - _AGE - 2)
    name = shortened(agent.name, room - 1 - len(mark), shared.ink.more)
    left = [
        *_state(shared, state, look, _LONG_STATE if whole else _STATE),
        Span(shared.sign("unread") if look.unread else " ", "bright bold"),
        Span(name, "dim bold" if state.quiet else "bright bold"),
        Span(mark.ljust(room - len(name)), "merge bold"),
        Span(f"{look.age:>{_AGE - 1}} ", "dim"),
    ]
    if whole:
        left += [*_queue(shared, agent), *_context(shared, agent, look.before), *_what(agent)]
    edge = shared.ink.blank(1, ground)
    return [Strip.join([row(shared.ink, look.width - 1, left, (), ground, pad=0), edge])]


def _state(shared: SharedState, state: State, look: Look, wide: int) -> list[Span]:
    sign = shared.sign(state.key)
    if state.loud:
        return [Span(f" {sign} {state.word} ".ljust(wide), "on_block bold", f"{state.key}_block")]
    word, ink = (look.stale, "low") if look.stale else (state.word, "dim" if state.ink == "ok" else state.ink)
    return [Span(f" {sign} ", state.ink), Span(f"{word[: wide - 3]:<{wide - 3}}", ink)]


def _queue(shared: SharedState, agent: AgentView) -> list[Span]:
    waiting = len(live(agent.queue))
    return [Span(f"{shared.sign('queue')}{waiting}".ljust(_QUEUE) if waiting else " " * _QUEUE, "queue")]


def _context(shared: SharedState, agent: AgentView, before: int | None) -> list[Span]:
    text, ink = context_figure(shared, agent, before)
    return [Span(f"{text:>{_CONTEXT - 2}}  ", ink)]


def _what(agent: AgentView) -> list[Span]:
    reason = reason_of(agent, KNOWN_ACTIONS)
    if reason:
        return [Span(reason.lead, "dim"), Span(reason.text, reason.ink)]
    line = last_word(agent)
    return [Span(line.text.strip(), "dim")] if line else []

"""The rows of the list: columns that align, and what the selected agent shows below them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from fleetui.model.queue import live
from fleetui.model.status import Phase
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.agent.hosted_rows import hosted_rows
from fleetui.ui.agent.name_signs import beside_name
from fleetui.ui.agent.tile import context_figure, last_lines, queue_and_gates
from fleetui.ui.draw.labels.ages import age, stale_age
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.states import State, state_of
from fleetui.ui.draw.labels.titles import profile_words, task_title
from fleetui.ui.draw.last_message import asked, asks, last_word, said
from fleetui.ui.draw.strips import Span, cells, row, shortened
from fleetui.ui.queue.next_entry import queue_words
from fleetui.ui.shell.shared_state import KNOWN_ACTIONS, SharedState

_USUAL_STATE = len("NEEDS YOU")
_LONGEST_NAME = 26
_TASK = 26
_TASK_FROM = 120
"""Columns of the terminal from which the task has a column of its own."""
_LEAST_WHAT = 8
_FIGURES = 9
"""Age and queue with the blanks between them."""
_CONTEXT = 4


@value
class Columns:
    """Where the columns stand; ``what`` is what is left for words, 0 where there is no room."""

    state: int
    name: int
    context: int
    task: int
    what: int


def columns(shared: SharedState, agents: Sequence[AgentView], width: int) -> Columns:
    """The same for all rows, whoever is in sight: nothing jumps while one scrolls."""
    state = max((_USUAL_STATE, *(cells(state_of(agent).word) for agent in agents))) + 4
    longest = max((cells(agent.name + beside_name(shared, agent)) for agent in agents), default=0)
    name = max(6, min(_LONGEST_NAME, longest + 1))
    task = _TASK if width >= _TASK_FROM else 0
    context = max([_CONTEXT, *(cells(_context(shared, agent)[0]) for agent in agents)])
    what = width - 1 - state - 3 - name - _FIGURES - context - 1 - task
    return Columns(state, name, context, task, what if what >= _LEAST_WHAT else 0)


def head_row(shared: SharedState, at: Columns, width: int, where: str) -> Strip:
    """The names of the columns; at the right which rows are in sight, where not all are."""
    task = f" {'TASK':<{at.task - 1}}" if at.task else ""
    figures = f"{'AGE':>4} {'Q':<4}{'CTX':>{at.context}} "
    text = f"    {'STATE':<{at.state}}{'AGENT':<{at.name}}{figures}{task}{' WHAT' if at.what else ''}"
    return row(shared.ink, width, [Span(text, "dim")], [Span(where, "dim")], pad=0)


def agent_row(
    shared: SharedState, agent: AgentView, at: Columns, width: int, *, chosen: bool, marked: bool
) -> Strip:
    """One agent in exactly ``width`` cells."""
    ink, state = shared.ink, state_of(agent)
    ground = "line" if chosen else "bg"
    edge = ink.bar(shared.sign("selected"), "bg") if chosen else ink.blank(1, "bg")
    spans = [
        *_state(shared, state, at.state),
        *_marks(shared, agent, marked),
        *_name(shared, agent, state, at.name),
    ]
    spans += _figures(shared, agent, state, at.context)
    if at.task:
        spans.append(Span(f" {_fitted(shared, task_title(agent), at.task - 1)}", "dim"))
    used = width - 1 - at.what if at.what else width - 1
    left = row(ink, used, spans, ground=ground, pad=0)
    return Strip.join([edge, left, _what(shared, agent, state, at.what, ground)] if at.what else [edge, left])


def _state(shared: SharedState, state: State, width: int) -> list[Span]:
    sign = shared.sign(state.key)
    if state.loud:
        return [Span(f" {sign} {state.word} ".ljust(width), "on_block bold", f"{state.key}_block")]
    word_ink = "dim" if state.ink == "ok" else state.ink
    return [Span(f" {sign} ", state.ink), Span(state.word.ljust(width - 3), word_ink)]


def _marks(shared: SharedState, agent: AgentView, marked: bool) -> list[Span]:
    unread = shared.sign("unread") if shared.read_marks.is_unread(agent) else " "
    return [
        Span(unread, "bright bold"),
        Span(shared.sign("mark") if marked else " ", "merge bold"),
        Span(" "),
    ]


def _name(shared: SharedState, agent: AgentView, state: State, width: int) -> list[Span]:
    beside = beside_name(shared, agent)
    room = max(1, width - 1 - cells(beside))
    name = shortened(agent.name, room, shared.ink.more)
    rest = " " * (width - cells(name) - cells(beside))
    return [Span(name, "dim bold" if state.quiet else "bright bold"), Span(f"{beside}{rest}", "dim")]


def _figures(shared: SharedState, agent: AgentView, state: State, context: int) -> list[Span]:
    since = Span(f"{age(state.since, shared.now()):>4} ", "low" if agent.stale_since else "dim")
    waiting = len(live(agent.queue))
    queue = Span(f"{shared.sign('queue') + str(waiting) if waiting else '':<4}", "queue")
    figure, ink = _context(shared, agent)
    return [since, queue, Span(f"{figure:>{context}} ", ink)]


def _context(shared: SharedState, agent: AgentView) -> tuple[str, str]:
    return context_figure(shared, agent, shared.context_trends.before(agent.name, shared.now()))


def _fitted(shared: SharedState, text: str, width: int) -> str:
    cut = shortened(text, width - 1, shared.ink.more)
    return cut + " " * (width - cells(cut))


def _what(shared: SharedState, agent: AgentView, state: State, width: int, ground: str) -> Strip:
    """Question or reason first; what waits in the queue of one who rests; else what the agent said last."""
    ink = shared.ink
    stale = stale_age(agent, shared.now())
    if stale:
        return row(ink, width, [Span(stale, "low")], ground=ground)
    reason = reason_of(agent, KNOWN_ACTIONS)
    if reason:
        return row(ink, width, [Span(reason.lead, "dim"), Span(reason.text, reason.ink)], ground=ground)
    if live(agent.queue) and agent.status.phase is not Phase.WORKING:
        return row(ink, width, queue_words(shared, agent, width - 2), ground=ground)
    line = last_word(agent)
    return ink.pane(line, width, ground, dimmed=state.quiet) if line else ink.blank(width, ground)


_WITH_QUEUE = 4
"""Rows of a preview from which the last says what is next in the queue and why it waits."""


def preview(shared: SharedState, agent: AgentView, width: int, height: int) -> list[Strip]:
    """A title, the last rows of the pane, what is next. While the agent asks, its dialog is part of the pane."""
    ink, state = shared.ink, state_of(agent)
    about = [profile_words(agent), task_title(agent), agent.git.branch if agent.git else agent.seat.branch]
    words = "   ".join(part for part in about if part)
    name = Span(f"{agent.name}   ", "bright bold")
    title = row(ink, width, [name, Span(words, "dim")], shared.hint("agent.look", "dim"), "line")
    lines = agent.frame.lines if agent.frame else ()
    below = (
        [queue_and_gates(shared, agent, width, "tile")] if live(agent.queue) and height > _WITH_QUEUE else []
    )
    room = height - 1 - len(below)
    if agent.hosted:
        return [title, *hosted_rows(shared, agent, width, room, "tile"), *below]
    shown = last_lines(asked(lines) if asks(agent) else said(lines), room)
    drawn = [ink.pane(line, width, "tile", dimmed=state.quiet) for line in shown]
    return [title, *drawn, *[ink.blank(width, "tile")] * (room - len(drawn)), *below]

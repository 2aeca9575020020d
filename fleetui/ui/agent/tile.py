"""One agent as a tile: ready rows, from its view and nothing else."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.evidence import Verdict
from fleetui.model.forecast import runs_into_words
from fleetui.model.screen import Line
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.agent.hosted_rows import hosted_rows
from fleetui.ui.agent.name_signs import beside_name
from fleetui.ui.draw.labels.ages import age, ends_in, stale_age
from fleetui.ui.draw.labels.gates import gate_ink, gate_sign
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.states import State, state_of
from fleetui.ui.draw.labels.titles import profile_words, task_title
from fleetui.ui.draw.last_message import worth_showing
from fleetui.ui.draw.pull_marks import pull_marks
from fleetui.ui.draw.strips import Span, row, shortened, width_of
from fleetui.ui.queue.next_entry import queue_words
from fleetui.ui.shell.shared_state import KNOWN_ACTIONS, SharedState

_BAR = 7


@value
class Look:
    """How one tile is drawn; two equal looks of one view give the same rows."""

    width: int
    height: int
    age: str
    stale: str
    marked: bool
    before: int | None
    """Context left before it moved, while that is news."""
    unread: bool = False
    """Something happened that the operator has not seen."""
    ends: str = ""
    """How long a limit lasts, as ``ends_in`` says it."""


def title(shared: SharedState, agent: AgentView, state: State, look: Look, ground: str) -> Strip:
    """Glyph, name, word and age; a filled block when the state is loud."""
    sign = shared.sign(state.key)
    mark = f" {shared.sign('mark')}" if look.marked else ""
    quiet = beside_name(shared, agent)
    dot = f" {shared.sign('unread')}" if look.unread else ""
    word = look.stale or state.word
    if state.loud:
        block = f"{state.key}_block"
        ink = "on_block bold"
        right = f"{word} {look.age:>3}"
        named = [Span(f"{sign} {agent.name}{mark}{quiet}{dot}", ink)]
        return row(shared.ink, look.width, named, [Span(right, ink)], block)
    name_ink = "dim bold" if state.quiet else "bright bold"
    word_ink = (
        "dim" if state.ink in ("ok", "dim") and not look.stale else ("low" if look.stale else state.ink)
    )
    left = [
        Span(f"{sign} ", state.ink),
        Span(agent.name, name_ink),
        Span(mark, "merge bold"),
        Span(quiet, "dim"),
        Span(dot, "bright bold"),
    ]
    return row(shared.ink, look.width, left, [Span(word, word_ink), Span(f" {look.age:>3}", "dim")], ground)


def facts(shared: SharedState, agent: AgentView, look: Look, ground: str) -> Strip:
    """Profile, changed files, task; context left at the right."""
    left = [Span(profile_words(agent), "dim")]
    if agent.git and agent.git.dirty and not agent.lost:
        left.append(Span(f" {shared.sign('changed')}{agent.git.dirty}", "dim"))
    if agent.git and agent.git.ahead and agent.git.behind and not agent.lost:
        left.append(Span(f" {shared.sign('behind')}{agent.git.behind}", "dim"))
    if agent.pull:
        left += pull_marks(shared.sign, agent.pull)
    about = task_title(agent)
    if about:
        left.append(Span(f" {about}", "faint" if state_of(agent).quiet else "dim"))
    return row(shared.ink, look.width, left, context(shared, agent, look.before), ground)


def met_row(shared: SharedState, agent: AgentView, width: int, ground: str) -> list[Strip]:
    """Whom its work runs into, and where. No row for nobody."""
    if not agent.runs_into:
        return []
    said = shortened(runs_into_words(agent.runs_into), width - 2, shared.ink.more)
    return [row(shared.ink, width, [Span(said, "low")], (), ground)]


def context(shared: SharedState, agent: AgentView, before: int | None = None) -> list[Span]:
    """The bar and the percent left; ``before`` where it moved."""
    if agent.context is None:
        return [Span("context ?", "faint")] if agent.alive else []
    left = agent.context.left_percent
    cells = min(_BAR, max(1, round(left * _BAR / 100))) if left > 0 else 0
    figure, ink = context_figure(shared, agent, before)
    return [
        Span(shared.sign("bar") * cells, "low" if left <= shared.low else "context"),
        Span(shared.sign("bar_rest") * (_BAR - cells), "line"),
        Span(f" {figure:>4}", ink),
    ]


def context_figure(shared: SharedState, agent: AgentView, before: int | None = None) -> tuple[str, str]:
    """``54%``, or ``61→54%`` while the move is news, and its colour; a question mark where it is not known."""
    if agent.context is None:
        return ("?", "faint") if agent.alive else ("", "faint")
    left = agent.context.left_percent
    moved = f"{before}{shared.sign('moved')}" if before is not None and before != left else ""
    return f"{moved}{left}%", "low" if left <= shared.low else "dim"


def queue_and_gates(shared: SharedState, agent: AgentView, width: int, ground: str) -> Strip:
    """What is next in the queue and why it waits, and how the gates stand."""
    lied = agent.against.gate if agent.against and not agent.against.advice else ""
    doubt = shared.sign("undone")
    marks = [
        Span(
            f"{' ' if index else ''}{doubt if mark.gate == lied else ''}{mark.gate}{gate_sign(mark, shared.glyphs)}",
            gate_ink(mark),
        )
        for index, mark in enumerate(agent.gates)
    ]
    advice = (*agent.advice, *agent.branch_advice)
    red = next((mark for mark in advice if mark.verdict in (Verdict.FAIL, Verdict.ERROR)), None)
    if red is not None:
        marks.insert(0, Span(f"({red.gate}{gate_sign(red, shared.glyphs)}){' ' if marks else ''}", "low"))
    room = width - 2 - (width_of(marks) + 1 if marks else 0)
    return row(shared.ink, width, queue_words(shared, agent, room), marks, ground)


def reason_row(shared: SharedState, agent: AgentView, width: int) -> Strip | None:
    """Why the agent is as it is, with the key that answers it."""
    reason = reason_of(agent, KNOWN_ACTIONS)
    if reason is None:
        return None
    words = [Span(reason.lead, "dim"), Span(reason.text, reason.ink)]
    hint = shared.hint(reason.action)
    ends = Span(f" {ends_in(agent, shared.now())}", "dim")
    if width_of([*words, ends]) + width_of(hint[:1]) + 3 <= width:
        words.append(ends)
    if width_of(words) + width_of(hint) + 3 > width:
        hint = hint[:1]  # the reason before the hint's word: the key alone still says how
    return row(shared.ink, width, words, hint, "line")


def pane_rows(
    shared: SharedState, agent: AgentView, width: int, height: int, ground: str, *, dimmed: bool
) -> list[Strip]:
    """The last rows of the pane, anchored to the bottom; one blank cell at both sides.

    In a low tile the field the agent is written to is left out: it would take half of it and says nothing.
    """
    if agent.hosted:
        return hosted_rows(shared, agent, width, height, ground)
    lines = last_lines(worth_showing(agent, height), height)
    ink = shared.ink
    blank = ink.blank(width, ground)
    drawn = [ink.pane(line, width, ground, dimmed=dimmed) for line in lines]
    return [blank] * (height - len(drawn)) + drawn


def last_lines(lines: tuple[Line, ...], height: int) -> tuple[Line, ...]:
    """The last rows that fit, trailing blank ones left out."""
    end = len(lines)
    while end and not lines[end - 1].text:
        end -= 1
    return lines[max(0, end - height) : end] if height > 0 else ()


def look_of(
    shared: SharedState, agent: AgentView, width: int, height: int, *, marked: bool, before: int | None
) -> Look:
    """The look of a tile now."""
    now = shared.now()
    since = age(state_of(agent).since, now)
    unread = shared.read_marks.is_unread(agent)
    stale, ends = stale_age(agent, now), ends_in(agent, now)
    return Look(width, height, since, stale, marked, before, unread, ends)

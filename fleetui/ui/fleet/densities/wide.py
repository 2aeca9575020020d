"""Wide: fewer, larger tiles; rows that the pane leaves free say what the agent changed and what waits for it."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.counts import count
from fleetui.model.queue import live
from fleetui.model.view import AgentView, GitFacts
from fleetui.ui.agent.tile import (
    Look,
    facts,
    last_lines,
    met_row,
    pane_rows,
    queue_and_gates,
    reason_row,
    title,
)
from fleetui.ui.draw.labels.entries import entry_title
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.last_message import worth_showing
from fleetui.ui.draw.strips import Span, row
from fleetui.ui.fleet.layout import Shape
from fleetui.ui.queue.next_entry import why_waits
from fleetui.ui.shell.shared_state import SharedState

_COLUMN = 70
_LEAST = 16
_LABEL = 9
_COMMITS, _FILES, _ENTRIES = 3, 6, 6
"""At most so many rows of each."""


def _columns(width: int, _height: int, _agents: int) -> int:
    return max(1, width // _COLUMN)


SHAPE = Shape(_columns, least=_LEAST, most=1000, even=True)


def tile(shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
    """Exactly ``look.height`` rows of ``look.width`` cells."""
    state = state_of(agent)
    ground = "quiet" if state.quiet else "tile"
    top = [title(shared, agent, state, look, ground), facts(shared, agent, look, ground)]
    reason = reason_row(shared, agent, look.width)
    met = met_row(shared, agent, look.width, ground)
    below = [*met, *([reason] if reason else []), queue_and_gates(shared, agent, look.width, ground)]
    room = max(0, look.height - len(top) - len(below))
    lines = last_lines(worth_showing(agent, room), room)
    more = [row(shared.ink, look.width, one, (), ground) for one in _more(shared, agent, room - len(lines))]
    dimmed = state.quiet or bool(look.stale)
    pane = pane_rows(shared, agent, look.width, room - len(more), ground, dimmed=dimmed)
    return [*top, *more, *pane, *below][: look.height]


def _more(shared: SharedState, agent: AgentView, room: int) -> list[list[Span]]:
    """A blank row, then what there is to say, in ``room`` rows that would stay empty; one of them stays so."""
    rows = [*_git(agent.git), *_queue(shared, agent)]
    return [[], *rows[: room - 2]] if rows and room > _LABEL // 3 else []


def _git(git: GitFacts | None) -> list[list[Span]]:
    if git is None or not git.branch:
        return []
    size = f"   +{git.added} -{git.deleted} in {count(git.ahead, 'commit')}, {git.behind} behind"
    files = [_entry(f"{one.path}", f"   +{one.added} -{one.deleted}") for one in git.files[:_FILES]]
    commits = [_entry(subject) for subject in git.commits[:_COMMITS]]
    return [*_labelled("branch", [_entry(git.branch, size)]), *_labelled("commits", commits),
            *_labelled("changed", files)]  # fmt: skip


def _queue(shared: SharedState, agent: AgentView) -> list[list[Span]]:
    entries = live(agent.queue)
    rows = []
    for one in entries[:_ENTRIES]:
        why = why_waits(agent, one)
        rows.append(_entry(entry_title(one), f" {shared.sign('dot')} {why}" if why else ""))
    more = len(entries) - _ENTRIES
    if more > 0:
        rows.append([Span(f"and {more} more", "dim")])
    return _labelled("queue", rows)


def _entry(text: str, after: str = "") -> list[Span]:
    return [Span(text, "text"), Span(after, "dim")]


def _labelled(label: str, rows: list[list[Span]]) -> list[list[Span]]:
    return [
        [Span((label if index == 0 else "").ljust(_LABEL), "dim"), *one] for index, one in enumerate(rows)
    ]

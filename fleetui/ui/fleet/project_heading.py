"""A project's heading above its tiles, and instead of them where its band is folded."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from fleetui.model.counts import count
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.counts import counts_of
from fleetui.ui.draw.strips import Span, row
from fleetui.ui.shell.shared_state import SharedState

_REVIEWS = "review"
"""Role of seats that read a patch in a checkout of their own, which is no project's worktree."""


def open_heading(
    shared: SharedState, project: str, agents: Sequence[AgentView], where: str, width: int
) -> Strip:
    """Name and base; how many agents, or ``where`` among several pages one is."""
    return row(
        shared.ink, width, _name(shared, project, agents), [Span(where or count(len(agents), "agent"), "dim")]
    )


def folded_heading(
    shared: SharedState, project: str, agents: Sequence[AgentView], stands_for: str, selected: str, width: int
) -> Strip:
    """One row that says how many are in which state: what needs the operator is a block here, too."""
    ink = shared.ink
    chosen = bool(stands_for) and selected == stands_for
    ground = "line" if chosen else "bg"
    left = [
        Span(f"{shared.sign('folded')} ", "dim"),
        *_name(shared, project, agents),
        Span("   "),
        *_counts(shared, agents),
    ]
    if chosen:
        left.append(Span(f"  at {stands_for}", "text"))
    right = [Span(f"{count(len(agents), 'agent')}   ", "dim"), *_unfolds(shared)]
    bar = ink.bar(shared.sign("selected"), "bg") if chosen else ink.blank(1, "bg")
    return Strip.join([bar, row(ink, max(0, width - 2), left, right, ground, pad=0), ink.blank(1, "bg")])


def _unfolds(shared: SharedState) -> list[Span]:
    return [Span(shared.keymap.shown("band.fold"), "faint bold"), Span(" unfold", "faint")]


def _name(shared: SharedState, project: str, agents: Sequence[AgentView]) -> list[Span]:
    known = shared.view.projects.get(project)
    review = bool(agents) and all(agent.seat.role == _REVIEWS for agent in agents)
    left = [Span(project or ("reviewers" if review else "outside any repository"), "text bold")]
    if known and known.path:
        left.append(Span(f" {known.base} {shared.view.bases.get(project, '')[:7]}", "dim"))
    return left


def _counts(shared: SharedState, agents: Sequence[AgentView]) -> list[Span]:
    spans: list[Span] = []
    for one in counts_of(agents):
        sign = shared.sign(one.key)
        if one.loud:
            spans.append(Span(f" {sign} {one.number} {one.word} ", "on_block bold", f"{one.key}_block"))
        else:
            ink = "dim" if one.ink == "ok" else one.ink
            spans.append(Span(f" {sign} {one.number} {one.word} ", ink))
        spans.append(Span(" "))
    return spans

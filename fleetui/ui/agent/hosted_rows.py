"""What stands in the place of a pane for an agent that runs at its maker's: what its forge says of its work. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from textual.strip import Strip

from fleetui.model.clean import clean_line
from fleetui.model.forge.checks import CheckState
from fleetui.model.forge.merging import PullState
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.pull_marks import pull_marks
from fleetui.ui.draw.strips import Span, row, shortened
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 9
_NAMED = 3
"""Checks that failed and are named."""


def hosted_rows(shared: SharedState, agent: AgentView, width: int, height: int, ground: str) -> list[Strip]:
    """Exactly ``height`` rows, a free one first where all fit: from the top, because nothing scrolls here."""
    said = list(hosted_facts(shared, agent))
    if len(said) < height:
        said.insert(0, [])
    rows = [row(shared.ink, width, _cut(shared, one, width), (), ground) for one in said[:height]]
    return rows + [shared.ink.blank(width, ground)] * (height - len(rows))


def _cut(shared: SharedState, spans: list[Span], width: int) -> list[Span]:
    """The last of them shortened to what is left of the row."""
    if not spans:
        return spans
    left = width - 2 - sum(len(one.text) for one in spans[:-1])
    last = spans[-1]
    return [*spans[:-1], Span(shortened(last.text, max(1, left), shared.ink.more), last.ink)]


def hosted_facts(shared: SharedState, agent: AgentView) -> Iterator[list[Span]]:
    """A label and what is known, each in one row; what matters most comes first."""
    sight = agent.hosted
    if sight is None:
        return
    yield from _of_pull(shared, sight)
    yield from _of_issue(sight)
    yield from _of_time(shared, sight)
    yield _fact("known", sight.known_by, "dim")
    yield _fact("phase", "unknown: nothing there tells it", "dim")


def _of_pull(shared: SharedState, sight: HostedSight) -> Iterator[list[Span]]:
    pull = sight.pull
    if pull is None:
        return
    yield [
        Span("pull".ljust(_LABEL - 1), "dim"),
        *pull_marks(shared.sign, pull),
        Span(f" {_state(sight)}", "text"),
    ]
    if failed := _failed(pull):
        yield _fact("red", failed, "failed")
    yield _fact("title", clean_line(pull.title, 200), "text")


def _state(sight: HostedSight) -> str:
    pull = sight.pull
    said = [sight.word]
    if pull and sight.state is PullState.OPEN and pull.decision:
        said.append(f"review: {pull.decision}")
    return ", ".join(said)


def _failed(pull: Pull) -> str:
    red = [clean_line(one.said, 60) for one in pull.checks if one.state is CheckState.FAIL]
    more = f" and {len(red) - _NAMED} more" if len(red) > _NAMED else ""
    return f"{', '.join(red[:_NAMED])}{more}"


def _of_issue(sight: HostedSight) -> Iterator[list[Span]]:
    if sight.seat.issue:
        title = f" {clean_line(sight.issue.title, 200)}" if sight.issue else ""
        yield _fact("issue", f"#{sight.seat.issue}{title}", "text")


def _of_time(shared: SharedState, sight: HostedSight) -> Iterator[list[Span]]:
    now = shared.now()
    moved = f"{age(sight.moved, now)} ago" if sight.moved else "not known"
    asked = f", asked {age(sight.at, now)} ago" if sight.at else ""
    yield _fact("moved", f"{moved}{asked}", "text")
    if sight.seat.said:
        yield _fact("told", f"{age(sight.seat.said_at, now)} ago {sight.seat.said}", "ok")


def _fact(label: str, text: str, ink: str) -> list[Span]:
    return [Span(label.ljust(_LABEL), "dim"), Span(text, ink)]

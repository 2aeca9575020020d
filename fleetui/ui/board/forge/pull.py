"""What the board says of a branch's pull request, with its age; nothing where its project has no forge."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge.answers import AnswerState, Heard
from fleetui.model.forge.audit import counted
from fleetui.model.forge.checks import CheckState
from fleetui.model.forge.merging import PullRelease
from fleetui.model.forge.pull import Pull, PullList
from fleetui.model.view import BranchRow
from fleetui.ui.board.forge.overriding import over_words
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.strips import Span, shortened, width_of
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 12
_NAMED = 3
"""Checks that are named beside their number."""


def pull_facts(shared: SharedState, row: BranchRow, width: int) -> list[list[Span]]:
    """The pull request and how old that is, then the checks that are not green, then why nothing newer is known."""
    rows = facts_of_pull(shared, row.project, row.pull, width)
    if row.pull and row.pull.head != row.head:
        rows.append(_differs(shared, row, row.pull, max(20, width - _LABEL - 4)))
    if row.pull_release:
        room = max(20, width - _LABEL - 4)
        said = f"{_merge_words(row.pull_release)}{over_words(row)}"
        rows.append(_fact("merges", said, "low" if row.overridable else "merge", room))
    return rows


def facts_of_pull(shared: SharedState, project: str, pull: Pull | None, width: int) -> list[list[Span]]:
    """The same of any of a project's, without what this machine has of it."""
    known = shared.view.pulls.get(project)
    if known is None:
        return []
    room = max(20, width - _LABEL - 4)
    rows = [_fact("pull req.", *_said(shared, pull, known), room)]
    if pull and (bad := _not_green(pull)):
        rows.append(_fact("", bad, "low", room))
    if pull and (heard := shared.view.heard_of(project, pull.number)):
        rows += _remarks(shared, heard, room)
    if known.why:
        rows.append(_fact("", f"nothing newer: {known.why}", "failed", room))
    return rows


def _differs(shared: SharedState, row: BranchRow, pull: Pull, room: int) -> list[Span]:
    """How its newest commit lies to the one here, and the key that does something about it."""
    if row.unpushed is None or row.landed:
        return _fact("", f"it stands on {pull.head[:7]}: the branch here is at {row.head[:7]}", "low", room)
    forward = row.unpushed.goes_forward
    hint = shared.hint("board.open_pull" if forward else "board.followup", "dim", "push" if forward else "")
    said = f"{row.unpushed.said}   "
    return [*_fact("", shortened(said, room - width_of(hint)), "low", room), *hint]


def _merge_words(one: PullRelease) -> str:
    """What approving it merges, exactly."""
    return f"{one.repository.said} #{one.number} at {one.head[:9]} onto {one.base[:9]}, by {one.method}"


def _said(shared: SharedState, pull: Pull | None, known: PullList) -> tuple[str, str]:
    when = f"   {age(known.at, shared.now())} ago" if known.at else "   never answered"
    if pull is None:
        return f"{'none' if known.at and known.whole else 'not known'}{when}", "dim"
    return f"{pull.said}{when}", "text"


def _remarks(shared: SharedState, heard: Heard, room: int) -> list[list[Span]]:
    """What others said in it that somebody has to look at, the oldest first, and the key that shows all."""
    if heard.said is None:
        return [_fact("remarks", f"not known: {heard.why}", "failed", room)]
    if not heard.remarks:
        return [_fact("remarks", "nothing is open", "dim", room)]
    first = heard.remarks[0].remark
    where = f" at {clean_line(first.path, 80)}:{first.line}" if first.path and first.line else ""
    severity = f", {first.severity}" if first.severity else ""
    said = f"{counted(heard.remarks)}; {clean_line(first.author, 40) or 'nobody'}{where}{severity}"
    old = f" {age(first.at, shared.now())} ago   "
    only_said = any(one.state is AnswerState.SAID for one in heard.remarks)
    hint = shared.hint("board.remarks", "dim")
    left = room - width_of(hint) - len(old)
    ink = "failed" if only_said else "low"
    return [[*_fact("remarks", f"{shortened(said, left)}{old}", ink, room), *hint]]


def _not_green(pull: Pull) -> str:
    """The checks that failed or are not known, by name."""
    bad = [one for one in pull.checks if one.state in (CheckState.FAIL, CheckState.UNKNOWN)]
    said = [f"{one.said} {one.state}" for one in bad[:_NAMED]]
    if pull.checks_of and pull.checks_of != pull.head:
        said.append(f"checks of {pull.checks_of[:7]} only, an earlier push")
    if not pull.checks_whole:
        said.append("more checks than were read")
    more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
    return "; ".join(said) + more


def _fact(label: str, text: str, ink: str, room: int) -> list[Span]:
    return [Span(f"{label:<{_LABEL}}", "dim"), Span(shortened(text, room), ink)]

"""What the ledger says of a task that is an issue: who wrote it, its labels, its pull request, how old that is."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.forge.issues.issue import Issue, IssueList
from fleetui.model.ledger import LedgerRow
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.shared_state import SharedState

_SHOWN = 3
"""Pull requests of others that are listed."""


def issue_facts(shared: SharedState, row: LedgerRow, unread: str = "") -> Iterator[tuple[str, str, str]]:
    """Label, text and ink of each. ``unread``: why its text cannot be read now."""
    now, task = shared.now(), row.task
    if task.changed:
        seen = f"another text than its agent was given, seen {age(task.changed, now)} ago"
        yield "changed since", seen, "low"
    for one in row.closing[:_SHOWN]:
        yield "closed by", f"{one.said}; by {one.author or 'nobody'}, once merged", "text"
    listed = shared.view.issues.get(task.project)
    said = _said(row.issue) if row.issue else ""
    yield (
        "issue",
        f"{said}{'; ' if said else ''}{_asked(listed, now)}",
        "failed" if listed and listed.why else "text",
    )
    if row.pull:
        yield "pull request", row.pull.said, "text"
    if unread:
        yield "text", f"{'kept; nothing newer' if task.body else 'not read'}: {unread}", "failed"
    elif not task.body:
        yield "text", "not read yet", "dim"


def _said(one: Issue) -> str:
    who = f"by {one.author or 'nobody'}{' (a program)' if one.bot else ''}"
    labels = f"labelled {', '.join(one.labels)}" if one.labels else "no label"
    return f"{who}; {labels}; assigned to {', '.join(one.assignees) or 'nobody'}"


def _asked(listed: IssueList | None, now: float) -> str:
    if listed is None:
        return "not asked for: its project has no search for issues"
    if not listed.at:
        return f"not known there yet{f': {listed.why}' if listed.why else ''}"
    return f"as of {age(listed.at, now)} ago{f': {listed.why}' if listed.why else ''}"


def nothing_newer(shared: SharedState) -> list[Span]:
    """Which searches find nothing newer, since when and why, or have more than is shown."""
    said: list[Span] = []
    for name, listed in shared.view.issues.items():
        if listed.why:
            since = f"as of {age(listed.at, shared.now())} ago" if listed.at else "never read"
            said.append(Span(f"   issues of {name} {since}: {listed.why}", "failed"))
        elif listed.total > len(listed.issues):
            said.append(Span(f"   {len(listed.issues)} of {listed.total} issues of {name}", "low"))
    return said

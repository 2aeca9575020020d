"""What the ledger says of a task that is an issue: who wrote it, its labels, its pull request, how old that is."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.ledger import LedgerRow
from fleetui.ui.draw.labels import age
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.shared_state import SharedState


def issue_facts(shared: SharedState, row: LedgerRow) -> Iterator[tuple[str, str, str]]:
    """Label, text and ink of each."""
    now, task, one = shared.now(), row.task, row.issue
    listed = shared.view.issues.get(task.project)
    if one:
        yield "written by", f"{one.author or 'nobody'}{' (a program)' if one.bot else ''}", "text"
        yield "labels", ", ".join(one.labels) or "none", "text" if one.labels else "dim"
        yield "assigned to", ", ".join(one.assignees) or "nobody", "text" if one.assignees else "dim"
    if row.pull:
        yield "pull request", row.pull.said, "text"
    if task.changed:
        yield (
            "changed since",
            f"its text is another than its agent was given, seen {age(task.changed, now)} ago",
            "low",
        )
    if not task.body:
        yield "text", "not read yet", "dim"
    if listed is None or not listed.at:
        yield "asked", f"not yet{f': {listed.why}' if listed and listed.why else ''}", "dim"
    else:
        why = f": {listed.why}" if listed.why else ""
        yield "asked", f"{age(listed.at, now)} ago{why}", "failed" if why else "dim"


def nothing_newer(shared: SharedState) -> list[Span]:
    """Which queries find nothing newer, since when and why, or have more than is shown."""
    said: list[Span] = []
    for name, listed in shared.view.issues.items():
        if listed.why:
            since = f"as of {age(listed.at, shared.now())} ago" if listed.at else "never read"
            said.append(Span(f"   issues of {name} {since}: {listed.why}", "failed"))
        elif listed.total > len(listed.issues):
            said.append(Span(f"   {len(listed.issues)} of {listed.total} issues of {name}", "low"))
    return said

"""What the owner of the fleet hears of an agent, as it last published it: it alone listens to agents' own servers."""

from __future__ import annotations

import os
from typing import Any

from fleetui.cli.common import paths_here
from fleetui.cli.output import age
from fleetui.cli.watch.tmux_status import age_of, is_kept, read_published
from fleetui.model.clean import clean_line


def heard_by_owner(name: str) -> tuple[str, ...]:
    """Rows: the source that counts there, then those that differ; none where no other process owns the fleet."""
    found = read_published(paths_here().published)
    if not found or not is_kept(found) or found["owner"] == os.getpid():
        return ()
    agent = next((one for one in found["agents"] if one["name"] == name), None)
    if agent is None:
        return ()
    seen = agent["evidence"]
    rows = [("COUNTS", {**seen, "phase": agent["phase"], "note": ""})]
    rows += [("differs", one) for one in seen["disagreed"]]
    head = f"as the fleet's owner hears it, {age(age_of(found))} ago:"
    return (head, *(_row(mark, one) for mark, one in rows))


def _row(mark: str, one: dict[str, Any]) -> str:
    since = f"for {age(one['age_s'])}" if one["age_s"] else ""
    said = clean_line(str(one["rule"]), 80)
    note = clean_line(str(one["note"]), 80)
    return f"  {mark:<8}{one['source']:<9}{one['phase']:<10}{said}  {since:<8}  {note}".rstrip()

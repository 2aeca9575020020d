"""The whole fleet as plain data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fleetui.model.comparison import Comparison, Contradiction
from fleetui.model.snapshot import SCHEMA
from fleetui.model.snapshot.age import age
from fleetui.model.snapshot.agent import agent_snapshot, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fleetui.model.paneless import PanelessAgent
    from fleetui.model.quota import AccountQuota
    from fleetui.model.view import FleetView


def snapshot(view: FleetView, now: float) -> dict[str, object]:
    """The whole fleet as plain data that ``json`` writes as it is; the package says what is in it."""
    return {
        "schema": SCHEMA,
        "at": now + view.clock_moved,
        "observed_s": age(view.observed, now),
        "ready": view.ready,
        "owner": view.owner_pid or None,
        "counts": _counts(view),
        "quotas": [_quota(one, now, now + view.clock_moved) for one in view.quotas],
        "background": [_paneless(one) for one in view.paneless],
        "comparisons": [_comparison(one) for one in view.comparisons if one.rows],
        "health": [
            {"port": part.port, "text": part.text, "age_s": age(part.since, now), "severe": part.severe}
            for part in view.health
        ],
        "agents": [agent_snapshot(agent, now, view.clock_moved) for agent in view.agents],
    }


def _counts(view: FleetView) -> dict[str, object]:
    return {
        "agents": len(view.agents),
        "queued": sum(agent.queued for agent in view.agents),
        "found": len(view.found),
        "phases": dict(Counter(agent.status.phase.value for agent in view.agents)),
        "waiting": dict(Counter(word_of(agent.attention.want) for agent in view.agents if agent.attention)),
        "calling": dict(
            Counter(word_of(agent.attention.want) for agent in view.agents if agent.attention and agent.calls)
        ),
        "quiet": {word: number for word, number in quieted(view).items() if number},
    }


def _quota(one: AccountQuota, now: float, clock: float) -> dict[str, object]:
    return {
        "account": one.account,
        "windows": [
            {
                "name": window.name,
                "left_percent": window.left_at(clock),
                "resets_at": window.resets_at or None,
            }
            for window in one.quota.windows
        ],
        "agents": list(one.agents),
        "spending": list(one.spending),
        "age_s": age(one.quota.at, now),
    }


def _paneless(one: PanelessAgent) -> dict[str, object]:
    return {
        "name": one.name,
        "profile": one.profile,
        "phase": one.phase.value,
        "waits_for": one.waits_for,
        "since": one.since or None,
        "folder": one.cwd,
        "pid": one.pid,
    }


def _comparison(one: Comparison) -> dict[str, object]:
    return {
        "program": one.program,
        "version": one.version,
        "seconds": round(one.seconds, 1),
        "rows": [
            {
                "source": row.source,
                "rule": row.rule,
                "said": row.said,
                "against": row.against,
                "times": row.times,
                "seconds": round(row.seconds, 1),
            }
            for row in one.rows
        ],
        "doubted": list(one.doubted),
    }


def comparisons_of(fleet: Mapping[str, object]) -> tuple[Comparison, ...]:
    """What sources were worth, from such a document; what is not as it should be is left out."""
    told = fleet.get("comparisons")
    found = []
    for one in told if isinstance(told, list) else ():
        try:
            rows = tuple(Contradiction(**row) for row in one["rows"])
            found.append(
                Comparison(one["program"], one["version"], "", one["seconds"], rows, tuple(one["doubted"]))
            )
        except (KeyError, TypeError):
            continue
    return tuple(found)


def quieted(view: FleetView) -> dict[str, int]:
    """How many agents are acknowledged, snoozed and muted."""
    return {
        "acknowledged": sum(1 for a in view.agents if a.attention and a.attention.acknowledged),
        "snoozed": sum(1 for a in view.agents if a.snoozed_until is not None),
        "muted": sum(1 for a in view.agents if a.muted),
    }

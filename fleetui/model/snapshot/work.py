"""What an agent works on, as plain data: its queue, gates, and judged turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fleetui.model.happened.turns import differing
from fleetui.model.snapshot.age import age

if TYPE_CHECKING:
    from fleetui.model.happened.success import Against
    from fleetui.model.happened.turns import JudgedTurn
    from fleetui.model.queue import Entry
    from fleetui.model.view import AgentView, GateMark

EXCERPT = 2000
"""Characters of a text of an entry or turn."""


def work_of(agent: AgentView, now: float) -> dict[str, object]:
    """What stands beside its state: context, queue, gates, and turns of which report and files differ."""
    context = agent.context
    return {
        "context": context
        and {
            "left_percent": context.left_percent,
            "source": context.source,
            "age_s": age(context.at, now),
        },
        "queue": [_entry(entry) for entry in agent.queue],
        "waits": agent.waits,
        "background": {"shells": agent.background.shells, "agents": agent.background.agents},
        "waits_s": age(agent.waits_since, now),
        "gates": _gate_marks(agent.gates, now),
        "advice": _gate_marks(agent.advice, now),
        "branch_advice": _gate_marks(agent.branch_advice, now),
        "runs_into": [
            {
                "agent": one.agent,
                "branch": one.branch,
                "files": list(one.files),
                "uncommitted": one.uncommitted,
            }
            for one in agent.runs_into
        ],
        "against": _against(agent.against, now),
        "undone": [_turn(turn, now) for turn in differing(agent.turns)],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "state": entry.state.value,
        "text": _excerpt(entry.text),
        "length": len(entry.text),
        "kind": entry.kind,
        "step": entry.step.KIND if entry.step else "",
        "reason": entry.reason,
        "round": entry.round,
    }


def _gate_marks(marks: tuple[GateMark, ...], now: float) -> list[dict[str, object]]:
    return [
        {
            "name": mark.gate,
            "verdict": mark.verdict.value,
            "age_s": age(mark.at, now),
            "detail": mark.detail,
        }
        for mark in marks
    ]


def _against(one: Against | None, now: float) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "said": one.success.said,
        "source": one.success.source,
        "said_age_s": age(one.success.at, now),
        "gate": one.gate,
        "verdict": one.verdict.value,
        "age_s": age(one.at, now),
        "advice": one.advice,
    }


def _turn(turn: JudgedTurn, now: float) -> dict[str, object]:
    numbers = turn.reported >= 0
    return {
        "turn": turn.id,
        "prompt": _excerpt(turn.prompt),
        "reported": turn.reported if numbers else None,
        "in_files": turn.in_files if numbers else None,
        "rows": [
            {"kind": str(one.kind), "reported": one.reported, "found": one.found} for one in turn.shortfalls
        ],
        "age_s": age(turn.at, now),
    }


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"

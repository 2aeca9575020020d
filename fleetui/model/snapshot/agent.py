"""One agent as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fleetui.model.snapshot.age import age
from fleetui.model.snapshot.session import session_of, tokens
from fleetui.model.snapshot.work import work_of

if TYPE_CHECKING:
    from fleetui.model.attention import Want
    from fleetui.model.hosted.sight import HostedSight
    from fleetui.model.limit import Limit
    from fleetui.model.view import AgentView


def agent_snapshot(agent: AgentView, now: float, moved: float = 0.0) -> dict[str, object]:
    """One agent as plain data; the package says what is in it."""
    return {
        **_identity(agent),
        **_state(agent, now, moved),
        **work_of(agent, now),
        "hosted": _hosted(agent.hosted, now) if agent.hosted else None,
        **_world(agent, now),
    }


def _identity(agent: AgentView) -> dict[str, object]:
    seat = agent.seat
    return {
        "name": seat.name,
        "project": seat.project,
        "profile": seat.profile,
        "role": seat.role,
        "task": seat.task,
        "branch": agent.git.branch if agent.git else seat.branch,
        "worktree": seat.worktree,
        "seat_state": seat.state.value,
    }


def _state(agent: AgentView, now: float, moved: float) -> dict[str, object]:
    status, attention, asked = agent.status, agent.attention, agent.question
    evidence = status.evidence
    return {
        "phase": status.phase.value,
        "since": status.since + moved if status.since else None,
        "limit": status.limit and _limit(status.limit, now, moved),
        "evidence": {
            "source": evidence.source,
            "rule": evidence.rule,
            "age_s": age(evidence.at, now),
            "disagreed": [
                {
                    "source": one.source,
                    "phase": one.phase.value,
                    "rule": one.rule,
                    "note": one.note,
                    "age_s": age(one.at, now),
                }
                for one in evidence.disagreed
            ],
        },
        "attention": attention
        and {
            "want": word_of(attention.want),
            "reason": attention.reason,
            "age_s": age(attention.since, now),
            "acknowledged": attention.acknowledged,
        },
        "snoozed_s": None if agent.snoozed_until is None else round(max(0.0, agent.snoozed_until - now), 1),
        "muted": agent.muted,
        **_judged(agent, now),
        "question": asked
        and {
            "kind": asked.kind,
            "text": asked.text,
            "choices": list(asked.choices),
            "subject": asked.subject,
        },
        "stale_s": age(agent.stale_since, now),
        "doing": agent.doing,
    }


def _limit(limit: Limit, now: float, moved: float) -> dict[str, object]:
    left = None if limit.reset_at is None or limit.reset_at <= now else round(limit.reset_at - now, 1)
    return {
        "reason": limit.reason,
        "attempt": limit.attempt,
        "of": limit.of,
        "reset_at": None if limit.reset_at is None else limit.reset_at + moved,
        "resets_s": left,
        "resets": limit.resets,
    }


def _judged(agent: AgentView, now: float) -> dict[str, object]:
    judged = agent.judgement
    return {
        "stuck_s": age(judged.since, now) if judged.stuck else None,
        "burnt_percent": judged.burnt or None,
        "signals": [
            {"name": one.name, "says": one.says, "age_s": age(one.at, now), "counts": one.counts}
            for one in judged.signals
        ],
        "untested": agent.untested,
        "cost": agent.cost,
        "spent": tokens(agent.spent),
        "task_spent": tokens(agent.task_spent),
        "session": agent.session and session_of(agent.session, now),
    }


def _world(agent: AgentView, now: float) -> dict[str, object]:
    pane, process, git = agent.pane, agent.process, None if agent.lost else agent.git
    unseen = bool(agent.seat.run) and process is None
    return {
        "pane": pane and {"socket": pane.server.socket, "id": pane.pane, "pid": pane.pid},
        "alive": None if unseen else agent.alive,
        "cpu_percent": process.cpu_percent if process else None,
        "rss_mb": process.rss_mb if process else None,
        "dirty": git.dirty if git else None,
        "ahead": git.ahead if git else None,
        "behind": git.behind if git else None,
        "lost": agent.lost,
        "last_output_age_s": age(agent.last_output, now),
    }


def _hosted(sight: HostedSight, now: float) -> dict[str, object]:
    return {
        "label": sight.kind.label,
        "issue": sight.seat.issue or None,
        "pull": sight.seat.pull or None,
        "state": sight.word,
        "said": sight.summary,
        "moved_age_s": age(sight.moved, now),
        "known_by": sight.known_by,
        "url": sight.url,
        "told": sight.seat.said,
        "why": sight.why,
        "age_s": age(sight.at, now),
    }


def word_of(want: Want) -> str:
    """The contract's word for a reason to wait, such as ``to-merge``."""
    return want.name.lower().replace("_", "-")

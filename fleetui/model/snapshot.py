"""The fleet as plain data: what ``fleetui status --json`` prints and what the owner publishes.

The document is a contract. ``"schema": 1`` stays 1 while fields are only added; every name below keeps its
meaning. Times (``at``, ``since``) are seconds since the epoch; every ``*_s`` is an age or length in seconds
**as of** ``at``. ``null`` always means *not known*, never zero and never fine.

Fleet::

    schema      1
    at          when this was written
    observed_s  age of the last completed observation, or null before the first
    ready       false until the first observation is in: then an empty ``agents`` means nothing yet
    owner       pid of the process that acts for the fleet, or null
    counts      {agents, queued, found, phases: {PHASE: n}, waiting: {WANT: n}, calling: {WANT: n}, quiet: {WORD: n}};
                only what is not zero stands in ``phases``, ``waiting``, ``calling`` and ``quiet``. ``waiting`` is all
                that wait, ``calling`` those of them neither acknowledged nor snoozed; the words of ``quiet`` are
                acknowledged, snoozed and muted
    quotas      [{account, windows: [{name, left_percent, resets_at}], agents, spending, age_s}] what each account may
                still spend, as its agents say it: name is 5h, week, spend or such, ``resets_at`` may be null,
                ``left_percent`` is null once a window began anew and nothing was said since,
                ``agents`` are all of it, ``spending`` those that work now. An account of which nothing is said is
                not in it
    background  [{name, profile, phase, waits_for, since, folder, pid}] agents without a pane, such as Claude Code's
                in the background: seen by what they keep about themselves, and never typed to
    comparisons [{program, version, seconds, rows, doubted}] how often sources contradicted what counts, by program and
                version: rows [{source, rule, said, against, times, seconds}]; ``seconds`` above them is how long its
                agents were watched, ``doubted`` are the sources that were wrong so often that you were told
    health      [{port, text, age_s, severe}] parts of the world that do not answer as they should
    agents      one object per agent, in slot order

Agent::

    name, project, profile, role, task, branch, worktree     strings, "" where there is none;
                ``branch`` is the one checked out now where that is known
    seat_state  active, paused, halted, archived
    phase       starting, working, idle, asking, limited, failed, exited, unknown
    since       when that phase began, or null
    limit       {reason, attempt, of, reset_at, resets_s, resets} or null where it is not limited: which try,
                of how many, when it ends, in how many seconds (null once past), and that in its own words
    evidence    {source, rule, age_s, disagreed}: how the phase is known; source is program, server, hook, session,
                title, screen or process. disagreed: [{source, phase, rule, note, age_s}] what others say, and how long
    attention   {want, reason, age_s, acknowledged} or null; want is asking, stuck, failed, limited, failing, touched,
                unconfirmed, held, undone, gate-red or to-merge; acknowledged is true once the operator said that
                exactly this is known
    snoozed_s   seconds left during which it calls nobody, or null
    muted       true while it raises no alert
    question    {kind, text, choices, subject} or null: what it asks the operator
    context     {left_percent, source, age_s} or null
    queue       [{id, state, text, length, kind, step, reason, round}] live entries in order; ``text`` is its first 2000
                characters at most, the last of them … where it has more, and ``length`` how many it has
                (``fleetui queue NAME list --json`` has all of it); state is queued, held, intended, pasted, submitted,
                unknown or running; kind is follow-up, handoff, command, repair, advice or step; step is
                gate, wait, check, review, restart, compact, clear, next-task, note, or "" for what is no step
    waits       why the first of ``queue`` is not being sent or done now, such as ``failed``; "" when it is, or none is
                queued
    waits_s     how long that one has been the first, or null
    background  {shells, agents}: how many of its own it left running although its turn is over
    advice      as gates, of its uncommitted files: no evidence
    branch_advice                  the same of its branch as committed, by gates of the lead's stage
    gates       [{name, verdict, age_s, detail}]; verdict is pass, fail, error, running, outdated or none
    against     {said, source, said_age_s, gate, verdict, age_s, advice} or null: a report of success (``done`` or
                ``tests pass``) that a gate speaks against, on the same files; ``advice`` where those are not committed
    undone      [{turn, prompt, reported, in_files, rows, age_s}] turns in which report and files differ; rows:
                [{kind, reported, found}]; reported and in_files are numbers, or null
    runs_into   [{agent, branch, files, uncommitted}] agents of its project whose work and its own keep each other from
                merging, by the forecast; ``uncommitted`` is true where one of them did not commit it yet. Empty does
                not say that all merges: ``fleetui merge list --json`` has what is not known
    hosted      {label, issue, pull, state, said, moved_age_s, known_by, url, told, why, age_s} of one that runs at its
                maker's, or null: numbers are null where there is none; ``state`` is the forge's word (draft, ready for
                review, merged, closed, no pull request), ``said`` its pull request in a line, ``told`` the address of
                the last comment for it, ``why`` the reason where nothing newer than ``age_s`` is known. Its phase is
                unknown
    pane        {socket, id, pid} or null
    alive       true, false, or null when a run is recorded and its process was not looked at
    cpu_percent, rss_mb            of the whole process set, or null
    dirty, ahead, behind           against the project's base branch, or null
    last_output_age_s              or null
    stuck_s     how long nothing moved, for one that is judged stuck, else null
    burnt_percent   context spent since its worktree last changed, where that is worth saying, else null
    signals     [{name, says, age_s, counts}] what would move if it got on, and how long ago it did; ``counts`` is
                false for what is listed only, such as a busy child
    session     what its own session file says, or null where none is surely its own: {session, status, version,
                model, context_left, context_tokens, window, window_from, turn_ended, turn_age_s, last_tool, tool_runs,
                failed_tools, failed_edits, failing, fails, hook, todo_done, todo_all, tokens, cost, spent, turn_spent,
                error, limited, resets, compactions, last_message, age_s}; ``window_from`` is file, model, taken or
                assumed
    cost        dollars that its session cost, where it says so itself (status line or session file), or null
    spent       {input, cache_write, cache_read, output}: tokens of all its judged turns, those of its own agents
                included, each answer once; null where no file told. ``session.spent`` is that of its present run,
                ``session.turn_spent`` of its last turn, as its files have it now
    task_spent  the same of its task, by every agent that had it, or null
    untested    version of its program when no screen of it was ever captured, else ""
    lost        why its folder is no longer its worktree (gone, another repository's ...), else ""; what git says of
                it is null meanwhile
    stale_s     how long good observations have been missing, or null when they are not
    doing       what fleetui does to it now, such as ``restart: rescue``; "" mostly
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fleetui.model.attention import Want
from fleetui.model.comparison import Comparison, Contradiction
from fleetui.model.happened.turns import differing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fleetui.model.happened.success import Against
    from fleetui.model.happened.turns import JudgedTurn
    from fleetui.model.hosted.sight import HostedSight
    from fleetui.model.limit import Limit
    from fleetui.model.paneless import PanelessAgent
    from fleetui.model.queue import Entry
    from fleetui.model.quota import AccountQuota
    from fleetui.model.session import SessionFacts
    from fleetui.model.tokens import Tokens
    from fleetui.model.view import AgentView, FleetView, GateMark

SCHEMA = 1
EXCERPT = 2000
"""Characters of a text of an entry or turn."""

PUBLISH_S = 5.0
"""The owner publishes again at least this often, also when nothing changed."""

FRESH_S = 15.0
"""A published snapshot older than this says nothing about now."""

_SEGMENT = (
    (("asking",), "▲"),
    (("stuck",), "■"),
    (("failed",), "✖"),
    (("limited",), "◇"),
    (("failing",), "↻"),
    (("touched",), "⊠"),
    (("unconfirmed", "held"), "!"),
    (("undone",), "≠"),
    (("gate-red",), "▼"),
    (("to-merge",), "◆"),
)


def word_of(want: Want) -> str:
    """The contract's word for a reason to wait, such as ``to-merge``."""
    return want.name.lower().replace("_", "-")


def snapshot(view: FleetView, now: float) -> dict[str, object]:
    """The whole fleet as plain data that ``json`` writes as it is; the module says what is in it."""
    return {
        "schema": SCHEMA,
        "at": now + view.clock_moved,
        "observed_s": _age(view.observed, now),
        "ready": view.ready,
        "owner": view.owner_pid or None,
        "counts": _counts(view),
        "quotas": [_quota(one, now, now + view.clock_moved) for one in view.quotas],
        "background": [_paneless(one) for one in view.paneless],
        "comparisons": [_comparison(one) for one in view.comparisons if one.rows],
        "health": [
            {"port": part.port, "text": part.text, "age_s": _age(part.since, now), "severe": part.severe}
            for part in view.health
        ],
        "agents": [agent_snapshot(agent, now, view.clock_moved) for agent in view.agents],
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
        "age_s": _age(one.quota.at, now),
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


def agent_snapshot(agent: AgentView, now: float, moved: float = 0.0) -> dict[str, object]:
    """One agent as plain data; the module says what is in it."""
    return {
        **_identity(agent),
        **_state(agent, now, moved),
        **_work(agent, now),
        "hosted": _hosted(agent.hosted, now) if agent.hosted else None,
        **_world(agent, now),
    }


def tmux_segment(fleet: Mapping[str, object], age_s: float = 0.0, *, kept: bool = True) -> str:
    """One short text for a tmux status line, such as ``▲2 ■1``; empty when nobody calls the operator.

    Agents that are acknowledged or snoozed are not in it.

    When nobody keeps the snapshot up to date, what was true is shown with its age, and a fleet of which nothing
    is known now is ``?``, never empty.
    """
    counts = fleet.get("counts")
    calling = counts.get("calling", counts.get("waiting")) if isinstance(counts, dict) else None
    marks = _marks(calling if isinstance(calling, dict) else {})
    if kept:
        return marks
    return f"{marks or '?'} ({_short(age_s)} old)" if fleet.get("agents") else ""


def _marks(waiting: Mapping[str, object]) -> str:
    parts = []
    for words, glyph in _SEGMENT:
        count = sum(number for word in words if isinstance(number := waiting.get(word), int))
        if count:
            parts.append(f"{glyph}{count}")
    return " ".join(parts)


def _short(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


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


def _hosted(sight: HostedSight, now: float) -> dict[str, object]:
    return {
        "label": sight.kind.label,
        "issue": sight.seat.issue or None,
        "pull": sight.seat.pull or None,
        "state": sight.word,
        "said": sight.summary,
        "moved_age_s": _age(sight.moved, now),
        "known_by": sight.known_by,
        "url": sight.url,
        "told": sight.seat.said,
        "why": sight.why,
        "age_s": _age(sight.at, now),
    }


def quieted(view: FleetView) -> dict[str, int]:
    """How many agents are acknowledged, snoozed and muted."""
    return {
        "acknowledged": sum(1 for a in view.agents if a.attention and a.attention.acknowledged),
        "snoozed": sum(1 for a in view.agents if a.snoozed_until is not None),
        "muted": sum(1 for a in view.agents if a.muted),
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
            "age_s": _age(evidence.at, now),
            "disagreed": [
                {
                    "source": one.source,
                    "phase": one.phase.value,
                    "rule": one.rule,
                    "note": one.note,
                    "age_s": _age(one.at, now),
                }
                for one in evidence.disagreed
            ],
        },
        "attention": attention
        and {
            "want": word_of(attention.want),
            "reason": attention.reason,
            "age_s": _age(attention.since, now),
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
        "stale_s": _age(agent.stale_since, now),
        "doing": agent.doing,
    }


def _tokens(spent: Tokens | None) -> dict[str, int] | None:
    if spent is None:
        return None
    return {
        "input": spent.input,
        "cache_write": spent.cache_write,
        "cache_read": spent.cache_read,
        "output": spent.output,
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
        "stuck_s": _age(judged.since, now) if judged.stuck else None,
        "burnt_percent": judged.burnt or None,
        "signals": [
            {"name": one.name, "says": one.says, "age_s": _age(one.at, now), "counts": one.counts}
            for one in judged.signals
        ],
        "untested": agent.untested,
        "cost": agent.cost,
        "spent": _tokens(agent.spent),
        "task_spent": _tokens(agent.task_spent),
        "session": agent.session and _session(agent.session, now),
    }


def _session(one: SessionFacts, now: float) -> dict[str, object]:
    return {
        "session": one.session,
        "status": one.status,
        "version": one.version,
        "model": one.model,
        "context_left": one.context_left,
        "context_tokens": one.context_tokens,
        "window": one.window,
        "window_from": one.window_from,
        "turn_ended": one.turn_ended,
        "turn_age_s": _age(one.turn_at, now) if one.turn_at else None,
        "last_tool": one.last_tool,
        "tool_runs": one.tool_runs,
        "failed_tools": one.failed_tools,
        "failed_edits": one.failed_edits,
        "failing": one.failing,
        "fails": one.fails,
        "hook": one.hook,
        "todo_done": one.todo_done,
        "todo_all": one.todo_all,
        "tokens": one.tokens,
        "cost": one.cost,
        "spent": _tokens(one.spent),
        "turn_spent": _tokens(one.turn.spent if one.turn else None),
        "error": one.error,
        "limited": one.limited,
        "resets": one.resets,
        "compactions": one.compactions,
        "last_message": one.last_message,
        "age_s": _age(one.at, now),
    }


def _work(agent: AgentView, now: float) -> dict[str, object]:
    context = agent.context
    return {
        "context": context
        and {
            "left_percent": context.left_percent,
            "source": context.source,
            "age_s": _age(context.at, now),
        },
        "queue": [_entry(entry) for entry in agent.queue],
        "waits": agent.waits,
        "background": {"shells": agent.background.shells, "agents": agent.background.agents},
        "waits_s": _age(agent.waits_since, now),
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


def _gate_marks(marks: tuple[GateMark, ...], now: float) -> list[dict[str, object]]:
    return [
        {
            "name": mark.gate,
            "verdict": mark.verdict.value,
            "age_s": _age(mark.at, now),
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
        "said_age_s": _age(one.success.at, now),
        "gate": one.gate,
        "verdict": one.verdict.value,
        "age_s": _age(one.at, now),
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
        "age_s": _age(turn.at, now),
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
        "last_output_age_s": _age(agent.last_output, now),
    }


def _age(at: float | None, now: float) -> float | None:
    return round(max(0.0, now - at), 1) if at else None


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


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

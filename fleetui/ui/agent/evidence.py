"""Why an agent is shown as it is, and what is known of it, as rows."""

from __future__ import annotations

from fleetui.model.comparison import told_of
from fleetui.model.session import SessionFacts
from fleetui.model.status import SourceReport
from fleetui.model.view import AgentView, FleetView, GateMark
from fleetui.ui.agent.last_run import how_it_ended
from fleetui.ui.draw.labels.ages import age, clock_seconds, ends_in, limit_words
from fleetui.ui.draw.labels.gates import gate_ink, gate_sign
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.labels.titles import task_title
from fleetui.ui.draw.rows import BLANK, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.quota import quota_words
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 14


def fact(label: str, text: str, ink: str = "text") -> list[TextRow]:
    """A label and a value; nothing when there is no value."""
    return [words(Span(label.ljust(_LABEL), "dim"), Span(text, ink))] if text else []


def evidence_rows(shared: SharedState, agent: AgentView) -> list[TextRow]:
    """What the state rests on: source, rule, age; the question; what stands in the composer."""
    now = shared.now()
    state = state_of(agent)
    seen = agent.status.evidence
    rule = f"{seen.rule}, for {age(seen.at, now)}" if seen.at else seen.rule
    rows = fact("state", f"{state.word}, since {_when(state.since)}", state.ink)
    rows += fact("phase", f"{agent.status.phase}, since {_when(agent.status.since)}")
    rows += fact("source", seen.source) + fact("rule", rule) + fact("note", agent.status.note)
    rows += fact("runs on", agent.background.words)
    for number, one in enumerate(seen.disagreed):
        rows += fact("" if number else "disagrees", _disagreement(one, now), "low")
    rows += _comparison(agent) + _limit(agent, now)
    if agent.attention:
        rows += fact("why", agent.attention.reason, state.ink)
    rows += _reported(agent, now)
    if agent.question:
        rows += [BLANK, *fact("asks", agent.question.text, "asking"), *fact("kind", agent.question.kind)]
        rows += [words(Span(" " * _LABEL), Span(choice, "text")) for choice in agent.question.choices]
    rows += [BLANK, *_context(shared, agent)]
    rows += fact("quota", quota_words(shared.view, agent.name, now))
    rows += fact("last output", f"{age(agent.last_output, now)} ago" if agent.last_output else "not seen")
    rows += _signals(agent, now) + _session(agent, now) + _buckets(agent) + _turn(shared, agent)
    rows += fact("observed", f"not since {_when(agent.stale_since)}" if agent.stale_since else "", "low")
    rows += fact("in composer", agent.draft or "")
    return rows + fact("being done", agent.doing, "merge")


def _reported(agent: AgentView, now: float) -> list[TextRow]:
    """What it reports, and the gate that says otherwise, each with its age."""
    one = agent.against
    if one is None:
        return []
    when = f", {age(one.success.at, now)} ago" if one.success.at else ""
    rows = fact("reported", f"{one.success.said}: {one.success.source}{when}", "low")
    what = "advice on its uncommitted files" if one.advice else "evidence on its head"
    said = f"{one.short.partition(', ')[2]}: {what}, {age(one.at, now)} ago"
    return rows + fact("against it", f"{said}   {one.detail}".rstrip(), "low")


def _comparison(agent: AgentView) -> list[TextRow]:
    """How often which source was wrong so far, of all agents of this program and version."""
    one = agent.comparison
    rows: list[TextRow] = []
    for source in one.sources() if one else ():
        ink = "low" if one and source in one.doubted else "dim"
        rows += fact("" if rows else "so far", f"{one.name}: {told_of(one, source)}" if one else "", ink)
    return rows


def _limit(agent: AgentView, now: float) -> list[TextRow]:
    """Which try, when it ends, and in whose words that was."""
    limit = agent.status.limit
    if limit is None:
        return []
    rows = fact("limit", limit_words(agent), "low")
    if limit.reset_at is not None and limit.resets:
        ends = ends_in(agent, now) or f"{age(limit.reset_at, now)} ago"
        rows += fact("it said", f"{limit.resets}, that is {clock_seconds(limit.reset_at)} {ends}")
    return rows


def _disagreement(one: SourceReport, now: float) -> str:
    """What another source says instead, and since when."""
    since = f", for {age(one.at, now)}" if one.at else ""
    return f"{one.source} says {one.phase}: {one.rule}{since}"


def _signals(agent: AgentView, now: float) -> list[TextRow]:
    """What would move if it got on, and when each last did; what is listed only stands apart."""
    rows: list[TextRow] = []
    for one in agent.judgement.signals:
        label = "" if rows else "moves"
        when = f"{age(one.at, now)} ago" if one.counts else "no sign of progress"
        told = Span(f"{one.name.ljust(9)}{when.ljust(9)} ", "text" if one.counts else "dim")
        rows.append(words(Span(label.ljust(_LABEL), "dim"), told, Span(one.says, "dim")))
    burnt = agent.judgement.burnt
    since = f"{burnt}% of context since the worktree changed, {age(agent.judgement.burning_since, now)} ago"
    return rows + (fact("burns", since, "low") if burnt else [])


def _session(agent: AgentView, now: float) -> list[TextRow]:
    """What its own session file says, where one is surely its own."""
    one = agent.session
    if one is None:
        return []
    says = f"{one.status or 'nothing'} of its state, " if one.status else ""
    turn = {True: "turn over", False: "turn runs", None: "end of turn not said"}[one.turn_ended]
    rows = fact("session file", f"{says}{turn}, written {age(one.at, now)} ago")
    rows += fact("last tool", one.last_tool + (", runs" if one.tool_runs else ""))
    failed = f"{one.failed_tools} calls, {one.failed_edits} of them edits" if one.failed_tools else ""
    rows += fact("failed", failed, "low") + fact("error", one.error, "failed") + fact("resets", one.resets)
    rows += fact("to-do", f"{one.todo_done} of {one.todo_all} done" if one.todo_all else "")
    rows += fact("model", one.model) + fact(
        "compacted", f"{one.compactions} times" if one.compactions else ""
    )
    rows += fact("tokens", _spent(one))
    return rows + fact("said last", one.last_message)


def _turn(shared: SharedState, agent: AgentView) -> list[TextRow]:
    """What became of its last turn: reported, and in the files."""
    if not agent.turns:
        return []
    last = agent.turns[-1]
    short = last.short or ("nothing could be compared" if last.unchecked else "all is as it was reported")
    key = f"   {shared.keymap.shown('agent.happened')} lists it" if last.shortfalls else ""
    ink = "low" if last.shortfalls else "text"
    rows = fact("last turn", f"{short}, judged {age(last.at, shared.now())} ago{key}", ink)
    rows += [
        words(Span(" " * _LABEL), Span(f"{one.reported}  ", "text"), Span(one.found, "low"))
        for one in last.shortfalls[:20]
    ]
    for number, one in enumerate(last.unchecked):
        rows += fact("" if number else "not checked", one, "dim")
    return rows


def _spent(one: SessionFacts) -> str:
    """What was spent in the session, and what stands in the context now."""
    parts = (
        f"{one.context_tokens} in the context" if one.context_tokens else "",
        f"{one.tokens} in the session" if one.tokens else "",
    )
    return ", ".join(part for part in parts if part)


def _buckets(agent: AgentView) -> list[TextRow]:
    """What was spent, by turn, run, agent and task; nothing where no file tells."""
    session = agent.session
    turn = session.turn.spent if session and session.turn else None
    rows: list[TextRow] = []
    for label, spent in (
        ("turn took", turn),
        ("run took", session.spent if session else None),
        ("agent took", agent.spent),
        ("task took", agent.task_spent),
    ):
        rows += fact(label, spent.words if spent and spent.total else "", "dim")
    return rows + fact("cost", f"${agent.cost:.2f}, as it says itself" if agent.cost else "", "dim")


def _context(shared: SharedState, agent: AgentView) -> list[TextRow]:
    if agent.context is None:
        return fact("context", "not shown by the agent", "dim")
    found = agent.context
    ink = "low" if found.left_percent <= shared.low else "context"
    return fact(
        "context left", f"{found.left_percent}%, from {found.source}, {age(found.at, shared.now())} ago", ink
    )


def fact_rows(shared: SharedState, view: FleetView, agent: AgentView) -> list[TextRow]:
    """Seat, task, run, worktree, gates."""
    seat = agent.seat
    rows = fact("agent", seat.name) + fact("profile", seat.profile) + _version(agent)
    rows += fact("unattended", "it asks nobody before it acts" if agent.unattended else "", "low")
    rows += fact("role", seat.role)
    rows += fact("task", task_title(agent)) + fact("done when", agent.task.done_when if agent.task else "")
    rows += fact("project", seat.project) + fact("worktree", seat.worktree) + fact("scratch", seat.scratch)
    rows += fact("port", str(seat.port) if seat.port else "") + fact("seat", str(seat.state))
    rows += fact("taken over", "it ran before fleetui; its worktree is not fleetui's" if seat.adopted else "")
    rows += fact(
        "undeclared", "gone from the configuration; it is left running" if seat.undeclared else "", "low"
    )
    rows += [BLANK, *_process(agent), *_last_run(shared, agent), BLANK, *_git(view, agent)]
    if agent.gates:
        rows.append(BLANK)
        for mark in agent.gates:
            rows += fact(
                mark.gate, f"{gate_sign(mark, shared.glyphs)} {mark.verdict} {mark.detail}", gate_ink(mark)
            )
    rows += _advice(shared, "advice", agent.advice, "on its uncommitted files")
    return rows + _advice(shared, "for a lead", agent.branch_advice, "on its branch as committed, not merged")


def _advice(shared: SharedState, name: str, marks: tuple[GateMark, ...], where: str) -> list[TextRow]:
    rows: list[TextRow] = []
    for mark in marks:
        said = f"{gate_sign(mark, shared.glyphs)} {mark.verdict} {mark.detail}".rstrip()
        rows += fact(name, f"{mark.gate} {said}, {where}: no evidence", "dim")
    return rows


def _last_run(shared: SharedState, agent: AgentView) -> list[TextRow]:
    if agent.ended is None:
        return []
    key = shared.keymap.shown("agent.last_screen")
    return fact("last run", f"{how_it_ended(shared, agent.ended)}   {key} shows its screen") + fact(
        "go on", agent.ended.resume
    )


def _version(agent: AgentView) -> list[TextRow]:
    if agent.untested:
        return fact("version", f"{agent.untested}, never captured: it may be read wrongly", "low")
    return fact("version", agent.session.version if agent.session else "")


def _process(agent: AgentView) -> list[TextRow]:
    pane = agent.pane
    rows = fact("pane", f"{pane.pane} pid {pane.pid} on {pane.server.socket}" if pane else "none")
    if agent.process is None:
        return rows
    one = agent.process
    rows += fact("alive", "yes" if one.alive else "no", "text" if one.alive else "failed")
    rows += fact("uses", f"{one.cpu_percent}% of a core, {one.rss_mb} MB, {one.count} processes")
    return rows + fact("runs now", one.running)


def _git(view: FleetView, agent: AgentView) -> list[TextRow]:
    git = agent.git
    if agent.lost:
        return fact("branch", git.branch if git else agent.seat.branch) + fact(
            "worktree", agent.lost, "failed"
        )
    if git is None:
        return fact("branch", agent.seat.branch)
    project = view.projects.get(agent.seat.project)
    base = project.base if project else "base"
    rows = fact("branch", git.branch or "detached") + fact("head", git.head[:12])
    rows += fact("against", f"{base} {git.base[:7]}: {git.ahead} ahead, {git.behind} behind")
    rows += fact("changed", f"{len(git.files)} files +{git.added} -{git.deleted}, {git.dirty} not committed")
    rows += [
        words(Span(" " * _LABEL), Span(f"{one.path}  +{one.added} -{one.deleted}", "dim"))
        for one in git.files[:40]
    ]
    if git.commits:
        rows += [BLANK, *fact("commits", git.commits[0])]
        rows += [words(Span(" " * _LABEL), Span(subject, "text")) for subject in git.commits[1:]]
    return rows


def _when(at: float | None) -> str:
    return clock_seconds(at) if at else "never seen"

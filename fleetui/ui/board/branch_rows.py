"""The merge board's words: one row per branch, the facts of one, and the approval of exactly what is shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.commands import Approval
from fleetui.model.counts import count
from fleetui.model.evidence import FileChange, Verdict
from fleetui.model.handoff import opening
from fleetui.model.landing_method import MERGE
from fleetui.model.landing_note import note_of, prompt_lines
from fleetui.model.landing_story import CONFIRMED, Prompt
from fleetui.model.origin import Why
from fleetui.model.task import Task
from fleetui.model.train import member_of
from fleetui.model.view import BranchRow, FleetView, GateMark
from fleetui.ui.board.forecast_rows import forecast_mark
from fleetui.ui.board.forge.fetching import fetched_facts
from fleetui.ui.board.forge.overriding import override_facts
from fleetui.ui.board.forge.pull import pull_facts
from fleetui.ui.board.reviews.marks import is_rejected, review_cell, review_facts, review_head
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.counts import counts_of
from fleetui.ui.draw.labels.gates import gate_ink, gate_sign
from fleetui.ui.draw.rows import TextRow, words
from fleetui.ui.draw.strips import Span, shortened, wrapped
from fleetui.ui.shell.shared_state import SharedState

_BRANCH, _AGENT, _COMMITS, _MET = 26, 14, 14, 18
_DECIDING = ("done when", "happened", "evidence", "verdict", "overrides", "runs into")
_ASKED = 2
"""Prompts that are shown beside a branch."""
_APART = 2
NARROW = 100
"""Columns below which only what decides has a column; the facts below the list say the rest."""
WIDE = 140
"""Columns from which there is room for whom a branch runs into."""


def gate_names(view: FleetView) -> list[str]:
    """The gates of all branches, in order: the board's columns."""
    return list(dict.fromkeys(mark.gate for row in view.board for mark in row.gates))


def head_row(view: FleetView, width: int = NARROW, beside: str = "") -> list[Span]:
    """The column heads; whole ones alone, where something stands ``beside`` them at the right edge."""
    spans = _heads(view, width)
    room = width - 2 - len(beside) - _APART
    text = "".join(span.text for span in spans)
    if not beside or len(text) <= room:
        return spans
    return [Span(text[: max(0, room) + 1].rpartition(" ")[0].rstrip(), "dim")]


def _heads(view: FleetView, width: int) -> list[Span]:
    gates = "".join(f"{name:<{column_of(name)}}" for name in gate_names(view))
    if width < NARROW:
        return [Span(f"  {'branch':<{_BRANCH}}{'commits':<{_COMMITS}}{gates}verdict", "dim")]
    return [
        Span(f"  {'branch':<{_BRANCH}}{'agent':<{_AGENT}}{'commits':<{_COMMITS}}", "dim"),
        Span(f"{gates}{review_head(view)}{'behind':>6}  {'dirty':>5}   ", "dim"),
        Span(f"{_met_column(view, 'runs into', width)}verdict", "dim"),
    ]


def branch_row(shared: SharedState, row: BranchRow, width: int = NARROW, place: int = 0) -> TextRow:
    """One branch: sign, or its ``place`` among those that are marked, name, agent, commits, gates, behind, dirty,
    verdict."""
    sign, ink = state_of_row(row)
    wide = width >= NARROW
    first = Span(f"{place} ", "asking bold") if place else Span(f"{shared.sign(sign)} ", ink)
    size = size_of(row)
    left = [
        first,
        Span(f"{shortened(row.branch, _BRANCH - 1):<{_BRANCH}}", "bright bold" if row.ahead else "dim bold"),
        Span(f"{shortened(row.who, _AGENT - 1):<{_AGENT}}" if wide else "", "text" if row.ahead else "dim"),
        Span(f"{shortened(size, _COMMITS - 1):<{_COMMITS}}", "dim"),
    ]
    by_name = {mark.gate: mark for mark in row.gates}
    for name in gate_names(shared.view):
        mark = by_name.get(name)
        text = gate_sign(mark, shared.glyphs) if mark else " "
        left.append(Span(f"{text:<{column_of(name)}}", gate_ink(mark) if mark else "faint"))
    if wide:
        left += review_cell(shared, row)
        left.append(Span(f"{row.behind or '-':>6}", "low" if row.behind else "dim"))
        left.append(Span(f"  {row.dirty or '-':>5}   ", "low" if row.dirty else "dim"))
    left.append(Span(_met_column(shared.view, forecast_mark(row), width), "low"))
    word, word_ink = verdict(row)
    return TextRow((*left, *_said_otherwise(shared, row), Span(word, word_ink)), (), "", row_key(row))


def _said_otherwise(shared: SharedState, row: BranchRow) -> list[Span]:
    """That its agent reports success, where a gate says otherwise of the same files."""
    agent = shared.agent(row.seat)
    if agent is None or agent.against is None or row.landed:
        return []
    return [Span(f"{shared.sign('undone')} says {agent.against.success.said}, ", "low")]


def _met_column(view: FleetView, text: str, width: int) -> str:
    """Whom a branch runs into, where one does and there is room; the facts below the list always say it."""
    wanted = width >= WIDE and any(forecast_mark(row) for row in view.board)
    return f"{shortened(text, _MET - 2):<{_MET}}" if wanted else ""


def size_of(row: BranchRow) -> str:
    """Commits, and the lines of the candidate where there is one."""
    if not row.ahead:
        return "-"
    one = row.candidate
    return f"{row.ahead} +{one.added} -{one.deleted}" if one and one.commit else f"{row.ahead}"


def in_order(view: FleetView) -> list[BranchRow]:
    """What may land first, then what was stopped, what is on its way, what has nothing to land, what landed.

    Among those that stand alike by project, since a train is of one, and there in the order that breaks least.
    """
    projects = {name: number for number, name in enumerate(view.projects)}
    return sorted(view.board, key=lambda row: (_rank(row), projects.get(row.project, -1), *_place(row)))


def _place(row: BranchRow) -> tuple[bool, int]:
    """By the order that breaks least; behind it what has no place there, as it came."""
    number = row.place.number if row.place else 0
    return not number, number


def _rank(row: BranchRow) -> int:
    if row.landed:
        return 4
    if row.may_land:
        return 0
    if state_of_row(row)[0] == "red":
        return 1
    return 2 if row.ahead else 3


def may_land_words(view: FleetView) -> str:
    """``3 may land (agents: 1 needs you)``: an agent whose branch may land can wait for something more urgent.

    The header counts each agent once, by what it needs first; this says where that is less than the branches here.
    None of it keeps a branch from landing.
    """
    rows = [row for row in view.board if row.may_land and not row.landed]
    agents = [agent for row in rows if (agent := view.agent(row.seat))]
    others = [count for count in counts_of(agents) if count.key != "merge"]
    states = ", ".join(f"{count.number} {count.word}" for count in others)
    return f"{len(rows)} may land{f' (agents: {states})' if states else ''}" if rows else ""


def row_key(row: BranchRow) -> str:
    """What tells rows apart."""
    return f"{row.project}/{row.seat}/{row.branch}"


def state_of_row(row: BranchRow) -> tuple[str, str]:
    """Sign and colour of a branch."""
    if row.taken_back:
        return "idle", "dim"
    if row.landed:
        return "pass", "ok"
    if row.may_land:
        return "merge", "merge"
    if any(mark.verdict is Verdict.FAIL for mark in row.gates) or (row.candidate and row.candidate.conflicts):
        return "red", "failed"
    if is_rejected(row):
        return "red", "failed"
    if any(mark.verdict is Verdict.ERROR for mark in row.gates):
        return "red", "low"
    return "idle", "dim"


def verdict(row: BranchRow) -> tuple[str, str]:
    """May it land, or why not; with its colour."""
    if row.taken_back:
        return f"landed as {row.landed[:7]}, taken back by {row.taken_back[:7]}", "low"
    if row.landed:
        return f"landed as {row.landed[:7]}", "ok"
    if row.may_land:
        return "may land", "merge bold"
    if row.overridable:
        return f"{row.why_not}; a typed word overrides that", "low"
    ink = state_of_row(row)[1]
    return row.why_not or "may not land", ink


def summary(
    shared: SharedState, row: BranchRow, width: int, prompts: Sequence[Prompt] = ()
) -> list[list[Span]]:
    """The facts an approval rests on; ``prompts`` led here, oldest first."""
    agent = shared.agent(row.seat)
    task = agent.task if agent else None
    done_when = task.done_when if task else ""
    room = max(20, width - 16)
    folded = wrapped(" / ".join(done_when.split("\n")), room)[:2] if done_when else []
    rows = [_fact("" if place else "done when", line) for place, line in enumerate(folded)]
    rows += [_fact("edges", shortened("; ".join(task.edges), room))] if task and task.edges else []
    rows += _asked(shared, prompts, room)
    rows.append([Span("evidence    ", "dim"), *_evidence(shared, row)])
    if agent and not row.landed:
        rows += _advice(shared, "advice", agent.advice, "on its uncommitted files")
        rows += _advice(shared, "for a lead", agent.branch_advice, "on its branch as committed, not merged")
    rows += _reported(shared, row, room)
    rows += fetched_facts(row)
    rows += review_facts(shared, row, room) + pull_facts(shared, row, width)
    if not row.landed:
        rows.append(_fact("changed", f"{_changed(row)}, {row.behind} behind {row.target}"))
    rows += method_facts(row, room)
    if row.alarm:
        rows.append(_fact("target", row.alarm, "failed"))
    if row.protected:
        more = f" and {len(row.protected) - 3} more" if len(row.protected) > 3 else ""
        rows.append(_fact("protected", f"{', '.join(row.protected[:3])}{more}", "low"))
    rows += _not_to_touch(row, task, room)
    if row.candidate and row.candidate.conflicts:
        at = f" in {row.candidate.conflict_at}" if row.candidate.conflict_at else ""
        rows.append(_fact("conflicts", f"{', '.join(row.candidate.conflicts)}{at}", "failed"))
    if row.dirty:
        rows.append(_fact("not in it", f"{count(row.dirty, 'file')} in the worktree not committed", "low"))
    rows += override_facts(row, room)
    word, ink = verdict(row)
    when = f", released {age(row.released, shared.now())} ago" if row.released else ""
    when += f", {row.pushed}" if row.pushed else ""
    rows.append(_fact("verdict", shortened(f"{word}{when}", max(20, width - 16)), ink))
    return rows


def deciding_first(rows: Sequence[list[Span]]) -> list[list[Span]]:
    """Facts, those that decide a release in front, for where few rows fit; the rows of one fact stay together."""
    placed: list[tuple[int, list[Span]]] = []
    for row in rows:
        label = row[0].text.strip() if row else ""
        before = placed[-1][0] if placed else len(_DECIDING)
        place = _DECIDING.index(label) if label in _DECIDING else len(_DECIDING)
        placed.append((place if label else before, row))
    return [row for _, row in sorted(placed, key=lambda one: one[0])]


def _advice(shared: SharedState, name: str, marks: Sequence[GateMark], where: str) -> list[list[Span]]:
    if not marks:
        return []
    said = ", ".join(f"{mark.gate} {_said(mark)} {age(mark.at, shared.now())} ago" for mark in marks)
    return [_fact(name, f"{said}, {where}: no evidence", "dim")]


def method_facts(row: BranchRow, room: int) -> list[list[Span]]:
    """How it comes onto its target, where that is not a merge of all of it."""
    method = row.method
    if method is None or not (row.landed or (row.candidate and row.candidate.commit)):
        return []
    rows = [_fact("landed as" if row.landed else "lands as", method.said)] if method.kind != MERGE else []
    if method.went_on:
        rows.append(_fact("goes on", shortened(method.went_on, room)))
    return rows


def _asked(shared: SharedState, prompts: Sequence[Prompt], room: int) -> list[list[Span]]:
    """The newest two of the prompts that led here, newest last."""
    more = len(prompts) - _ASKED
    rows = []
    for place, prompt in enumerate(prompts[-_ASKED:]):
        when = f"{age(prompt.at, shared.now())} ago"
        doubt = "" if prompt.state == CONFIRMED else f"   {prompt.state}"
        hint = f"   {more} before: {shared.keymap.shown('board.why')}" if more > 0 and place == 0 else ""
        text = shortened(opening(prompt.text), max(10, room - len(f"{when:>8}  {doubt}{hint}")))
        label = Span(f"{'asked' if place == 0 else '':<12}{when:<8}  ", "dim")
        rows.append([label, Span(text, "text"), Span(doubt, "low"), Span(hint, "dim")])
    return rows


def asked_text(prompts: tuple[Prompt, ...]) -> str:
    """What an agent was asked, as lines to read."""
    return "\n".join(prompt_lines(prompts))


def landed_text(why: Why) -> str:
    """The whole story of what landed, as lines to read."""
    return _back_line(why) + _story_of(why)


def _story_of(why: Why) -> str:
    unknown = f"nothing is known of it: fleetui why {why.origin.commit[:12]}"
    return why.origin.note or (note_of(why.story, "the operator") if why.story else unknown)


def _back_line(why: Why) -> str:
    return (
        f"Taken back by {why.taken_back[:12]}: {why.target} does not hold it any more.\n\n"
        if why.taken_back
        else ""
    )


def _reported(shared: SharedState, row: BranchRow, room: int) -> list[list[Span]]:
    """A report of success against a gate that says otherwise, each with its age."""
    agent = shared.agent(row.seat)
    one = agent.against if agent else None
    if one is None or row.landed:
        return []
    when = f" {age(one.success.at, shared.now())} ago" if one.success.at else ""
    what = "advice on its uncommitted files" if one.advice else "evidence"
    said = f"{one.short}: {one.success.source}{when}, {what} {age(one.at, shared.now())} ago"
    return [_fact("reported", shortened(said, room), "low")]


def _not_to_touch(row: BranchRow, task: Task | None, room: int) -> list[list[Span]]:
    """What was touched of it, with its pattern; else what it is, so that nobody has to look it up."""
    if row.touched:
        more = f" and {len(row.touched) - 2} more" if len(row.touched) > 2 else ""
        said = ", ".join(one.said for one in row.touched[:2])
        return [_fact("off limits", shortened(f"{said}{more}", room), "failed")]
    if task is not None and task.problems:
        return [_fact("off limits", f"not known: its task's file is wrong ({task.problems[0].said})", "low")]
    patterns = ", ".join(task.not_to_touch) if task else ""
    checked = row.candidate is not None and row.candidate.commit
    return [_fact("untouched", shortened(patterns, room), "ok" if checked else "dim")] if patterns else []


def _changed(row: BranchRow) -> str:
    commits = count(row.ahead, "commit")
    one = row.candidate
    if one is None or not one.commit:
        return commits
    return f"{count(len(one.files), 'file')} +{one.added} -{one.deleted} in {commits}"


def _fact(label: str, text: str, ink: str = "text") -> list[Span]:
    return [Span(f"{label:<12}", "dim"), Span(text, ink)]


def _evidence(shared: SharedState, row: BranchRow) -> list[Span]:
    if not row.gates:
        return [Span("not known any more" if row.landed else "no gate is configured", "low")]
    spans = []
    for mark in row.gates:
        when = f" {age(mark.at, shared.now())} ago" if mark.at else ""
        said = "; ".join(part for part in (mark.detail, same_files(row, mark)) if part)
        detail = f" ({said})" if said else ""
        spans.append(Span(f"{mark.gate} {_said(mark)}{when}{detail}   ", gate_ink(mark)))
    if on := row.landed or (row.candidate.commit if row.candidate else ""):
        spans.append(Span(f"on {on[:7]}", "dim"))
    return spans


def same_files(row: BranchRow, mark: GateMark) -> str:
    """That a gate ran on another commit than the candidate, and why it counts; empty where it ran on this one."""
    own = row.landed or (row.candidate.commit if row.candidate else "")
    elsewhere = mark.commit not in ("", own) and bool(own)
    return f"ran on {mark.commit[:7]}, which holds the same files" if elsewhere else ""


def _said(mark: GateMark) -> str:
    return "did not run" if mark.verdict is Verdict.NONE else str(mark.verdict)


def candidate_words(row: BranchRow) -> str:
    """The exact commit that would land, in one line."""
    one = row.candidate
    if row.landed:
        return f"{row.landed[:7]} on {row.target}"
    if one is None or not one.commit:
        return "no candidate"
    return f"candidate {one.commit[:7]} = {row.target} {one.base[:7]} + {one.head[:7]}, tree {one.tree[:7]}"


def file_rows(row: BranchRow, most: int) -> list[TextRow]:
    """The changed files, protected ones first: a long list must not push them out of it."""
    guarded = {*row.protected, *(one.path for one in row.touched)}
    ordered = sorted(row.files, key=lambda one: one.path not in guarded)
    rows = [_file_row(one, "low" if one.path in guarded else "text") for one in ordered[:most]]
    more = len(ordered) - most
    return [*rows, words(Span(f"and {more} more", "dim"))] if more > 0 else rows


def _file_row(one: FileChange, ink: str) -> TextRow:
    kind = f"   {one.kind}" if one.kind else ""
    return words(Span(one.path, ink), Span(f"   +{one.added} -{one.deleted}{kind}", "dim"))


def approval(rows: Sequence[BranchRow]) -> Approval | None:
    """The release of exactly what the rows show, in their order; ``None`` where anything of it may not land."""
    made = [row.candidate for row in rows if row.can_release and row.candidate and row.candidate.commit]
    if not rows or len(made) != len(rows):
        return None
    pull = rows[0].pull_release if len(rows) == 1 else None
    return Approval(rows[0].project, rows[0].target, tuple(member_of(one) for one in made), pull)


def same_release(before: Sequence[BranchRow], now: Sequence[BranchRow]) -> bool:
    """True while approving ``now`` would release what was shown as ``before``."""
    return approval(before) == approval(now) and list(map(_shown, before)) == list(map(_shown, now))


def _shown(row: BranchRow) -> tuple[object, ...]:
    """What an approval of a row rests on."""
    return (row.gates, row.review, row.protected, row.touched, row.word_for, row.alarm, row.pull_release)


def running_gate(row: BranchRow) -> GateMark | None:
    """The gate that runs now."""
    return next((mark for mark in row.gates if mark.verdict is Verdict.RUNNING), None)


def worst_gate(row: BranchRow) -> GateMark | None:
    """The gate whose log matters most: one that failed, else one that could not run, else any with a log."""
    for wanted in (Verdict.FAIL, Verdict.ERROR):
        for mark in row.gates:
            if mark.verdict is wanted:
                return mark
    return next((mark for mark in row.gates if mark.log), None)


def column_of(name: str) -> int:
    """Cells of a gate's column."""
    return max(7, len(name) + 2)

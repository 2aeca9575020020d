"""The ledger's words: one row per task under the heading of its stage, and the facts of one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fleetui.model.counts import count
from fleetui.model.ledger import LedgerRow, Stage, how_far, is_red
from fleetui.model.view import FleetView
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import BLANK, AnyRow, TextRow, words
from fleetui.ui.draw.strips import Span, shortened, wrapped
from fleetui.ui.ledger.issue import issue_facts
from fleetui.ui.shell.shared_state import SharedState

NARROW = 100
"""Columns below which project and branch have no column; the facts below the list say them."""
_LABEL = 14
_WIDEST = 64
"""The most cells of a title."""
_READ = 110
"""The most cells of a line of text: longer ones are hard to read."""
_SIGNS = {
    Stage.BROKEN: ("red", "failed"),
    Stage.IN_WORK: ("working", "ok"),
    Stage.OPEN: ("idle", "text"),
    Stage.LANDED: ("pass", "merge"),
    Stage.DONE: ("pass", "ok"),
    Stage.DROPPED: ("dot", "dim"),
}
_QUIET = frozenset({Stage.DONE, Stage.DROPPED})
_WHAT = {
    Stage.BROKEN: "the file is not right yet: e opens it",
    Stage.IN_WORK: "",
    Stage.OPEN: "",
    Stage.LANDED: "x says in the file that it is done",
    Stage.DONE: "",
    Stage.DROPPED: "",
}


def head_row(width: int) -> list[Span]:
    """The column heads."""
    _title, project, who, branch = _columns(width)
    text = f"{'task':<{_title + 3}}"
    text += f"{'project':<{project}}" if project else ""
    text += f"{'who':<{who}}"
    text += f"{'branch':<{branch}}" if branch else ""
    return [Span(f"{text}how far", "dim")]


def ledger_rows(
    shared: SharedState, rows: Sequence[LedgerRow], marked: frozenset[str], width: int
) -> list[AnyRow]:
    """Every task below the heading of its stage."""
    found: list[AnyRow] = []
    for stage in Stage:
        those = [row for row in rows if row.stage is stage]
        if those:
            found += [BLANK] if found else []
            what = f"   {_WHAT[stage]}" if _WHAT[stage] else ""
            found.append(
                words(
                    Span(f"{stage.word.upper()} {len(those)}", f"{_heading(stage)} bold"), Span(what, "dim")
                )
            )
            found += [task_row(shared, row, width, marked=row.key in marked) for row in those]
    return found


def _heading(stage: Stage) -> str:
    return "failed" if stage is Stage.BROKEN else "dim"


def _columns(width: int) -> tuple[int, int, int, int]:
    """Cells of title, project, who and branch; 0 where it has none."""
    if width < NARROW:
        who = 14
        return max(20, (width - 4 - who) * 5 // 9), 0, who, 0
    project, who, branch = 14, 16, 24
    return min(_WIDEST, (width - project - who - branch - 4) * 5 // 9), project, who, branch


def task_row(shared: SharedState, row: LedgerRow, width: int, *, marked: bool = False) -> TextRow:
    """One task: sign, title, project, who works on it, branch, how far that is."""
    title, project, who, branch = _columns(width)
    sign, ink = _sign(row)
    quiet = row.stage in _QUIET
    names = ", ".join(agent.name for agent in row.agents)
    left = [
        Span(f"{shared.sign('mark' if marked else sign)} ", "asking" if marked else ink),
        Span(_cell(row.task.title, title + 1), "dim" if quiet else "bright bold"),
        Span(_cell(row.task.project or "-", project) if project else "", "dim"),
        Span(_cell(names or "-", who), "text" if names else "dim"),
        Span(_cell(row.its_branch, branch) if branch else "", "dim"),
        Span(how_far(row), _far_ink(row)),
    ]
    return TextRow(tuple(left), (), "", row.key)


def _sign(row: LedgerRow) -> tuple[str, str]:
    """Of a task in work that of its agent: who waits for the operator is seen here, too."""
    if row.stage is Stage.IN_WORK:
        state = state_of(row.agents[0])
        return state.key, state.ink
    return _SIGNS[row.stage]


def _cell(text: str, width: int) -> str:
    return f"{shortened(text, width - 1):<{width}}"


def _far_ink(row: LedgerRow) -> str:
    if row.stage is Stage.BROKEN:
        return "failed"
    if row.stage in (Stage.LANDED, Stage.DONE) and row.landed:
        return "ok"
    if row.branch and row.branch.may_land:
        return "merge"
    return "failed" if is_red(row) else "dim"


def counted(rows: Sequence[LedgerRow]) -> str:
    """``7 tasks: 1 broken, 2 in work, 4 open``."""
    stages = ", ".join(
        f"{number} {stage.word}" for stage in Stage if (number := sum(row.stage is stage for row in rows))
    )
    return f"{count(len(rows), 'task')}{f': {stages}' if stages else ''}"


def nothing_yet(shared: SharedState, view: FleetView) -> list[AnyRow]:
    """What an empty ledger says: how a task comes into it."""
    inside = [f"{one.name}: {one.tasks}/" for one in view.projects.values() if one.tasks]
    where = f"Files are looked for in {', '.join(inside)}" if inside else "Files lie beside fleetui's state"
    return [
        BLANK,
        words(Span("No task is written down yet.", "bright bold")),
        BLANK,
        words(
            Span(
                "A task is a Markdown file: what to do, when it is done, what not to touch.",
                "text",
            )
        ),
        words(Span("It outlives the agents that work on it; each of them is told the whole.", "text")),
        BLANK,
        words(*shared.hint("ledger.add", "bright"), Span("  writes one and opens your editor on it", "dim")),
        words(
            Span(f"{shared.command_name} task add TITLE", "bright bold"),
            Span("  does the same in a shell", "dim"),
        ),
        BLANK,
        words(Span(f'{where}; tasks = "docs/tasks" of a project', "dim")),
        words(Span("in fleet.toml keeps them in its checkout.", "dim")),
    ]


def title_block(shared: SharedState, row: LedgerRow) -> tuple[list[Span], str]:
    """The line above the facts of a task, and its ground."""
    sign, _ = _sign(row)
    ground = "failed_block" if row.stage is Stage.BROKEN else "line"
    ink = "on_block" if row.stage is Stage.BROKEN else "text"
    name = f"{shared.sign(sign)} {row.task.title}"
    return [Span(name, f"{ink} bold"), Span(f"   {row.stage.word}", ink)], ground


def facts(shared: SharedState, row: LedgerRow, width: int, unread: str = "") -> list[list[Span]]:
    """What is known of a task beside its text: what is wrong, who, how far, and what must hold.

    ``unread``: why the text of its issue cannot be read now.
    """
    return list(_facts(shared, row, min(_READ, max(20, width - _LABEL - 3)), unread))


def _facts(shared: SharedState, row: LedgerRow, room: int, unread: str) -> Iterator[list[Span]]:
    task = row.task
    for label, text, ink in issue_facts(shared, row, unread) if task.issues else ():
        yield from _fact(label, text, room, ink)
    for problem in task.problems:
        yield from _fact("wrong", problem.said, room, "failed")
    who = ", ".join(agent.name for agent in row.agents) or "nobody"
    yield from _fact("who", who, room, "text" if row.agents else "dim")
    far = "" if task.problems or (row.issue and row.branch is None and not row.agents) else how_far(row)
    branch = row.its_branch
    yield from _fact("branch", f"{branch}{f'   {far}' if far else ''}", room)
    for label, lines in (
        ("done when", task.done_when.splitlines()), ("edges", task.edges), ("not to touch", task.not_to_touch),
        ("at" if task.issues else "issue", [task.issue] if task.issue else []),
    ):  # fmt: skip
        for number, line in enumerate(lines):
            yield from _fact("" if number else label, line, room)
    if not task.issues:
        yield from _fact("file", task.file or "only in the journal: e writes it out as a file", room, "dim")


def _fact(label: str, text: str, room: int, ink: str = "text") -> Iterator[list[Span]]:
    for number, line in enumerate(wrapped(text, room) or [""]):
        yield [Span(f"{'' if number else label:<{_LABEL}}", "dim"), Span(line, ink)]


def body_rows(row: LedgerRow, width: int) -> list[AnyRow]:
    """The task's own text."""
    lines = [
        part
        for line in row.task.body.splitlines()
        for part in (wrapped(line, min(_READ, max(20, width - 2))) or [""])
    ]
    return [words(Span(line, "text")) for line in lines]

"""What speaks for or against one branch, as rows above its difference or in a column beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.handoff import opening
from fleetui.model.happened.turns import differing
from fleetui.model.landing_story import Prompt
from fleetui.model.view import BranchRow, GateMark
from fleetui.ui.board.branch_rows import deciding_first, summary, verdict
from fleetui.ui.board.forecast_rows import forecast_facts
from fleetui.ui.board.forge.fetching import fetched_facts
from fleetui.ui.board.forge.pull import pull_facts
from fleetui.ui.board.reviews.marks import review_facts
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.gates import gate_ink, gate_sign
from fleetui.ui.draw.strips import Span, shortened, wrapped
from fleetui.ui.shell.shared_state import SharedState

Line = list[Span]
_LABEL = 12


def above_rows(shared: SharedState, row: BranchRow, prompts: Sequence[Prompt], width: int) -> list[Line]:
    """The facts that the board has, and what the turns reported; what decides stands first where few rows fit."""
    rows = summary(shared, row, width, () if row.landed else prompts)
    word, ink = happened_words(shared, row)
    rows.append([Span(f"{'happened':<{_LABEL}}", "dim"), Span(shortened(word, width - _LABEL), ink)])
    return deciding_first([*rows, *forecast_facts(row, width)])


def beside_rows(shared: SharedState, row: BranchRow, prompts: Sequence[Prompt], width: int) -> list[Line]:
    """Each fact under its name, folded to a column."""
    word, ink = verdict(row)
    rows: list[Line] = [[Span(line, f"{ink.split()[0]} bold")] for line in wrapped(word, width)]
    rows += _section("done when", _done_when(shared, row), width)
    rows += [
        [],
        [Span("gates", "dim"), Span(f"   {shared.keymap.shown('board.log')} reads a log", "faint")],
        *_gates(shared, row, width),
    ]
    if row.review is not None:
        rows += [[], *review_facts(shared, row, width - _LABEL)]
    for line in fetched_facts(row):
        rows += _section(line[0].text.strip(), [line[-1].text], width, line[-1].ink)
    if asked := pull_facts(shared, row, width):
        rows += [[], *(_short(line, width) for line in asked)]
    happened, happened_ink = happened_words(shared, row)
    rows += _section("did it happen", [happened], width, happened_ink)
    rows += [[], *_changed(row, width), *(_short(line, width) for line in forecast_facts(row, width))]
    if prompts and not row.landed:
        rows += [
            [],
            [Span("asked", "dim"), Span(f"   {shared.keymap.shown('board.why')} shows all", "faint")],
        ]
        rows += _prompts(shared, prompts, width)
    return rows


def happened_words(shared: SharedState, row: BranchRow) -> tuple[str, str]:
    """Whether what the turns reported is in the files, with its colour."""
    agent = shared.agent(row.seat)
    if agent is None or not agent.turns:
        return "no turn was judged yet", "dim"
    found = differing(agent.turns)
    if not found:
        return "what the last turn reported is in the files", "ok"
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{found[-1].short}{more}: {shared.keymap.shown('agent.happened')} shows it", "low"


def log_choices(row: BranchRow) -> list[tuple[GateMark, str]]:
    """The gates that wrote something, and what is said of each; what failed first."""
    order = (Verdict.FAIL, Verdict.ERROR, Verdict.RUNNING)
    marks = [mark for mark in row.gates if mark.log or mark.verdict is Verdict.RUNNING]
    marks.sort(key=lambda mark: order.index(mark.verdict) if mark.verdict in order else len(order))
    return [(mark, f"{mark.gate}   {mark.verdict}   {mark.detail}".rstrip()) for mark in marks]


def _section(name: str, lines: Sequence[str], width: int, ink: str = "text") -> list[Line]:
    if not lines:
        return []
    return [[], [Span(name, "dim")], *([Span(part, ink)] for line in lines for part in wrapped(line, width))]


def _done_when(shared: SharedState, row: BranchRow) -> list[str]:
    agent = shared.agent(row.seat)
    task = agent.task if agent else None
    return [line for line in task.done_when.split("\n") if line.strip()] if task else []


def _gates(shared: SharedState, row: BranchRow, width: int) -> Iterator[Line]:
    if not row.gates:
        yield [Span("no gate is configured", "low")]
    longest = max((len(mark.gate) for mark in row.gates), default=0)
    for mark in row.gates:
        said = "did not run" if mark.verdict is Verdict.NONE else str(mark.verdict)
        when = f" {age(mark.at, shared.now())} ago" if mark.at else ""
        words = f"{gate_sign(mark, shared.glyphs)} {mark.gate:<{longest}}  {said}{when}"
        yield [Span(shortened(words, width), gate_ink(mark))]
        for line in wrapped(mark.detail, width - 2) if mark.detail else ():
            yield [Span(f"  {line}", "dim")]


def _changed(row: BranchRow, width: int) -> Iterator[Line]:
    one = row.candidate
    if one is not None and one.commit:
        figures = (
            f"{count(len(one.files), 'file')} +{one.added} -{one.deleted} in {count(row.ahead, 'commit')}"
        )
        yield [Span(shortened(figures, width), "text")]
    if not row.landed:
        yield [Span(f"{row.behind} behind {row.target}", "low" if row.behind else "dim")]
    if row.dirty:
        yield [Span(shortened(f"{count(row.dirty, 'file')} not committed, and not in it", width), "low")]
    for label, paths in (("protected", row.protected), ("off limits", [one.said for one in row.touched])):
        for path in list(paths)[:3]:
            yield [Span(shortened(f"{label} {path}", width), "low" if label == "protected" else "failed")]


def _prompts(shared: SharedState, prompts: Sequence[Prompt], width: int) -> Iterator[Line]:
    """The newest first, as many as are few."""
    for prompt in reversed(prompts[-5:]):
        when = f"{age(prompt.at, shared.now())} ago"
        for number, line in enumerate(wrapped(opening(prompt.text), width - 9)[:2]):
            yield [Span(f"{'' if number else when:<9}", "dim"), Span(line, "text")]


def _short(line: Line, width: int) -> Line:
    """A fact of the board in a column: its label, and as much as fits."""
    room = width
    made: Line = []
    for span in line:
        text = shortened(span.text, room) if room > 0 else ""
        room -= len(text)
        made.append(span._replace(text=text))
    return made

"""A train's words: its members in their order, what drops out, and what releasing it does. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fleetui.model.counts import count
from fleetui.model.forecast import runs_into_words
from fleetui.model.landing_method import MERGE
from fleetui.model.train import named
from fleetui.model.view import BranchRow, GateMark, TrainView
from fleetui.ui.board.branch_rows import column_of, file_rows, size_of
from fleetui.ui.board.forge.overriding import over_words
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.gates import gate_ink, gate_sign
from fleetui.ui.draw.rows import TextRow, words
from fleetui.ui.draw.strips import Span, shortened, width_of
from fleetui.ui.shell.shared_state import SharedState

_BRANCH, _SIZE, _COMMIT = 23, 12, 9
_WIDE = 110
"""Columns of the widest dialog."""

Line = list[Span]


def release_title(rows: Sequence[BranchRow]) -> str:
    """What is released."""
    first = rows[0]
    if first.candidate and first.candidate.reverts:
        return f"Take {first.branch} back from {first.target}"
    if len(rows) == 1:
        if one := first.pull_release:
            into = f"{first.target} of {one.repository.said}"
            what = first.branch if first.fetched else f"#{one.number}, {first.branch}"
            return f"Merge {what}, into {into}{over_words(first)}"
        return f"Land {first.branch} on {first.target}"
    return f"Land a train of {len(rows)} on {first.target}"


def train_title(train: TrainView, wanted: int) -> str:
    """What is made ready, and how far it is."""
    if train.reverts:
        return f"Take back from {train.target}"
    ready = sum(row.may_land for row in train.rows)
    return f"Train to {train.target}: {ready} of {wanted} ready"


def members(shared: SharedState, rows: Sequence[BranchRow], width: int) -> list[Line]:
    """One line for each member in its order: commit, size, gates with their age; below it what asks for a word."""
    names = _gates(rows)
    lines: list[Line] = [_head(names)]
    for place, row in enumerate(rows, 1):
        lines.append(_member(shared, row, names, f"{place} "))
        below = [*_below(row), *_breaks(row, {one.seat for one in rows})]
        lines += [[Span(f"    {shortened(text, _room(width))}", ink)] for text, ink in below]
    return lines


def progress(shared: SharedState, train: TrainView, width: int) -> list[Line]:
    """Members with what they wait for, and below them those that dropped out, with the reason."""
    names = _gates(train.rows)
    lines: list[Line] = [_head(names, 0), *_progress(shared, train, names, width)]
    lines += _better(shared, train, width)
    if train.out:
        lines += [[], [Span("  not in it", "dim")]]
    for row in train.out:
        left = [Span(f"{shared.sign('red')} ", "failed"), Span(_branch(row), "dim bold")]
        lines.append([*left, Span(shortened(row.why_not, _room(width) - _BRANCH), "failed")])
    return lines


def _progress(shared: SharedState, train: TrainView, names: list[str], width: int) -> list[Line]:
    lines = []
    used = 2 + _BRANCH + _SIZE + sum(map(column_of, names))
    for place, row in enumerate(train.rows, 1):
        said = ("ready", "merge bold") if row.may_land else (row.why_not, "dim")
        room = max(10, _room(width) + 4 - used)
        lines.append([*_member(shared, row, names, f"{place} ", 0), Span(shortened(said[0], room), said[1])])
    return lines


def _better(shared: SharedState, train: TrainView, width: int) -> list[Line]:
    """Another order that breaks less, why, and the key that takes it."""
    if train.better is None:
        return []
    hint = shared.hint("train.reorder", "dim")
    lead = "  breaks less  "
    room = _room(width) + 2 - len(lead) - width_of(hint)
    text = Span(f"{shortened(train.better.why, room)}  ", "text")
    return [[], [Span(lead, "low"), text, *hint]]


def together(rows: Sequence[BranchRow]) -> list[Line]:
    """What the approving key does, in one line, and the exact commits."""
    first, last = rows[0].candidate, rows[-1].candidate
    if first is None or last is None:
        return []
    target = rows[0].target
    exactly = f"{target} {first.base[:7]} becomes {last.commit[:7]}, tree {last.tree[:7]}"
    lines = [
        [Span("together    ", "dim"), Span(f"{target} moves once: all {len(rows)} land, or none", "bright")],
        [Span("exactly     ", "dim"), Span(exactly, "bright")],
    ]
    if how := _methods(rows):
        lines.insert(1, [Span("land as     ", "dim"), Span(how, "text")])
    if rows[0].alarm:
        lines.append([Span("target      ", "dim"), Span(rows[0].alarm, "failed")])
    return lines


def _methods(rows: Sequence[BranchRow]) -> str:
    """How the members land, in their order; empty where all are merged."""
    methods = [row.method for row in rows if row.method]
    return ", ".join(one.said for one in methods) if any(one.kind != MERGE for one in methods) else ""


def every_file(rows: Sequence[BranchRow], most: int) -> list[TextRow]:
    """The changed files of each member, under its branch."""
    found: list[TextRow] = []
    for place, row in enumerate(rows, 1):
        found.append(words(Span(f"{place} ", "dim"), Span(row.branch, "bright bold")))
        found += file_rows(row, most)
    return found


def _gates(rows: Sequence[BranchRow]) -> list[str]:
    return list(dict.fromkeys(mark.gate for row in rows for mark in row.gates))


def _head(names: list[str], commit: int = _COMMIT) -> Line:
    gates = "".join(f"{name:<{column_of(name)}}" for name in names)
    return [Span(f"  {'branch':<{_BRANCH}}{'commit'[:commit]:<{commit}}{'commits':<{_SIZE}}{gates}", "dim")]


def _branch(row: BranchRow) -> str:
    return f"{shortened(row.branch, _BRANCH - 1):<{_BRANCH}}"


def _member(shared: SharedState, row: BranchRow, names: list[str], place: str, room: int = _COMMIT) -> Line:
    commit = row.candidate.commit[: _COMMIT - 2] if row.candidate and room else ""
    marks = {mark.gate: mark for mark in row.gates}
    return [
        Span(place, "asking bold"),
        Span(_branch(row), "bright bold"),
        Span(f"{commit:<{room}}", "text"),
        Span(f"{shortened(size_of(row), _SIZE - 1):<{_SIZE}}", "dim"),
        *(_mark(shared, marks.get(name), name) for name in names),
    ]


def _mark(shared: SharedState, mark: GateMark | None, name: str) -> Span:
    if mark is None:
        return Span(" " * column_of(name), "faint")
    said = f"{gate_sign(mark, shared.glyphs)} {age(mark.at, shared.now())}"
    return Span(f"{said:<{column_of(name)}}", gate_ink(mark))


def _breaks(row: BranchRow, seats: Collection[str]) -> list[tuple[str, str]]:
    """Whom a member runs into, of those that do not land with it."""
    met = runs_into_words(one for one in row.forecast if one.agent not in seats)
    return [(met, "low")] if met else []


def _below(row: BranchRow) -> list[tuple[str, str]]:
    """What of a member must not be missed."""
    said = []
    if row.protected:
        said.append((f"protected: {_some(row.protected)}", "low"))
    if row.touched:
        said.append((f"off limits: {_some([one.said for one in row.touched])}", "failed"))
    if row.dirty:
        said.append((f"not in it: {count(row.dirty, 'file')} in the worktree not committed", "low"))
    return said


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - 3
    return f"{', '.join(texts[:3])} and {more} more" if more > 0 else named(texts)


def _room(width: int) -> int:
    return max(20, min(width, _WIDE) - 8)

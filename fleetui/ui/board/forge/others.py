"""Pull requests without an agent, listed behind the fleet's branches: one row each, and the facts of one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.forge.checks import CheckState
from fleetui.model.forge.pull import Decision, Mergeable
from fleetui.model.unseated_pulls import PullRow
from fleetui.ui.actions.why_not.fetched import why_not_fetched
from fleetui.ui.audit.remark_rows import folded, spoken
from fleetui.ui.board.forge.pull import facts_of_pull
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.pull_marks import pull_marks
from fleetui.ui.draw.rows import TextRow, words
from fleetui.ui.draw.strips import Span, shortened, width_of
from fleetui.ui.shell.memory import Memory
from fleetui.ui.shell.shared_state import SharedState

_BRANCH, _AUTHOR, _MARKS = 26, 14, 22
_FOLDED = "other_pulls_folded"
HEADING = "pull requests without an agent"
"""The key of the row above them."""


def are_folded(memory: Memory) -> bool:
    """Whether the operator folded them away."""
    return memory.load().get(_FOLDED) is True


def fold(memory: Memory, *, away: bool) -> None:
    """Fold them away, or show them, from now on."""
    memory.keep(_FOLDED, value=away)


def other_rows(shared: SharedState, rows: Sequence[PullRow], width: int) -> list[TextRow]:
    """Those of hosted agents with a seat below their heading; then that of the others, and each of them unless they are
    folded. Nothing where there are none."""
    seated, others = [one for one in rows if one.seat], [one for one in rows if not one.seat]
    return [*_seated_rows(shared, seated, width), *_unseated_rows(shared, others, width)]


def _seated_rows(shared: SharedState, rows: Sequence[PullRow], width: int) -> list[TextRow]:
    if not rows:
        return []
    heading = words(
        Span(f"{shared.sign('hosted')} {count(len(rows), 'pull request')} of hosted agents", "dim bold")
    )
    return [heading, *(_other_row(shared, one, width) for one in rows)]


def _unseated_rows(shared: SharedState, rows: Sequence[PullRow], width: int) -> list[TextRow]:
    if not rows:
        return []
    folded_away = are_folded(shared.memory)
    sign = shared.sign("folded" if folded_away else "unfolded")
    programs = sum(one.pull.bot for one in rows)
    of_programs = f", {programs} by programs" if programs else ""
    said = f"{sign} {count(len(rows), 'pull request')} without an agent{of_programs}   "
    heading = words(Span(said, "dim bold"), *shared.hint("board.others", "dim"), key=HEADING)
    return [heading, *([] if folded_away else [_other_row(shared, one, width) for one in rows])]


def _other_row(shared: SharedState, row: PullRow, width: int) -> TextRow:
    pull = row.pull
    sign, ink = state_of_other(row)
    marks = pull_marks(shared.sign, pull)[1:]
    gap = " " * max(1, _MARKS - width_of(marks))
    wide = width >= 100
    author = f"{shortened(_who(row), _AUTHOR - 1):<{_AUTHOR}}" if wide else ""
    branch = shortened(f"#{pull.number} {clean_line(pull.branch, 80)}", _BRANCH - 1)
    room = max(8, width - 4 - _BRANCH - len(author) - _MARKS)
    return TextRow(
        (
            Span(f"{shared.sign(sign)} ", ink),
            Span(f"{branch:<{_BRANCH}}", "text"),
            Span(author, "dim"),
            *marks,
            Span(gap),
            Span(shortened(clean_line(pull.title, 200), room), "dim"),
        ),
        (),
        "",
        row.key,
    )


def _who(row: PullRow) -> str:
    return row.seat or row.hosted.label if row.hosted else clean_line(row.pull.author, 40) or "nobody"


def state_of_other(row: PullRow) -> tuple[str, str]:
    """Sign and colour: red for what speaks against it. Never green: nothing of fleetui's own was run on it."""
    pull = row.pull
    against = pull.tally.failed or pull.mergeable is Mergeable.CONFLICT or pull.decision is Decision.CHANGES
    return ("red", "failed") if against else ("idle", "dim")


def other_block(shared: SharedState, row: PullRow) -> list[Span]:
    """Which one is under the bar."""
    name = f"{shared.sign(state_of_other(row)[0])} #{row.pull.number} {clean_line(row.pull.title, 200)}"
    return [Span(name, "text bold"), Span(f"   by {clean_line(row.pull.author, 40) or 'nobody'}", "text")]


def other_facts(shared: SharedState, row: PullRow, width: int) -> list[list[Span]]:
    """Where it comes from and goes to, its checks and what others said, its address."""
    return [
        [],
        _fact("brings", f"{_from(row)} at {row.pull.head[:7]} into {clean_line(row.pull.base, 80)}"),
        *_gated(shared, row),
        *facts_of_pull(shared, row.project, row.pull, width),
        *_hosted(shared, row),
        _fact("address", clean_line(row.pull.url, 200)),
        [],
    ]


def _gated(shared: SharedState, row: PullRow) -> list[list[Span]]:
    """That nothing of it is here, and what brings it; nothing where it is not released here."""
    if why_not_fetched(shared.view, row):
        return []
    return [_fact("evidence", f"none: it is not here, {shared.keymap.shown('board.land')} fetches it")]


def _hosted(shared: SharedState, row: PullRow) -> list[list[Span]]:
    """Which hosted agent made it, and by what that is known; what it does now is told by nothing here."""
    if row.hosted is None:
        return []
    moved = f", moved {age(row.pull.updated, shared.now())} ago" if row.pull.updated else ""
    who = f"{row.seat} ({row.hosted.label})" if row.seat else row.hosted.label
    said = f"{who}, hosted, by its {row.hosted.made(row.pull)}; phase unknown{moved}   "
    return [[*_fact("made by", said), *shared.hint("board.followup", "dim")]]


def _from(row: PullRow) -> str:
    return f"{clean_line(row.pull.branch, 80)}{' of a fork' if row.pull.of_fork else ''}"


def _fact(label: str, text: str) -> list[Span]:
    return [Span(f"{label:<12}", "dim"), Span(text, "text")]


def other_text(shared: SharedState, row: PullRow, width: int) -> str:
    """All its checks, then all that was said in it, oldest thread first, to read."""
    parts = ["Checks", *_checks(row), "", *_said(shared, row, width)]
    return "\n".join(parts)


def _checks(row: PullRow) -> list[str]:
    pull = row.pull
    if pull.checks_of and pull.checks_of != pull.head:
        return [f"  not known: the forge has those of {pull.checks_of[:7]}, an earlier push"]
    order = [CheckState.FAIL, CheckState.UNKNOWN, CheckState.PENDING, CheckState.PASS, CheckState.SKIPPED]
    found = sorted(pull.checks, key=lambda one: order.index(one.state))
    rows = [f"  {one.state:<8} {clean_line(one.said, 80)}   {clean_line(one.url, 200)}" for one in found]
    more = [] if pull.checks_whole else ["  there are more than were read"]
    return [*rows, *more] or ["  none reported"]


def _said(shared: SharedState, row: PullRow, width: int) -> list[str]:
    heard = row.heard
    if heard is None or heard.said is None:
        return [
            f"What was said in it is not known: {heard.why if heard and heard.why else 'it is asked for'}"
        ]
    said, old = heard.said, f"asked {age(heard.at, shared.now())} ago"
    parts = [
        f"Said in it, {old}" if said.threads or said.reviews or said.comments else f"Nothing was said, {old}"
    ]
    for thread in said.threads:
        state = "resolved" if thread.resolved else "open"
        where = f"{clean_line(thread.path, 200)}{f':{thread.line}' if thread.line else ''}"
        parts += ["", f"{where}   {state}", *(spoken(shared, one, width) for one in thread.comments)]
    for review in said.reviews:
        head = f"review by {clean_line(review.author, 40) or 'nobody'}: {review.state}"
        parts += ["", head, *(f"  {line}" for line in folded(review.text, width - 4))]
    for comment in said.comments:
        parts += ["", spoken(shared, comment, width)]
    return parts

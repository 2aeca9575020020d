"""The audit: all that others said in the fleet's open pull requests and somebody has to look at. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fleetui.model.counts import count
from fleetui.model.forge.answers import AnswerState, Heard, RemarkNow
from fleetui.model.forge.overriding import Overriding, as_said
from fleetui.model.forge.pull import Pull
from fleetui.model.forge.remarks import Remark, RemarkKind
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView

KEPT = 20
"""Merged pull requests of which it is still shown what they were released over."""


@value
class AuditRow:
    """One remark, where it was said, and whose work it is about."""

    project: str
    number: int
    now: RemarkNow
    pull: Pull | None = None
    agent: AgentView | None = None
    """The seat whose branch it is; ``None`` for a pull request that no agent of the fleet made."""
    heard: Heard | None = None
    overriding: Overriding | None = None
    """The latest release of the operator's that went over it, as it is said now."""

    @property
    def key(self) -> str:
        """Names it on a screen."""
        return f"{self.project}#{self.number} {self.now.remark.id}"


def audit(view: FleetView) -> tuple[AuditRow, ...]:
    """Every remark, the oldest unanswered first; behind them those that a release went over, also of merged ones."""
    rows = [row for heard in view.heard for row in _rows(view, heard)]
    there = {(row.project, row.number) for row in rows}
    past = [
        one for one in view.overridings if one.state == "landed" and (one.project, one.number) not in there
    ]
    rows += [row for one in past[:KEPT] for row in _merged(view, one)]
    return tuple(sorted(rows, key=lambda row: (not row.now.unanswered, row.now.remark.at, row.key)))


def _rows(view: FleetView, heard: Heard) -> Iterable[AuditRow]:
    known = view.pulls.get(heard.project)
    pull = next((one for one in known.pulls if one.number == heard.number), None) if known else None
    agent = author_of(view, heard.project, heard.number)
    own = [one for one in view.overridings if (one.project, one.number) == (heard.project, heard.number)]
    for one in heard.remarks:
        over = _over(own, heard, one)
        spent = over is None or over.state == "refused" or not one.unanswered
        now = one if spent else replace(one, state=AnswerState.OVERRIDDEN)
        yield AuditRow(heard.project, heard.number, now, pull, agent, heard, over)


def _over(own: list[Overriding], heard: Heard, one: RemarkNow) -> Overriding | None:
    if not own or heard.said is None:
        return None
    said = as_said(heard.said, one)
    return next((over for over in own if over.of(said)), None)


def _merged(view: FleetView, over: Overriding) -> Iterable[AuditRow]:
    """What a merged pull request was released over, as the journal keeps it."""
    agent = author_of(view, over.project, over.number)
    for one in over.remarks:
        remark = Remark(
            one.id,
            RemarkKind(one.kind),
            one.author,
            bot=False,
            at=one.at,
            text=one.words,
            url=one.url,
            path=one.path,
            line=one.line,
        )
        now = RemarkNow(remark, AnswerState.OVERRIDDEN)
        yield AuditRow(over.project, over.number, now, agent=agent, overriding=over)


def author_of(view: FleetView, project: str, number: int) -> AgentView | None:
    """The agent whose branch a pull request brings."""
    return next(
        (
            one
            for one in view.agents
            if one.seat.project == project and one.pull is not None and one.pull.number == number
        ),
        None,
    )


def counted(rows: Iterable[RemarkNow]) -> str:
    """``3 open, 1 said, not in the files``; empty for none."""
    states = [one.state for one in rows]
    return ", ".join(f"{number} {state}" for state in AnswerState if (number := states.count(state)))


def nothing_newer(view: FleetView) -> tuple[tuple[str, float, str], ...]:
    """Each project of which there is nothing newer: its name, since when, and why."""
    found: dict[str, tuple[str, float, str]] = {}
    for name, known in view.pulls.items():
        if known.why:
            found[name] = (name, known.at, known.why)
    for heard in view.heard:
        if heard.why and heard.project not in found:
            found[heard.project] = (heard.project, heard.at, heard.why)
    return tuple(found.values())


def said_of(view: FleetView) -> str:
    """How many pull requests are open, and how many of them were asked for."""
    pulls = sum(len(known.pulls) for known in view.pulls.values())
    if not pulls and any(not known.at for known in view.pulls.values()):
        return "open pull requests not known"
    asked = sum(heard.said is not None for heard in view.heard)
    return count(pulls, "open pull request") + ("" if asked >= pulls else f", {asked} of them asked so far")

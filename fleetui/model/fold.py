"""The fold: a fleet and one record give the next fleet. Pure, total, and the same for every reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from fleetui.model import events as e
from fleetui.model.comparison import Contradiction, with_contradiction, with_doubt, with_watched
from fleetui.model.evidence import EvidenceKey, GateEvidence, Verdict
from fleetui.model.fleet import (
    Fleet,
    Landing,
    Quiet,
    Replacement,
    Rescue,
    Run,
    Seat,
    SeatState,
    StuckRun,
    Target,
)
from fleetui.model.forge.acts import RemarkAct
from fleetui.model.forge.answers import NOTHING_SENT, pull_key, with_sent, without_entry
from fleetui.model.forge.answers import read_back as sent_back
from fleetui.model.forge.issues.as_task import IssueText, TakenIssue, issue_id
from fleetui.model.forge.wishes.pull_acts import PullAct
from fleetui.model.happened.afterwards import ChangedAnchor
from fleetui.model.happened.turns import JudgedTurn, OpenTurn, shortfalls, with_judged, without
from fleetui.model.landing_method import Method
from fleetui.model.limit import Limit
from fleetui.model.newsworthy import news_of
from fleetui.model.queue import (
    ENDED,
    IN_FLIGHT,
    STEP,
    UNDER_WAY,
    Entry,
    EntryState,
    Queue,
    live,
    moved,
    with_entry,
    with_next,
    with_note,
)
from fleetui.model.review import folded
from fleetui.model.status import Phase, Status, StatusEvidence
from fleetui.model.steps import Step, StepError, read
from fleetui.model.task import Task, TaskState, task_key
from fleetui.model.tokens import Tokens
from fleetui.model.touched import Touched, Trespass

KEPT_ENDED = 50
_BUCKETS = 4
"""Ended entries a queue remembers, for handoffs and `undo`."""

KEPT_DISMISSED = 50
KEPT_PULLS = 200
"""Pull requests of which it is remembered what was sent."""
K = TypeVar("K")
V = TypeVar("V")


def fold(fleet: Fleet, record: e.Record) -> Fleet:
    """The fleet after one record. A record about something unknown changes nothing but ``seq``."""
    handler = _HANDLERS.get(type(record.event))
    after = handler(fleet, record.event, record.at) if handler else fleet
    if after.queues is not fleet.queues:
        after = _with_next(after, getattr(record.event, "seat", ""), record.at)
    news = news_of(fleet, record)
    if news and news.seat in after.seats:
        after = replace(after, news=_put(after.news, news.seat, news))
    return replace(after, seq=record.seq)


def fold_all(records: Iterable[e.Record], fleet: Fleet | None = None) -> Fleet:
    """The fleet after many records."""
    state = fleet or Fleet()
    for record in records:
        state = fold(state, record)
    return state


def _put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


def _without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    return {k: v for k, v in mapping.items() if k != key}


def _with_seat(fleet: Fleet, name: str, **changes: Any) -> Fleet:
    seat = fleet.seats.get(name)
    return replace(fleet, seats=_put(fleet.seats, name, replace(seat, **changes))) if seat else fleet


# ---------------------------------------------------------------- seats and runs


def _seat_added(fleet: Fleet, event: e.SeatAdded, at: float) -> Fleet:
    del at
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name != "seat"}
    seats = _put(fleet.seats, event.seat, Seat(name=event.seat, **copied))
    return replace(
        fleet, seats=seats, queues=_put(fleet.queues, event.seat, fleet.queues.get(event.seat, ()))
    )


def _seat_changed(fleet: Fleet, event: e.SeatChanged, at: float) -> Fleet:
    del at
    changed = {f.name: getattr(event, f.name) for f in fields(event) if f.name != "seat"}
    return _with_seat(fleet, event.seat, **{k: v for k, v in changed.items() if v is not None})


def _seat_renamed(fleet: Fleet, event: e.SeatRenamed, at: float) -> Fleet:
    del at
    seat = fleet.seats.get(event.seat)
    if seat is None or event.to in fleet.seats:
        return fleet

    def rekeyed(mapping: Mapping[str, V]) -> dict[str, V]:
        return {event.to if key == event.seat else key: value for key, value in mapping.items()}

    def owned(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {k: replace(v, seat=event.to) if v.seat == event.seat else v for k, v in mapping.items()}

    return replace(
        fleet,
        seats={**_without(fleet.seats, event.seat), event.to: replace(seat, name=event.to)},
        queues=rekeyed(fleet.queues),
        statuses=rekeyed(fleet.statuses),
        stuck=rekeyed(fleet.stuck),
        restarts=rekeyed(fleet.restarts),
        replacements=rekeyed(owned(fleet.replacements)),
        runs=owned(fleet.runs),
        rescues=owned(fleet.rescues),
        landings=owned(fleet.landings),
        reviews=folded.renamed(owned(fleet.reviews), event.seat, event.to),
        quiet=rekeyed(fleet.quiet),
        news=rekeyed(fleet.news),
        trespasses=rekeyed(fleet.trespasses),
        red_told=rekeyed(fleet.red_told),
        lead_told=rekeyed(fleet.lead_told),
        turns=rekeyed(fleet.turns),
        judged=rekeyed(fleet.judged),
        spent=rekeyed(fleet.spent),
    )


def _seat_state(fleet: Fleet, event: e.SeatStateChanged, at: float) -> Fleet:
    del at
    state = SeatState(event.state)
    reason = event.reason if state is SeatState.HALTED else ""
    after = _with_seat(fleet, event.seat, state=state, halted_because=reason)
    if state is SeatState.ARCHIVED:  # who takes the name later is somebody else
        after = replace(
            after,
            quiet=_without(after.quiet, event.seat),
            news=_without(after.news, event.seat),
            trespasses=_without(after.trespasses, event.seat),
            red_told=_without(after.red_told, event.seat),
            lead_told=_without(after.lead_told, event.seat),
            turns=_without(after.turns, event.seat),
            judged=_without(after.judged, event.seat),
        )
    if state is SeatState.ACTIVE:  # the operator starts again: old crashes no longer count
        after = replace(after, restarts=_without(after.restarts, event.seat))
    return after


def _run_started(fleet: Fleet, event: e.RunStarted, at: float) -> Fleet:
    seat = fleet.seats.get(event.seat)
    if seat is None:
        return fleet
    kept = {k: r for k, r in fleet.runs.items() if r.seat != event.seat or k == seat.run}
    kept[event.run] = Run(
        event.run, event.seat, event.pane, at, adopted=event.adopted,
        session=event.session, resumed=event.resumed, unattended=event.unattended,
    )  # fmt: skip
    starts = (*fleet.restarts.get(event.seat, ()), at)[-10:]
    after = replace(fleet, runs=kept, restarts=_put(fleet.restarts, event.seat, starts))
    return _with_seat(after, event.seat, run=event.run, before=seat.run)


def _run_ended(fleet: Fleet, event: e.RunEnded, at: float) -> Fleet:
    run = fleet.runs.get(event.run)
    if run is None or run.ended is not None:
        return fleet
    ended = replace(
        run, ended=at, exit_code=event.exit_code, reason=event.reason,
        screen=event.screen, command=event.command, resume=event.resume, session=event.session or run.session,
    )  # fmt: skip
    return replace(fleet, runs=_put(fleet.runs, event.run, ended))


def _status_changed(fleet: Fleet, event: e.StatusChanged, at: float) -> Fleet:
    evidence = StatusEvidence(event.source, event.rule, at)
    limit = Limit(event.note, event.attempt or None, reset_at=event.reset_at or None, resets=event.resets)
    known = limit if event.phase == Phase.LIMITED else None
    status = Status(Phase(event.phase), event.since, evidence, event.note, known)
    after = replace(fleet, statuses=_put(fleet.statuses, event.seat, status))
    return _turn_over(after, event.seat, at) if status.phase is Phase.IDLE else after


def _turn_over(fleet: Fleet, seat: str, at: float) -> Fleet:
    """Whatever an agent took before is over once it rests."""
    queue = fleet.queues.get(seat, ())
    if not any(entry.state is EntryState.ACCEPTED and not entry.over for entry in queue):
        return fleet
    took = (replace(x, over=at) if x.state is EntryState.ACCEPTED and not x.over else x for x in queue)
    return _with_queue(fleet, seat, tuple(took))


def _stuck_judged(fleet: Fleet, event: e.StuckJudged, at: float) -> Fleet:
    del at
    if not event.stuck:
        return replace(fleet, stuck=_without(fleet.stuck, event.seat))
    return replace(fleet, stuck=_put(fleet.stuck, event.seat, StuckRun(event.run, event.since, event.reason)))


def _program_dismissed(fleet: Fleet, event: e.ProgramDismissed, at: float) -> Fleet:
    del at
    others = [one for one in fleet.dismissed if one != event.program]
    kept = [*others, event.program] if event.dismissed else others
    return replace(fleet, dismissed=tuple(kept[-KEPT_DISMISSED:]))


def _sources_compared(fleet: Fleet, event: e.SourcesCompared, at: float) -> Fleet:
    del at
    known = with_watched(fleet.comparisons, event.program, event.release, event.rules, event.seconds)
    return replace(fleet, comparisons=known)


def _source_contradicted(fleet: Fleet, event: e.SourceContradicted, at: float) -> Fleet:
    del at
    new = Contradiction(
        event.source, event.rule, event.said, event.against, max(0, event.times), max(0.0, event.seconds)
    )
    known = with_contradiction(fleet.comparisons, event.program, event.release, event.rules, new)
    return replace(fleet, comparisons=known)


def _source_doubted(fleet: Fleet, event: e.SourceDoubted, at: float) -> Fleet:
    del at
    known = with_doubt(fleet.comparisons, event.program, event.release, event.rules, event.source)
    return replace(fleet, comparisons=known)


def _task_added(fleet: Fleet, event: e.TaskAdded, at: float) -> Fleet:
    task = Task(
        event.task, event.title, event.body, event.done_when, at, project=event.project, file=event.file
    )
    return replace(fleet, tasks=_put(fleet.tasks, task.key, task))


def _issue_taken(fleet: Fleet, event: e.IssueTaken, at: float) -> Fleet:
    text = IssueText(
        event.project, event.number, event.title, event.url, event.quote, event.done_when, event.edges,
        event.not_to_touch, event.updated, event.read, event.open,
    )  # fmt: skip
    key = task_key(event.project, issue_id(event.number))
    before = fleet.issues.get(key)
    taken = TakenIssue(text, at if event.given or before is None else before.at, 0.0 if event.given else at)
    return replace(fleet, issues=_put(fleet.issues, key, taken))


def _trespass_found(fleet: Fleet, event: e.TrespassFound, at: float) -> Fleet:
    paths = tuple(map(Touched, event.paths, event.patterns))
    if event.seat not in fleet.seats:
        return fleet
    return replace(fleet, trespasses=_put(fleet.trespasses, event.seat, Trespass(paths, at)))


def _trespass_ended(fleet: Fleet, event: e.TrespassEnded, at: float) -> Fleet:
    del at
    return replace(fleet, trespasses=_without(fleet.trespasses, event.seat))


def _task_state(fleet: Fleet, event: e.TaskStateChanged, at: float) -> Fleet:
    del at
    key = task_key(event.project, event.task)
    task = fleet.tasks.get(key)
    if task is None or event.state not in list(TaskState):
        return fleet
    return replace(fleet, tasks=_put(fleet.tasks, key, replace(task, state=TaskState(event.state))))


# ---------------------------------------------------------------- queue and delivery


def _with_next(fleet: Fleet, seat: str, at: float) -> Fleet:
    """Whatever changed in a queue, its next entry is known, and since when."""
    queue = fleet.queues.get(seat, ())
    now = with_next(queue, at)
    return fleet if now is queue else _with_queue(fleet, seat, now)


def _with_queue(fleet: Fleet, seat: str, queue: Queue) -> Fleet:
    return replace(fleet, queues=_put(fleet.queues, seat, queue))


def _entry_added(fleet: Fleet, event: e.EntryAdded, at: float) -> Fleet:
    queue = fleet.queues.get(event.seat, ())
    if any(entry.id == event.entry for other in fleet.queues.values() for entry in other):
        return fleet  # one that was given away is still the same, and in one queue
    kind = STEP if event.step else event.entry_kind
    step = _step(event.step)
    entry = Entry(event.entry, event.text, kind=kind, added=at, changed=at, step=step, literal=event.literal)
    ended = tuple(x for x in queue if x.state in ENDED)[-KEPT_ENDED:]
    waiting = live(queue)
    going = sum(1 for x in waiting if x.state in UNDER_WAY) if event.front else len(waiting)
    return _with_queue(fleet, event.seat, (*ended, *waiting[:going], entry, *waiting[going:]))


def _step(text: str) -> Step | None:
    """The step of an entry; ``None`` where there is none, or this program cannot read it."""
    try:
        found = read(text) if text else None
    except StepError:
        return None
    return found if isinstance(found, Step) else None


def _waiting_entry(fleet: Fleet, seat: str, entry_id: str) -> Entry | None:
    found = (x for x in fleet.queues.get(seat, ()) if x.id == entry_id)
    entry = next(found, None)
    return entry if entry and entry.waits else None


def _entry_edited(fleet: Fleet, event: e.EntryEdited, at: float) -> Fleet:
    return _reworded(fleet, event, at, event.step)


def _entry_reanchored(fleet: Fleet, event: e.EntryReanchored, at: float) -> Fleet:
    return _reworded(fleet, event, at)


def _reworded(fleet: Fleet, event: e.EntryEdited | e.EntryReanchored, at: float, step: str = "") -> Fleet:
    known = _waiting_entry(fleet, event.seat, event.entry)
    if known is None or (known.kind == STEP) != bool(step):
        return fleet
    changes = {
        "text": event.text,
        "step": _step(step),
        "state": EntryState.QUEUED,
        "reason": "",
        "changed": at,
        "unchecked": False,
        "round": 0,
        "tree": "",
        "filled": "",
        "kept": "",
    }
    return _with_queue(fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, **changes))


def _entry_noted(fleet: Fleet, event: e.EntryNoted, at: float) -> Fleet:
    known = _waiting_entry(fleet, event.seat, event.entry)
    if known is None or known.kind == STEP:
        return fleet
    changes = {
        "text": with_note(known.text, event.note),
        "filled": with_note(known.filled, event.note) if known.filled else "",
        "state": EntryState.QUEUED,
        "reason": "",
        "changed": at,
        "unchecked": True,
    }
    return _with_queue(fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, **changes))


def _entry_filled(fleet: Fleet, event: e.EntryFilled, at: float) -> Fleet:
    del at
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    return _with_queue(
        fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, filled=event.text)
    )


def _rules_added(fleet: Fleet, event: e.RulesAdded, at: float) -> Fleet:
    del at
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    return _with_queue(fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, rules=event.text))


def _entry_anchored(fleet: Fleet, event: e.EntryAnchored, at: float) -> Fleet:
    del at
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    return _with_queue(fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, kept=event.kept))


def _entry_moved(fleet: Fleet, event: e.EntryMoved, at: float) -> Fleet:
    del at
    return _with_queue(fleet, event.seat, moved(fleet.queues.get(event.seat, ()), event.entry, event.to))


def _entry_given(fleet: Fleet, event: e.EntryGiven, at: float) -> Fleet:
    """It is in one queue before and in one after, with its id: what waits for it goes on waiting."""
    entry = _waiting_entry(fleet, event.seat, event.entry)
    other = fleet.queues.get(event.to)
    if entry is None or other is None or event.to == event.seat or any(x.id == entry.id for x in other):
        return fleet
    left = tuple(x for x in fleet.queues[event.seat] if x.id != entry.id)
    fleet = _with_queue(fleet, event.seat, left)
    return _with_queue(fleet, event.to, with_next((*other, replace(entry, next_since=0.0)), at))


def _to_state(
    state: EntryState, only_from: frozenset[EntryState], **fixed: Any
) -> Callable[[Fleet, Any, float], Fleet]:
    """A handler that moves an entry into ``state`` when it comes from one of ``only_from``."""

    def handle(fleet: Fleet, event: Any, at: float) -> Fleet:
        queue = fleet.queues.get(event.seat, ())
        entry = next((x for x in queue if x.id == event.entry), None)
        if entry is None or entry.state not in only_from:
            return fleet
        changes: dict[str, Any] = {"state": state, "changed": at, "reason": getattr(event, "reason", "")}
        for name in ("delivery", "run"):
            if value := getattr(event, name, ""):
                changes[name] = value
        if state is EntryState.INTENDED:
            changes["typed"] = at
        return _with_queue(fleet, event.seat, with_entry(queue, event.entry, **{**changes, **fixed}))

    return handle


def _of_step(
    state: EntryState, only_from: frozenset[EntryState], **copied: str
) -> Callable[[Fleet, Any, float], Fleet]:
    """A handler that moves a step into ``state``; one that runs only by a record of the same attempt.

    ``copied`` are fields of the entry, each with the field of the record that it takes.
    """

    def handle(fleet: Fleet, event: Any, at: float) -> Fleet:
        queue = fleet.queues.get(event.seat, ())
        entry = next((x for x in queue if x.id == event.entry and x.kind == STEP), None)
        if entry is None or entry.state not in only_from:
            return fleet
        if entry.state is EntryState.RUNNING and entry.work != event.work:
            return fleet
        changes = {"reason": "", **{to: getattr(event, name) for to, name in copied.items()}}
        return _with_queue(
            fleet, event.seat, with_entry(queue, event.entry, state=state, changed=at, **changes)
        )

    return handle


_S = EntryState
_QUEUED, _RUNS = frozenset({_S.QUEUED}), frozenset({_S.RUNNING})
_WAITS = frozenset({_S.QUEUED, _S.HELD})
_CANCELLED = _to_state(_S.CANCELLED, _WAITS | {_S.UNKNOWN})


def _entry_cancelled(fleet: Fleet, event: e.EntryCancelled, at: float) -> Fleet:
    after = _CANCELLED(fleet, event, at)
    return replace(after, remarks_sent=without_entry(after.remarks_sent, event.entry))


# ---------------------------------------------------------------- replacements, rescues, gates, landings


def _rescue_made(fleet: Fleet, event: e.RescueMade, at: float) -> Fleet:
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in ("rescue",)}
    return replace(fleet, rescues=_put(fleet.rescues, event.rescue, Rescue(id=event.rescue, at=at, **copied)))


def _replacement_intended(fleet: Fleet, event: e.ReplacementIntended, at: float) -> Fleet:
    made = Replacement(
        event.replacement, event.seat, event.kind, event.handoff, event.old_run, event.session, at=at
    )
    return replace(fleet, replacements=_put(fleet.replacements, event.seat, made))


def _rescue_waived(fleet: Fleet, event: e.RescueWaived, at: float) -> Fleet:
    del at
    known = fleet.replacements.get(event.seat)
    if known is None or known.id != event.replacement:
        return fleet
    return replace(fleet, replacements=_put(fleet.replacements, event.seat, replace(known, waived=True)))


def _replacement_stepped(fleet: Fleet, event: e.ReplacementStepped, at: float) -> Fleet:
    del at
    known = fleet.replacements.get(event.seat)
    if known is None or known.id != event.replacement:
        return fleet
    return replace(fleet, replacements=_put(fleet.replacements, event.seat, replace(known, step=event.step)))


def _replacement_ended(fleet: Fleet, event: e.ReplacementEnded, at: float) -> Fleet:
    del at
    known = fleet.replacements.get(event.seat)
    if known is None or known.id != event.replacement:
        return fleet
    return replace(fleet, replacements=_without(fleet.replacements, event.seat))


def _gate_started(fleet: Fleet, event: e.GateStarted, at: float) -> Fleet:
    return _proved(fleet, event, at, Verdict.RUNNING, cuts=_cuts(fleet, event))


def _gate_cut(fleet: Fleet, event: e.GateCut, at: float) -> Fleet:
    about = {"detail": event.reason, "cuts": _cuts(fleet, event) + event.counts}
    fleet = _proved(fleet, event, at, Verdict.NONE, **about)
    if not event.becomes:
        return fleet
    # else a gate that changes what it names would run for ever, each time as another one
    return _proved(fleet, replace(event, digest=event.becomes), at, Verdict.NONE, **about)


def _gate_finished(fleet: Fleet, event: e.GateFinished, at: float) -> Fleet:
    about = {
        "seconds": event.seconds,
        "detail": event.detail,
        "log": event.log,
        "tests": event.tests,
        "tries": event.tries,
    }
    return _proved(fleet, event, at, Verdict(event.verdict), **about)


def _red_gate_told(fleet: Fleet, event: e.RedGateTold, at: float) -> Fleet:
    del at
    told = (*fleet.red_told.get(event.seat, ()), (event.work, event.about))
    return replace(fleet, red_told=_put(fleet.red_told, event.seat, told[-100:]))


def _lead_told(fleet: Fleet, event: e.LeadTold, at: float) -> Fleet:
    del at
    told = (*fleet.lead_told.get(event.seat, ()), (event.head, event.entry))
    return replace(fleet, lead_told=_put(fleet.lead_told, event.seat, told[-100:]))


# ---------------------------------------------------------------- pull requests


def _remarks_sent(fleet: Fleet, event: e.RemarksSent, at: float) -> Fleet:
    key = pull_key(event.project, event.number)
    new = (sent_back(line, at, event.head, event.entry) for line in event.remarks)
    known = with_sent(fleet.remarks_sent.get(key, NOTHING_SENT), new, by_itself=event.by_itself)
    kept = {**_without(fleet.remarks_sent, key), key: known}
    return replace(fleet, remarks_sent=dict(list(kept.items())[-KEPT_PULLS:]))


def _remark_act_intended(fleet: Fleet, event: e.RemarkActIntended, at: float) -> Fleet:
    about = RemarkAct(
        event.act, event.project, event.number, event.remark, event.kind, event.text, at, event.known
    )
    return replace(fleet, remark_acts=_put(fleet.remark_acts, event.act, about))


def _remark_act_ended(fleet: Fleet, event: e.RemarkActEnded, at: float) -> Fleet:
    del at
    return replace(fleet, remark_acts=_without(fleet.remark_acts, event.act))


def _pull_act_intended(fleet: Fleet, event: e.PullActIntended, at: float) -> Fleet:
    about = PullAct(event.act, event.project, event.number, event.kind, event.about, event.before, at)
    return replace(fleet, pull_acts=_put(fleet.pull_acts, event.act, about))


def _pull_act_ended(fleet: Fleet, event: e.PullActEnded, at: float) -> Fleet:
    del at
    return replace(fleet, pull_acts=_without(fleet.pull_acts, event.act))


_OfGate = e.GateStarted | e.GateCut | e.GateFinished


def _evidence_key(event: _OfGate) -> EvidenceKey:
    return (event.tree or event.candidate, event.gate, event.digest)


def _cuts(fleet: Fleet, event: _OfGate) -> int:
    known = fleet.evidence.get(_evidence_key(event))
    return known.cuts if known else 0


def _proved(fleet: Fleet, event: _OfGate, at: float, verdict: Verdict, **about: Any) -> Fleet:
    proof = GateEvidence(
        event.gate,
        event.candidate,
        verdict,
        at,
        digest=event.digest,
        seat=event.seat,
        tree=event.tree,
        **about,
    )
    return replace(fleet, evidence=_put(fleet.evidence, _evidence_key(event), proof))


def _landing_intended(fleet: Fleet, event: e.LandingIntended, at: float) -> Fleet:
    apart = ("landing", "method", "commits", "since", "restores")
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in apart}
    method = Method(event.method, event.commits, event.since, event.restores)
    landing = Landing(id=event.landing, at=at, method=method, **copied)
    return replace(fleet, landings=_put(fleet.landings, event.landing, landing))


def _landing_ended(fleet: Fleet, event: e.LandingEnded, at: float) -> Fleet:
    known = fleet.landings.get(event.landing)
    if known is None:
        return fleet
    ended = replace(known, state=event.state, detail=event.detail)
    if event.commit:
        ended = replace(ended, candidate=event.commit, tested=known.candidate)
    after = replace(fleet, landings=_put(fleet.landings, event.landing, ended))
    if ended.state != "landed":
        return after
    return replace(after, reviews=folded.of_landed(after.reviews, ended.seat, ended.branch, at))


# ---------------------------------------------------------------- reviews


def _review_asked(fleet: Fleet, event: e.ReviewAsked, at: float) -> Fleet:
    return replace(fleet, reviews=folded.asked(fleet.reviews, event, at))


def _review_started(fleet: Fleet, event: e.ReviewStarted, at: float) -> Fleet:
    return replace(fleet, reviews=folded.started(fleet.reviews, event, at))


def _reviewer_started(fleet: Fleet, event: e.ReviewerStarted, at: float) -> Fleet:
    return replace(fleet, reviews=folded.reviewer_started(fleet.reviews, event, at))


def _reviewer_ended(fleet: Fleet, event: e.ReviewerEnded, at: float) -> Fleet:
    return replace(fleet, reviews=folded.reviewer_ended(fleet.reviews, event, at))


def _review_ended(fleet: Fleet, event: e.ReviewEnded, at: float) -> Fleet:
    return replace(fleet, reviews=folded.ended(fleet.reviews, event, at))


def _review_closed(fleet: Fleet, event: e.ReviewClosed, at: float) -> Fleet:
    return replace(fleet, reviews=folded.closed(fleet.reviews, event.review, at, event.reason))


def _push_intended(fleet: Fleet, event: e.PushIntended, at: float) -> Fleet:
    del at
    return _with_push(fleet, event.landing, "intended", "")


def _push_ended(fleet: Fleet, event: e.PushEnded, at: float) -> Fleet:
    del at
    return _with_push(fleet, event.landing, event.state, event.detail)


def _with_push(fleet: Fleet, landing: str, state: str, detail: str) -> Fleet:
    known = fleet.landings.get(landing)
    if known is None:
        return fleet
    with_it = {
        name: replace(one, push=state, push_detail=detail)
        for name, one in fleet.landings.items()
        if name == landing or (known.train and one.train == known.train)
    }
    return replace(fleet, landings={**fleet.landings, **with_it})


def _target_moved(fleet: Fleet, event: e.TargetMoved, at: float) -> Fleet:
    known = fleet.targets.get(event.project)
    lost = known.lost if known and known.target == event.target else ""
    if event.how in ("back", "sideways", "gone"):
        lost = lost or event.old
    elif event.how != "forward":
        lost = ""
    if lost and known and event.how == "forward":
        after = replace(known, commit=event.new)  # it went on from there: what it lost stays said as it was
    else:
        after = Target(event.target, event.new, at, event.how, event.by, event.brings, lost)
    return replace(fleet, targets=_put(fleet.targets, event.project, after))


# ---------------------------------------------------------------- turns


def _turn_began(fleet: Fleet, event: e.TurnBegan, at: float) -> Fleet:
    del at
    turn = OpenTurn(event.turn, event.run, event.began, event.entry, event.tree, event.base)
    return replace(fleet, turns=_put(fleet.turns, event.seat, turn))


def _anchor_changed(fleet: Fleet, event: e.AnchorChanged, at: float) -> Fleet:
    turn = fleet.turns.get(event.seat)
    if turn is None or turn.id != event.turn:
        return fleet
    new = ChangedAnchor(event.state, event.path, event.by, at, event.lines)
    anchors = (*(one for one in turn.anchors if one.what != new.what), new)
    return replace(fleet, turns=_put(fleet.turns, event.seat, replace(turn, anchors=anchors)))


def _turn_judged(fleet: Fleet, event: e.TurnJudged, at: float) -> Fleet:
    found = shortfalls(event.kinds, event.reports, event.founds)
    turn = JudgedTurn(
        event.turn, event.run, at, event.entry, event.prompt, found, event.reported, event.in_files,
        event.unchecked, event.evidence,
    )  # fmt: skip
    judged = with_judged(fleet.judged.get(event.seat, ()), turn)
    known = fleet.turns.get(event.seat)
    over = known is not None and known.id == event.turn
    turns = _without(fleet.turns, event.seat) if over else fleet.turns
    after = replace(fleet, judged=_put(fleet.judged, event.seat, judged), turns=turns)
    return _with_spent(after, event.seat, event.tokens) if len(event.tokens) == _BUCKETS else after


def _with_spent(fleet: Fleet, name: str, tokens: tuple[int, ...]) -> Fleet:
    """Add what a turn took to its seat's and its task's."""
    took, seat = Tokens(*tokens), fleet.seats.get(name)
    spent = _put(fleet.spent, name, fleet.spent.get(name, Tokens()) + took)
    if seat is None or not seat.task:
        return replace(fleet, spent=spent)
    task = task_key(seat.project, seat.task)
    of_task = _put(fleet.task_spent, task, fleet.task_spent.get(task, Tokens()) + took)
    return replace(fleet, spent=spent, task_spent=of_task)


def _turn_settled(fleet: Fleet, event: e.TurnSettled, at: float) -> Fleet:
    del at
    judged = without(fleet.judged.get(event.seat, ()), event.turn)
    return replace(fleet, judged=_put(fleet.judged, event.seat, judged))


# ---------------------------------------------------------------- attention


def _quieted(fleet: Fleet, seat: str, **changes: Any) -> Fleet:
    if seat not in fleet.seats:
        return fleet
    quiet = replace(fleet.quiet.get(seat, Quiet()), **changes)
    kept = _put(fleet.quiet, seat, quiet) if quiet != Quiet() else _without(fleet.quiet, seat)
    return replace(fleet, quiet=kept)


def _acknowledged(fleet: Fleet, event: e.AttentionAcknowledged, at: float) -> Fleet:
    del at
    return _quieted(fleet, event.seat, acknowledged=event.topic)


def _acknowledgement_ended(fleet: Fleet, event: e.AcknowledgementEnded, at: float) -> Fleet:
    del at
    return _quieted(fleet, event.seat, acknowledged="")


def _snoozed(fleet: Fleet, event: e.AgentSnoozed, at: float) -> Fleet:
    del at
    return _quieted(fleet, event.seat, snoozed_until=event.until)


def _entry_timed(fleet: Fleet, event: e.EntryTimed, at: float) -> Fleet:
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    changed = with_entry(
        fleet.queues[event.seat], event.entry, not_before=event.not_before, timed=at, now=False
    )
    return _with_queue(fleet, event.seat, changed)


def _entry_urged(fleet: Fleet, event: e.EntryUrged, at: float) -> Fleet:
    del at
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    changed = with_entry(fleet.queues[event.seat], event.entry, not_before="", timed=0.0, now=True)
    return _with_queue(fleet, event.seat, moved(changed, event.entry, 0))


def _entry_sent_on(fleet: Fleet, event: e.EntrySentOn, at: float) -> Fleet:
    del at
    if _waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    changed = with_entry(fleet.queues[event.seat], event.entry, sent_on=event.run, sent_after=event.after)
    return _with_queue(fleet, event.seat, changed)


def _mute_changed(fleet: Fleet, event: e.MuteChanged, at: float) -> Fleet:
    del at
    return _quieted(fleet, event.seat, muted=event.muted)


_HANDLERS: dict[type[e.Event], Callable[[Fleet, Any, float], Fleet]] = {
    e.SeatAdded: _seat_added,
    e.SeatChanged: _seat_changed,
    e.SeatRenamed: _seat_renamed,
    e.SeatStateChanged: _seat_state,
    e.RunStarted: _run_started,
    e.RunEnded: _run_ended,
    e.StatusChanged: _status_changed,
    e.StuckJudged: _stuck_judged,
    e.ProgramDismissed: _program_dismissed,
    e.SourcesCompared: _sources_compared,
    e.SourceContradicted: _source_contradicted,
    e.SourceDoubted: _source_doubted,
    e.TaskAdded: _task_added,
    e.IssueTaken: _issue_taken,
    e.TaskStateChanged: _task_state,
    e.TrespassFound: _trespass_found,
    e.TrespassEnded: _trespass_ended,
    e.EntryAdded: _entry_added,
    e.EntryEdited: _entry_edited,
    e.EntryAnchored: _entry_anchored,
    e.EntryReanchored: _entry_reanchored,
    e.EntryNoted: _entry_noted,
    e.EntryMoved: _entry_moved,
    e.EntryGiven: _entry_given,
    e.EntryHeld: _to_state(_S.HELD, frozenset({_S.QUEUED})),
    e.EntryReleased: _to_state(_S.QUEUED, frozenset({_S.HELD, _S.UNKNOWN}), unchecked=True, round=0, tree=""),
    e.EntryTimed: _entry_timed,
    e.EntryUrged: _entry_urged,
    e.EntrySentOn: _entry_sent_on,
    e.EntryCancelled: _entry_cancelled,
    e.EntryFilled: _entry_filled,
    e.RulesAdded: _rules_added,
    e.StepStarted: _of_step(_S.RUNNING, _QUEUED, work="work", gave="detail"),
    e.StepCut: _of_step(_S.QUEUED, _RUNS, gave="reason"),
    e.StepRound: _of_step(_S.QUEUED, _RUNS, round="round", tree="after", gave="detail", log="log"),
    e.StepDone: _of_step(_S.DONE, _QUEUED | _RUNS, gave="detail", tree="left", log="log"),
    e.StepHeld: _of_step(_S.HELD, _QUEUED | _RUNS, reason="reason", tree="left", log="log"),
    e.DeliveryIntended: _to_state(_S.INTENDED, frozenset({_S.QUEUED})),
    e.DeliveryPasted: _to_state(_S.PASTED, frozenset({_S.INTENDED})),
    e.DeliverySubmitted: _to_state(_S.SUBMITTED, frozenset({_S.PASTED})),
    e.DeliveryAccepted: _to_state(_S.ACCEPTED, IN_FLIGHT | {_S.UNKNOWN}),
    e.DeliveryRefused: _to_state(_S.QUEUED, frozenset({_S.INTENDED})),
    e.DeliveryUnknown: _to_state(_S.UNKNOWN, IN_FLIGHT),
    e.TurnBegan: _turn_began,
    e.AnchorChanged: _anchor_changed,
    e.TurnJudged: _turn_judged,
    e.TurnSettled: _turn_settled,
    e.RescueMade: _rescue_made,
    e.ReplacementIntended: _replacement_intended,
    e.RescueWaived: _rescue_waived,
    e.ReplacementStepped: _replacement_stepped,
    e.ReplacementEnded: _replacement_ended,
    e.RedGateTold: _red_gate_told,
    e.LeadTold: _lead_told,
    e.RemarksSent: _remarks_sent,
    e.RemarkActIntended: _remark_act_intended,
    e.RemarkActEnded: _remark_act_ended,
    e.PullActIntended: _pull_act_intended,
    e.PullActEnded: _pull_act_ended,
    e.GateStarted: _gate_started,
    e.GateCut: _gate_cut,
    e.GateFinished: _gate_finished,
    e.ReviewAsked: _review_asked,
    e.ReviewStarted: _review_started,
    e.ReviewerStarted: _reviewer_started,
    e.ReviewerEnded: _reviewer_ended,
    e.ReviewEnded: _review_ended,
    e.ReviewClosed: _review_closed,
    e.LandingIntended: _landing_intended,
    e.LandingEnded: _landing_ended,
    e.PushIntended: _push_intended,
    e.PushEnded: _push_ended,
    e.TargetMoved: _target_moved,
    e.AttentionAcknowledged: _acknowledged,
    e.AcknowledgementEnded: _acknowledgement_ended,
    e.AgentSnoozed: _snoozed,
    e.MuteChanged: _mute_changed,
}

"""What each kind of record says, in words, on the command line and on the journal's screen.

A follow-up is called by its first words where the record that added it was seen, else by its id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.forge.overriding import in_words
from fleetui.model.handoff import first_line
from fleetui.model.happened.afterwards import ChangedAnchor
from fleetui.model.happened.shortfall import in_short
from fleetui.model.landing_method import MERGE, Method
from fleetui.model.task import task_key

_SHORT = 9
_CALLED = 60
"""Characters of a follow-up that are enough to know it by."""


class JournalWords:
    """Puts records into words, oldest first: later ones speak of what earlier ones named."""

    def __init__(self, *, of_one: bool = False) -> None:
        """``of_one`` is for records about a single follow-up: it is not called anything then."""
        self._of_one = of_one
        self._called: dict[str, str] = {}

    def of(self, record: e.Record) -> str:
        """One clean line; what the record's kind says already is not said again."""
        event = record.event
        if isinstance(event, e.AgentSnoozed):
            return _snoozed(event, record.at)
        said = _SAYS[type(event)](event)
        if isinstance(event, (e.EntryAdded, e.EntryEdited)):
            self._called[event.entry] = clean_line(first_line(event.text, _CALLED))
        elif (entry := getattr(event, "entry", "")) and not self._of_one:
            said = f"{self._called.get(entry, entry)}: {said}"
        return clean_line(said, 300)


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _program(event: e.SourcesCompared | e.SourceContradicted | e.SourceDoubted) -> str:
    return f"{event.program} {event.release}".strip()


def _times(times: int) -> str:
    return f"{count(times, 'time')}, " if times else "it went on for "


def _replaced(event: e.EntryReanchored) -> str:
    return ", ".join(f"{was} → {now}" for was, now in zip(event.was, event.now, strict=False))


def _if(value: object, words: str) -> str:
    return words if value else ""


def _short(commit: str) -> str:
    return commit[:_SHORT]


def _snoozed(event: e.AgentSnoozed, at: float) -> str:
    minutes = round(max(0.0, event.until - at) / 60)
    return f"calls nobody for {minutes} minutes" if event.until else "awake"


def _owner(event: e.OwnerChanged) -> str:
    what = "a dashboard" if event.screen else "a process without a screen"
    return f"{what} (pid {event.pid}) {'acts for the fleet now' if event.owning else 'gave the fleet up'}"


def _seat_added(event: e.SeatAdded) -> str:
    return _listed(
        f"profile {event.profile}",
        _if(event.project, f"project {event.project}"),
        _if(event.branch, f"branch {event.branch}"),
        _if(event.role, f"as {event.role}"),
        _if(event.task, f"works on {event.task}"),
        _if(event.command, f"starts {' '.join(event.command)}"),
        _if(event.worktree, f"in {event.worktree}"),
        _if(event.adopted, "taken over as it ran"),
    )


def _seat_changed(event: e.SeatChanged) -> str:
    named = ("profile", "project", "worktree", "branch", "role", "task")
    configured = {None: "", True: "no longer configured", False: "configured again"}[event.undeclared]
    started = "" if event.command is None else f"starts {' '.join(event.command) or 'its profile’s program'}"
    changed = (f"{name} {value}" for name in named if (value := getattr(event, name)))
    place = _if(event.slot is not None, f"place {event.slot}")
    return _listed(*changed, started, configured, place) or "nothing that is shown"


def _run_started(event: e.RunStarted) -> str:
    return _listed(
        f"in pane {event.pane.pane}, process {event.pane.pid}",
        _if(event.adopted, "taken over as it ran"),
        _if(event.resumed, "goes on with its session"),
        _if(event.unattended, "asks nobody before it acts"),
    )


def _run_ended(event: e.RunEnded) -> str:
    code = _if(event.exit_code is not None and str(event.exit_code) not in event.reason, "exit code")
    return _listed(
        event.reason, code and f"{code} {event.exit_code}", _if(event.resume, f"resume: {event.resume}")
    )


def _status(event: e.StatusChanged) -> str:
    said = event.question or event.note
    tries = _if(event.attempt, f", try {event.attempt}")
    return f"{event.phase} ({event.source}: {event.rule}){tries}{_if(said, f': {said}')}"


def _rescue(event: e.RescueMade) -> str:
    return _listed(
        f"{count(event.files, 'file')} of {event.worktree} kept as {event.rescue}, commit {_short(event.commit)}",
        _if(event.branch, f"branch {event.branch}"),
        _if(event.left_out, f"left out: {', '.join(event.left_out)}"),
        _if(event.ignored, f"ignored, not kept: {', '.join(event.ignored)}"),
    )


def _removed(event: e.WorktreeRemoved) -> str:
    return _listed(
        event.worktree,
        _if(event.branch, f"and branch {event.branch}"),
        _if(event.rescue, f"kept before as {event.rescue}"),
        _if(event.left_out, f"lost: {', '.join(event.left_out)}"),
    )


def _waived(event: e.RescueWaived) -> str:
    return _listed(
        f"nothing of {event.worktree} was kept", _if(event.unrescued, f"no rescue: {event.unrescued}")
    )


def _intended(event: e.ReplacementIntended) -> str:
    how = {"bare": "a restart without a handoff", "resume": "a restart that goes on with its session"}
    return f"{how.get(event.kind, f'a {event.kind}')} begins"


def _gate(event: e.GateStarted | e.GateCut | e.GateFinished) -> str:
    return f"{event.gate} of {event.project} on candidate {_short(event.candidate)}"


def _gate_finished(event: e.GateFinished) -> str:
    log = _if(event.log, f"log {event.log}")
    return _listed(f"{_gate(event)}: {event.verdict} in {event.seconds:.0f} s", event.detail, log)


def _gate_cut(event: e.GateCut) -> str:
    return f"{_gate(event)} did not come to its end: {event.reason}"


def _on(tree: str) -> str:
    return _if(tree, f" on tree {_short(tree)}")


def _step_done(event: e.StepDone) -> str:
    return _listed(f"done{_on(event.tree)}", event.detail, _if(event.log, f"log {event.log}"))


def _step_round(event: e.StepRound) -> str:
    log = _if(event.log, f"log {event.log}")
    return _listed(f"red in round {event.round}{_on(event.tree)}", event.detail, log)


def _review_started(event: e.ReviewStarted) -> str:
    who = f"{event.reviewer} ({event.who}) reviews" if event.reviewer else "reviewers look at"
    lenses = f": {', '.join(event.lenses)}" if len(event.lenses) > 1 else ""
    return f"{who} {_short(event.head)}, round {event.round}{lenses}"


def _reviewer_ended(event: e.ReviewerEnded) -> str:
    return _listed(f"its reviewer for {event.lens}: {event.state}, {event.detail}", *event.refused[:1])


def _landing(event: e.LandingIntended) -> str:
    how = f"taken back ({_short(event.reverts)}) from" if event.reverts else "into"
    train = f", in train {event.train}" if event.train else ""
    method = Method(event.method, event.commits)
    made = f", {method.said}" if method.kind != MERGE else ""
    return (
        f"{event.branch} {how} {event.target} of {event.project}: candidate {_short(event.candidate)} "
        f"on {_short(event.base)}{made}{train}"
    )


def _moved(event: e.TargetMoved) -> str:
    went = f"went from {_short(event.old)} to {_short(event.new)} ({event.how})"
    first = not event.old and f"stands on {_short(event.new)}"
    return _listed(
        f"{event.target} of {event.project} {first or went if event.new else 'is gone'}",
        event.by,
        _if(event.brings, f"brings the work of {', '.join(event.brings)} without a landing"),
    )


def _named_by(path: str, pattern: str) -> str:
    return path if path == pattern else f"{path} ({pattern})"


def _turn_judged(event: e.TurnJudged) -> str:
    short = in_short(event.reported, event.in_files, event.kinds) or "nothing differs from what was reported"
    rows = (f"{report}: {found}" for report, found in zip(event.reports, event.founds, strict=False))
    return _listed(short, *rows, _if(event.unchecked, f"not checked: {'; '.join(event.unchecked)}"))


_SAYS: dict[type[e.Event], Callable[[Any], str]] = {
    e.OwnerChanged: _owner,
    e.SeatAdded: _seat_added,
    e.SeatChanged: _seat_changed,
    e.SeatRenamed: lambda event: f"is called {event.to} now",
    e.SeatStateChanged: lambda event: f"{event.state}{_if(event.reason, f': {event.reason}')}",
    e.RunStarted: _run_started,
    e.RunEnded: _run_ended,
    e.StatusChanged: _status,
    e.StuckJudged: lambda event: event.reason if event.stuck else "it moves again",
    e.ProgramDismissed: lambda event: (
        f"agents called {event.program} are {'not listed any more' if event.dismissed else 'listed again'}"
    ),
    e.SourcesCompared: lambda event: (
        f"{_program(event)} was watched for {count(round(event.seconds / 60), 'minute')} more"
    ),
    e.SourceContradicted: lambda event: (
        f"the {event.source} of {_program(event)} said {event.said} by the rule {event.rule}, otherwise than the"
        f" {event.against}: {_times(event.times)}{count(round(event.seconds), 'second')}"
    ),
    e.SourceDoubted: lambda event: f"{_program(event)}: {event.text}",
    e.TaskAdded: lambda event: _listed(
        event.title, _if(event.done_when, f"done when {event.done_when}"), _if(event.file, f"in {event.file}")
    ),
    e.IssueTaken: lambda event: (
        f"#{event.number} of {event.project}, {event.title}: "
        f"{'its text was given to an agent' if event.given else 'its text is another than what was given'}"
    ),
    e.TrespassFound: lambda event: (
        f"changed what its task says not to touch: {', '.join(map(_named_by, event.paths, event.patterns))}"
    ),
    e.RedGateTold: lambda event: f"told by itself that {event.gate} is red, as {event.entry}",
    e.LeadTold: lambda event: f"{event.lead} was told what gates say of {event.head[:7]}, as {event.entry}",
    e.RemarksSent: lambda event: (
        f"told of {count(len(event.remarks), 'open remark')} on #{event.number}"
        f"{_if(event.by_itself, ' by itself')}, as {event.entry}"
    ),
    e.ChecksTold: lambda event: (
        f"queued red checks of #{event.number} at {event.head[:9]} by itself, as {event.entry}"
    ),
    e.RemarkActIntended: lambda event: (
        f"{event.kind} on #{event.number} of {event.project}{_if(event.text, f': {event.text}')}"
    ),
    e.RemarkActEnded: lambda event: (
        f"on #{event.number} of {event.project}: {event.state}{_if(event.detail, f', {event.detail}')}"
        f"{_if(event.url, f' {event.url}')}"
    ),
    e.RemarksOverridden: lambda event: (
        f"{event.by} released #{event.number} of {event.project} at {_short(event.head)} over "
        f"{count(len(event.remarks), 'open remark')}: {'; '.join(map(in_words, event.remarks))}"
    ),
    e.PullFetched: lambda event: (
        f"{event.by} had #{event.number} of {event.project} fetched, {event.branch}"
        f"{_if(event.of_fork, ' of a fork')} by {event.author or 'nobody'}, at {_short(event.head)}"
    ),
    e.PullActIntended: lambda event: (
        f"{event.kind} {event.about}{_if(event.number, f' of #{event.number}')} of {event.project}"
    ),
    e.PullActEnded: lambda event: (
        f"{event.kind}{_if(event.number, f' of #{event.number}')} of {event.project}: {event.state}"
        f"{_if(event.detail, f', {event.detail}')}{_if(event.where, f' {event.where}')}"
    ),
    e.HostedAdded: lambda event: (
        f"{event.agent} has a seat in {event.project}"
        f"{_if(event.pull, f', for pull request #{event.pull}')}{_if(event.issue, f', for issue #{event.issue}')}"
    ),
    e.HostedPullFound: lambda event: f"its pull request is #{event.pull}",
    e.HostedLeft: lambda event: f"its seat went: {event.why}",
    e.HostedBack: lambda event: f"its seat is back{_if(event.kept, ' by a key')}",
    e.CommentIntended: lambda event: f"is about to be posted on #{event.number}",
    e.CommentPosted: lambda event: f"stands at {event.url}",
    e.TrespassEnded: lambda _: "changes nothing any more that its task says not to touch",
    e.TaskStateChanged: lambda event: f"{task_key(event.project, event.task)} is {event.state}",
    e.EntryAdded: lambda event: f"queued{_if(event.front, ' before all others')}: {event.text}",
    e.EntryEdited: lambda event: f"changed to: {event.text}",
    e.EntryMoved: lambda event: f"place {event.to + 1} in the queue",
    e.EntryAnchored: lambda event: "what it claims was kept as it was then",
    e.EntryGiven: lambda event: f"given to {event.to}",
    e.EntryReanchored: lambda event: f"the operator took it to where that is now: {_replaced(event)}",
    e.EntryNoted: lambda event: f"goes as it is, on the operator's word, with this at its end: {event.note}",
    e.EntryHeld: lambda event: f"held: {event.reason}",
    e.EntryReleased: lambda _: "goes as it is, on the operator's word",
    e.EntryTimed: lambda event: f"not sent before: {event.not_before}",
    e.EntryUrged: lambda _: "may go at once, also to an agent that works",
    e.EntrySentOn: lambda event: (
        f"may go to a run that rests after an error{_if(event.after, f' ({event.after}), as configured')}"
    ),
    e.EntryCancelled: lambda _: "taken out of the queue",
    e.RulesAdded: lambda event: (
        f"goes out with the standing rules: {event.text}"
        if event.text
        else "goes out without the standing rules"
    ),
    e.DeliveryIntended: lambda event: f"is about to be typed into pane {event.pane.pane}",
    e.DeliveryPasted: lambda _: "stands in the pane",
    e.DeliverySubmitted: lambda _: "Enter was typed",
    e.DeliveryAccepted: lambda event: f"taken by the agent: {event.sign}",
    e.DeliveryRefused: lambda event: f"not typed, waits again: {event.reason}",
    e.DeliveryUnknown: lambda event: f"not confirmed: {event.reason}",
    e.EntryFilled: lambda event: f"filled in: {event.text}",
    e.StepStarted: lambda event: _listed(f"begins{_on(event.tree)}", event.detail),
    e.StepCut: lambda event: f"did not come to its end, begins again: {event.reason}",
    e.StepRound: _step_round,
    e.StepDone: _step_done,
    e.StepHeld: lambda event: f"held{_on(event.tree)}: {event.reason}{_if(event.log, f', log {event.log}')}",
    e.TurnBegan: lambda event: (
        _if(not event.tree, "began; what its worktree held was not seen in time") or "began"
    ),
    e.AnchorChanged: lambda event: ChangedAnchor(event.state, event.path, event.by, 0.0, event.lines).words,
    e.TurnJudged: _turn_judged,
    e.TurnSettled: lambda event: (
        "what is missing is queued again" if event.how == "queued" else "the operator knows"
    ),
    e.RescueMade: _rescue,
    e.RescueRestored: lambda event: f"{event.rescue} written into {event.into}",
    e.RescueWaived: _waived,
    e.WorktreeRemoved: _removed,
    e.ReplacementIntended: _intended,
    e.ReplacementStepped: lambda event: f"{event.step}{_if(event.detail, f': {event.detail}')}",
    e.ReplacementEnded: lambda event: f"not finished: {event.failed}" if event.failed else "finished",
    e.GateStarted: _gate,
    e.GateCut: _gate_cut,
    e.GateFinished: _gate_finished,
    e.ReviewAsked: lambda event: f"{event.document or event.branch} of {event.project} waits for a review",
    e.ReviewStarted: _review_started,
    e.ReviewerStarted: lambda event: f"{event.reviewer} ({event.who}) looks for {event.lens}",
    e.ReviewerEnded: _reviewer_ended,
    e.ReviewEnded: lambda event: _listed(
        f"review {event.state} in round {event.round}{_if(event.detail, f': {event.detail}')}",
        *event.refused[:1],
    ),
    e.ReviewClosed: lambda event: f"the review is closed: {event.reason}",
    e.LandingIntended: _landing,
    e.PushIntended: lambda event: f"is being pushed to {event.address}",
    e.PushEnded: lambda event: _if(event.detail, event.detail) or event.state,
    e.LandingEnded: lambda event: f"{event.state}{_if(event.detail, f': {event.detail}')}",
    e.TargetMoved: _moved,
    e.AttentionAcknowledged: lambda event: f"the operator knows: {event.topic}",
    e.AcknowledgementEnded: lambda event: event.reason or "calls again",
    e.MuteChanged: lambda event: "muted" if event.muted else "raises alerts again",
    e.QuestionAnswered: lambda event: f"{event.question} → {event.choice}",
    e.AgentInterrupted: lambda _: "interrupted by the operator",
    e.ServerDied: lambda event: f"tmux server {event.socket}, with {', '.join(event.seats) or 'no agent'}",
    e.Noted: lambda event: f"{event.subject}: {event.text}",
}

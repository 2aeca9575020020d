"""Why an action cannot run now, in words for the operator; ``None`` when it can."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.model.anchors.correction import Correction
from fleetui.model.fleet import SeatState
from fleetui.model.forge.audit import AuditRow
from fleetui.model.forge.remarks import RemarkKind
from fleetui.model.forge.wishes.unpushed import why_not_pushed
from fleetui.model.happened.turns import differing
from fleetui.model.interrupts import why_not_interrupted
from fleetui.model.ledger import LedgerRow, Stage
from fleetui.model.queue import COMMAND, FOLLOW_UP, SENDS_ON, STEP, Entry, EntryState, live
from fleetui.model.review.marks import ReviewMark
from fleetui.model.review.rules import ReviewState
from fleetui.model.unseated_pulls import PullRow, unseated
from fleetui.model.value import value
from fleetui.model.view import AgentView, BranchRow, FleetView, FoundAgent
from fleetui.ui.actions.fetching import why_not_fetched


@value
class Selection:
    """What the operator points at."""

    agent: AgentView | None = None
    marked: tuple[str, ...] = ()
    row: BranchRow | None = None
    entry: Entry | None = None
    document: ReviewMark | None = None
    found: tuple[FoundAgent, ...] = ()
    task: LedgerRow | None = None
    tasks: tuple[LedgerRow, ...] = ()
    """Those that are marked."""
    train: tuple[str, ...] = ()
    """Branches that are marked on the board, in their order."""
    remark: AuditRow | None = None
    pull: PullRow | None = None
    """A pull request without an agent."""
    undo: bool = False
    """A deleted entry can be brought back."""
    gathered: int = 0
    """Lines of a difference that are gathered in one follow-up."""
    correction: Correction | None = None
    """What of the entry would be put right; ``None`` while that is not known."""


MOST_MEMBERS = 9
"""Branches of one train: as many as a small terminal shows whole before they are released."""
NOTHING_CHANGED = "nothing it speaks of changed since it was written: e edits it"
NOBODY_WAITS = "nobody waits for you, and nobody finished since you looked"

WhyNot = Callable[[FleetView, Selection], str | None]


def always(_view: FleetView, _chosen: Selection) -> str | None:
    """Can always run."""
    return None


def needs_agent(_view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent."""
    return None if chosen.agent else "there is no agent here"


def needs_gone(view: FleetView, _chosen: Selection) -> str | None:
    """Needs the seat of a hosted agent that went."""
    return None if view.gone else "no seat of a hosted agent went"


def needs_run(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose run lives."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.alive else f"nothing runs in {chosen.agent.name}: o starts it"


def needs_rest(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent to which nothing is being done."""
    if chosen.agent and chosen.agent.doing:
        return f"{chosen.agent.name} is busy: {chosen.agent.doing}"
    return needs_agent(view, chosen)


def needs_own_run(view: FleetView, chosen: Selection) -> str | None:
    """Needs a live run to which nothing is being done."""
    return needs_run(view, chosen) or needs_rest(view, chosen)


def needs_stoppable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a live run; a restart or stop that waits for its rescue can be told not to wait."""
    waits = chosen.agent is not None and ": rescue" in chosen.agent.doing
    return needs_run(view, chosen) if waits else needs_own_run(view, chosen)


def needs_empty_seat(view: FleetView, chosen: Selection) -> str | None:
    """Needs a seat in which nothing runs, or whose run is suspended."""
    if chosen.agent and chosen.agent.alive and not chosen.agent.status.suspended:
        return f"{chosen.agent.name} runs already: r restarts it"
    return needs_rest(view, chosen)


def needs_worktree(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent with a folder of its own."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.seat.worktree else f"{chosen.agent.name} has no worktree yet: o starts it"


def needs_ended(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent of which a run has ended."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    return None if chosen.agent.ended else f"no run of {chosen.agent.name} has ended yet"


def needs_undone(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent of which the report of a turn and the files differ."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    known = differing(chosen.agent.turns)
    return None if known else f"no turn of {chosen.agent.name} reported what is not in its files"


def needs_question(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose dialog was read with its choices."""
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    if any(agent.question and agent.question.choices for agent in view.agents if agent.name in names):
        return None
    if chosen.marked:
        return "none of the marked agents shows a dialog whose choices were read"
    return f"{names[0]} shows no dialog whose choices were read: i types to it"


def needs_reason(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent that waits for the operator, among those that are marked or selected."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    if any(agent.attention for agent in view.agents if agent.name in names):
        return None
    return "none of the marked agents waits for you" if chosen.marked else f"{names[0]} does not wait for you"


def needs_working(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent that works, among those that are marked or selected."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    names = chosen.marked or (chosen.agent.name,)
    reasons = [why_not_interrupted(agent) for agent in view.agents if agent.name in names]
    if not all(reasons):
        return None
    return "none of the marked agents works" if chosen.marked else f"{names[0]}: {reasons[0]}"


def needs_any_working(view: FleetView, _chosen: Selection) -> str | None:
    """Needs an agent that works."""
    return "nobody works" if all(map(why_not_interrupted, view.agents)) else None


def needs_branch(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose branch is on the merge board."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    if chosen.agent.hosted:
        return None if chosen.agent.pull else f"{chosen.agent.name} has no pull request yet"
    if any(row.seat == chosen.agent.name for row in view.board):
        return None
    return f"{chosen.agent.name} has no branch on the merge board"


def needs_waiting(view: FleetView, _chosen: Selection) -> str | None:
    """Needs somebody who waits for the operator, or who finished something."""
    finished = any(agent.news is not None and agent.news.what == "finished" for agent in view.agents)
    return None if finished or view.waiting() else NOBODY_WAITS


def needs_found(view: FleetView, _chosen: Selection) -> str | None:
    """Needs agents that run in the operator's tmux and were not taken yet."""
    return None if view.found else "no agent that could be taken was found in your tmux"


def needs_found_or_unread(view: FleetView, chosen: Selection) -> str | None:
    """Needs agents without a seat in the operator's tmux, also such as no profile reads."""
    return None if view.unread else needs_found(view, chosen)


def needs_unread(_view: FleetView, chosen: Selection) -> str | None:
    """Needs one under the bar that no profile reads."""
    one = next((one for one in chosen.found if one.program), None)
    return (
        None
        if one
        else "only what no profile reads can be dismissed: the others are left alone until you take them"
    )


def needs_chosen_found(view: FleetView, chosen: Selection) -> str | None:
    """Needs at least one found agent that is marked or pointed at."""
    if any(one.program for one in chosen.found):
        one = next(one for one in chosen.found if one.program)
        return f"no profile reads {one.program}; {one.advice}"
    return needs_found(view, chosen) or (None if chosen.found else "mark one with space first")


def needs_watching(view: FleetView, _chosen: Selection) -> str | None:
    """Needs another process to be the owner."""
    return "this dashboard acts already" if view.owner == "self" else None


def needs_entry(_view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry of a queue."""
    return None if chosen.entry else "the queue is empty"


def needs_waiting_entry(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that was not typed yet."""
    if chosen.entry is None or chosen.entry.waits:
        return needs_entry(view, chosen)
    if chosen.entry.state is EntryState.UNKNOWN:
        return "it may have been typed: say first whether it arrived"
    return "it is on its way"


def needs_correctable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a follow-up that waits, in words of the operator's own."""
    if chosen.entry and chosen.entry.waits and chosen.entry.kind != FOLLOW_UP:
        return "it claims nothing of files: only a follow-up does"
    return needs_waiting_entry(view, chosen)


def needs_new_place(view: FleetView, chosen: Selection) -> str | None:
    """Needs something that it speaks of to be known elsewhere, as far as that was looked up."""
    found = chosen.correction
    if found is None or found.replaced:
        return needs_correctable(view, chosen)
    if not found.holds:
        return needs_correctable(view, chosen) or "all it says of files is where it says"
    way_out = "e edits it, w sends it with a note, D deletes it" if found.note else "e edits it, D deletes it"
    return needs_correctable(view, chosen) or f"it has no other place that is known: {way_out}"


def needs_change(view: FleetView, chosen: Selection) -> str | None:
    """Needs something that it speaks of to have changed, as far as that was looked up."""
    known = chosen.correction is not None and not chosen.correction.note
    return needs_correctable(view, chosen) or (NOTHING_CHANGED if known else None)


def needs_waiting_follow_up(view: FleetView, chosen: Selection) -> str | None:
    """Needs a follow-up that was not typed yet."""
    if chosen.entry and (chosen.entry.step is not None or chosen.entry.kind in (COMMAND, STEP)):
        return "it is no follow-up: it waits for its turn"
    return needs_waiting_entry(view, chosen)


def needs_deletable(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that waits or is not confirmed."""
    if chosen.entry and chosen.entry.state is EntryState.UNKNOWN:
        return None
    return needs_waiting_entry(view, chosen)


def needs_held(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry that is held."""
    if chosen.entry is None:
        return needs_entry(view, chosen)
    if chosen.entry.state is EntryState.HELD:
        return None
    agent = chosen.agent
    sends_on = (
        agent is not None and agent.waits.endswith(SENDS_ON) and live(agent.queue)[:1] == (chosen.entry,)
    )
    return None if sends_on else "it is not held"


def needs_unknown(view: FleetView, chosen: Selection) -> str | None:
    """Needs an entry whose delivery is not confirmed."""
    if chosen.entry is None:
        return needs_entry(view, chosen)
    return None if chosen.entry.state is EntryState.UNKNOWN else "its delivery is not in doubt"


def needs_undo(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a deleted entry."""
    return None if chosen.undo else "nothing was deleted here"


def needs_gathered(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a line that is gathered for a follow-up."""
    return None if chosen.gathered else "nothing is gathered yet: c takes the line under the bar"


def needs_row(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch."""
    if chosen.row is None and chosen.pull and chosen.pull.seat:
        return f"#{chosen.pull.pull.number} is {chosen.pull.seat}'s, which runs at its maker's: no branch of it is here"
    if chosen.row is None and chosen.pull:
        return f"#{chosen.pull.pull.number} is of no agent of this fleet"
    return None if chosen.row else "there is no branch here"


def needs_row_of_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch of an agent."""
    if chosen.row and chosen.row.fetched:
        return f"#{chosen.row.fetched.number} is of no agent of this fleet"
    return needs_row(view, chosen)


def needs_gateable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch; or a pull request without an agent that was fetched, in the process that acts."""
    row = chosen.row
    if row is None and chosen.pull:
        return f"#{chosen.pull.pull.number} is not here: m fetches it first"
    if row is None or row.fetched is None:
        return needs_row(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if row.landed:
        return f"landed as {row.landed[:7]}"
    made = row.candidate is not None and bool(row.candidate.commit)
    return None if made else row.why_not or "it has no candidate"


def needs_row_or_pull(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch, or a pull request without an agent."""
    return None if chosen.pull else needs_row(view, chosen)


def needs_others(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a pull request without an agent, anywhere on the board."""
    return None if unseated(view) else "no pull request without an agent is known"


def needs_landable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that may land, or that only open remarks keep out, in the process that acts; or a pull request
    without an agent that can be fetched, or gated."""
    if chosen.row is None:
        return why_not_fetched(view, chosen.pull) if chosen.pull else needs_row(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if chosen.train or chosen.row.ungated:
        return None
    if chosen.row.landed:
        return f"landed as {chosen.row.landed[:7]}"
    return None if chosen.row.can_release else (chosen.row.why_not or "it may not land")


def needs_running_gate(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch one of whose gates runs."""
    if chosen.row is None:
        return needs_row(view, chosen)
    runs = any(mark.verdict == "running" for mark in chosen.row.gates)
    return None if runs else "no gate runs on this branch"


def needs_train_member(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that has something to land, to mark it; one that is marked already can be unmarked."""
    row = chosen.row
    if row is None or row.fetched or row.branch in chosen.train:
        return needs_row_of_agent(view, chosen)
    if row.landed:
        return f"landed as {row.landed[:7]}"
    if row.candidate is None or not row.candidate.commit:
        return row.why_not or "it has no candidate"
    return f"a train has at most {MOST_MEMBERS} branches" if len(chosen.train) >= MOST_MEMBERS else None


def needs_markable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch whose project has one that may land."""
    if chosen.row is None:
        return needs_row(view, chosen)
    project = chosen.row.project
    able = any(row.may_land and not row.landed for row in view.board if row.project == project)
    return None if able else f"nothing of {project} may land"


def needs_better_order(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a train for which another order breaks less."""
    return None if view.train and view.train.better else "no other order is known to break less"


def needs_ready_train(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a train whose members all passed."""
    return "its candidates are built" if view.train is None else view.train.why_not or None


def needs_landed(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that landed and stands, in the process that acts."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if chosen.row.fetched:
        return "what was merged on the forge is taken back there"
    if chosen.row.taken_back:
        return f"it was taken back by {chosen.row.taken_back[:7]}"
    return None if chosen.row.landed else "it did not land: there is nothing to take back"


def needs_red(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a gate that failed and left a log, with a review that found something, or with a pull
    request that has a red check or commits that are not here, or in which something was said that its agent was not
    told; or a pull request without an agent, in the process that acts."""
    if chosen.pull:
        return _why_not_comment(view, chosen.pull)
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.fetched:
        return "a comment below it is written on the board"
    if untold(view, chosen.row):
        return None
    failed = any(mark.verdict in ("fail", "error") for mark in chosen.row.gates)
    review = chosen.row.review
    found = review is not None and (review.open or review.unkept or review.state is ReviewState.REJECTED)
    if failed or found or (chosen.row.pull and chosen.row.pull.tally.failed) or needs_merge_here(chosen.row):
        return None
    said = (
        ", no check of it is red and all that was said in its pull request went out"
        if chosen.row.pull
        else ""
    )
    return f"no gate failed on this branch, and no review found anything{said}"


def _why_not_comment(view: FleetView, row: PullRow) -> str | None:
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    known = row.seat or (row.heard is not None and row.heard.said is not None)
    return None if known else f"what was said in #{row.pull.number} is not known yet"


def needs_openable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with work that has no pull request, or whose pull request lacks commits of it and no others, of a
    project whose repository is written, in the process that acts."""
    row = chosen.row
    if row is None:
        return needs_row(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    project = view.projects.get(row.project)
    if project is None or project.forge is None:
        return f"{row.project} has no forge: add [projects.{row.project}.github]"
    if not project.forge.repository:
        return f"nothing is done where a remote leads: write repository in [projects.{row.project}.github]"
    if row.landed:
        return "it landed"
    if row.pull is not None:
        return _why_not_push(row, row.pull.number)
    return None if row.ahead else "it has no commit of its own"


def needs_openable_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent with such a branch."""
    row = row_of(view, chosen)
    return needs_branch(view, chosen) if row is None else needs_openable(view, Selection(row=row))


def row_of(view: FleetView, chosen: Selection) -> BranchRow | None:
    """The branch of the agent, as the board has it."""
    name = chosen.agent.name if chosen.agent else ""
    return next((row for row in view.board if row.seat == name), None)


def _why_not_push(row: BranchRow, number: int) -> str | None:
    if row.pull and row.pull.head == row.head:
        return f"#{number} of this branch is open, with all that is committed here"
    if row.unpushed is None:
        return f"what #{number} lacks of this branch is not known yet"
    return why_not_pushed(number, row.unpushed) or None


def needs_merge_here(row: BranchRow) -> bool:
    """Whether its pull request has commits that its branch here lacks."""
    one = row.unpushed
    return one is not None and not row.landed and (bool(one.behind) or not one.known)


def needs_red_check(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a pull request that has a check that failed, in the process that acts."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if chosen.row.pull is None:
        return "no pull request of this branch is known"
    return None if chosen.row.pull.tally.failed else f"no check of #{chosen.row.pull.number} is red"


def untold(view: FleetView, row: BranchRow) -> int:
    """How many remarks in its pull request its agent was not told."""
    heard = view.heard_of(row.project, row.pull.number) if row.pull else None
    return len(heard.due) if heard else 0


def needs_remarks(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a pull request in which something is open."""
    of = chosen.row or chosen.pull
    if of is None:
        return needs_row(view, chosen)
    if of.pull is None:
        return "no pull request of this branch is known"
    heard = view.heard_of(of.project, of.pull.number)
    if heard is None or heard.said is None:
        return f"what was said in #{of.pull.number} is not known yet"
    return None if heard.remarks else f"nothing is open in #{of.pull.number}"


def needs_remark(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a remark."""
    return None if chosen.remark else "nothing is open here"


def needs_untold(view: FleetView, chosen: Selection) -> str | None:
    """Needs a remark in a pull request of an agent that was not told everything in it."""
    row = chosen.remark
    if row is None:
        return needs_remark(view, chosen)
    if row.agent is None:
        return f"#{row.number} is of no agent of this fleet"
    if row.agent.hosted:
        return f"{row.agent.name} sees its own pull request: f on its tile tells it what to do about that"
    return None if row.heard and row.heard.due else f"everything open on #{row.number} was sent already"


def needs_thread(view: FleetView, chosen: Selection) -> str | None:
    """Needs a thread that nobody resolved."""
    row = chosen.remark
    if row is None:
        return needs_remark(view, chosen)
    if row.now.remark.kind is not RemarkKind.THREAD:
        return f"a {row.now.remark.kind} cannot be resolved: r replies"
    return "somebody resolved it already" if row.now.remark.resolved else None


def needs_review(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch of a project with a review."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.review is None:
        return f"no review is configured: add [projects.{chosen.row.project}.review] to fleet.toml"
    return None


def needs_reviewable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a patch about which nothing is said yet."""
    if why := needs_row_of_agent(view, chosen) or needs_review(view, chosen):
        return why
    row = chosen.row
    if row is None or row.review is None or row.candidate is None or not row.candidate.commit:
        return "there is no patch to review"
    if row.landed:
        return f"landed as {row.landed[:7]}"
    match row.review.state:
        case ReviewState.WAITING | ReviewState.RUNNING:
            return "it is being reviewed already"
        case ReviewState.ACCEPTED | ReviewState.REJECTED:
            return f"it was {row.review.state} as it is: nothing changed since"
        case _:
            return None


def needs_agent_or_row(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent, or a branch of one."""
    return None if chosen.agent or chosen.row else needs_agent(view, chosen)


def needs_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document whose review is over, and that changed since or failed."""
    one = chosen.document
    if one is None:
        return "there is no document here: n has one reviewed"
    match one.state:
        case ReviewState.WAITING | ReviewState.RUNNING:
            return "it is being reviewed already"
        case ReviewState.ACCEPTED | ReviewState.REJECTED:
            return f"it was {one.state} as it is: nothing changed since"
        case _:
            return None


def needs_found_in_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document in which something was found."""
    found = chosen.document is not None and (chosen.document.open or chosen.document.stops)
    return None if found else "no review of it found anything"


def needs_open_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document whose review is under way, or holds a queue."""
    one = chosen.document
    return None if one and (one.live or one.stops) else "no review of it is under way"


def needs_open_review(view: FleetView, chosen: Selection) -> str | None:
    """Needs a review that is under way, or that waits for its fix."""
    if why := needs_review(view, chosen):
        return why
    review = chosen.row.review if chosen.row else None
    return None if review and review.live else "no review of it is under way"


def needs_behind(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch of the row's project that lacks commits of its base."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.fetched:
        return needs_row_of_agent(view, chosen)
    if view.owner == "other":
        return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"
    if chosen.row.pull and chosen.row.pull.behind and not chosen.row.landed:
        return None
    return None if view.behind(chosen.row.project) else f"no branch with work is behind {chosen.row.target}"


def needs_task(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a task."""
    return None if chosen.task else "no task is written down: a adds one"


def needs_task_of_ours(view: FleetView, chosen: Selection) -> str | None:
    """Needs a task that is written down here, and not on a forge."""
    if chosen.task and chosen.task.task.issues:
        return f"#{chosen.task.task.issues[0]} is an issue: it is written and closed on its forge"
    return needs_task(view, chosen)


def needs_assignable_issue(view: FleetView, chosen: Selection) -> str | None:
    """Needs an issue of a project that says whom to assign, or how to label."""
    if chosen.task is None or not chosen.task.task.issues:
        return "this task is no issue"
    project = view.projects.get(chosen.task.task.project)
    rules = project.forge if project else None
    if project is None or rules is None or not (rules.assign or rules.label):
        return f'[projects.{chosen.task.task.project}.github] says nobody: assign = "@me" or label = "in progress"'
    if rules.repository:
        return None
    return f'[projects.{project.name}.github] needs repository = "owner/name": agents can change where a remote leads'


def needs_startable_task(view: FleetView, chosen: Selection) -> str | None:
    """Needs tasks that are right, open, of one project, and that nobody works on."""
    rows = chosen.tasks or ((chosen.task,) if chosen.task else ())
    for row in rows:
        name = row.task.id
        if row.task.problems:
            return f"{name}: {row.task.problems[0].said}"
        if row.agents:
            return f"{row.agents[0].name} works on {name} already"
        if row.stage is not Stage.OPEN:
            return (
                f"{name} is {row.stage.word}: x opens it again"
                if row.stage is not Stage.LANDED
                else f"{name} landed"
            )
    projects = sorted({row.task.project for row in rows if row.task.project})
    if len(projects) > 1:
        return f"the marked tasks are of {' and '.join(projects)}: start an agent for each"
    return needs_task(view, chosen)


def needs_task_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs a task that somebody works on."""
    if chosen.task is None:
        return needs_task(view, chosen)
    return None if chosen.task.agents else "nobody works on it: n starts an agent"


def is_paused(chosen: Selection) -> bool:
    """True when resuming is what ``p`` would do."""
    return bool(chosen.agent and chosen.agent.seat.state in (SeatState.PAUSED, SeatState.HALTED))

"""Everything that can be pressed: one table. Bindings, footer, help, command palette and ``fleetui keys`` read it."""

from __future__ import annotations

from fleetui.model.value import value
from fleetui.ui.actions import why_not as whynot
from fleetui.ui.actions.why_not.why_not import WhyNot, always
from fleetui.ui.actions.without_pane import with_panes_alone

FLEET, FOCUS, QUEUE, BOARD, JOURNAL = "fleet", "focus", "queue", "board", "journal"
FOUND, RESTART, LANDING, EDITOR, NEW, TYPING = "found", "restart", "landing", "editor", "new", "typing"
CHANGE, CHOICE, COPY, DIGEST, LEDGER, TASK = "change", "choice", "copy", "digest", "ledger", "task"
LANES, FIELDS, HAPPENED, INSERT, FIGURES = "lanes", "fields", "happened", "insert", "figures"
HELP, CONFIRM, QUIT, FILTER, LOG = "help", "confirm", "quit", "filter", "log"
SORT, VIEWS, NAMING, SEARCH, LOSING, REMOVE = "sort", "views", "naming", "search", "losing", "remove"
TRAIN, DETAIL, FIND, DOCUMENTS, DOCUMENT = "train", "detail", "find", "documents", "document"
AUDIT, REPLY, OPENING = "audit", "reply", "opening"

SCREENS = (FLEET, FOCUS, QUEUE, LANES, BOARD, DETAIL, LEDGER, TASK, FIGURES, AUDIT, JOURNAL)
AGENTS = (FLEET, FOCUS)
LISTS = (*SCREENS, CHANGE, FOUND, LOG, COPY, DIGEST, HAPPENED, DOCUMENTS)
MENUS = (CHOICE, SORT, VIEWS)
DIFFS = (FOCUS, BOARD, DETAIL, CHANGE)
BRANCHES = (BOARD, DETAIL)
"""Screens that show a difference."""
DIALOGS = (RESTART, LANDING, TRAIN, CONFIRM)
OVER_OTHERS = (CHANGE, FOUND, LOG, COPY, DIGEST, HAPPENED, DOCUMENTS)
CLOSED = (*SCREENS[1:], *OVER_OTHERS, RESTART, REMOVE, LANDING, TRAIN, *MENUS)
"""Screens that one goes back from."""
WRITTEN = (EDITOR, REPLY, OPENING, INSERT, DOCUMENT, NEW, FIELDS, FILTER, FIND, NAMING, SEARCH, LOSING)
"""Fields that one leaves with escape."""
TEXT = (*WRITTEN, HELP)
"""Where letters are text: only control and function keys, escape and enter are bound there."""

WHERE_WORDS = {
    FLEET: "fleet",
    FOCUS: "one agent",
    QUEUE: "queue of an agent",
    LANES: "queues",
    BOARD: "merge board",
    DETAIL: "one branch",
    LEDGER: "ledger",
    TASK: "one task",
    FIGURES: "figures",
    AUDIT: "audit",
    JOURNAL: "journal",
    FOUND: "agents found in tmux",
    RESTART: "restart dialog",
    LANDING: "landing dialog",
    TRAIN: "train that is made ready",
    EDITOR: "follow-up editor",
    REPLY: "reply in a pull request",
    OPENING: "new pull request",
    INSERT: "what to put into a follow-up",
    NEW: "new agent",
    DOCUMENTS: "documents under review",
    DOCUMENT: "which document",
    FIELDS: "fields of a blueprint",
    TYPING: "typing to an agent",
    HELP: "help",
    CONFIRM: "question",
    CHOICE: "choices",
    DIGEST: "since you looked",
    HAPPENED: "did it happen",
    CHANGE: "request a change",
    QUIT: "closing",
    FILTER: "filter",
    FIND: "finding in a difference",
    LOG: "log",
    SORT: "order of the fleet",
    VIEWS: "views",
    NAMING: "name of a view",
    COPY: "copy menu",
    SEARCH: "search",
    LOSING: "choice that loses work",
    REMOVE: "removing an agent",
}


@value
class Action:
    """One thing the operator can do with a key."""

    id: str
    keys: tuple[str, ...]
    """Textual key names; the first is the one shown."""
    label: str
    """One or two words for the footer."""
    help: str
    where: tuple[str, ...]
    handler: str
    """The screen's method is ``do_`` and this."""
    footer: tuple[str, ...] = ()
    """Where it stands in the footer."""
    why_not: WhyNot = always
    priority: bool = False
    """Works while a text field has the focus."""


def _a(
    id: str,  # noqa: A002 - the field is called so
    keys: str,
    label: str,
    help: str,  # noqa: A002
    where: tuple[str, ...],
    handler: str,
    footer: tuple[str, ...] = (),
    why_not: WhyNot = always,
    *,
    priority: bool = False,
) -> Action:
    judged = with_panes_alone(id, why_not)
    return Action(id, tuple(keys.split()), label, help, where, handler, footer, judged, priority)


ACTIONS: tuple[Action, ...] = (
    # for the operator
    _a("nav.attention", "full_stop", "next for you", "go to the next agent that waits for you", SCREENS,
       "next_waiting", (FLEET, FOCUS), whynot.needs_waiting),
    _a("nav.attention_back", "comma", "previous", "go to the previous agent that waits for you", SCREENS,
       "previous_waiting", (), whynot.needs_waiting),
    # one agent
    _a("agent.look", "enter", "look", "see one agent whole: pane, evidence, queue, diff, facts", (FLEET,),
       "look", (FLEET,), whynot.needs_agent),
    _a("agent.answer", "i", "answer", "type to the agent; ctrl+] or F12 ends it", (*AGENTS, QUEUE, LANES, *BRANCHES),
       "answer", AGENTS, whynot.needs_own_run),
    _a("agent.answer_same", "I", "choose", "answer its question by a choice; one for all (or all marked) that show it",
       AGENTS, "answer_same", AGENTS, whynot.needs_question),
    _a("agent.followup", "f", "follow-up", "queue a follow-up for the agent, or for all that are marked", AGENTS,
       "followup", AGENTS, whynot.needs_agent),
    _a("agent.blueprint", "B", "blueprint", "queue a named list of follow-ups and steps; asks for its fields",
       (*AGENTS, QUEUE), "blueprint", (), whynot.needs_agent),
    _a("agent.queue", "F", "queue", "the agent's queue: edit, move, delete, release", AGENTS,
       "queue", (FOCUS,), whynot.needs_agent),
    _a("agent.happened", "H", "did it happen", "where the reports of its turns and its files differ: queue it again, or"
       " know it", (*AGENTS, *BRANCHES), "happened", (DETAIL,), whynot.needs_undone),
    _a("agent.restart", "r", "restart", "fresh run with a handoff; asks first and says what is kept", AGENTS,
       "restart", AGENTS, whynot.needs_rest),
    _a("agent.kill", "D", "kill", "stop the run and all it started; asks first", AGENTS,
       "kill", (FOCUS,), whynot.needs_stoppable),
    _a("agent.remove", "X", "remove", "take it out of the fleet, with its worktree and landed branch if wanted; asks",
       AGENTS, "remove", (), whynot.needs_rest),
    _a("agent.back", "U", "bring back", "bring back the seat of a hosted agent that went last: merged, closed, removed",
       (FLEET,), "bring_back", (), whynot.needs_gone),
    _a("agent.start", "o", "start", "start a run in a seat where nothing runs; let a suspended run (ctrl+z)"
       " go on", AGENTS,
       "start", (), whynot.needs_empty_seat),
    _a("agent.pause", "p", "pause", "deliver nothing to the agent, or deliver again", AGENTS,
       "pause", (), whynot.needs_agent),
    _a("agent.compact", "c", "compact", "have it sum up its conversation, before what waits in its queue", AGENTS,
       "compact", (), whynot.needs_own_run),
    _a("agent.clear", "C", "clear", "have it forget its conversation; asks first and says what is lost", AGENTS,
       "forget", (), whynot.needs_own_run),
    _a("agent.interrupt", "x", "interrupt", "stop the turn of the agent, or of all that are marked; asks first and says"
       " who", AGENTS, "interrupt", (), whynot.needs_working),
    _a("agent.interrupt_all", "E", "interrupt all", "stop the turns of all that work; asks first and says who", AGENTS,
       "interrupt_all", (), whynot.needs_any_working),
    _a("agent.merge", "m", "merge", "the agent's branch on the merge board", AGENTS,
       "merge", AGENTS, whynot.needs_branch),
    _a("agent.open_pull", "O", "pull request", "push its branch and make a pull request of it, or push what its pull"
       " request lacks; shows it first", AGENTS, "open_pull", (), whynot.needs_openable_agent),
    _a("agent.documents", "P", "plans", "its plans and documents under review: ask for one, send back, let its queue go"
       " on", (*AGENTS, *BRANCHES), "documents", (), whynot.needs_agent_or_row),
    _a("documents.add", "n", "review one", "choose a file of its worktree, and have somebody else review it",
       (DOCUMENTS,), "add", (DOCUMENTS,), whynot.needs_agent),
    _a("documents.review", "e", "again", "have what became of it since reviewed", (DOCUMENTS,), "review", (DOCUMENTS,),
       whynot.needs_document),
    _a("documents.tell", "f", "send back", "send what was found to its author, before all that waits in its queue",
       (DOCUMENTS,), "tell", (DOCUMENTS,), whynot.needs_found_in_document),
    _a("documents.close", "X", "give up", "give its review up: nothing is accepted by that, and the queue goes on",
       (DOCUMENTS,), "close_review", (DOCUMENTS,), whynot.needs_open_document),
    _a("document.take", "enter tab", "review", "have the file under the bar reviewed", (DOCUMENT,), "take",
       (DOCUMENT,), priority=True),
    _a("agent.attach", "a", "attach", "go into the agent's tmux window; F12 comes back, or what is said", AGENTS,
       "attach", AGENTS, whynot.needs_run),
    _a("agent.shell", "s", "shell", "your shell in its worktree; its follow-ups wait meanwhile",
       AGENTS, "shell", (FOCUS,), whynot.needs_worktree),
    _a("agent.open", "e", "editor", "its worktree in your editor, as VISUAL or EDITOR say", AGENTS,
       "open", (FOCUS,), whynot.needs_worktree),
    _a("agent.last_screen", "L", "last screen", "what the run that ended last left on its screen, and how it ended",
       AGENTS, "last_screen", (), whynot.needs_ended),
    _a("agent.copy", "y", "copy", "copy its name, branch, path, attach command, question or screen", AGENTS,
       "copy", (), whynot.needs_agent),
    _a("fleet.found", "t", "take", "take agents that were found in your tmux", (FLEET,), "found", (FLEET,),
       whynot.needs_found_or_unread),
    _a("agent.new", "n", "new", "new agent: branch, worktree and run", (FLEET,), "new", (FLEET,)),
    _a("agent.rescue", "w", "rescue", "keep every byte of the worktree in a commit outside all branches", AGENTS,
       "rescue", (), whynot.needs_agent),
    # who may call
    _a("attention.known", "A", "I know", "acknowledge why the agent waits, or take that back; it calls again when the"
       " reason changes", AGENTS, "acknowledge", (), whynot.needs_reason),
    _a("attention.snooze", "Z", "snooze", "let the agent call nobody for 15 minutes; again for other times", AGENTS,
       "snooze", (), whynot.needs_agent),
    _a("attention.mute", "M", "mute", "let the agent raise no alert, or again", AGENTS, "mute", (),
       whynot.needs_agent),
    _a("news.show", "u", "since you looked", "what happened while you were away, by agent", (FLEET, FOCUS, BOARD,
       LEDGER, FIGURES, AUDIT, JOURNAL), "digest"),
    _a("news.go", "enter", "agent", "go to the agent", (DIGEST,), "go", (DIGEST,), whynot.needs_agent),
    _a("news.read", "A u", "all read", "mark everything as read", (DIGEST,), "read", (DIGEST,)),
    # moving
    _a("nav.up", "k up", "up", "up", (*LISTS, *MENUS), "up"),
    _a("nav.down", "j down", "down", "down", (*LISTS, *MENUS), "down"),
    _a("nav.left", "h left", "left", "left", (FLEET, FOCUS), "left"),
    _a("nav.right", "l right", "right", "right", (FLEET, FOCUS), "right"),
    _a("nav.first", "g home", "first", "first; oldest in a pane",
       (FLEET, FOCUS, QUEUE, LANES, DETAIL, LEDGER, TASK, FIGURES, AUDIT, JOURNAL, FOUND, CHANGE, LOG, COPY, DIGEST,
        HAPPENED),
       "first"),
    _a("nav.end", "G end", "last", "last; in a pane follow the end", LISTS, "end"),
    _a("nav.page_down", "pagedown ctrl+d", "page down", "next page", LISTS, "page_down"),
    _a("nav.page_up", "pageup ctrl+u", "page up", "previous page", LISTS, "page_up"),
    _a("nav.last", "minus", "back to", "the agent you looked at before", AGENTS, "last"),
    _a("mark.toggle", "space", "mark", "mark the agent for a follow-up to several", (FLEET,), "mark", (FLEET,),
       whynot.needs_agent),
    _a("mark.all", "asterisk", "mark all", "mark all that are shown; again unmarks them", (FLEET,), "mark_all"),
    # arranging
    _a("slot.later", "J", "move on", "change places with the next agent of its project", (FLEET,), "slot_later", (),
       whynot.needs_agent),
    _a("slot.sooner", "K", "move back", "change places with the agent before", (FLEET,), "slot_sooner", (),
       whynot.needs_agent),
    _a("view.sort", "S", "order", "the order of the grid or the list: place, attention, age, context ...", (FLEET,),
       "sort"),
    _a("sort.slot", "s", "slot", "everybody in a fixed place", (SORT,), "by_slot"),
    _a("sort.attention", "a", "attention", "who needs you first", (SORT,), "by_attention"),
    _a("sort.age", "g", "age", "longest in its state first", (SORT,), "by_age"),
    _a("sort.name", "n", "name", "by name", (SORT,), "by_name"),
    _a("sort.context", "c", "context", "least context left first", (SORT,), "by_context"),
    _a("sort.project", "p", "project", "by project", (SORT,), "by_project"),
    _a("sort.role", "r", "role", "by role", (SORT,), "by_role"),
    _a("sort.pick", "enter", "take", "take the order under the bar", (SORT,), "pick", (SORT,)),
    _a("view.saved", "v", "views", "saved views: filter, order and density under a name", (FLEET,), "views"),
    _a("views.number", "1 2 3 4 5 6 7 8 9", "by number", "show the view with this number", (VIEWS,), "number"),
    _a("views.pick", "enter", "show", "show the view under the bar", (VIEWS,), "pick", (VIEWS,)),
    _a("views.save", "s", "save", "keep what is shown now under a name", (VIEWS,), "save", (VIEWS,)),
    _a("views.delete", "D", "delete", "delete the view under the bar; u brings it back", (VIEWS,), "delete", (VIEWS,)),
    _a("views.undo", "u", "undo", "bring back the view that was deleted last", (VIEWS,), "undo"),
    _a("naming.keep", "enter", "save", "keep it under this name", (NAMING,), "keep", (NAMING,), priority=True),
    # how the fleet is shown
    _a("view.larger", "plus", "larger", "fewer, larger tiles, up to letters for three metres; kept for this size",
       (FLEET,), "larger"),
    _a("view.smaller", "underscore", "smaller", "more, smaller tiles, down to a row for each agent", (FLEET,),
       "smaller"),
    _a("view.zoom", "z", "zoom", "the selected tile alone; z or esc brings the others back", (FLEET,), "zoom", (),
       whynot.needs_agent),
    _a("band.fold", "b", "fold", "fold the agent's project to its heading, or unfold it; who waits for you stays",
       (FLEET,), "fold", (), whynot.needs_agent),
    _a("view.search", "ctrl+f", "search", "look for a text in all panes", AGENTS, "search"),
    _a("search.go", "enter", "go there", "the agent's pane, at the hit", (SEARCH,), "go", (SEARCH,), priority=True),
    _a("search.back", "tab", "history", "look through what scrolled away too, or only what is shown", (SEARCH,),
       "look_back", (SEARCH,), priority=True),
    _a("search.up", "up ctrl+p", "up", "the one before", (SEARCH, INSERT), "up", (), priority=True),
    _a("search.down", "down ctrl+n", "down", "the next one", (SEARCH, INSERT), "down", (), priority=True),
    _a("search.page_up", "pageup", "page up", "a page before", (SEARCH, INSERT), "page_up", priority=True),
    _a("search.page_down", "pagedown", "page down", "the next page", (SEARCH, INSERT), "page_down", priority=True),
    # one agent, whole
    _a("tab.next", "right_square_bracket tab", "next tab", "pane, evidence, queue, diff, facts", (FOCUS,), "next_tab",
       (FOCUS,)),
    _a("tab.previous", "left_square_bracket shift+tab", "tab before", "the tab before", (FOCUS,), "previous_tab"),
    _a("agent.diff", "d", "diff", "what the agent changed", (FOCUS,), "diff", (), whynot.needs_agent),
    # a queue
    _a("queue.add", "f n", "add", "add a follow-up", (QUEUE,), "add", (QUEUE,), whynot.needs_agent),
    _a("queue.edit", "e enter", "edit", "edit what waits", (QUEUE,), "edit", (QUEUE,), whynot.needs_waiting_entry),
    _a("queue.file", "E", "file", "the file it speaks of, in your editor: first the one that keeps it back", (QUEUE,),
       "open_claim", (), whynot.needs_entry),
    _a("queue.later", "J", "later", "move down", (QUEUE, LANES), "later", (QUEUE,), whynot.needs_waiting_entry),
    _a("queue.sooner", "K", "sooner", "move up", (QUEUE, LANES), "sooner", (QUEUE,), whynot.needs_waiting_entry),
    _a("queue.delete", "D", "delete", "take it out of the queue; u brings it back", (QUEUE,), "delete", (QUEUE,),
       whynot.needs_deletable),
    _a("queue.undo", "u", "undo", "bring back what was deleted last", (QUEUE,), "undo", (QUEUE,), whynot.needs_undo),
    _a("queue.release", "p", "release", "send a held follow-up as it is; let a held step go on", (QUEUE, LANES),
       "release", (QUEUE, LANES), whynot.needs_held),
    _a("queue.now", "N", "now", "send it at once: to one that works into its own queue, where that has one", (QUEUE,),
       "urge", (QUEUE,), whynot.needs_waiting_follow_up),
    _a("queue.reanchor", "r", "re-anchor", "take what it says of files to where that is now; shows the change first",
       (QUEUE,), "reanchor", (QUEUE,), whynot.needs_new_place),
    _a("queue.note", "w", "with a note", "send a held follow-up as it is, with a note of what changed at its end; shows"
       " it first", (QUEUE,), "note", (QUEUE,), whynot.needs_change),
    _a("queue.look", "v", "look", "see the pane before deciding", (QUEUE,), "look", (QUEUE,), whynot.needs_agent),
    _a("queue.story", "s", "story", "what happened to it, when, and what showed that the agent took it", (QUEUE,),
       "story", (), whynot.needs_entry),
    _a("queue.delivered", "M", "it arrived", "say that a follow-up in doubt did arrive", (QUEUE,), "delivered",
       (QUEUE,), whynot.needs_unknown),
    _a("queue.resend", "S", "send again", "send a follow-up in doubt once more; it may then run twice", (QUEUE,),
       "resend", (QUEUE,), whynot.needs_unknown),
    _a("lanes.queue", "enter", "its queue", "the queue of its agent", (LANES,), "lane", (LANES,), whynot.needs_entry),
    _a("lanes.give", "M", "give", "put it at the end of another agent's queue", (LANES,), "give", (LANES,),
       whynot.needs_waiting_entry),
    _a("lanes.delete", "D", "delete", "take it out of its queue", (LANES,), "delete", (LANES,), whynot.needs_deletable),
    # did it happen
    _a("happened.redo", "f", "queue again", "queue what is missing as a follow-up that asks for proof", (HAPPENED,),
       "redo", (HAPPENED,), whynot.needs_undone),
    _a("happened.known", "A", "I know", "say no more of this turn", (HAPPENED,), "known", (HAPPENED,),
       whynot.needs_undone),
    _a("happened.evidence", "enter", "judged by", "what the turn was judged by: message, calls, changed files",
       (HAPPENED,), "evidence", (HAPPENED,), whynot.needs_undone),
    # the merge board
    _a("board.land", "m", "approve and land", "the facts, then m lands exactly this candidate; of marked branches, one"
       " train; a pull request without an agent is fetched first, then gated, each on its own press", BRANCHES,
       "land", BRANCHES, whynot.needs_landable),
    _a("board.detail", "d", "whole", "the branch whole: what it brings, when it is done, prompts, gates with logs",
       (BOARD,), "detail", (BOARD,), whynot.needs_row),
    _a("board.mark", "space", "mark", "mark the branch, to release several together in the order of their marks",
       (BOARD,), "mark", (BOARD,), whynot.needs_train_member),
    _a("board.mark_all", "t", "mark all", "mark all of its project that may land, as breaks least;"
       " again unmarks them", (BOARD,), "mark_all", (), whynot.needs_markable),
    _a("board.undo", "U", "take back", "make a candidate that takes back what landed; it needs gates and approval, too",
       (BOARD,), "undo", (BOARD,), whynot.needs_landed),
    _a("board.log", "enter", "log", "the log of a gate; of one that runs, as it grows; of a pull request without an"
       " agent its checks and what was said", BRANCHES, "log", BRANCHES, whynot.needs_row_or_pull),
    _a("board.others", "O", "fold", "fold the pull requests without an agent away, or show them",
       (BOARD,), "others", (), whynot.needs_others),
    _a("board.gates", "r", "run gates", "run the gates again on this candidate; asks first where no agent of"
       " yours wrote it", BRANCHES, "gates", BRANCHES, whynot.needs_gateable),
    _a("board.stop_gates", "x", "stop gates", "end the gates that run on this branch; they count as not run", BRANCHES,
       "stop_gates", (), whynot.needs_running_gate),
    _a("board.followup", "f", "send back", "the tail of the failed gate's log, what the review found, red checks of its"
       " pull request or what others said there, as a follow-up to the agent; below a pull request without an agent a"
       " comment", BRANCHES, "send_back", BRANCHES,
       whynot.needs_red),
    _a("board.open_pull", "p", "pull request", "push its branch and make a pull request of it; shows the text to write"
       " over first. Where it has one, push the commits that it lacks", BRANCHES, "open_pull", BRANCHES,
       whynot.needs_openable),
    _a("board.rerun", "A", "checks again", "run those jobs of its pull request again that failed; asks first", BRANCHES,
       "rerun", BRANCHES, whynot.needs_red_check),
    _a("board.remarks", "o", "remarks", "what others said in its pull request: reply, resolve", BRANCHES, "remarks",
       BRANCHES, whynot.needs_remarks),
    _a("board.review", "e", "review", "have somebody else review its patch, or what became of it since", BRANCHES,
       "review", (BOARD,), whynot.needs_reviewable),
    _a("board.findings", "E", "findings", "all that the review found, each with its place", BRANCHES, "findings",
       BRANCHES, whynot.needs_review),
    _a("board.close_review", "X", "close review", "give its review up: nothing is accepted by that, and the next patch"
       " has the seat", BRANCHES, "close_review", (), whynot.needs_open_review),
    _a("board.look", "v", "agent", "the agent whose branch it is", BRANCHES, "look", (BOARD,),
       whynot.needs_row_of_agent),
    _a("board.change", "c", "change", "request a change: point at a line of what its agent has now", BRANCHES, "change",
       BRANCHES, whynot.needs_row_of_agent),
    _a("change.line", "c enter", "this line", "into the follow-up: path, line and what stands there", (CHANGE,), "take",
       (CHANGE,)),
    _a("change.take_back", "D", "take back", "take the line under the bar, or the newest one, out of the follow-up",
       (CHANGE,), "take_back", (CHANGE,), whynot.needs_gathered),
    _a("change.undo", "u", "undo", "bring back what was taken back last", (CHANGE,), "undo", (CHANGE,),
       whynot.needs_undo),
    _a("change.write", "f", "write", "go on with the follow-up", (CHANGE,), "write", (CHANGE,)),
    _a("board.why", "w", "why", "the prompts that led here; of what landed also gates and release", BRANCHES, "why",
       BRANCHES, whynot.needs_row),
    _a("board.rebase", "R", "rebase", "have it, or all of its project that are behind, rebased and proven, or its base"
       " brought into its pull request; shows what is queued first", BRANCHES, "rebase", (BOARD,), whynot.needs_behind),
    _a("board.scroll_down", "J", "scroll", "scroll the difference, or the files of a release", (BOARD, LANDING),
       "scroll_down", (LANDING,)),
    _a("board.scroll_up", "K", "scroll back", "scroll it back", (BOARD, LANDING), "scroll_up"),
    # a difference
    _a("diff.next_file", "greater_than_sign", "next file", "the next file of the difference", DIFFS, "next_file",
       (DETAIL, CHANGE)),
    _a("diff.previous_file", "less_than_sign", "file before", "the beginning of this file, or the file before", DIFFS,
       "previous_file"),
    _a("diff.fold", "z", "fold", "fold this file of the difference to its heading, or unfold it", DIFFS, "fold_file",
       (DETAIL, CHANGE)),
    _a("diff.fold_all", "asterisk", "fold all", "unfold all files of the difference; where none is folded, fold all",
       DIFFS, "fold_files"),
    _a("diff.layout", "S", "side by side", "unified or side by side, kept for all differences; side by side where there"
       " is room", DIFFS, "layout", (DETAIL, CHANGE)),
    _a("diff.find", "slash", "find", "look for a text in the difference; esc ends it", DIFFS, "find", (DETAIL, CHANGE)),
    _a("diff.find_next", "n", "next place", "the next place of what is looked for", DIFFS, "find_next"),
    _a("diff.find_previous", "N", "place before", "the place before", DIFFS, "find_previous"),
    _a("find.keep", "enter", "go on there", "close the line; n and N go from place to place", (FIND,), "keep", (FIND,),
       priority=True),
    # the ledger
    _a("ledger.start", "n", "start", "a new agent on the task, or on those that are marked: its branch, its text as the"
       " first prompt", (LEDGER, TASK), "start_task", (LEDGER, TASK), whynot.needs_startable_task),
    _a("ledger.edit", "e", "edit", "its file in your editor, as VISUAL or EDITOR say", (LEDGER, TASK), "edit_task",
       (LEDGER, TASK), whynot.needs_task_of_ours),
    _a("ledger.whole", "enter", "whole", "see the whole task", (LEDGER,), "whole", (LEDGER,), whynot.needs_task),
    _a("ledger.add", "a", "add", "write a task down: a new file, and your editor on it", (LEDGER,), "add_task",
       (LEDGER,)),
    _a("ledger.mark", "space", "mark", "mark the task, to start one agent on several", (LEDGER,), "mark", (LEDGER,),
       whynot.needs_task),
    _a("ledger.done", "x", "done", "say in its file that it is done, or open again", (LEDGER, TASK), "task_done",
       (LEDGER, TASK), whynot.needs_task_of_ours),
    _a("ledger.agent", "v", "agent", "the agent that works on it", (LEDGER, TASK), "task_agent", (LEDGER, TASK),
       whynot.needs_task_agent),
    _a("ledger.assign", "A", "assign", "assign and label the issue as its project says, with your login",
       (LEDGER, TASK), "assign", (), whynot.needs_assignable_issue),
    _a("ledger.project", "p", "project", "the tasks of the next project alone; after the last one all", (LEDGER,),
       "next_project", (), whynot.needs_task),
    # figures
    _a("figures.period", "d", "period", "another period: the last 7 or 30 days, everything, today", (FIGURES,),
       "next_period", (FIGURES,)),
    _a("figures.project", "p", "project", "the figures of the next project alone; after the last one all", (FIGURES,),
       "next_project", (FIGURES,)),
    _a("figures.scroll_down", "J", "scroll", "agents further down", (FIGURES,), "scroll_down"),
    _a("figures.scroll_up", "K", "scroll back", "agents further up", (FIGURES,), "scroll_up"),
    # the audit
    _a("audit.whole", "enter", "thread", "see the whole thread", (AUDIT,), "whole", (AUDIT,), whynot.needs_remark),
    _a("audit.send", "f", "send", "what others said in its pull request and the agent was not told, as one follow-up",
       (AUDIT,), "send", (AUDIT,), whynot.needs_untold),
    _a("audit.reply", "r", "reply", "reply to it in the pull request, with your login", (AUDIT,), "reply", (AUDIT,),
       whynot.needs_remark),
    _a("audit.resolve", "R", "resolve", "resolve its thread; asks where its lines were not seen to change", (AUDIT,),
       "resolve", (AUDIT,), whynot.needs_thread),
    _a("audit.agent", "v", "agent", "the agent whose work it is about", (AUDIT,), "agent", (AUDIT,),
       whynot.needs_agent),
    _a("audit.project", "p", "project", "the remarks of the next project alone; after the last one all", (AUDIT,),
       "next_project", (), whynot.needs_remark),
    _a("audit.scroll_down", "J", "scroll", "scroll what was said", (AUDIT,), "scroll_down"),
    _a("audit.scroll_up", "K", "scroll back", "scroll it back", (AUDIT,), "scroll_up"),
    _a("opening.open", "ctrl+s", "make it", "push the branch, and make the pull request", (OPENING,), "open",
       (OPENING,), priority=True),
    _a("opening.draft", "ctrl+t", "draft", "as a draft, or ready for review", (OPENING,), "draft", (OPENING,),
       priority=True),
    _a("reply.say", "ctrl+s", "say it", "say it in the pull request", (REPLY,), "reply", (REPLY,), priority=True),
    # agents found in tmux
    _a("found.mark", "space", "mark", "take only some", (FOUND,), "mark", (FOUND,), whynot.needs_found),
    _a("found.take", "enter", "take marked", "take those that are marked, or the one under the bar", (FOUND,), "take",
       (FOUND,), whynot.needs_chosen_found),
    _a("found.all", "t", "take all", "take all of them; nothing in their tmux is changed", (FOUND,), "take_all",
       (FOUND,), whynot.needs_found),
    _a("found.dismiss", "x", "dismiss", "do not list agents of this program, which no profile reads", (FOUND,),
       "dismiss", (FOUND,), whynot.needs_unread),
    # dialogs
    _a("restart.go", "r", "restart", "restart with this handoff", (RESTART,), "go", (RESTART,)),
    _a("restart.edit", "e", "edit", "edit the handoff; esc ends editing", (RESTART,), "edit", (RESTART,)),
    _a("restart.bare", "R", "bare", "restart without a handoff", (RESTART,), "bare", (RESTART,)),
    _a("restart.same", "c", "go on", "go on with the same session, without a handoff", (RESTART,), "same",
       (RESTART,)),
    _a("restart.kill", "D", "kill", "stop it and leave the seat empty", (RESTART,), "kill", (RESTART,)),
    _a("restart.lose", "w", "no rescue", "do it and keep nothing of the worktree; asks for the agent's name",
       (RESTART,), "lose", (RESTART,)),
    _a("remove.seat", "x", "its seat", "its seat and queue go, all else stays", (REMOVE,), "seat", (REMOVE,)),
    _a("remove.all", "X", "worktree, too", "also the worktree, after a rescue, and the branch if it landed", (REMOVE,),
       "all", (REMOVE,)),
    _a("losing.go", "enter", "do it", "do it, once the agent's name is typed", (LOSING,), "go", (LOSING,),
       priority=True),
    _a("landing.go", "m", "land it", "land exactly this candidate, or this train", (LANDING,), "go", (LANDING,)),
    _a("train.go", "m", "facts", "once all passed: the facts, then m lands exactly this train", (TRAIN,), "go",
       (TRAIN,), whynot.needs_ready_train),
    _a("train.reorder", "o", "this order", "take the order in which fewer must be done again, where there is one",
       (TRAIN,), "reorder", (TRAIN,), whynot.needs_better_order),
    _a("editor.send", "ctrl+s", "queue it", "queue what is written", (EDITOR,), "send", (EDITOR,), priority=True),
    _a("editor.insert", "ctrl+o", "insert", "a claim, a selector, a file, its task, what another agent said, a text",
       (EDITOR,), "insert", (EDITOR,), priority=True),
    _a("insert.take", "enter tab", "put it in", "put what is under the bar into the follow-up", (INSERT,), "take",
       (INSERT,), priority=True),
    _a("editor.older", "ctrl+up", "past ones", "the follow-up that this agent was given before", (EDITOR,), "older",
       (EDITOR,), priority=True),
    _a("editor.newer", "ctrl+down", "newer", "the one after it, and at last what was being written", (EDITOR,), "newer",
       (), priority=True),
    _a("editor.dispatch", "ctrl+t", "to its issue", "post it on the issue that the agent works on, to be read there",
       (EDITOR,), "dispatch", (), priority=True),
    _a("editor.outside", "ctrl+g", "your editor", "go on with the text in the editor that VISUAL or EDITOR name",
       (EDITOR, REPLY, OPENING, RESTART), "outside", (EDITOR, REPLY, OPENING), priority=True),
    _a("fields.queue", "ctrl+s", "queue it", "queue the blueprint", (FIELDS,), "queue", (FIELDS,), priority=True),
    _a("new.make", "ctrl+s", "make it", "make branch, worktree and agent", (NEW,), "make", (NEW,), priority=True),
    _a("new.next", "tab down enter", "next field", "next field", (NEW, FIELDS), "next_field", (), priority=True),
    _a("new.previous", "shift+tab up", "field before", "field before", (NEW, FIELDS), "previous_field", (),
       priority=True),
    _a("filter.keep", "enter", "keep", "keep the filter", (FILTER,), "keep", (FILTER,), priority=True),
    _a("filter.complete", "tab", "complete", "complete a key, a value or a name; again the next one", (FILTER,),
       "complete", (FILTER,), priority=True),
    _a("choice.pick", "1 2 3 4 5 6 7 8 9", "by number", "take the choice with this number", (CHOICE,), "number"),
    _a("choice.go", "enter", "take it", "take the choice under the bar", (CHOICE,), "go", (CHOICE,)),
    _a("confirm.go", "enter", "do it", "do it", (CONFIRM,), "go", (CONFIRM,)),
    _a("quit.go", "q enter ctrl+c", "close", "close the dashboard", (QUIT,), "go", (QUIT,)),
    _a("quit.stay", "escape", "stay", "stay", (QUIT, CONFIRM), "back", (QUIT, CONFIRM)),
    _a("typing.end", "ctrl+right_square_bracket f12", "stop typing", "the keys are yours again", (TYPING,), "end",
       (TYPING,), priority=True),
    _a("copy.name", "n", "name", "its name", (COPY,), "name"),
    _a("copy.branch", "b", "branch", "its branch", (COPY,), "branch"),
    _a("copy.path", "p", "path", "the folder of its worktree", (COPY,), "path"),
    _a("copy.attach", "a", "attach", "the command that attaches a terminal to its pane", (COPY,), "attach"),
    _a("copy.reason", "r", "reason", "what it asks, or why it waits for you", (COPY,), "reason"),
    _a("copy.resume", "c", "continue", "the command it printed to be gone on with", (COPY,), "resume"),
    _a("copy.screen", "s", "screen", "its screen, or its last one, as text", (COPY,), "whole_screen"),
    _a("copy.visible", "v", "in sight", "the rows that are in sight on the screen behind", (COPY,), "visible"),
    _a("copy.row", "enter", "copy", "copy the row under the bar", (COPY,), "row", (COPY,)),
    _a("help.clear", "escape", "back", "take back what is looked for, then close", (HELP,), "back", (HELP,)),
    _a("help.manual", "enter", "manual", "longer texts: using, status, configuration, safety ...", (HELP,), "manual",
       (HELP,)),
    _a("help.close", "f1", "close", "close the help", (HELP,), "close", (HELP,)),
    _a("help.erase", "backspace", "erase", "one letter of what is looked for", (HELP,), "erase"),
    _a("help.up", "up", "up", "up", (HELP,), "up"),
    _a("help.down", "down", "down", "down", (HELP,), "down", (HELP,)),
    _a("help.page_up", "pageup ctrl+u", "page up", "previous page", (HELP,), "page_up"),
    _a("help.page_down", "pagedown ctrl+d", "page down", "next page", (HELP,), "page_down"),
    _a("help.first", "home", "first", "the first row", (HELP,), "first"),
    _a("help.end", "end", "last", "the last row", (HELP,), "end"),
    # everywhere
    _a("view.filter", "slash", "filter", "words, state:asking, project:NAME, queue:>0, !word; esc clears", (FLEET,),
       "filter", (FLEET,)),
    _a("mode.fleet", "1", "fleet", "the fleet", SCREENS, "mode_fleet"),
    _a("mode.lanes", "2", "queues", "the queues of all agents: what is next, what waits on whom", SCREENS,
       "mode_lanes"),
    _a("mode.merge", "3", "merge board", "the merge board", SCREENS, "mode_merge"),
    _a("mode.ledger", "4", "ledger", "every task: who works on it, how far it is", SCREENS, "mode_ledger"),
    _a("mode.figures", "5", "figures", "how long changes take, gates, rework, tokens, your answers: by day and agent",
       SCREENS, "mode_figures"),
    _a("mode.audit", "6", "audit", "what others said in open pull requests, the oldest unanswered first", SCREENS,
       "mode_audit"),
    _a("mode.journal", "7", "journal", "what happened", SCREENS, "mode_journal"),
    _a("fleet.take_over", "T", "take over", "become the process that acts", SCREENS, "take_over", (),
       whynot.needs_watching),
    _a("fleet.revive", "V", "revive", "fresh runs in all seats whose tmux server died", (FLEET,), "revive"),
    _a("view.sideways_left", "shift+left", "back", "scroll long rows back", (FOCUS, *BRANCHES, CHANGE, LOG),
       "sideways_left"),
    _a("view.sideways_right", "shift+right", "sideways", "scroll long rows sideways", (FOCUS, *BRANCHES, CHANGE, LOG),
       "sideways_right"),
    _a("app.redraw", "ctrl+l", "redraw", "draw everything anew", (*LISTS, *MENUS, HELP, *DIALOGS), "redraw"),
    _a("app.refresh", "ctrl+r", "look now", "observe everything now", SCREENS, "refresh"),
    _a("app.back", "escape q", "back", "close; in the fleet first the filter, then the marks", CLOSED, "back", CLOSED),
    _a("app.clear", "escape", "clear", "end the zoom, then clear the filter, then the marks", (FLEET,), "clear"),
    _a("app.leave", "escape", "leave", "leave; what was written is kept", WRITTEN, "back", WRITTEN, priority=True),
    _a("app.command", "colon ctrl+p", "command", "every action and agent by name", SCREENS, "command", (FLEET,)),
    _a("app.help", "question_mark f1", "help", "these keys", LISTS, "help",
       (FLEET, FOCUS, QUEUE, LANES, BOARD, LEDGER, FIGURES, AUDIT)),
    _a("app.help_typing", "f1", "help", "these keys", WRITTEN, "help", (), priority=True),
    _a("app.quit", "q", "quit", "close the dashboard; the agents go on", (FLEET,), "quit"),
    _a("app.quit_ask", "ctrl+c", "quit", "ask before closing the dashboard",
       (*LISTS, *MENUS, HELP, *DIALOGS), "quit"),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}

_SHOWN = {
    "full_stop": ".", "comma": ",", "slash": "/", "colon": ":", "question_mark": "?", "minus": "-",
    "escape": "esc", "right_square_bracket": "]", "left_square_bracket": "[", "pagedown": "pgdn", "pageup": "pgup",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "plus": "+", "underscore": "_", "asterisk": "*",
    "ctrl+right_square_bracket": "ctrl+]", "f1": "F1", "f12": "F12", "tilde": "~", "semicolon": ";", "equals_sign": "=",
    "exclamation_mark": "!", "number_sign": "#", "dollar_sign": "$", "percent_sign": "%", "ampersand": "&",
    "at": "@", "circumflex_accent": "^", "apostrophe": "'", "quotation_mark": '"', "grave_accent": "`",
    "vertical_line": "|", "backslash": "\\", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_curly_bracket": "{", "right_curly_bracket": "}", "less_than_sign": "<", "greater_than_sign": ">",
}  # fmt: skip
KEY_NAMES = {shown: key for key, shown in _SHOWN.items()}


def shown(key: str) -> str:
    """A key as people write it: ``full_stop`` is ``.``."""
    return _SHOWN.get(key, key)


def actions_on(where: str) -> tuple[Action, ...]:
    """The actions of one screen, in the table's order."""
    return tuple(action for action in ACTIONS if where in action.where)

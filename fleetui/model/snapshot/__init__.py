"""The fleet as plain data: what ``fleetui status --json`` prints and what the owner publishes.

The document is a contract. ``"schema": 1`` stays 1 while fields are only added; every name below keeps its
meaning. Times (``at``, ``since``) are seconds since the epoch; every ``*_s`` is an age or length in seconds
**as of** ``at``. ``null`` always means *not known*, never zero and never fine.

Fleet::

    schema      1
    at          when this was written
    observed_s  age of the last completed observation, or null before the first
    ready       false until the first observation is in: then an empty ``agents`` means nothing yet
    owner       pid of the process that acts for the fleet, or null
    counts      {agents, queued, found, phases: {PHASE: n}, waiting: {WANT: n}, calling: {WANT: n}, quiet: {WORD: n}};
                only what is not zero stands in ``phases``, ``waiting``, ``calling`` and ``quiet``. ``waiting`` is all
                that wait, ``calling`` those of them neither acknowledged nor snoozed; the words of ``quiet`` are
                acknowledged, snoozed and muted
    quotas      [{account, windows: [{name, left_percent, resets_at}], agents, spending, age_s}] what each account may
                still spend, as its agents say it: name is 5h, week, spend or such, ``resets_at`` may be null,
                ``left_percent`` is null once a window began anew and nothing was said since,
                ``agents`` are all of it, ``spending`` those that work now. An account of which nothing is said is
                not in it
    background  [{name, profile, phase, waits_for, since, folder, pid}] agents without a pane, such as Claude Code's
                in the background: seen by what they keep about themselves, and never typed to
    comparisons [{program, version, seconds, rows, doubted}] how often sources contradicted what counts, by program and
                version: rows [{source, rule, said, against, times, seconds}]; ``seconds`` above them is how long its
                agents were watched, ``doubted`` are the sources that were wrong so often that you were told
    health      [{port, text, age_s, severe}] parts of the world that do not answer as they should
    agents      one object per agent, in slot order

Agent::

    name, project, profile, role, task, branch, worktree     strings, "" where there is none;
                ``branch`` is the one checked out now where that is known
    seat_state  active, paused, halted, archived
    phase       starting, working, idle, asking, limited, failed, exited, unknown
    since       when that phase began, or null
    limit       {reason, attempt, of, reset_at, resets_s, resets} or null where it is not limited: which try,
                of how many, when it ends, in how many seconds (null once past), and that in its own words
    evidence    {source, rule, age_s, disagreed}: how the phase is known; source is program, server, hook, session,
                title, screen or process. disagreed: [{source, phase, rule, note, age_s}] what others say, and how long
    attention   {want, reason, age_s, acknowledged} or null; want is asking, stuck, failed, limited, failing, touched,
                unconfirmed, held, undone, gate-red or to-merge; acknowledged is true once the operator said that
                exactly this is known
    snoozed_s   seconds left during which it calls nobody, or null
    muted       true while it raises no alert
    question    {kind, text, choices, subject} or null: what it asks the operator
    context     {left_percent, source, age_s} or null
    queue       [{id, state, text, length, kind, step, reason, round}] live entries in order; ``text`` is its first 2000
                characters at most, the last of them … where it has more, and ``length`` how many it has
                (``fleetui queue NAME list --json`` has all of it); state is queued, held, intended, pasted, submitted,
                unknown or running; kind is follow-up, handoff, command, repair, advice or step; step is
                gate, wait, check, review, restart, compact, clear, next-task, note, or "" for what is no step
    waits       why the first of ``queue`` is not being sent or done now, such as ``failed``; "" when it is, or none is
                queued
    waits_s     how long that one has been the first, or null
    background  {shells, agents}: how many of its own it left running although its turn is over
    advice      as gates, of its uncommitted files: no evidence
    branch_advice                  the same of its branch as committed, by gates of the lead's stage
    gates       [{name, verdict, age_s, detail}]; verdict is pass, fail, error, running, outdated or none
    against     {said, source, said_age_s, gate, verdict, age_s, advice} or null: a report of success (``done`` or
                ``tests pass``) that a gate speaks against, on the same files; ``advice`` where those are not committed
    undone      [{turn, prompt, reported, in_files, rows, age_s}] turns in which report and files differ; rows:
                [{kind, reported, found}]; reported and in_files are numbers, or null
    runs_into   [{agent, branch, files, uncommitted}] agents of its project whose work and its own keep each other from
                merging, by the forecast; ``uncommitted`` is true where one of them did not commit it yet. Empty does
                not say that all merges: ``fleetui merge list --json`` has what is not known
    hosted      {label, issue, pull, state, said, moved_age_s, known_by, url, told, why, age_s} of one that runs at its
                maker's, or null: numbers are null where there is none; ``state`` is the forge's word (draft, ready for
                review, merged, closed, no pull request), ``said`` its pull request in a line, ``told`` the address of
                the last comment for it, ``why`` the reason where nothing newer than ``age_s`` is known. Its phase is
                unknown
    pane        {socket, id, pid} or null
    alive       true, false, or null when a run is recorded and its process was not looked at
    cpu_percent, rss_mb            of the whole process set, or null
    dirty, ahead, behind           against the project's base branch, or null
    last_output_age_s              or null
    stuck_s     how long nothing moved, for one that is judged stuck, else null
    burnt_percent   context spent since its worktree last changed, where that is worth saying, else null
    signals     [{name, says, age_s, counts}] what would move if it got on, and how long ago it did; ``counts`` is
                false for what is listed only, such as a busy child
    session     what its own session file says, or null where none is surely its own: {session, status, version,
                model, context_left, context_tokens, window, window_from, turn_ended, turn_age_s, last_tool, tool_runs,
                failed_tools, failed_edits, failing, fails, hook, todo_done, todo_all, tokens, cost, spent, turn_spent,
                error, limited, resets, compactions, last_message, age_s}; ``window_from`` is file, model, taken or
                assumed
    cost        dollars that its session cost, where it says so itself (status line or session file), or null
    spent       {input, cache_write, cache_read, output}: tokens of all its judged turns, those of its own agents
                included, each answer once; null where no file told. ``session.spent`` is that of its present run,
                ``session.turn_spent`` of its last turn, as its files have it now
    task_spent  the same of its task, by every agent that had it, or null
    untested    version of its program when no screen of it was ever captured, else ""
    lost        why its folder is no longer its worktree (gone, another repository's ...), else ""; what git says of
                it is null meanwhile
    stale_s     how long good observations have been missing, or null when they are not
    doing       what fleetui does to it now, such as ``restart: rescue``; "" mostly
"""

SCHEMA = 1

FRESH_S = 15.0
"""A published snapshot older than this says nothing about now."""

r"""A profile: how to start, read and talk to one kind of agent CLI. One TOML file each; adding a CLI is adding a file.

The schema, with every key. Only ``name`` is required. Regular expressions are Python's, compiled with ``MULTILINE``
and searched in a *region* of the screen: its rows joined by newlines, right-stripped, without colours::

    name = "claude"                  # unique; the word used in fleet.toml and on screen
    label = "Claude Code"            # for people; the name when left out
    programs = ["claude", "claude/versions/[0-9]*"]  # what its process is known by: names of programs and scripts, and
                                     # ends of paths, which have a slash; * ? [] are as in a shell. Empty: any program
    start = ["claude"]               # argument list of a fresh run
    unattended = ["--yolo"]          # words behind it for a run that asks nobody before it acts
    chosen = ["--session-id", "{session}"]  # words behind it that give a fresh run's session this id
    resume = ["--resume", "{session}"]  # words behind it that go on with a session; {session} stands for its id
    versions = ["2.1.197"]           # those whose screens the rules were written against; another is flagged
    version = '^Aider v(?P<version>\d[\w.]*)$' # how it greets with its version, where its session file has none
    interrupt = ["Escape"]           # tmux key names that stop the present turn
    exit = "/exit"                   # what a person types to leave
    compact = "/compact"             # what he types to have the conversation summed up; empty: there is no such command
    clear = "/clear"                 # what he types to have it forgotten

    [environment]                    # added to the operator's environment for a fresh run
    DISABLE_AUTOUPDATER = "1"

    [composer]                       # where the operator's next message is written
    line = '^❯(?:\s(?P<text>.*))?$'  # its first row; group ``text`` is what stands in it
    rule = '^─{10}'                  # if given, it stands between two such rows
    head = '^─{10}'                  # bottom only: if given, such a row stands a few rows above its first one; without
                                     # one on the screen it is a composer only if nothing stands below it
    where = "bottom"                 # bottom (default): the lowest such row
                                     # cursor: the row the cursor is in, up to it; with ``rule`` all rows below that
                                     # block: the rows with this edge directly above the lowest ``rule``
    within = 12                      # rows from the bottom in which its last row must stand
    indent = 2                       # cells by which its further rows are set in; in a block, all rows behind the edge
    footer = '^  \S'                 # bottom: first row below it; a blank row ends it too when this is left out
                                     # block: its last row, which nobody wrote
    placeholders = ['^Press up']     # texts shown in it that nobody wrote; dim text never counts as written
    cursor = ' ·$'                   # what the program draws behind what was written

    [[rule]]                         # in order of precedence; the first that matches decides
    name = "permission"              # shown as evidence
    phase = "asking"                 # starting working idle asking limited failed exited unknown
    where = "bare"                   # the region, see below
    rows = 30                        # how many rows of a tail, above or bare region; 12 when left out
    match = ['^ ?Do you want to', '^ ❯ 1\. ']  # one or several; all must be found, each anywhere in the region
    bottom = '^ ?Esc to cancel'      # if given, the last row of the screen that is not blank must match
    title = '^\[ [!.] \]'            # if given, the pane title must match. A rule with nothing to match but a title is
                                     # the title's word, as one that looks into the region ``title`` is
    moves = true                     # the title that matches is drawn again and again while the program lives: one that
                                     # stands still was left by a program that is gone, and means nothing
    also = ["asking"]                # of a title: phases that it does not tell from this one
    draft = true                     # holds only with somebody's text in the composer; false: only without
    without = 'regex'                # if given, must not be found in the region
    kind = "permission"              # asking only: permission question plan trust login update first-run
    question = '^ *(?P<text>Do you.*\?)$'  # asking only; its last match. The paragraph above the choices when left out
    choice = '^[ ❯]*\d+\. (?P<text>.+)$'   # asking only; the default takes numbered rows
    subject = '^ +\$ (?P<command>.*)$'  # asking only: what one decides about, a command or (?P<subject>...); one or
                                     # several, the first that is found counts
    note = '^● API Error: (?P<note>.*)$'   # a reason worth showing; its last match, several rows joined by " · "

    attempt = '(?P<attempt>\d+)/(?P<of>\d+)'  # limited only; which try, and of how many if it says so; its last match
    reset = 'in (?P<reset>\d+s)'     # limited only; when it ends: a length, a time of the day, a date; its last match

    [[context]]                      # the first that matches decides
    name = "footer"
    where = "footer"
    match = '(?P<percent>\d+)% context used'
    means = "used"                   # left (default) or used
    of = "usable"                    # usable (default) or raw: percent of the whole window; marked in the evidence
    left = 0                         # percent left where the words hold no figure; ``match`` needs no group then
    late = false                     # true where it is that of the turn before: the session file goes before it

    [queue]                          # follow-ups that the agent itself holds
    where = "above"
    match = '^  ❯ (?P<text>.+)$'     # each match is one
    header = 'regex'                 # if given, must be found in the region

    [stuck]                          # when work that does not get on counts as stuck
    minutes = 10                     # how long nothing may move; 0 is never
    noise = ['^ +⎿ +Tip: ']          # rows that change by themselves; spinners and clocks are known without
    tokens = '(\d[\d.,]*k?) tokens' # a counter that moves while it works; its first group. Known without for "N tokens"

    [session]                        # the agent's own session files, beside its screen
    format = "claude"                # the parser: claude, codex, gemini, opencode or qwen
    folder = ".claude"               # the agent's folder, below its user's home
    variable = "CLAUDE_CONFIG_DIR"   # the variable that moves it, or a list of them; "NAME/part" is below its value
    files = "projects/*/{session}.jsonl"  # below that folder; {session} is the id, {short} its first eight characters
    status = "sessions/{pid}.json"   # if given, the file that says which session a process has
    window = 200000                  # tokens in the window where nothing says it, shown as assumed; left out: unknown
    windows = {'\[1m\]' = 1000000}   # regex for the model's name -> tokens in its window, the first that is found

    [hooks]                          # commands that the agent runs at its events, where the operator installed them
    file = "settings.json"           # below the folder of [session]: the JSON settings that hold them
    timeout = 5                      # seconds after which the agent goes on without one
    status_line = true               # the settings may hold a status line that is told what the context is
    trusted = "config.toml"          # if given, the TOML beside it whose [hooks.state] says which of them may run
    reserved = 20000                 # tokens of the window which that line counts and which cannot be used

    [hooks.events]                   # event = phase; EVENT:DETAIL goes before EVENT; "" is heard and says nothing
    UserPromptSubmit = "working"
    "SessionEnd:clear" = ""

    [answer]                         # how a choice of a dialog is taken for the operator; left out: it cannot be
    how = "arrows"                   # arrows (default): the bar is moved, seen, then Enter; digit: its number alone;
                                     # letter: the letter in brackets of the choice, such as (Y)es, then Enter
    chosen = '^ *❯ (?P<number>\d+)\.' # arrows only: the row on which the bar stands, with its number from 1,
                                     # or, where a choice has none, its ``text``
    marked = true                    # arrows, in place of that: the bar is the choice with a background of its own
    free = '\]: $'                   # letter only: found in the rule's region while nothing is typed there

    [delivery]
    bracketed = true                 # paste with brackets
    multi_line = true                # a text of several lines arrives as one message
    extra_enter = true               # Enter may be pressed again while the text still stands in the composer
    spaced = ["!", "/"]              # a text that begins so gets a leading blank, or it would be a command
    refused = []                     # a text that begins so cannot be delivered at all
    cure_backslash = true            # a trailing backslash gets a blank, or Enter would not send
    pasted = ['\[Pasted text #\d+']  # how the composer shows a long paste

Regions: ``title`` the pane title; ``screen`` every row; ``tail`` the last rows that are not blank; ``last`` the last
one; ``composer`` the composer's rows; ``above`` rows that are not blank directly above the composer; ``footer`` those
below it; ``bare`` a tail, only while no composer is on the screen; ``cursor`` the row of the cursor, up to it; ``line``
the same with the rows above that the terminal folded over into it. A region that does not exist on a frame matches
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fleetui.model.session import SessionSource
from fleetui.model.status import Phase

WHERE = ("title", "screen", "tail", "last", "composer", "above", "footer", "bare", "cursor", "line")
KINDS = ("permission", "question", "plan", "trust", "login", "update", "first-run")
SESSION = "{session}"
"""What stands for a session's id in a profile's words."""
FORMATS = ("claude", "codex", "gemini", "opencode", "qwen")
"""Parsers of session files."""
ROWS = 12

Regex = re.Pattern[str]


class ProfileError(Exception):
    """A profile cannot be used; the text names every mistake as ``file: key: what``, one a line."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Composer:
    """Where the operator's next message is written."""

    line: Regex
    rule: Regex | None = None
    head: Regex | None = None
    where: str = "bottom"
    within: int = ROWS
    indent: int = 2
    footer: Regex | None = None
    placeholders: tuple[Regex, ...] = ()
    cursor: Regex | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to know a phase."""

    name: str
    phase: Phase
    where: str
    match: tuple[Regex, ...]
    rows: int = ROWS
    draft: bool | None = None
    """Holds only with somebody's text in the composer, or only without; ``None``: with and without."""
    bottom: Regex | None = None
    title: Regex | None = None
    without: Regex | None = None
    kind: str = "question"
    question: Regex | None = None
    choice: Regex | None = None
    subject: tuple[Regex, ...] = ()
    """Each with a group ``subject``, or ``command``, which is shown behind a ``$``."""
    note: Regex | None = None
    attempt: Regex | None = None
    reset: Regex | None = None
    moves: bool = False
    also: tuple[Phase, ...] = ()
    source: str = "screen"
    """Who says it: the screen, or the title alone."""

    def of_title(self, title: str) -> bool:
        """True when a title says it."""
        said = (*((self.title,) if self.title else ()), *(self.match if self.where == "title" else ()))
        return self.source == "title" and all(regex.search(title) for regex in said)


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One place where the agent shows how much of its context is left."""

    name: str
    where: str
    match: Regex
    used: bool = False
    raw: bool = False
    left: int | None = None
    """Percent that words without a figure mean."""
    late: bool = False
    """It is the figure of the turn before."""


@dataclass(frozen=True, slots=True)
class QueueRule:
    """Where the agent shows follow-ups that it holds itself."""

    where: str
    match: Regex
    header: Regex | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """When work that does not get on counts as stuck, and what on the screen says nothing about it."""

    minutes: int = 10
    noise: tuple[Regex, ...] = ()
    tokens: Regex | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What has to be known to get a text into the agent exactly once."""

    bracketed: bool = True
    multi_line: bool = True
    extra_enter: bool = False
    spaced: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    cure_backslash: bool = False
    pasted: tuple[Regex, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """How a choice of a dialog is taken."""

    how: str = "arrows"
    chosen: Regex | None = None
    marked: bool = False
    free: Regex | None = None


@dataclass(frozen=True, slots=True)
class Hooks:
    """Commands that the agent runs at its events, and what each event says of its phase."""

    file: str
    events: Mapping[str, Phase | None]
    """By event, or by event and detail as ``SessionEnd:clear``; ``None`` says nothing."""
    timeout: int = 5
    status_line: bool = False
    trusted: str = ""
    reserved: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every event, once, in the order of the profile."""
        return tuple(dict.fromkeys(key.partition(":")[0] for key in self.events))


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of agent CLI, compiled. The module's docstring says what each part means."""

    name: str
    label: str
    programs: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    version: Regex | None = None
    start: tuple[str, ...] = ()
    unattended: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    interrupt: tuple[str, ...] = ("Escape",)
    exit: str = ""
    compact: str = ""
    clear: str = ""
    composer: Composer | None = None
    rules: tuple[Rule, ...] = ()
    titles: tuple[Rule, ...] = ()
    """Those of the rules that only ask the title."""
    contexts: tuple[ContextRule, ...] = ()
    queue: QueueRule | None = None
    answer: Answer | None = None
    stuck: Stuck = Stuck()
    session: SessionSource | None = None
    hooks: Hooks | None = None
    delivery: Delivery = Delivery()
    file: str = ""
    """Where it was read from."""

"""A profile: how to start, read and talk to one kind of agent CLI. One TOML file each; adding a CLI is adding a file.

Every key, and the regions that its expressions are searched in, are told in ``docs/profiles.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from fleetui.model.server import ServerSource
from fleetui.model.session import SessionSource
from fleetui.model.status import Phase
from fleetui.model.value import value

WHERE = ("title", "screen", "tail", "last", "composer", "above", "head", "footer", "bare", "cursor", "line")
KINDS = ("permission", "question", "plan", "trust", "login", "update", "first-run")
SESSION = "{session}"
"""What stands for a session's id in a profile's words."""
FORMATS = ("claude", "codex", "copilot", "gemini", "opencode", "pi", "qwen")
"""Parsers of session files."""
SERVERS = ("codex",)
"""Protocols of agents' own servers."""
ROWS = 12

Regex = re.Pattern[str]


class ProfileError(Exception):
    """A profile cannot be used; the text names every mistake as ``file: key: what``, one a line."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@value
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


@value
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
    coloured: bool = False
    """What is found begins in a colour of its own, which words that an agent prints have not."""
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


@value
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
    without: Regex | None = None
    """What on the screen makes the figure worth nothing."""


@value
class QueueRule:
    """Where the agent shows follow-ups that it holds itself."""

    where: str
    match: Regex
    header: Regex | None = None


@value
class BackgroundRule:
    """Where the agent shows what runs on although its turn is over, and how many of it."""

    kind: str
    """shells or agents."""
    where: str
    match: Regex


@value
class Stuck:
    """When work that does not get on counts as stuck, and what on the screen says nothing about it."""

    minutes: int = 10
    noise: tuple[Regex, ...] = ()
    tokens: Regex | None = None


@value
class Delivery:
    """What has to be known to get a text into the agent exactly once."""

    bracketed: bool = True
    multi_line: bool = True
    extra_enter: bool = False
    spaced: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    cure_backslash: bool = False
    enter_after_ms: int = 150
    """How long a text stands in the composer before Enter: some take one right after a paste for a part of it."""
    while_working: str = ""
    """The key that puts a text into the agent's own queue while it works; empty where it has none."""
    refused_while_working: tuple[str, ...] = ()
    """How a text begins that it would take for a command then, whatever blanks stand before it."""
    pasted: tuple[Regex, ...] = ()
    tabs: int = 0
    """How many blanks the model gets for a tab; 0 for the tab itself."""
    composed: bool = False
    """Accents arrive joined with their letters (NFC)."""
    dropped: Regex | None = None
    """What of a text does not arrive."""
    trims: str = ""
    """Where blanks and line ends are cut: ``end``, ``both``, or nowhere."""
    wraps_lines: int = 0
    """From so many line breaks on the agent puts marks of its own around a text; 0 for never."""
    wraps_characters: int = 0
    """The same for texts that are longer than this."""
    saves_bytes: int = 0
    """Above so many bytes of UTF-8 the agent puts a text into a file and gives the model its path; 0 for never."""


@value
class Answer:
    """How a choice of a dialog is taken."""

    how: str = "arrows"
    chosen: Regex | None = None
    marked: bool = False
    free: Regex | None = None


@value
class Hooks:
    """Commands that the agent runs at its events, and what each event says of its phase."""

    file: str
    events: Mapping[str, Phase | None]
    """By event, or by event and detail as ``SessionEnd:clear``; ``None`` says nothing."""
    ends: tuple[str, ...] = ()
    """The events that the agent tells at the very end of a turn."""
    timeout: int = 5
    status_line: bool = False
    trusted: str = ""
    reserved: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every event, once, in the order of the profile."""
        return tuple(dict.fromkeys(key.partition(":")[0] for key in self.events))


@value
class Profile:
    """One kind of agent CLI, compiled. ``docs/profiles.md`` says what each part means."""

    name: str
    label: str
    programs: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    version: Regex | None = None
    untested: bool = False
    """No screen of any version was captured: it follows what others say of them."""
    serves: str = ""
    """Whom its maker still lets use it, where that is not everybody."""
    start: tuple[str, ...] = ()
    unattended: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    interrupt: tuple[str, ...] = ("Escape",)
    interrupt_again: Regex | None = None
    """What its footer shows before each key of ``interrupt`` behind the first may be pressed."""
    exit: str = ""
    compact: str = ""
    clear: str = ""
    composer: Composer | None = None
    rules: tuple[Rule, ...] = ()
    titles: tuple[Rule, ...] = ()
    """Those of the rules that only ask the title."""
    contexts: tuple[ContextRule, ...] = ()
    queue: QueueRule | None = None
    backgrounds: tuple[BackgroundRule, ...] = ()
    answer: Answer | None = None
    stuck: Stuck = Stuck()
    session: SessionSource | None = None
    hooks: Hooks | None = None
    server: ServerSource | None = None
    delivery: Delivery = Delivery()
    file: str = ""
    """Where it was read from."""
    digest: str = ""
    """Of all that it says: another one may read its agent otherwise."""

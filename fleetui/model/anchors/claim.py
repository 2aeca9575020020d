"""One claim of a text about the world."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.value import value


class Kind(StrEnum):
    """What is claimed. The words are those of the configuration and of ``--json``."""

    PATH = "path"
    LINE = "line"
    QUOTE = "quote"
    """A snippet stands in a file."""
    SYMBOL = "symbol"
    URL = "url"
    """An address stands in a file."""
    SAME = "same"
    COUNT = "count"
    FIELD = "field"
    COMMIT = "commit"
    BRANCH = "branch"
    TAG = "tag"
    CONTAINS = "contains"
    ABSENT = "absent"
    EXISTS = "exists"
    ANCESTOR = "ancestor"
    PROBE = "probe"
    UNREADABLE = "unreadable"
    """A line that begins as an explicit claim and is none."""


class Mood(StrEnum):
    """How a text speaks of it. Everything but ``NOW`` is a quiet mark: shown, never a reason to hold."""

    NOW = "now"
    PAST = "past"
    MADE = "to be made"
    ELSEWHERE = "elsewhere"
    """Another repository, a parent folder."""
    EXCERPT = "excerpt"
    """Output, a log, a traceback, a diff, an example."""


@value
class Claim:
    """A claim. Which fields count depends on the kind; the others are empty."""

    kind: Kind
    said: str
    """As it stands in the text, one line; with ``number`` the key under which a verdict is kept."""
    path: str = ""
    """Relative to the worktree, as written: possibly the end of a path only."""
    first: int = 0
    """First line spoken of, from 1; 0 for none."""
    last: int = 0
    text: str = ""
    """Quote, symbol, address, revision or name."""
    other: str = ""
    """A second path or revision."""
    key: str = ""
    value: str = ""
    number: int = -1
    """How many; -1 for none."""
    explicit: bool = False
    mood: Mood = Mood.NOW
    sure: bool = True
    """False where the words may mean something else: such a claim is dropped unless it is right."""
    stated: bool = False
    """A quote that is plainly said to stand there, so that one found nowhere is a typing mistake."""
    roughly: bool = False
    """"around line 12"."""
    start: int = 0
    """Where it stands in the text, in characters."""
    end: int = 0

    @property
    def lines(self) -> str:
        """``12`` or ``10-20``; empty for none."""
        if not self.first:
            return ""
        return str(self.first) if self.last == self.first else f"{self.first}-{self.last}"

    @property
    def id(self) -> str:
        """The same for the same claim in the same text, whatever is around it."""
        return "\x1f".join(
            (self.kind, self.path, self.lines, self.text, self.other, self.key, self.value, str(self.number))
        )

"""What was said in a pull request, every page of it: threads at lines, reviews, comments."""

from __future__ import annotations

from fleetui.model.value import value


@value
class Comment:
    """One thing that somebody said."""

    id: str
    author: str
    """Empty where the account is gone."""
    bot: bool
    at: float
    text: str
    """As it was written, markup and all: never shown before it was cleaned."""
    url: str
    hidden: bool = False
    """Somebody marked it as outdated, resolved, spam or off topic."""


@value
class Thread:
    """A conversation at lines of the difference."""

    id: str
    path: str
    line: int
    """The last line that it is about, in the newest commit it still stands in; 0 for the whole file."""
    first_line: int
    """The first one; the same as ``line`` for one line."""
    comments: tuple[Comment, ...]
    """Oldest first; at least one."""
    resolved: bool = False
    resolved_by: str = ""
    """Who resolved it; empty where nobody did, or the forge itself."""
    outdated: bool = False
    """By the forge: the lines are others by now."""
    commit: str = ""
    """The commit that the first comment is about."""
    original_line: int = 0
    """The line in that commit; 0 for the whole file."""
    original_first_line: int = 0
    """The first one there."""
    of_base: bool = False
    """Its lines are of what the pull request takes away: they stand in no commit of it."""


@value
class ReviewSaid:
    """One review as a whole: its word and its own text, beside its threads."""

    id: str
    author: str
    bot: bool
    state: str
    """``approved``, ``changes requested``, ``commented``, ``dismissed``."""
    at: float
    text: str
    url: str
    commit: str = ""
    """The commit that it looked at."""
    hidden: bool = False
    threads: int = 0
    """How many threads it opened."""


@value
class Conversation:
    """All that was said in one pull request, when it was asked for."""

    number: int
    author: str
    """Of the pull request."""
    head: str
    """Its newest commit then."""
    threads: tuple[Thread, ...] = ()
    reviews: tuple[ReviewSaid, ...] = ()
    comments: tuple[Comment, ...] = ()
    """Those below the pull request, at no line; oldest first."""
    at: float = 0.0
    id: str = ""
    """What the forge calls the pull request, to be told what to add to it."""

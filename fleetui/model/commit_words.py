"""Who made the commit that lands, and what its message says beside what the branch says itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fleetui.model.clean import clean_line
from fleetui.model.trailers import with_trailers
from fleetui.model.value import value

_AUTHOR = re.compile(r"(?P<name>[^<>]+) <(?P<mail>[^<>\s]+)>")
_CRUD = " .,:;\"\\'"
"""Characters that git takes away from both ends of a name or an address."""
_LONGEST = 200
_LISTED = 50
"""Commits of a squash whose subjects are listed."""


@value
class CommitWords:
    """What the operator's configuration and the agent's task put into a commit that fleetui makes."""

    author: str = ""
    """``Name <address>``; empty: fleetui for a merge, whoever began the branch for a squash."""
    subject: str = ""
    """First line of a squash: the task's title; empty: the branch."""
    trailers: tuple[str, ...] = ()
    """Filled in, ``Token: value``."""


NO_WORDS = CommitWords()


@value
class Author:
    """A name and an address that git takes as they are."""

    name: str
    mail: str


def author_of(text: str) -> Author | None:
    """``Name <address>`` as git would keep it; ``None`` where it would not."""
    found = _AUTHOR.fullmatch(text)
    if found is None or not text.isprintable() or len(text) > _LONGEST:
        return None
    name, mail = found["name"].strip(_CRUD), found["mail"].strip(_CRUD)
    return Author(name, mail) if name and mail else None


def why_not_author(text: str) -> str | None:
    """Why this may not stand as an author in the configuration, or ``None``."""
    found = author_of(text)
    if found is None or f"{found.name} <{found.mail}>" != text:
        return "is no author: write one line, such as Ada <ada@example.org>"
    return None


def merge_message(branch: str, seat: str, head: str, words: CommitWords) -> str:
    """Message of a merge."""
    return with_trailers(f"Merge {branch}\n\nSeat: {seat}\nHead: {head}\n", words.trailers)


def squash_message(branch: str, seat: str, head: str, subjects: Sequence[str], words: CommitWords) -> str:
    """Message of a squash: the subjects of its commits, oldest first, as a list that no line of them can leave.

    Without a subject of its own one commit gives it its subject, several the branch.
    """
    told = clean_line(words.subject, 100)
    alone = clean_line(subjects[0], 100) if len(subjects) == 1 and not told else ""
    title = told or alone or branch
    subjects = () if alone else subjects
    more = len(subjects) - _LISTED
    listed = [f"* {clean_line(one, _LONGEST) or 'no subject'}" for one in subjects[:_LISTED]]
    listed += [f"* and {more} more"] if more > 0 else []
    text = "\n".join([title, "", *listed, *([""] if listed else []), f"Seat: {seat}", f"Head: {head}"])
    return with_trailers(f"{text}\n", words.trailers)


def back_message(branch: str, commit: str, words: CommitWords) -> str:
    """Message of what takes a landed commit back."""
    return with_trailers(f"Take back {branch}\n\nThis takes back {commit}.\n", words.trailers)

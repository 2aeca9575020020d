"""What a follow-up may ask to be filled in when it is sent: ``{gate.tail}``, ``{changed_files}``, ``{w1.branch}``,
``{w1.last_message}``, and selectors, which list names. Whatever else stands in braces is text.

Each is filled in once: what comes in is text from outside and is never looked through again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleetui.model import selectors
from fleetui.model.clean import clean
from fleetui.model.redact import redact
from fleetui.model.value import value

GATE_TAIL, CHANGED_FILES = "gate.tail", "changed_files"
BRANCH, LAST_MESSAGE = "branch", "last_message"
MOST = 4000
"""Characters of one thing that is filled in, of those that may be cut."""
_ASKED = re.compile(
    rf"\{{({re.escape(GATE_TAIL)}|{CHANGED_FILES}|[a-z0-9][a-z0-9-]{{0,31}}\.(?:{BRANCH}|{LAST_MESSAGE})"
    rf"|{selectors.FORM})\}}"
)
Found = str | tuple[str, ...]
"""Text, or names as they may stand in a prompt."""


@value
class Filling:
    """What one thing that a text asks for would be now."""

    asked: str
    """With its braces."""
    said: str
    """In one clean line: the text, the first names, or why it cannot be filled in."""
    number: int = -1
    """How many names there are; -1 for what is no list."""
    fine: bool = True


def asked(text: str) -> tuple[str, ...]:
    """What a text asks for, without braces, once each."""
    return tuple(dict.fromkeys(found for found in _ASKED.findall(text) if _is_asked(found)))


def _is_asked(inner: str) -> bool:
    return (" " not in inner and "\t" not in inner) or selectors.looks_so(inner)


def is_selector(inner: str) -> bool:
    """True for what lists names; it is read by ``selectors.parse``."""
    return selectors.looks_so(inner)


def mistyped(text: str) -> str:
    """Why a text could never be filled in whatever the files hold; empty where it could."""
    for inner in asked(text):
        if is_selector(inner):
            try:
                selectors.parse(inner)
            except selectors.SelectorError as error:
                return f"{{{inner}}}: {error}"
    return ""


def expanded(text: str, found: Mapping[str, Found], *, several_lines: bool = True) -> str:
    """The text with all that it asks for filled in; ``found`` has everything that ``asked`` names."""

    def put(match: re.Match[str]) -> str:
        if not _is_asked(match[1]):
            return match[0]
        what = found[match[1]]
        if isinstance(what, str):
            return bounded(what)
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() :].partition("\n")[0]
        return selectors.written(what, before, after, several_lines=several_lines)

    return _ASKED.sub(put, text)


def neutral(text: str) -> str:
    """A text that asks for nothing to be filled in: each that would be has a blank behind its brace."""
    return _ASKED.sub(lambda match: f"{{ {match[1]}}}" if _is_asked(match[1]) else match[0], text)


def bounded(text: str) -> str:
    """Text from outside as it may be filled in: clean, without secrets that are recognised, and not too long."""
    kept = redact(clean(text).strip())[0]
    return kept if len(kept) <= MOST else kept[: MOST - 1] + "…"

"""What a follow-up may ask to be filled in when it is sent: ``{gate.tail}``, ``{changed_files}``, ``{w1.branch}``,
``{w1.last_message}``. Whatever else stands in braces is text.

Each is filled in once: what comes in is text from outside and is never looked through again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleetui.model.clean import clean
from fleetui.model.redact import redact

GATE_TAIL, CHANGED_FILES = "gate.tail", "changed_files"
BRANCH, LAST_MESSAGE = "branch", "last_message"
MOST = 4000
"""Characters of one thing that is filled in."""
_ASKED = re.compile(
    rf"\{{({re.escape(GATE_TAIL)}|{CHANGED_FILES}|[a-z0-9][a-z0-9-]{{0,31}}\.(?:{BRANCH}|{LAST_MESSAGE}))\}}"
)


def asked(text: str) -> tuple[str, ...]:
    """What a text asks for, without braces, once each."""
    return tuple(dict.fromkeys(_ASKED.findall(text)))


def expanded(text: str, found: Mapping[str, str]) -> str:
    """The text with all that it asks for filled in; ``found`` has everything that ``asked`` names."""
    return _ASKED.sub(lambda match: bounded(found[match[1]]), text)


def bounded(text: str) -> str:
    """Text from outside as it may be filled in: clean, without secrets that are recognised, and not too long."""
    kept = redact(clean(text).strip())[0]
    return kept if len(kept) <= MOST else kept[: MOST - 1] + "…"

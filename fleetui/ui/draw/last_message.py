"""What an agent said last: its screen without the field it is written to and the hints below. Pure.

In a list those hints would be the last words of every row, and look like the dashboard's own keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from fleetui.model.screen import Line
from fleetui.model.status import Phase
from fleetui.model.view import AgentView

_RULE = re.compile(r"\s*[─━╭╰]?[─━]{16,}[╮╯]?\s*")
_PROMPT = re.compile(r"\s{0,2}[│┃]?\s?[❯›>](?:\s.*)?")
_KEYS = re.compile(r"(?i)\s*(?:press |hit )?(?:esc|enter|return|tab|ctrl\+\w|↑/↓|space)\s+to\b.*")
_WHOLE_FROM = 20
"""Rows from which an agent's field takes little of what is seen."""
_TALLEST = 12
"""Rows a field may take."""
_BELOW = 4
"""Rows of hints below a field without rules."""


def worth_showing(agent: AgentView, room: int) -> tuple[Line, ...]:
    """The pane's lines where few fit: without the agent's field, unless it asks; whole where there is room for all."""
    lines = agent.frame.lines if agent.frame else ()
    return lines if room >= _WHOLE_FROM or asks(agent) else said(lines)


def last_word(agent: AgentView) -> Line | None:
    """The last line in words."""
    lines = said(agent.frame.lines) if agent.frame else ()
    return next((line for line in reversed(lines) if any(char.isalnum() for char in line.text)), None)


def asks(agent: AgentView) -> bool:
    """True while a dialog is on its screen."""
    return agent.status.phase is Phase.ASKING or agent.question is not None


def said(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines above the field at the end; all of them where none is seen, or nothing else is there."""
    end = _end(lines, len(lines))
    cut = _end(lines, _cut(lines, end))
    return tuple(lines[: cut or end])


def asked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """A dialog up to its last choice: the keys it names below are the agent's, not the dashboard's."""
    end = _end(lines, len(lines))
    cut = end
    while cut and (_KEYS.fullmatch(lines[cut - 1].text) or not lines[cut - 1].text.strip()):
        cut -= 1
    return tuple(lines[: cut or end])


def _end(lines: Sequence[Line], end: int) -> int:
    while end and not lines[end - 1].text.strip():
        end -= 1
    return end


def _cut(lines: Sequence[Line], end: int) -> int:
    rules = [at for at in range(max(0, end - _TALLEST), end) if _RULE.fullmatch(lines[at].text)]
    for upper, lower in reversed(list(pairwise(rules))):
        if any(_PROMPT.fullmatch(lines[at].text) for at in range(upper + 1, lower)):
            return upper
    written = 0
    for at in range(end - 1, max(-1, end - _TALLEST), -1):
        if _PROMPT.fullmatch(lines[at].text):
            return at
        written += bool(lines[at].text.strip())
        if written > _BELOW:
            break
    return end

"""What an agent is told of a red gate: the end of its log, sanitised and bounded. Nothing in it is ever expanded."""

from __future__ import annotations

import re

from fleetui.model.clean import clean, clean_line
from fleetui.model.redact import redact

TAIL_LINES = 40
TAIL_CHARACTERS = 4000
_SGR = re.compile(r"\x1b\[[0-9;:]*m")


def tail(log: str) -> str:
    """The last lines of a log, as they may be shown and typed; secrets that are recognised are taken out."""
    lines = [line.rstrip() for line in clean(_SGR.sub("", log)).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    text = "\n".join(lines[-TAIL_LINES:])
    if len(text) > TAIL_CHARACTERS:
        text = "…" + text[-TAIL_CHARACTERS:].partition("\n")[2]
    return redact(text)[0]


def repair(gate: str, where: str, detail: str, log: str, *, several_lines: bool) -> str:
    """The follow-up that asks for a repair; one line for an agent that takes each line by itself."""
    head = clean_line(f"The gate {gate} fails {where}: {detail}".rstrip(": "), 400)
    end = tail(log) if several_lines else ""
    if not end:
        return f"{head}. Please fix it; it runs again once you are done."
    return f"{head}. The end of its log:\n\n{end}\n\nPlease fix it; it runs again once you are done."

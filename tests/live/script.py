"""What a prompt asks the model server to do, as markers at the start of its lines.

``say:<text>``, ``shell:<command>`` (asks the operator), ``run:<command>`` (asks only if the agent's mode does),
``quote:<text>`` (said before the rest),
``ask:<question>|<choice>|<choice>``, ``write:<path>``, ``plan:<text>`` and ``call:<tool> <arguments as JSON>`` take the
rest of their line; ``write`` and ``plan`` are Claude's alone. ``slow:<s>``, ``think:<s>``, ``tokens:<n>``,
``error:<status>``, ``error:<status>x<times>``, ``retry:<s>`` (the header retry-after of that error),
``limit:<s>`` (the error is a usage limit that ends after so long, as each provider says it), ``drop:<events>``,
``drop:<events>x<times>`` (the connection is closed after so many events; with 0 before any answer), ``hang`` and
``once`` (the tool of ``call`` is not called again after its result) may stand before them on the same line. Text
without a marker is answered with one word, so any prompt may be delivered as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

_SHORT = re.compile(r"(slow|think|tokens|error|retry|limit|drop|hang|once)(?::(\S+))?(?:\s+|$)")
_LONG = re.compile(r"(say|quote|shell|run|ask|write|plan|call):(.*)$")
FOREVER_S = 600.0


@dataclass(frozen=True)
class Script:
    """One answer. Waits are seconds and end early when the server is told to go on."""

    say: str = "Understood."
    quote: str = ""
    """Said first, before the words of a slow answer."""
    slow: float = 0.0
    """Stream the answer word by word for this long."""
    think: float = 0.0
    """Say nothing at all for this long first, whatever comes then."""
    shell: str = ""
    run: str = ""
    ask: tuple[str, ...] = ()
    """A question followed by its choices."""
    write: str = ""
    plan: str = ""
    tokens: int = 1200
    """What the usage figures say went in."""
    error: int = 0
    times: int = 1_000_000
    """How many tries of one prompt get the error, or the dropped connection."""
    retry: int = 0
    """Seconds after which a refused request may be tried again, as the header says; 0 for no header."""
    limit: int = 0
    """Seconds after which a usage limit ends; 0 for an error that is none."""
    drop: int | None = None
    """After how many events the connection is closed; 0 is before the status line."""
    parts: tuple[str, ...] = ()
    """The answer in the pieces in which it is streamed, instead of ``say``."""
    call: tuple[str, dict[str, Any]] | None = None
    """A tool of the agent by name with its arguments, as it stands; also after another tool's result."""
    once: bool = False

    def refuses(self, tried: int) -> bool:
        """True when this try gets an error, or no answer at all."""
        return tried < self.times and (self.error > 0 or self.drop == 0)


def read(prompt: str) -> Script:
    """The script in a prompt."""
    script = Script()
    for line in prompt.splitlines():
        script = _read_line(script, line.strip())
    return script


def _read_line(script: Script, line: str) -> Script:
    while match := _SHORT.match(line):
        script = _short(script, match[1], match[2] or "")
        line = line[match.end() :]
    match = _LONG.match(line)
    if not match:
        return script
    if match[1] == "ask":
        return replace(script, ask=tuple(part.strip() for part in match[2].split("|")))
    if match[1] == "call":
        name, _, arguments = match[2].strip().partition(" ")
        return replace(script, call=(name, json.loads(arguments or "{}")))
    return replace(script, **{match[1]: match[2].strip().replace("\\n", "\n")})


def _short(script: Script, word: str, value: str) -> Script:
    if word == "hang":
        return replace(script, think=FOREVER_S)
    if word == "once":
        return replace(script, once=True)
    if word == "error":
        status, _, times = value.partition("x")
        return replace(script, error=_whole(status), times=_whole(times) or script.times)
    if word == "drop":
        events, _, times = value.partition("x")
        return replace(script, drop=_whole(events), times=_whole(times) or script.times)
    if word in ("tokens", "retry", "limit"):
        return replace(script, **{word: _whole(value)})
    return replace(script, **{word: float(_whole(value))})


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else 0

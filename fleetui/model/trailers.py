"""Trailers: ``Token: value`` lines at the end of a commit's message, added as ``git interpret-trailers`` would.

Nothing is run for it, and nothing in a message can make it another line: values are one line of printable text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from fleetui.model.clean import clean_line

FILLED = ("agent", "branch", "project", "role", "task", "title")
"""What a trailer may name in braces."""
_TEMPLATE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*: \S.*")
_NAMED = re.compile(r"\{([a-z]+)\}")
_LINE = re.compile(r"[A-Za-z0-9-]+[ \t]*:")
_BY_GIT = ("Signed-off-by: ", "(cherry picked from commit ")
_LONGEST = 200


def why_not_trailer(template: str) -> str | None:
    """Why this may not stand as a trailer in the configuration, or ``None``."""
    if not template.isprintable() or len(template) > _LONGEST:
        return "must be one short line of printable text"
    if not _TEMPLATE.fullmatch(template):
        return f"{template!r} is no trailer: write it as Agent: {{agent}}"
    unknown = [name for name in _NAMED.findall(template) if name not in FILLED]
    if unknown or set("{}") & set(_NAMED.sub("", template)):
        known = ", ".join(f"{{{name}}}" for name in FILLED)
        return f"{template!r} names something else in braces than {known}"
    return None


def filled(templates: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The trailers with their values; one that names something empty, such as a task where there is none, is none."""
    return tuple(
        clean_line(_NAMED.sub(lambda found: values.get(found[1], ""), one), _LONGEST)
        for one in templates
        if all(values.get(name) for name in _NAMED.findall(one))
    )


def with_trailers(message: str, trailers: Iterable[str]) -> str:
    """A message with trailers behind those it has; one that it has already is not repeated."""
    lines = message.rstrip("\n").split("\n")
    block = lines[_start(lines) :]
    whole = {line for line, after in zip(block, [*block[1:], ""], strict=False) if not after[:1].isspace()}
    new = list(dict.fromkeys(one for one in trailers if one not in whole))
    if not new:
        return message
    return "\n".join([*lines, *([] if block else [""]), *new]) + "\n"


def _start(lines: list[str]) -> int:
    """Where the trailers of a message begin, which ends with a line that is not blank; its end where it has none."""
    title = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    start = next((at for at in range(len(lines), title, -1) if not lines[at - 1].strip()), len(lines))
    found = others = folded = 0
    for line in reversed(lines[start:]):
        if line.startswith(_BY_GIT) or _LINE.match(line):
            found, folded = found + 1, 0
        elif line[:1].isspace():
            folded += 1
        else:
            others, folded = others + folded + 1, 0
    others += folded
    by_git = any(line.startswith(_BY_GIT) for line in lines[start:])
    return start if found and (not others or (by_git and found * 3 >= others)) else len(lines)

"""A unified difference as rows: file, line numbers, what went and what came."""

from __future__ import annotations

import re

from fleetui.ui.strips import Span
from fleetui.ui.widgets.rows import BLANK, TextRow

_MOST_ROWS = 4000
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)")


def diff_rows(text: str) -> list[TextRow]:
    """Rows of a difference; bounded, and saying so when it was cut."""
    if not text.strip():
        return [TextRow((Span("no difference", "dim"),))]
    rows: list[TextRow] = []
    old = new = 0
    lines = text.splitlines()
    totals = _totals(lines)
    for line in lines:
        if len(rows) > _MOST_ROWS:
            rows.append(TextRow((Span("cut here: the rest is not shown", "low"),)))
            break
        found = _HUNK.match(line)
        if line.startswith("diff --git"):
            rows += [BLANK] if rows else []
            rows.append(_file(_path(line), totals))
        elif found:
            old, new = int(found[1]), int(found[2])
            if rows and rows[-1] is not BLANK and not _is_file(rows[-1]):
                rows.append(TextRow((Span("     ⋮", "faint"),)))
        elif line.startswith(("--- ", "+++ ", "index ", "similarity ")):
            continue
        elif line.startswith("+"):
            rows.append(_line(new, "+", line[1:], "ok"))
            new += 1
        elif line.startswith("-"):
            rows.append(_line(old, "-", line[1:], "stuck"))
            old += 1
        elif line.startswith(" "):
            rows.append(_line(new, " ", line[1:], "text"))
            old, new = old + 1, new + 1
        else:
            rows.append(TextRow((Span(f"       {line}", "dim"),)))
    return rows


def _line(number: int, sign: str, text: str, ink: str) -> TextRow:
    return TextRow((Span(f"{number:>5} ", "dim"), Span(f" {sign} {text.expandtabs(4)}", ink)))


def _file(path: str, totals: dict[str, tuple[int, int]]) -> TextRow:
    added, deleted = totals.get(path, (0, 0))
    return TextRow((Span(path, "merge bold"), Span(f"   +{added} -{deleted}", "dim")))


def _is_file(one: TextRow) -> bool:
    return bool(one.left) and one.left[0].ink == "merge bold"


def _path(line: str) -> str:
    half = line.removeprefix("diff --git ").split(" b/", 1)
    return half[-1].strip('"')


def _totals(lines: list[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    path = ""
    for line in lines:
        if line.startswith("diff --git"):
            path = _path(line)
        elif line.startswith("+") and not line.startswith("+++ "):
            found[path] = (found.get(path, (0, 0))[0] + 1, found.get(path, (0, 0))[1])
        elif line.startswith("-") and not line.startswith("--- "):
            found[path] = (found.get(path, (0, 0))[0], found.get(path, (0, 0))[1] + 1)
    return found

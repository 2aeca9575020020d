"""A reviewer: the form it was given, filled in by what it looks for in the checkout it stands in.

What it leaves is the strict file that every reviewer leaves; the program that reads it knows of no stand-in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Table = dict[str, Any]

_FORM = re.compile(r"^\{$.*?^\}$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"(/\S+/verdict\.json)")


def leave_verdict(prompt: str, looked_for: Sequence[Table]) -> Table | None:
    """Write a verdict where the prompt asks for one; ``None`` where it asks for none.

    Each of ``looked_for`` is a finding without a line: it is found in the line that holds its quote. An earlier
    finding is said to be fixed once nothing is found any more.
    """
    form, place = _FORM.search(prompt), _PLACE.search(prompt)
    if form is None or place is None:
        return None
    found = list(_findings(looked_for))
    asked: Table = json.loads(form[0])
    earlier = [{**one, "fixed": not found, "why": _why(found)} for one in asked["earlier"]]
    said = {"verdict": "reject" if found else "accept", "summary": _summary(found)}
    new = [] if earlier else found
    verdict = {**asked, **said, "findings": new, "earlier": earlier}
    Path(place[1]).write_text(json.dumps(verdict), "utf-8")
    return verdict


def _findings(looked_for: Sequence[Table]) -> Iterator[Table]:
    for one in looked_for:
        path = Path(one["path"])
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        for number, line in enumerate(lines, 1):
            if one["quote"] in line:
                yield {**one, "line": number}


def _summary(found: list[Table]) -> str:
    return "It is wrong where it matters most." if found else "Nothing was found against it."


def _why(found: list[Table]) -> str:
    return "it still stands there" if found else "it does not stand there any more"

"""What a reviewer found, and how the journal keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from fleetui.model.counts import count
from fleetui.model.value import value

SEVERITIES = ("blocker", "major", "minor", "note")
"""The heaviest first."""


@value
class Finding:
    """One thing that is wrong, and where."""

    id: str
    severity: str
    path: str
    line: int
    """From 1."""
    quote: str
    """What stands in that line."""
    text: str
    state: str = "open"
    """``open``, ``claimed``: said to be fixed where the patch changed nothing at that place, or ``fixed``."""
    lenses: tuple[str, ...] = ()
    """Whose reviewers found it, where several looked."""

    @property
    def where(self) -> str:
        """Path and line."""
        return f"{self.path}:{self.line}"


def counted(findings: Iterable[Finding]) -> str:
    """``1 blocker, 2 minors``; empty for none."""
    known = list(findings)
    parts = ((sum(one.severity == name for one in known), name) for name in SEVERITIES)
    return ", ".join(count(number, name) for number, name in parts if number)


def written(finding: Finding) -> str:
    """A finding as one line of JSON."""
    parts = (
        finding.id, finding.severity, finding.path, finding.line, finding.quote, finding.text, finding.state,
    )  # fmt: skip
    return json.dumps((*parts, finding.lenses) if finding.lenses else parts, ensure_ascii=False)


def read_back(line: str) -> Finding:
    """A finding that ``written`` wrote."""
    parts = json.loads(line)
    lenses = tuple(parts.pop()) if isinstance(parts[-1], list) else ()
    return replace(Finding(*parts), lenses=lenses)

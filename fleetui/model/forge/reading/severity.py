"""The severity that a remark gives itself, in the forms that review programs use. Read from the beginning of a text."""

from __future__ import annotations

import re

SEVERITIES = ("critical", "high", "medium", "low")
"""The heaviest first."""
_FORMS = re.compile(
    r"\b(critical|high|medium|low)[ *_:|-]{1,6}(?:severity|priority)\b"
    r"|\b(?:severity|priority)[ *_:|-]{1,6}(critical|high|medium|low)\b"
    r"|[🔴🟠🟡🔵]\ufe0f?[ ]?(critical|major|minor|trivial)(?![a-z])"
    r"|!\[(critical|high|medium|low)\]\("
    r"|(?:!\[|\[|\*\*)(P[0-3])(?: Badge)?(?:\]|\*\*)",
    re.IGNORECASE,
)
_MEANS = {
    "p0": "critical",
    "p1": "high",
    "p2": "medium",
    "p3": "low",
    "major": "high",
    "minor": "low",
    "trivial": "low",
}
_LOOKED_AT = 2000


def severity_of(text: str) -> str:
    """One of ``SEVERITIES``; empty where it says none in a usual form."""
    found = _FORMS.search(text[:_LOOKED_AT])
    word = next((one.lower() for one in found.groups() if one), "") if found else ""
    return _MEANS.get(word, word)

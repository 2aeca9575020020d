"""What the last message of a turn reports: work, tests, numbers, and what it admits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fleetui.model.happened.sentences import sentences

_DONE = (
    "added|adapted|adjusted|appended|applied|bumped|changed|cleaned up|converted|corrected|created|deleted|dropped|"
    "edited|extended|extracted|fixed|implemented|inserted|introduced|migrated|modified|moved|patched|ported|"
    "refactored|removed|renamed|replaced|resolved|reverted|rewrote|rewritten|simplified|split|swapped|tidied|updated|"
    "upgraded|wired|wrote|written"
)
_CHANGES = re.compile(
    rf"\b(?:{_DONE})\b|\b(?:done|all set|complete|completed|finished|everything is in place)\b", re.IGNORECASE
)
_OTHERWISE = re.compile(
    r"\b(?:not|no|nothing|none|neither|without|cannot|never|already|unchanged|would|will|should|could|can|may|might|"
    r"shall|if|once|when|before|need|needs|needed|propose|suggest|plan|planned|recommend|want|ready to|to be|waiting|"
    r"yesterday|earlier|previously|last (?:week|time|turn|commit)|in commit)\b|n't\b|n\u2019t\b|\?$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:no|0|zero|without|fixed|fixes|resolved|handles?|handling|caught|catches|clear|new|custom|any)\s+(?:\w+[\s-]+){0,3}?"
    r"(?:errors?|failures?|failed|failing)\b|\b(?:errors?|failures?)[\s-](?:handling|message|case|path|page|code|type|class|state|log)s?\b"
    r"|\b(?:did not|didn't) (?:change|touch|need|have to|run into)\b|\bno longer (?:fails?|errors?)\b"
    r"|\bno (?:issues?|problems?)\b",
    re.IGNORECASE,
)
_ADMITS = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure|ures)?|could not|cannot|unable|did not|was not|were not|blocked|skipped|"
    r"errors?|errored|not (?:found|able|applied|changed|updated|done|committed|pushed|finished)|remain(?:s|ing)?|"
    r"left out|unfinished|incomplete|partial|partially|refused|rejected|denied|broken|gave up|missing|"
    r"does not (?:work|pass|build|exist)|still (?:red|open|needs?|to do))\b|"
    r"\b(?:could|can|did|was|were|does)n['\u2019]t\b",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"\b(?:all|the|every|full|whole|existing|unit|new|\d+)\s+(?:(?:of|the|\d+|unit|new|existing|project|integration)\s+){0,3}"
    r"(?:tests?|test suite|suite|checks)\s+(?:now\s+|still\s+|also\s+|all\s+|have\s+|has\s+|suite\s+|are\s+|is\s+|"
    r"run\s+)*(?:pass(?:es|ed|ing)?|green|succeed(?:s|ed)?)\b"
    r"|\btests?\s+(?:all\s+|now\s+|still\s+|are\s+(?:all\s+|now\s+)?)*(?:pass(?:es|ed|ing)?|green)\b"
    r"|\b\d+\s+(?:tests?\s+)?passed\b|\btest suite (?:is|runs|ran) (?:green|clean|fine|through)\b|\bsuite is green\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    rf"\b(?:{_DONE})\b[^.\n\d]{{0,30}}?\b(?:all\s+)?(?P<number>\d{{1,4}})\s+(?:[\w-]+\s+){{0,2}}?files\b"
    rf"|\b(?:all\s+)?(?P<number1>\d{{1,4}})\s+(?:[\w-]+\s+){{0,2}}?files\b[^.\n]{{0,30}}?\b(?:{_DONE})\b",
    re.IGNORECASE,
)
_EDITS = re.compile(
    r"\b(?:all\s+)?(?P<number>\d{1,4})\s+(?:[\w-]+\s+){0,2}?(?:edits|changes|patches|replacements|fixes|files|places|"
    r"occurrences|lessons|pages|tests)\b",
    re.IGNORECASE,
)


def reports_change(message: str) -> bool:
    """True when it says that work was done, in this turn and without an if."""
    return any(_CHANGES.search(one) for one in plain(message))


def reports_tests(message: str) -> bool:
    """True when it says that tests pass."""
    return any(_TESTS.search(one) for one in plain(message))


def admits(message: str) -> bool:
    """True when it says itself that something did not work."""
    return any(_ADMITS.search(_HARMLESS.sub("", one)) for one in sentences(message))


def files_reported(message: str) -> int:
    """How many files it says were changed; 0 where it names no number."""
    found = (_MANY.search(one) for one in plain(message))
    return max((int(match["number"] or match["number1"]) for match in found if match), default=0)


def edits_reported(message: str) -> int:
    """How many edits, or things that were edited, it speaks of; 0 where it names no number."""
    found = (_EDITS.search(one) for one in plain(message))
    return max((int(match["number"]) for match in found if match), default=0)


def excuses(message: str, path: str) -> bool:
    """True when it says of a file that there was nothing to do, or that it was not done."""
    name = path.rpartition("/")[2]
    return any(name in one and (_OTHERWISE.search(one) or _ADMITS.search(one)) for one in sentences(message))


def plain(message: str) -> Iterator[str]:
    """The sentences that say a thing outright."""
    return (one for one in sentences(message) if not _OTHERWISE.search(_HARMLESS.sub("", one)))

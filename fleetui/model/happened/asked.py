"""What a prompt asks for: whether anything is to change, which files, and whether tests are to run."""

from __future__ import annotations

import re

from fleetui.model.anchors.text.expected import of_now
from fleetui.model.anchors.text.mentions import mentions
from fleetui.model.happened.sentences import sentences

_VERBS = (
    "add adapt adjust append apply bump change clean complete convert correct create delete drop edit extend extract "
    "factor finish fix hook implement inline insert introduce migrate modify move patch port prune put refactor remove "
    "rename reorder replace resolve restore revert rewrite set simplify sort split strip swap tidy translate type "
    "update upgrade wire wrap write"
)
_VERB = rf"(?:{'|'.join(_VERBS.split())})"
_LEAD = (
    r"(?:^|[,(]\s*|"
    r"\b(?:please|then|and|also|now|next|first|finally|to|you|just|or|lets|let's|must|should|instead)\s+)"
)
_NO_FILE = (
    r"(?!\s+(?:(?:me|us|up|out|down|back)\s+)?(?:(?:a|an|the|your|short|brief|one)\s+){0,3}"
    r"(?:summary|report|plan|answer|explanation|question|message|list of|overview|review|note to)\b)"
)
_ASKS = re.compile(rf"{_LEAD}{_VERB}\b{_NO_FILE}", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:do not|don't|dont|without|never|not to|how to|why|whether|instead of|rather than|no need to|would you|"
    r"before (?:you|we)|avoid|what would|which would|should (?:we|i))\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:like|as|see|read|from|using|use|uses|used|with|that|which|because|so|when|where|if|per|by|than|against|"
    r"follow(?:s|ing)?|based|according|after|before|until|without|except|not|don't|never|instead|similar|same|mirror|"
    r"for|compare|look|check|run|is|are|was|has|have|does|via|matching|match|through|to match|out of|but|leave|keep|"
    r"copy|reference|about|described|listed|mentioned|named|called)\b|[;:(]|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_RUN_TESTS = re.compile(
    r"\b(?:run|rerun|execute)\b[^.\n]{0,60}\b(?:tests?|suite|pytest|check)\b", re.IGNORECASE
)
_CHANGED_BY = re.compile(rf"{_LEAD}({_VERB})\b", re.IGNORECASE)


def asks_change(prompt: str) -> bool:
    """True when a prompt tells the agent to change something."""
    return any(_ASKS.search(_before_refusal(one)) for one in sentences(of_now(prompt)))


def asks_tests(prompt: str) -> bool:
    """True when it tells it to run tests."""
    return bool(_RUN_TESTS.search(prompt))


def files_to_change(prompt: str) -> tuple[str, ...]:
    """The files that it tells the agent to change: those that a verb of change governs, and no other word between."""
    found: dict[str, None] = {}
    for one in sentences(of_now(prompt)):
        for mention in mentions(one):
            if mention.sure and _is_governed(one[: mention.start].rstrip("`\"'*_ ")):
                found[mention.path] = None
    return tuple(found)


def _is_governed(before: str) -> bool:
    """True when the nearest verb before a path is one of change, and nothing turns the clause between them."""
    match = None
    for match in _CHANGED_BY.finditer(before):  # noqa: B007 - the last one counts
        pass
    if match is None or _REFUSES.search(before[: match.start(1)]):
        return False
    return not _TURNS.search(before[match.end() :])


def _before_refusal(sentence: str) -> str:
    match = _REFUSES.search(sentence)
    return sentence[: match.start()] if match else sentence

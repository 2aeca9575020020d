"""How a text speaks at each place: as of now, the past, what is to be made, elsewhere, or by excerpt."""

from __future__ import annotations

import re
from bisect import bisect_right

from fleetui.model.anchors.claim import Mood

_END = re.compile(
    r"[.!?][\"')\]`*]{0,3}(?=\s)|\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*+\u2022]|\d{1,3}[.)])[ \t])|;(?=\s)|:[ \t]*(?=\n)"
)
_CLAUSE = re.compile(
    r",\s+(?:and\s+|but\s+|so\s+)?(?:then|which|because|while|where|but|so|since|instead|now)\b|\s(?:but|then|while|because|"
    r"instead of|and then|so that)\s|\s[\u2013\u2014]\s|\s--\s",
    re.I,
)
_PAST_BEFORE = re.compile(
    r"\b(?:removed|deleted|dropped|renamed|moved|relocated|reverted|replaced|eliminated|used to|previously|formerly|"
    r"originally|no longer|was|were|had|wasn't|weren't|had been|got rid|once|back when|in the past|the old)\b",
    re.I,
)
_PAST_AFTER = re.compile(
    r"^[^\n]{0,40}?\b(?:was|were|used to|had|has been (?:removed|deleted|renamed|moved|split|merged|replaced)|"
    r"have been (?:removed|deleted|renamed|moved)|got (?:removed|deleted|renamed|moved)|is gone|are gone|"
    r"no longer exists?|does not exist|doesn't exist)\b",
    re.I,
)
_MADE = re.compile(
    r"(?:\b(?:create[sd]?|creating|scaffold|generate|touch|mkdir)\b[^;]{0,60}|"
    r"\b(?:a|the|as a|in a|into a|one)\s+new\s+(?:[\w-]+\s+){0,4}|"
    r"\bnew\s+(?:file|module|script|test|folder|page|class)s?\b[^;]{0,30}|"
    r"\b(?:add(?:s|ed|ing)?|introduces?|start|make)\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:file\s+)?|"
    r"\b(?:write|writing|save|saving|dump|export|output|store|put|record)\b[^;]{0,60}\b(?:to|into|as|in|at|under)\s+"
    r"(?:an?\s+|the\s+)?(?:file\s+)?(?:called\s+|named\s+)?|"
    r"\b(?:rename|move|copy|split|extract|convert|port)\b[^;]{0,90}\b(?:to|into|as)\s+(?:an?\s+)?)[\"'`(*]{0,3}$",
    re.I,
)
_OURS = r"(?!(?:this|our|the|my|same|whole|entire|each|every|a|that|your)\s)"
_ELSEWHERE = re.compile(
    rf"\b(?:in|from|of|at|on)\s+(?:the\s+)?{_OURS}[\w./-]+(?:'s)?\s+(?:repo|repository|project|codebase)\b|"
    r"\b(?:another|other|different|separate|sibling|upstream|vendor(?:ed)?)\s+(?:[\w-]+\s+)?(?:repo|repository|project|codebase)\b|"
    r"\bupstream(?:'s)?\s|\bour fork\b|\btheir fork\b|\bsite-packages/|\bnode_modules/",
    re.I,
)
_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})", re.M)
_LOG = re.compile(
    r"""\s*(?:
        (?:>|\$\ |\#\d+\ |\#\ \$|>>>\ |\.\.\.\ |%\ )
      | \[?\d{4}-\d\d-\d\d[T\ ]\d\d:\d\d
      | \[?\d\d:\d\d:\d\d\]?
      | at\ \S.*[(\s]\S+:\d+(?::\d+)?\)?\s*$
      | \S+:\d+:(?:\d+:)?[^\s\d]
      | \S+:\d+(?::\d+)?:?\s+(?:fatal\s+)?(?:error|warning|note|info|debug|panic|undefined|[A-Z]\d{2,4})\b
      | (?:E\s{2,}|FAILED\s|ERROR\s|PASSED\s|panic:|goroutine\s|thread\s'|-->\s|\|\s|\d+\s\|)
      | (?:diff\ --git\ |index\ [0-9a-f]+\.\.|---\ \S|\+\+\+\ \S|@@\ -)
      | \S+\s+\|\s+\d+\s[+-]+\s*$
      | (?:create|delete)\ mode\ \d+
    )
    | [ \t]+File\ ".*",\ line\ \d+""",
    re.VERBOSE,
)
_TRACEBACK = re.compile(r"^[ \t]*Traceback \(most recent call last\)", re.M)
_LINE_SEEN = 400
"""Characters of a line by which it is told from prose."""
_BEFORE_SEEN, _AFTER_SEEN = 200, 100


class Setting:
    """One text, cut into sentences, with its excerpts marked."""

    def __init__(self, text: str, plain: str = "") -> None:
        self.text = text
        self.plain = plain or text
        """The same with what is quoted blotted out."""
        self._ends = [match.end() for match in _END.finditer(self.plain)]
        self._excerpts = _excerpts(text)
        self._starts = [start for start, _ in self._excerpts]

    def sentence(self, place: int) -> tuple[int, int]:
        """Begin and end of the sentence that a place is in; at most 500 characters to each side."""
        at = bisect_right(self._ends, place)
        begin = self._ends[at - 1] if at else 0
        end = self._ends[at] if at < len(self._ends) else len(self.text)
        return max(begin, place - 500), min(end, place + 500)

    def excerpt(self, place: int) -> bool:
        """True in a code fence, a log, a traceback or a diff."""
        at = bisect_right(self._starts, place)
        return bool(at) and place < self._excerpts[at - 1][1]

    def mood(self, start: int, end: int) -> Mood:
        """How the text speaks of what stands from ``start`` to ``end``."""
        if self.excerpt(start):
            return Mood.EXCERPT
        begin, stop = self.sentence(start)
        before, after = self._clause(begin, start, end, stop)
        if _ELSEWHERE.search(before) or _ELSEWHERE.search(after[:80]) or self.text.startswith("../", start):
            return Mood.ELSEWHERE
        if _MADE.search(before):
            return Mood.MADE
        if _PAST_BEFORE.search(before) or _PAST_AFTER.search(after):
            return Mood.PAST
        return Mood.NOW

    def _clause(self, begin: int, start: int, end: int, stop: int) -> tuple[str, str]:
        begin = max(begin, start - _BEFORE_SEEN)
        for match in _CLAUSE.finditer(self.plain, begin, start):
            begin = match.end()
        after = self.plain[end : max(end, min(stop, end + _AFTER_SEEN))]
        cut = _CLAUSE.search(after)
        return self.plain[begin:start], after[: cut.start()] if cut else after


def _excerpts(text: str) -> list[tuple[int, int]]:
    """Spans of what is shown and not said, in order and apart from each other."""
    spans = _fences(text)
    spans += _logs(text)
    spans += [_traceback(text, match.start()) for match in _TRACEBACK.finditer(text)]
    return _joined(sorted(spans))


def _logs(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = 0
    for line in text.split("\n"):
        if line and _LOG.match(line[:_LINE_SEEN]):
            spans.append((begin, begin + len(line)))
        begin += len(line) + 1
    return spans


def _fences(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match[1].startswith(opened[1]):
            spans.append((opened.start(), match.end()))
            opened = None
    return spans


def _traceback(text: str, start: int) -> tuple[int, int]:
    """From its first line to the first that is not set in, which says what was raised."""
    end = text.find("\n", start)
    while end >= 0 and text[end + 1 : end + 2] in (" ", "\t"):
        end = text.find("\n", end + 1)
    return start, len(text) if end < 0 else end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

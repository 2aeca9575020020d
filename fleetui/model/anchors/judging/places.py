"""Judging paths and lines: is it there, and is what stood in those lines still there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from fleetui.model.anchors.claim import Claim
from fleetui.model.anchors.content import Content
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.anchors.judging.alignment import alignment
from fleetui.model.anchors.judging.target import Case, Target, target
from fleetui.model.anchors.kept import Fact
from fleetui.model.anchors.tree import Place

SHOWN = 8
"""Lines shown of what was found."""
ROUGHLY = 10
"""Lines by which "around line 12" may be off."""


def judge_path(case: Case) -> Fact:
    """A file or folder is there."""
    known = case.fact.path if case.fact else ""
    found = target(case, case.claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    if found.before:
        return Fact(Finding(Verdict.MOVED, found.path, f"it is called {found.path} now"), known)
    return Fact(Finding(Verdict.OK, found.path, _about(case, found)), found.path)


def _about(case: Case, found: Target) -> str:
    if found.look.place is Place.FOLDER:
        return "a folder"
    old, now = case.old(found.path), found.look.content
    if old and now and old.digest != now.digest:
        return "its text changed since"
    return found.look.why


def judge_line(case: Case) -> Fact:
    """Lines of a file are there, and hold what they held."""
    known = case.fact.path if case.fact else ""
    found = target(case, case.claim.path, known)
    if isinstance(found, Finding):
        return Fact(found, known)
    path, look = found.path, found.look
    if look.place is Place.FOLDER:
        return Fact(Finding(Verdict.CHANGED, path, "a folder has no lines", mistaken=True), path)
    if look.content is None:
        return Fact(Finding(Verdict.UNCHECKED, path, look.why, lost=True), path)
    old = case.old(found.before or path)
    if case.was_right and old is not None and (found.before or old.digest != look.content.digest):
        return Fact(_since(case, found, old, look.content), known or path)
    return Fact(_fresh(case.claim, path, look.content), path)


def _fresh(claim: Claim, path: str, content: Content) -> Finding:
    have = len(content.raw_lines)
    if claim.first >= 1 and claim.last <= have:
        lines = content.span(claim.first, claim.last, SHOWN)
        return Finding(Verdict.OK, f"{path}:{claim.lines}", found=lines)
    word = "line" if have == 1 else "lines"
    return Finding(Verdict.CHANGED, path, f"has only {have} {word}", mistaken=True)


def _since(case: Case, found: Target, old: Content, now: Content) -> Finding:
    """What became of lines that were right."""
    claim = case.claim
    before = case.fact.finding.found if case.fact else ()
    places = _places(claim, old, now)
    renamed = f"{found.before} is called {found.path} now" if found.before else ""
    if places and places[-1] - places[0] == claim.last - claim.first:
        start = places[0] + 1
        return _stands(claim, found, now, start, renamed)
    if not places and not old.outline and (start := _searched(before, now, claim.first)):
        return _stands(claim, found, now, start, renamed)
    if start := _block(claim, old, now):
        return _stands(claim, found, now, start, renamed)
    return _changed(claim, found, now, places, before, renamed)


def _places(claim: Claim, old: Content, now: Content) -> list[int]:
    """Where its lines are now, from 0: only those that are still there."""
    if claim.last > len(old.outline):
        return []
    aligned = alignment(old.outline, now.outline)
    return [aligned[at] for at in range(claim.first - 1, claim.last) if at in aligned]


def _stands(claim: Claim, found: Target, now: Content, start: int, renamed: str) -> Finding:
    end = start + claim.last - claim.first
    at = f"{found.path}:{start}" + (f"-{end}" if end > start else "")
    lines = now.span(start, end, SHOWN)
    if start == claim.first and not renamed:
        return Finding(Verdict.OK, at, found=lines)
    if claim.roughly and not renamed and abs(start - claim.first) <= ROUGHLY:
        return Finding(Verdict.OK, at, f"exactly: line {start}", lines)
    where = f"it is line {start} now" if end == start else f"they are lines {start}-{end} now"
    return Finding(Verdict.MOVED, at, "; ".join(part for part in (renamed, where) if part), lines)


def _block(claim: Claim, old: Content, now: Content) -> int:
    """The line, from 1, at which exactly its lines stand elsewhere, where that can be only one place; else 0."""
    wanted = list(old.outline[claim.first - 1 : claim.last])
    if not wanted or (len(wanted) == 1 and old.outline.count(wanted[0]) > 1):
        return 0
    numbers = now.outline
    places = [
        at
        for at, one in enumerate(numbers)
        if one == wanted[0] and list(numbers[at : at + len(wanted)]) == wanted
    ]
    if len(places) != 1 or not any(_telling(now.line(places[0] + 1 + step)) for step in range(len(wanted))):
        return 0
    return places[0] + 1


def _searched(before: Sequence[str], now: Content, first: int) -> int:
    """The same by text, for a file whose lines were too many to be kept."""
    if not before or not any(_telling(line) for line in before):
        return 0
    wanted = [line.encode() for line in before]
    lines = [line.rstrip(b"\r")[:300] for line in now.raw_lines]
    places = [
        at for at, line in enumerate(lines) if line == wanted[0] and lines[at : at + len(wanted)] == wanted
    ]
    return min(places, key=lambda at: abs(at + 1 - first), default=-1) + 1


def _telling(line: str) -> bool:
    """True for a line that could not stand anywhere."""
    return sum(char.isalnum() for char in line) >= 6


def _changed(
    claim: Claim, found: Target, now: Content, places: list[int], before: Sequence[str], renamed: str
) -> Finding:
    have = len(now.raw_lines)
    if places:
        start, end = places[0] + 1, max(places[-1] + 1, places[0] + 1)
    else:
        start, end = min(claim.first, max(have, 1)), min(claim.last, max(have, 1))
    like = _most_like(before, now, start) if not places else 0
    start, end = (like, like) if like else (start, end)
    lines = now.span(start, end, SHOWN)
    told = f"line {start} reads now: {lines[0].strip()[:120]}" if lines else f"has only {have} lines"
    at = f"{found.path}:{start}" + (f"-{end}" if end > start else "") if lines else found.path
    return Finding(Verdict.CHANGED, at, "; ".join(part for part in (renamed, told) if part), lines)


def _most_like(before: Sequence[str], now: Content, around: int) -> int:
    """The line within 40 of a place that is most like the first of ``before``; 0 for none."""
    if not before or not before[0].strip():
        return 0
    best, at = 0.6, 0
    for number in range(max(1, around - 40), min(len(now.raw_lines), around + 40) + 1):
        matcher = SequenceMatcher(None, before[0][:200].strip(), now.line(number)[:200].strip())
        if (
            matcher.real_quick_ratio() > best
            and matcher.quick_ratio() > best
            and (ratio := matcher.ratio()) > best
        ):
            best, at = ratio, number
    return at

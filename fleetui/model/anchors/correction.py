"""A text put right: what it claims where that is now, or a note of what changed since it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.finding import Checked, Verdict
from fleetui.model.anchors.text.implied import mood_at
from fleetui.model.clean import clean_line
from fleetui.model.value import value

_NEAR = 60
"""Characters between a path and the line number that is said beside it."""
_AT = re.compile(r"(?P<path>.+?)(?::(?P<first>\d+)(?:-(?P<last>\d+))?)?")
_SPAN = r"(?<![\d.]){first}(?:(?P<between>\s*(?:-|–|to|and|bis|through)\s*L?){last})?(?![\d])"
_QUOTES = (Kind.QUOTE, Kind.CONTAINS)
_LONGEST = 200
"""Characters of one thing in a note."""


@value
class Change:
    """One stretch of a text and what stands there instead."""

    start: int
    end: int
    old: str
    new: str


@value
class Correction:
    """A text and what it would be with all that moved where it is now."""

    old: str
    new: str
    replaced: tuple[tuple[str, str], ...]
    """What went and what came, as people read them, in the order of the text; empty where no new place is known."""
    note: str
    """What changed since it was written, to be added at its end; empty where nothing did."""
    holds: tuple[str, ...] = ()
    """What holds it now, one line each."""
    still: tuple[str, ...] = ()
    """What would hold the corrected text."""


def changes(text: str, checked: Iterable[Checked]) -> tuple[Change, ...]:
    """What to replace so that each claim names its new place: only where that is known, and no stretch twice."""
    checks = tuple(checked)
    found = {change for one in checks for change in _changes(text, one)}
    found |= {change for one in checks for change in _again(text, one, [other.claim for other in checks])}
    wanted = sorted(found, key=lambda one: (one.start, one.end))
    kept: list[Change] = []
    for one in wanted:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def corrected(text: str, wanted: Sequence[Change]) -> str:
    """The text with these changes, which are in order and do not overlap."""
    for one in reversed(wanted):
        text = text[: one.start] + one.new + text[one.end :]
    return text


def replaced(text: str, checked: Iterable[Checked]) -> tuple[tuple[str, str], ...]:
    """What went and what came, by claim: ``src/a.py:12``, ``src/a.py:18``."""
    found: list[tuple[str, str]] = []
    for one in checked:
        mine = list(_changes(text, one))
        if mine and one.now.verdict is Verdict.MOVED:
            found.append((_said(one.claim), _place(one)))
        elif mine:
            found.append((mine[0].old, mine[0].new))
    return tuple(dict.fromkeys(found))


def note(checked: Iterable[Checked]) -> str:
    """What is not as the text says, as a paragraph for the agent; empty where all is."""
    wrong = [one for one in checked if _is_wrong(one)]
    told = list(dict.fromkeys(map(_told, wrong)))
    if len(told) == 1 and wrong[0].now.verdict is Verdict.MOVED:
        return f"Note: {told[0]} since this was written."
    said = "this changed since it was written" if any(one.was.right for one in wrong) else "this is not so"
    rows = f" {told[0]}" if len(told) == 1 else "".join(f"\n- {one}" for one in told)
    return f"Note: {said}:{rows}" if told else ""


def _is_wrong(one: Checked) -> bool:
    if one.claim.mood is not Mood.NOW and not one.claim.explicit:
        return False
    worse = one.now.verdict in (Verdict.MOVED, Verdict.CHANGED, Verdict.MISSING)
    return one.holds or (worse and one.was.right)


def _said(claim: Claim) -> str:
    return f"{claim.path}:{claim.lines}" if claim.first else claim.path or claim.said


def _place(one: Checked) -> str:
    """Where it is now, with lines only where the claim names some."""
    found = _AT.fullmatch(one.now.at)
    return one.now.at if one.claim.first or found is None else found["path"]


def _told(one: Checked) -> str:
    said = clean_line(one.claim.said, _LONGEST)
    if one.now.verdict is Verdict.MOVED and one.now.at:
        at = _place(one)
        path, _, place = at.rpartition(":")
        return f"{said} moved to {f':{place}' if path and path == one.claim.path else at}"
    return f"{said}: {clean_line(one.now.detail, _LONGEST) or one.now.verdict.value}"


def _changes(text: str, one: Checked) -> Iterator[Change]:
    """What one claim asks for; nothing where it is right, is not about now, or has no place that is known."""
    claim = one.claim
    if not _is_wrong(one) or not one.now.at:
        return
    if one.now.verdict is Verdict.MOVED:
        yield from _to_place(text, claim, one.now.at)
    elif one.now.verdict is Verdict.CHANGED and claim.kind in _QUOTES:
        yield from _to_quote(text, claim, one.now.found)


def _again(text: str, one: Checked, all_: Sequence[Claim]) -> Iterator[Change]:
    """The same for further mentions in exactly the same words: a claim is judged once, wherever it is repeated."""
    claim = one.claim
    mine = [
        change for change in _changes(text, one) if claim.start <= change.start and change.end <= claim.end
    ]
    said = text[claim.start : claim.end]
    if not mine or claim.explicit or not said:
        return
    for found in re.finditer(rf"(?<![\w/.-]){re.escape(said)}(?![\w/:-])", text):
        known = any(other.start < found.end() and found.start() < other.end for other in all_)
        if known or mood_at(text, found.start(), found.end()) is not Mood.NOW:
            continue
        by = found.start() - claim.start
        yield from (Change(change.start + by, change.end + by, change.old, change.new) for change in mine)


def _to_place(text: str, claim: Claim, at: str) -> Iterator[Change]:
    found = _AT.fullmatch(at)
    if found is None:
        return
    path, where = found["path"], _path_in(text, claim)
    if where >= 0 and not _names(claim.path, path):
        yield Change(where, where + len(claim.path), claim.path, path)
    if claim.first and found["first"] and claim.lines != _lines(found):
        yield from _to_lines(text, claim, where, found["first"], found["last"])


def _names(said: str, path: str) -> bool:
    """Whether a path as written still names this file: whole, its end, or absolute."""
    return path == said or path.endswith(f"/{said}") or said.endswith(f"/{path}")


def _path_in(text: str, claim: Claim) -> int:
    """Where the path of a claim stands: in its own words, or else where it is said nearest."""
    inside = text.find(claim.path, claim.start, claim.end) if claim.path else -1
    if inside >= 0 or not claim.path:
        return inside
    places = [found.start() for found in re.finditer(re.escape(claim.path), text)]
    return min(places, key=lambda place: abs(place - claim.start), default=-1)


def _lines(found: re.Match[str]) -> str:
    return f"{found['first']}-{found['last']}" if found["last"] else found["first"]


def _to_lines(text: str, claim: Claim, where: int, first: str, last: str | None) -> Iterator[Change]:
    """The number or numbers nearest to the path; none where they are written in a way that is not known."""
    several = claim.last > claim.first
    pattern = _SPAN.format(first=claim.first, last=claim.last if several else "(?!)")
    path_end = where + len(claim.path)
    low, high = max(0, min(claim.start, where) - _NEAR), max(claim.end, path_end) + _NEAR
    found = [
        one
        for one in re.finditer(pattern, text[low:high])
        if bool(one["between"]) == several and not where <= low + one.start() < path_end
    ]
    near = min(found, key=lambda one: _far(low + one.start(), low + one.end(), where, path_end), default=None)
    if near is not None:
        new = f"{first}{near['between']}{last}" if several and last else first
        yield Change(low + near.start(), low + near.end(), near[0], new)


def _far(start: int, end: int, low: int, high: int) -> int:
    return start - high if start >= high else low - end


def _to_quote(text: str, claim: Claim, found: Sequence[str]) -> Iterator[Change]:
    """The line that is most like a quote, in its stead: of quotes of one line alone."""
    start = text.find(claim.text, claim.start, claim.end)
    new = found[0].strip() if found else ""
    if start < 0 or not new or "\n" in claim.text or new == claim.text:
        return
    around = text[max(0, start - 1) : start]
    if not (around in "`\"'" and around in new):
        yield Change(start, start + len(claim.text), claim.text, new)

"""What others said in pull requests, as lines for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.event_lines import iso

if TYPE_CHECKING:
    from fleetui.model.forge.answers import Heard, RemarkNow
    from fleetui.model.forge.overriding import Overridden, Overriding

_TEXT = 100
_HOUR = 3600.0


def remark_lines(found: Sequence[Heard]) -> str:
    """Each remark in two lines: where, by whom, how old and what became of it; then what was said first."""
    rows = sorted(
        ((heard, one) for heard in found for one in heard.remarks),
        key=lambda pair: (not pair[1].unanswered, pair[1].remark.at),
    )
    if not rows:
        known = [one for one in found if one.said is not None]
        return f"nothing is open on {count(len(known), 'open pull request')}" if known else "nothing is known"
    return "\n".join(line for heard, one in rows for line in _lines(heard, one))


def _lines(heard: Heard, now: RemarkNow) -> Iterable[str]:
    one = now.remark
    path = clean_line(one.path, 200)
    where = f" {path}:{one.line}" if path and one.line else f" {path or one.kind}"
    who = clean_line(one.author, 60) or "nobody"
    severity = f" {one.severity}" if one.severity else ""
    age = _age(heard.at - one.at) if one.at else "?"
    yield f"{heard.project} #{heard.number}{where}  {now.state}  {who}{severity}  {age}"
    yield f"    {clean_line(one.text, _TEXT)}"
    if one.url:
        yield f"    {one.url}"


def _age(seconds: float) -> str:
    if seconds < _HOUR:
        return f"{max(0, round(seconds / 60))}m"
    return f"{round(seconds / _HOUR)}h" if seconds < 48 * _HOUR else f"{round(seconds / _HOUR / 24)}d"


def plain_heard(one: Heard) -> dict[str, object]:
    """One pull request as JSON."""
    return {
        "project": one.project,
        "number": one.number,
        "head": one.said.head if one.said else None,
        "asked": iso(one.at) if one.at else None,
        "error": one.why or None,
        "remarks": [_plain(now) for now in one.remarks],
    }


def _plain(now: RemarkNow) -> dict[str, object]:
    one = now.remark
    return {
        "state": now.state.value,
        "kind": one.kind.value,
        "author": one.author or None,
        "bot": one.bot,
        "path": one.path or None,
        "line": one.line or None,
        "severity": one.severity or None,
        "at": iso(one.at) if one.at else None,
        "open": one.open,
        "why": one.why or None,
        "outdated": one.outdated,
        "sent": iso(now.sent.at) if now.sent else None,
        "replied": iso(one.replied) if one.replied else None,
        "url": one.url or None,
        "text": one.text,
    }


def plain_overridden(one: Overridden) -> dict[str, object]:
    """A remark that a release goes over, or went over, as JSON."""
    return {
        "kind": one.kind,
        "author": one.author or None,
        "path": one.path or None,
        "line": one.line or None,
        "text": one.words,
        "at": iso(one.at) if one.at else None,
        "url": one.url or None,
    }


def plain_overriding(one: Overriding) -> dict[str, object]:
    """One release over open remarks as JSON."""
    return {
        "by": one.by,
        "at": iso(one.at) if one.at else None,
        "head": one.head,
        "base": one.base,
        "state": one.state,
        "merged_as": one.merged_as or None,
        "remarks": [plain_overridden(remark) for remark in one.remarks],
    }

"""A reviewer's file: read strictly, checked against the tree it speaks of, decided by the project's rules.

Nothing in it is trusted. What cannot be read, speaks of another patch, or names a place that is not there is refused
with the reason, and a verdict of which anything was refused never accepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fleetui.model.clean import clean, clean_line
from fleetui.model.counts import count
from fleetui.model.json_text import JsonError, parse_json
from fleetui.model.review.findings import SEVERITIES, Finding, counted
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.value import value

MOST_BYTES = 256 * 1024
MOST_FINDINGS = 100
MOST_TEXT = 4000
MOST_PATH = 400
_KEYS = ("review", "patch", "verdict", "summary", "findings", "earlier")
_FINDING = ("severity", "path", "line", "quote", "text")
_EARLIER = ("id", "fixed", "why")
NEAR = 3
"""Lines around a finding within which a change counts as a change at that place."""

Lines = Mapping[str, Sequence[str] | None]
"""By path the lines of a file of the commit that was looked at; ``None`` where it has no such text file."""
Changed = Mapping[str, Sequence[tuple[int, int]]]
"""By path what a later head changed: first line and number of lines, as they were counted before."""


class VerdictError(ValueError):
    """A file is no verdict on this patch; the text is one clean line that says why."""


@value
class Verdict:
    """What a reviewer says, as far as its form goes."""

    accepts: bool
    summary: str
    findings: tuple[Finding, ...]
    """Without ids."""
    earlier: Mapping[str, bool]
    """Whether each earlier finding is fixed, by id; those that are not in here were not said to be."""


@value
class Decided:
    """What a verdict comes to, or all those of a round together."""

    state: ReviewState
    detail: str
    findings: tuple[Finding, ...]
    """Of one verdict those it was asked about, and its own, which have no id yet."""
    refused: tuple[str, ...]


def parse(data: bytes | None, review: str, patch: str, earlier: Sequence[Finding]) -> Verdict:
    """A verdict on exactly this patch. Raises ``VerdictError``."""
    if data is None:
        raise VerdictError("it left no verdict")
    if len(data) > MOST_BYTES:
        raise VerdictError(f"it is larger than {MOST_BYTES // 1024} KB")
    try:
        found = parse_json(data.decode("utf-8")).value
    except UnicodeDecodeError:
        raise VerdictError("it is no UTF-8") from None
    except (JsonError, ValueError, RecursionError) as error:
        raise VerdictError(clean_line(f"it is no JSON: {error}")) from None
    table = _table(found, _KEYS, "the verdict")
    for key, wanted in (("review", review), ("patch", patch)):
        if table[key] != wanted:
            raise VerdictError(f"its {key} is another: it is not about what was to be reviewed")
    if table["verdict"] not in ("accept", "reject"):
        raise VerdictError('verdict is neither "accept" nor "reject"')
    listed = _list(table["findings"], "findings")
    return Verdict(
        table["verdict"] == "accept",
        clean(_text(table["summary"], "summary")),
        tuple(_finding(one, number) for number, one in enumerate(listed, 1)),
        _earlier(table["earlier"], {one.id for one in earlier}),
    )


def _table(found: Any, keys: Sequence[str], what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise VerdictError(f"{what} is no object")
    for key in keys:
        if key not in found:
            raise VerdictError(f"{what} has no {key}")
    if extra := next((key for key in found if key not in keys), None):
        raise VerdictError(clean_line(f"{what} has a key {extra!r} that nobody asked for", 120))
    return found


def _list(found: Any, what: str) -> list[Any]:
    if not isinstance(found, list) or len(found) > MOST_FINDINGS:
        raise VerdictError(f"{what} is no list of at most {MOST_FINDINGS}")
    return found


def _text(found: Any, what: str, most: int = MOST_TEXT) -> str:
    if not isinstance(found, str) or len(found) > most:
        raise VerdictError(f"{what} is no text of at most {most} characters")
    return found


def _finding(found: Any, number: int) -> Finding:
    what = f"finding {number}"
    table = _table(found, _FINDING, what)
    if table["severity"] not in SEVERITIES:
        raise VerdictError(f"{what}: severity is none of {', '.join(SEVERITIES)}")
    line = table["line"]
    if type(line) is not int or not 0 < line < 10**9:
        raise VerdictError(f"{what}: line is no number from 1 on")
    text = clean(_text(table["text"], f"{what}: text")).strip()
    if not text:
        raise VerdictError(f"{what} says nothing")
    path = _text(table["path"], f"{what}: path", MOST_PATH)
    return Finding("", table["severity"], path, line, _text(table["quote"], f"{what}: quote"), text)


def _earlier(found: Any, known: set[str]) -> Mapping[str, bool]:
    said: dict[str, bool] = {}
    for number, one in enumerate(_list(found, "earlier"), 1):
        table = _table(one, _EARLIER, f"earlier {number}")
        name = table["id"]
        if not isinstance(name, str) or name not in known or name in said:
            raise VerdictError(f"earlier {number}: id is none of the earlier findings, or stands there twice")
        if type(table["fixed"]) is not bool:
            raise VerdictError(f"earlier {number}: fixed is neither true nor false")
        _text(table["why"], f"earlier {number}: why")
        said[name] = table["fixed"]
    return said


# ---------------------------------------------------------------- against the tree


def anchored(finding: Finding, lines: Lines) -> tuple[Finding, str]:
    """A finding at the line in which its quote stands, and why it is refused; empty where it is not.

    A quote that stands in no such line, but in exactly one other of the file, moves the finding there.
    """
    wanted, found = finding.quote.strip(), lines.get(finding.path)
    if found is None:
        return finding, "no such text file is in the commit"
    if not wanted or "\n" in wanted:
        return finding, "it quotes no single line"
    at = [number for number, line in enumerate(found, 1) if wanted in line]
    if finding.line not in at and len(at) != 1:
        where = "several lines" if at else "no line"
        return finding, f"its quote is not in line {finding.line}, and in {where} of the file"
    line = finding.line if finding.line in at else at[0]
    return replace(finding, line=line, path=clean_line(finding.path), quote=clean_line(wanted)), ""


def is_changed(finding: Finding, changed: Changed) -> bool:
    """Whether a later head changed something at the place of a finding."""
    places = changed.get(finding.path, ())
    return any(start - NEAR <= finding.line <= start + max(size, 1) - 1 + NEAR for start, size in places)


def decide(
    rules: ReviewRules, said: Verdict, earlier: Sequence[Finding], lines: Lines, changed: Changed
) -> Decided:
    """What a verdict comes to: accepted only where it says so, nothing of it was refused, and what is open is allowed.

    ``changed`` is what the author changed since the round before; ``lines`` are those of what was looked at.
    """
    kept = [_followed(one, said.earlier.get(one.id, False), lines, changed) for one in earlier]
    refused = []
    for new in said.findings:
        finding, why = anchored(new, lines)
        if why:
            refused.append(clean_line(f"{new.severity} at {new.path}:{new.line}: {why}", 300))
        else:
            kept.append(finding)
    state, detail = _word(rules, said, [one for one in kept if one.state != "fixed"], refused)
    return Decided(state, detail, tuple(kept), tuple(refused))


def _followed(finding: Finding, fixed: bool, lines: Lines, changed: Changed) -> Finding:
    """An earlier finding as it is now: *fixed* is believed only where something changed at its place."""
    if finding.state == "fixed":
        return finding
    if fixed and is_changed(finding, changed):
        return replace(finding, state="fixed")
    moved, why = anchored(finding, lines)
    line = finding.line if why else moved.line
    return replace(finding, line=line, state="claimed" if fixed else "open")


def _word(
    rules: ReviewRules, said: Verdict, left: Sequence[Finding], refused: Sequence[str]
) -> tuple[ReviewState, str]:
    if over := over_allowed(rules, left):
        return ReviewState.REJECTED, over
    if not said.accepts:
        return ReviewState.REJECTED, counted(left) or clean_line(said.summary) or "without a finding"
    if refused:
        more = f" and {len(refused) - 1} more" if len(refused) > 1 else ""
        return ReviewState.FAILED, clean_line(f"a finding was refused: {refused[0]}{more}", 300)
    return ReviewState.ACCEPTED, counted(left) or "no finding"


def over_allowed(rules: ReviewRules, left: Sequence[Finding]) -> str:
    """Why so many open findings reject; empty where the rules allow them."""
    blockers, majors = (sum(one.severity == name for one in left) for name in SEVERITIES[:2])
    for number, allowed, name in ((blockers, rules.blockers, "blocker"), (majors, rules.majors, "major")):
        if number > allowed:
            return f"{counted(left)}, allowed {count(allowed, name)}"
    return ""

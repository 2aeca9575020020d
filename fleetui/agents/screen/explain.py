"""Why a frame is read as it is: the rules of ``read``, asked one by one, each with what it saw."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.agents.profile import ContextRule, Profile, QueueRule, Rule
from fleetui.agents.screen.combine import shown_next, tell
from fleetui.agents.screen.reading import ROWS, Miss, context_left, gave_way, miss, queue_miss, read
from fleetui.agents.screen.regions import Regions
from fleetui.model.clean import clean, clean_line
from fleetui.model.explained import Explanation, Step
from fleetui.model.screen import Frame

_SHOWN = 90
_ABSENT = {
    "bare": "a composer is on the screen",
    "cursor": "the program hides its cursor",
}


def explain(profile: Profile, frame: Frame, command: str = "", dead: bool = False) -> Explanation:
    """The reading of a frame with every rule that was asked. Pure, and never raises, as ``read``."""
    sight = Regions(frame, profile.composer)
    reading = read(profile, frame, command=command, dead=dead)
    by_rules = reading.source != "process"
    steps = (
        *_process_steps(profile, sight, command, dead=dead),
        *_phase_steps(profile, sight, command, by_rules=by_rules),
        *_context_steps(profile, sight),
        *_queue_steps(profile.queue, sight),
    )
    told = tell(shown_next(None, reading, 0.0), (), 0.0)
    return Explanation(profile.name, frame, clean_line(command, _SHOWN), dead, reading, steps, told)


def _process_steps(profile: Profile, sight: Regions, command: str, *, dead: bool) -> Iterator[Step]:
    yield Step("process", "process gone", "exited", "process", None, dead, dead, _dead_words(dead))
    left = gave_way(profile, sight, command)
    shown = clean_line(command, 40) or "not known"
    why = f"the program in front is {shown}" + (", and it waits at its prompt" if left else "")
    yield Step("process", "shell prompt", "exited", "process", None, left, left and not dead, why)


def _dead_words(dead: bool) -> str:
    return (
        "its process is gone: nothing on the screen counts" if dead else "its process lives, or is not known"
    )


def _phase_steps(profile: Profile, sight: Regions, command: str, *, by_rules: bool) -> Iterator[Step]:
    undecided = by_rules
    for rule in profile.rules:
        missed = miss(rule, sight, command)
        holds = missed is None
        why = _found(rule, sight) if missed is None else _why(missed, rule.where)
        says = f"{rule.phase} ({rule.kind})" if rule.phase == "asking" else str(rule.phase)
        span = sight.span(rule.where, rule.rows)
        yield Step("phase", rule.name, says, rule.where, span, holds, holds and undecided, why)
        undecided = undecided and not holds
    blank = not sight.rows
    why = "the screen is blank" if blank else "something is on the screen"
    yield Step("phase", "blank screen", "starting", "screen", None, blank, blank and undecided, why)


def _context_steps(profile: Profile, sight: Regions) -> Iterator[Step]:
    undecided = True
    for rule in profile.contexts:
        left = context_left(rule, sight)
        holds = left is not None
        why = f"{left}% left" if holds else _why(_context_miss(rule, sight), rule.where)
        span = sight.span(rule.where, ROWS)
        yield Step("context", rule.name, _unit(rule), rule.where, span, holds, holds and undecided, why)
        undecided = undecided and not holds


def _unit(rule: ContextRule) -> str:
    return f"percent {'used' if rule.used else 'left'}"


def _context_miss(rule: ContextRule, sight: Regions) -> Miss:
    return Miss("region") if sight.region(rule.where, ROWS) is None else Miss("match", rule.match)


def _queue_steps(rule: QueueRule | None, sight: Regions) -> Iterator[Step]:
    if rule is None:
        return
    missed = queue_miss(rule, sight)
    if missed is None and not rule.match.search(sight.region(rule.where, ROWS) or ""):
        missed = Miss("match", rule.match)
    holds = missed is None
    why = "follow-ups that it holds itself" if missed is None else _why(missed, rule.where)
    yield Step("queue", "own queue", "queued", rule.where, sight.span(rule.where, ROWS), holds, holds, why)


def _found(rule: Rule, sight: Regions) -> str:
    """What the expressions of a rule that holds matched, each as its first row."""
    region = sight.region(rule.where, rule.rows) or ""
    found = [match.group() for regex in rule.match if (match := regex.search(region))]
    found += [match.group() for match in (rule.bottom and rule.bottom.search(sight.foot),) if match]
    found += [match.group() for match in (rule.title and rule.title.search(sight.frame.title),) if match]
    shown = (clean_line(text.strip("\n").split("\n")[0].strip(), 60) for text in found)
    return "found: " + " · ".join(text for text in shown if text) if found else "it is there"


def _why(missed: Miss, where: str) -> str:
    pattern = _pattern(missed)
    if missed.part == "front":
        return "a program is in front that is no shell"
    if missed.part == "region":
        return _ABSENT.get(where, "no composer is on the screen")
    if missed.part == "draft":
        return "somebody's text stands in the composer, or is wanted there"
    if missed.part == "without":
        return f"found what must not be there: {pattern}"
    if missed.part == "coloured":
        return f"found without a colour of its own: {pattern}"
    if missed.part == "match":
        return f"not found: {pattern}"
    return f"the {'last row' if missed.part == 'bottom' else missed.part} is not: {pattern}"


def _pattern(missed: Miss) -> str:
    """An expression on one line, every blank of it kept: they mean something."""
    text = clean(missed.regex.pattern).replace("\n", "\\n").replace("\t", "\\t") if missed.regex else ""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"

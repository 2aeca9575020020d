"""A reading from a frame: which rule of the profile holds, what is asked, how much context is left, what is written."""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise
from typing import NamedTuple

from fleetui.agents.profile import ContextRule, Profile, QueueRule, Regex, Rule
from fleetui.agents.screen.regions import Regions, folds
from fleetui.model.cells import cells
from fleetui.model.clean import clean_line
from fleetui.model.limit import Limit
from fleetui.model.screen import Frame
from fleetui.model.status import NO_BACKGROUND, Background, Phase, Question, Reading, SourceReport

_BOXED = re.compile(r"^ *│(?P<inside>(?P<text>(?:.*[^ ])?) *)│$")
SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh", "ash", "nu", "elvish", "xonsh"})
_PROMPT = re.compile(r"[$#%❯➜λ] $|\S> $")
_CHOICE = re.compile(r"^[ │┃]*(?:[❯›●>][ │┃]*)?\d+[.)] (?P<text>.*[^ │┃\n])[ │┃]*$", re.MULTILINE)
_FIRST = re.compile(r"^\W{0,40}1[.)]")
"""The number of a first choice; a command that one names may hold another."""
_LONGEST = 300
_LONGEST_SUBJECT = 2000
_MARK = re.compile(r"\W*")
_EDGE = 3
"""Cells by which a choice's further rows are set in at least."""
_MOST = 12
ROWS = 12
"""Rows of the regions in which context and own queue are looked for."""


class Miss(NamedTuple):
    """Why a rule does not hold: which part of it, and that part's expression."""

    part: str
    """front, title, bottom, region, draft, match, coloured or without."""
    regex: Regex | None = None


def read(profile: Profile, frame: Frame, command: str = "", dead: bool = False) -> Reading:
    """What ``profile`` makes of ``frame``. Pure, and never raises, whatever the frame holds.

    ``command`` is the pane's foreground program where known. ``dead`` says that the agent's process is gone: its last
    screen and title stay in the pane and mean nothing any more. No rule that matches is ``unknown``.
    """
    sight = Regions(frame, profile.composer)
    if dead:
        return Reading(Phase.EXITED, "process gone", source="process", note=_last_words(profile, sight))
    if gave_way(profile, sight, command):
        return Reading(Phase.EXITED, "shell prompt", source="process", note=_last_words(profile, sight))
    rule = next((rule for rule in profile.rules if miss(rule, sight, command) is None), None)
    if rule is None:
        return _unruled(profile, sight)
    context = _context(profile, sight)
    asking = rule.phase is Phase.ASKING
    return Reading(
        phase=rule.phase,
        rule=rule.name,
        source=rule.source,
        question=_question(rule, sight) if asking else None,
        context_left=context.left,
        context_rule=context.rule,
        context_late=context.late,
        draft=None if asking else sight.draft(),
        own_queue=_own_queue(profile, sight),
        background=_background(profile, sight),
        note=_note(rule, sight),
        limit=_limit(rule, sight) if rule.phase is Phase.LIMITED else None,
        other=_other(profile, sight, rule, command),
    )


def _other(
    profile: Profile, sight: Regions, decided: Rule | None = None, command: str = ""
) -> SourceReport | None:
    """What the title says where the screen decided, and the screen where the title did; ``None`` if it is the same."""
    if decided is not None and decided.source == "title":
        others = (rule for rule in profile.rules if rule.source == "screen")
        said = next((rule for rule in others if miss(rule, sight, command) is None), None)
    else:
        said = next((rule for rule in profile.titles if rule.of_title(sight.frame.title)), None)
    if said is None or (decided is not None and said.phase is decided.phase):
        return None
    return SourceReport(said.source, said.phase, said.name, 0.0, also=said.also)


def moves(profile: Profile, title: str) -> bool:
    """True for a title that is drawn again and again while its program lives."""
    return any(rule.moves and rule.of_title(title) for rule in profile.titles)


def version_shown(profile: Profile, frame: Frame) -> str:
    """The version that the agent greets with; empty where it is not on the screen."""
    match = profile.version.search("\n".join(frame.texts)) if profile.version else None
    return clean_line(match.group("version") or "", 40) if match else ""


def _unruled(profile: Profile, sight: Regions) -> Reading:
    if not sight.rows:
        return Reading(Phase.STARTING, "blank screen")
    context = _context(profile, sight)
    return Reading(
        Phase.UNKNOWN,
        "none",
        context_left=context.left,
        context_rule=context.rule,
        context_late=context.late,
        draft=sight.draft(),
        other=_other(profile, sight),
    )


def gave_way(profile: Profile, sight: Regions, command: str) -> bool:
    """True when the shell that the agent was typed in waits in front of it: the agent is gone."""
    at_cursor = profile.composer is not None and profile.composer.where == "cursor" and sight.box is not None
    return bool(profile.programs) and not at_cursor and _at_shell_prompt(sight.frame, command)


def _at_shell_prompt(frame: Frame, command: str) -> bool:
    """True when a shell is in front and waits at its prompt.

    The command alone does not tell: an agent that a shell script started shows as that shell.
    """
    text = frame.up_to_cursor
    if command.lstrip("-") not in SHELLS or frame.cursor is None or text is None:
        return False
    below = frame.lines[frame.cursor[1] + 1 :]
    return not any(line.text for line in below) and bool(_PROMPT.search(text))


def in_front(command: str) -> bool:
    """True when a program that is no shell is in front: nothing on the screen says then that an agent is gone."""
    return bool(command) and command.lstrip("-") not in SHELLS


def miss(rule: Rule, sight: Regions, command: str = "") -> Miss | None:
    """Why a rule does not hold on a frame; ``None`` when it does."""
    if rule.phase is Phase.EXITED and in_front(command):
        return Miss("front")
    if rule.title and not rule.title.search(sight.frame.title):
        return Miss("title", rule.title)
    region = sight.region(rule.where, rule.rows)
    if region is None:
        return Miss("region")
    if rule.draft is not None and bool(sight.draft()) is not rule.draft:
        return Miss("draft")
    if rule.bottom and not rule.bottom.search(sight.foot):
        return Miss("bottom", rule.bottom)
    for regex in rule.match:
        found = regex.search(region)
        if found is None:
            return Miss("match", regex)
        if rule.coloured and not sight.is_coloured(rule.where, rule.rows, found.start()):
            return Miss("coloured", regex)
    return Miss("without", rule.without) if rule.without and rule.without.search(region) else None


def _last_words(profile: Profile, sight: Regions) -> str:
    """What an agent said when it left, such as how to take its session up again."""
    screen = "\n".join(sight.rows)
    notes = [rule.note for rule in profile.rules if rule.phase is Phase.EXITED and rule.note]
    found = next((text for note in notes if (text := _captured(note, screen, "note"))), "")
    return found.replace(" · ", " ")  # a command that a narrow pane folded is still one


def _note(rule: Rule, sight: Regions) -> str:
    region = sight.region(rule.where, rule.rows) or ""
    text = _captured(rule.note, region, "note") if rule.note else ""
    return text.replace(" · ", " ") if rule.phase is Phase.EXITED else text


def _limit(rule: Rule, sight: Regions) -> Limit:
    """What the screen says of a limit. Its end stays in the agent's words: a reading knows no time."""
    region = sight.region(rule.where, rule.rows) or ""
    tries = list(rule.attempt.finditer(region)) if rule.attempt else []
    groups = tries[-1].groupdict() if tries else {}
    resets = _captured(rule.reset, region, "reset").replace(" · ", " ") if rule.reset else ""
    return Limit(_note(rule, sight), _whole(groups.get("attempt")), _whole(groups.get("of")), None, resets)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else None


def _captured(regex: Regex, region: str, group: str, joint: str = " · ") -> str:
    """The last match's group on one line, its rows joined by ``joint``."""
    match = _last(regex, region)
    return _on_one_line(match.group(group) or "", joint, _LONGEST) if match else ""


def _on_one_line(text: str, joint: str, longest: int) -> str:
    """The rows of a text joined, without rules and the edges of boxes."""
    bare = (row.strip(" \t\xa0│┃") for row in text.split("\n"))
    return clean_line(joint.join(row for row in bare if row.strip("─╌┄┈━═")), longest)


class _Context(NamedTuple):
    left: int | None = None
    rule: str = ""
    late: bool = False


def _context(profile: Profile, sight: Regions) -> _Context:
    for rule in profile.contexts:
        left = context_left(rule, sight)
        if left is not None:
            return _Context(left, f"{rule.name} (raw window)" if rule.raw else rule.name, rule.late)
    return _Context()


def context_left(rule: ContextRule, sight: Regions) -> int | None:
    """The percent left that one rule sees; ``None`` when it sees none."""
    match = rule.match.search(sight.region(rule.where, ROWS) or "")
    if rule.without and rule.without.search("\n".join(sight.rows)):
        return None
    if match is None or rule.left is not None:
        return rule.left if match else None
    return _percent_left(rule, match.group("percent"))


def _percent_left(rule: ContextRule, text: str | None) -> int | None:
    try:
        percent = float(text or "")
    except ValueError:
        return None
    if not 0 <= percent <= 100:
        return None
    return round(100 - percent if rule.used else percent)


def queue_miss(rule: QueueRule, sight: Regions) -> Miss | None:
    """Why the agent's own queue cannot be on this frame; ``None`` when it can."""
    region = sight.region(rule.where, ROWS)
    if region is None:
        return Miss("region")
    return Miss("match", rule.header) if rule.header and not rule.header.search(region) else None


def _own_queue(profile: Profile, sight: Regions) -> tuple[str, ...]:
    rule = profile.queue
    if rule is None or queue_miss(rule, sight):
        return ()
    region = sight.region(rule.where, ROWS) or ""
    texts = [clean_line(match.group("text") or "", _LONGEST) for match in rule.match.finditer(region)]
    return tuple(text for text in texts[:_MOST] if text)


def _background(profile: Profile, sight: Regions) -> Background:
    found = {"shells": 0, "agents": 0}
    for rule in profile.backgrounds:
        match = _last(rule.match, sight.region(rule.where, ROWS) or "")
        found[rule.kind] = found[rule.kind] or (_whole(match.group("count")) or 0 if match else 0)
    return Background(**found) if any(found.values()) else NO_BACKGROUND


def _question(rule: Rule, sight: Regions) -> Question:
    region = sight.region(rule.where, rule.rows) or ""
    rows, width = _unboxed(region.split("\n"), sight.frame.width)
    places = _last_choices(rule.choice or _CHOICE, rows)
    regex = rule.choice or _CHOICE
    choices = tuple(_choice(rows, place, text, width, regex) for place, text in places)
    above = rows[: places[0][0]] if places else rows
    text = _captured(rule.question, region, "text", " ") if rule.question else ""
    return Question(rule.kind, text or _paragraph(above), choices[:_MOST], _subject(rule, region))


def _subject(rule: Rule, region: str) -> str:
    """What is decided about: the last match of the first expression that finds one."""
    found = next((match for regex in rule.subject if (match := _last(regex, region))), None)
    if found is None:
        return ""
    groups = found.groupdict()
    command = groups.get("command")
    text = _on_one_line(command or groups.get("subject") or "", " ", _LONGEST_SUBJECT)
    return f"$ {text}" if command and text else text


def _last(regex: Regex, region: str) -> re.Match[str] | None:
    return next(iter(deque(regex.finditer(region), 1)), None)


def _unboxed(rows: list[str], width: int) -> tuple[list[str], int]:
    """Rows without the edges of the box they stand in, and the room that a row has."""
    boxed = [match for row in rows if (match := _BOXED.match(row))]
    if not boxed:
        return rows, width
    return [match["text"] if (match := _BOXED.match(row)) else row for row in rows], max(
        cells(match["inside"]) for match in boxed
    )


def _last_choices(regex: Regex, rows: list[str]) -> list[tuple[int, str]]:
    """The choices of the last list: from the last row on that is numbered 1, or without numbers the last rows that
    follow each other. What stands above may look like a choice, as a command may."""
    found = [(place, match) for place, row in enumerate(rows) for match in regex.finditer(row)]
    firsts = [at for at, (_, match) in enumerate(found) if _FIRST.match(match.group())]
    first = firsts[-1] if firsts else _first_of_run([place for place, _ in found], rows)
    return [(place, match.group("text").strip()) for place, match in found[first:]]


def _first_of_run(places: list[int], rows: list[str]) -> int:
    """From which on nothing but rows that are set in deeper, and empty ones, stand between them."""
    first = max(0, len(places) - 1)
    while first and all(_set_in(row) for row in rows[places[first - 1] + 1 : places[first]]):
        first -= 1
    return first


def _set_in(row: str) -> bool:
    return not row[:_EDGE].strip()


def _choice(rows: list[str], place: int, text: str, width: int, regex: Regex) -> str:
    """A choice on one line; a further row belongs to it only where the one before was too full for its first word."""
    whole = rows[place].rstrip(" │┃").endswith(text)
    mark = _MARK.match(rows[place])
    edge = mark.end() if mark else 0
    for row, following in pairwise(rows[place : place + _MOST] if whole else ()):
        bare = following.strip(" │┃")
        set_in = not following[: edge + 1].strip(" │┃")
        if not (folds(row, bare, width) and set_in and not regex.search(following)):
            break
        text = f"{text} {bare}"
    return clean_line(text, _LONGEST)


def _paragraph(rows: list[str]) -> str:
    """The last rows before a blank one, on one line."""
    left = [row.strip(" │┃▲▼") for row in rows]
    while left and not left[-1]:
        left.pop()
    at = len(left)
    while at and left[at - 1] and not left[at - 1].startswith("──"):
        at -= 1
    return clean_line(" ".join(left[at:]), _LONGEST)

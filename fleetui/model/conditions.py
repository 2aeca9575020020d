"""Conditions: what a step of a queue, or a script, waits for. Pure: the words are parsed here, and judged on facts.

    NAME idle | working | asking | stuck | limited | failed | exited
                                                       without NAME: the agent whose queue it is in
    all idle                                           every agent in which something runs
    entry ID done
    landed NAME | BRANCH
    gate GATE green [of NAME]                          on the tree that this agent has now
    [NAME] quota >= 20%                                what its account may still spend, as its agents say it
    file CLAIM                                         an explicit claim, such as ``file exists dist/app.js``
    after 22:30 | after 2026-11-05T22:30+01:00
    in 20m | in 1h30m

``and`` binds closer than ``or``; what stands in double quotes is a name or a claim, whatever it says. Nothing is met on
what is not known.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NoReturn

from fleetui.model.clean import clean_line
from fleetui.model.condition_parts import (
    CLAIMS,
    STATES,
    WORD,
    After,
    AfterClock,
    AgentFacts,
    AgentIs,
    AllAre,
    Condition,
    ConditionFacts,
    Either,
    Elapsed,
    EntryDone,
    Every,
    FileFact,
    GateGreen,
    Judged,
    Landed,
    Part,
    QuotaLeft,
    Truth,
)
from fleetui.model.names import nearest, why_not_name
from fleetui.model.value import value

LONGEST = 1000
"""Characters of a condition."""
MOST = 20
"""Parts that may be joined by ``and`` and ``or``."""
FARTHEST_S = 366 * 86400.0
"""A time further away than this is a slip."""
FORMS = (
    f"[NAME] {', '.join(STATES)}; all idle; entry ID done; landed NAME or BRANCH; "
    "gate GATE green [of NAME]; [NAME] quota >= 20%; file CLAIM; after 22:30; in 20m"
)

_LENGTH = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,8})s)?")
_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_QUOTA = re.compile(r"(?:>=)?([1-9]\d?|100)%?")
_DATED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*")

__all__ = [
    "FORMS", "AgentFacts", "AgentIs", "AllAre", "Condition", "ConditionFacts", "Either", "Elapsed", "EntryDone",
    "Every", "FileFact", "GateGreen", "Judged", "Landed", "Part", "QuotaLeft", "Truth", "parse",
]  # fmt: skip


@value
class _Word:
    text: str
    start: int
    end: int
    plain: bool
    """False for one in quotes: it is a name, whatever it says."""


def parse(text: str) -> Condition:
    """The condition that ``text`` says. Raises ``ValueError``: one clean line, what is wrong and what is possible."""
    if len(text) > LONGEST:
        raise ValueError(f"a condition has at most {LONGEST} characters")
    if not text.isprintable():
        raise ValueError("a condition is one line of printable characters")
    words = [_word(match) for match in WORD.finditer(text)]
    if not words:
        raise ValueError(f"there is no condition; possible: {FORMS}")
    if sum(_is(word, "and", "or") for word in words) >= MOST:
        raise ValueError(f"a condition has at most {MOST} parts")
    ways = [_every(text, part) for part in _split(words, "or")]
    return ways[0] if len(ways) == 1 else Either(tuple(ways))


def _every(text: str, words: list[_Word]) -> Condition:
    found: list[Condition] = [_part(text, part) for part in _split(words, "and")]
    return found[0] if len(found) == 1 else Every(tuple(found))


def _word(match: re.Match[str]) -> _Word:
    said = match.group()
    plain = not (len(said) > 1 and said.startswith('"') and said.endswith('"'))
    return _Word(said if plain else said[1:-1], match.start(), match.end(), plain)


def _is(word: _Word, *one_of: str) -> bool:
    return word.plain and word.text in one_of


def _split(words: list[_Word], at: str) -> list[list[_Word]]:
    found: list[list[_Word]] = [[]]
    for word in words:
        if _is(word, at):
            found.append([])
        else:
            found[-1].append(word)
    if not all(found):
        raise ValueError(f"a condition is missing beside {at!r}; possible: {FORMS}")
    return found


def _part(text: str, words: list[_Word]) -> Part:
    said = text[words[0].start : words[-1].end]
    if _is(words[0], "file") and len(words) > 1:
        return _claim(text, words[1:])
    if _is(words[0], *CLAIMS) and not (len(words) == 2 and _is(words[-1], *STATES)):
        return _claim(text, words)
    told = [word for word in words if not _is(word, "is")]
    known = told and (_of_quota(told) or _of_state(told) or _of_time(told) or _of_work(told))
    return known or _unknown(said)


def _claim(text: str, words: list[_Word]) -> Part:
    """The claim as it was written; quotes around all of it are only there for ``and`` and ``or`` in it."""
    claim = words[0].text if len(words) == 1 and not words[0].plain else text[words[0].start : words[-1].end]
    first = claim.split(" ", 1)[0]
    if first not in CLAIMS:
        near = nearest(first, CLAIMS)
        hint = f": did you mean {near!r}?" if near else f"; possible: {', '.join(CLAIMS)}"
        raise ValueError(f"{first!r} is no claim about files{hint}")
    if claim == first:
        raise ValueError(f"{first!r} says nothing to look for, such as: file exists README.md")
    return FileFact(claim)


def _of_state(words: list[_Word]) -> Part | None:
    state = words[-1].text
    if not _is(words[-1], *STATES) or len(words) > 2:
        return None
    if len(words) == 1:
        return AgentIs(state)
    return AllAre(state) if _is(words[0], "all") else AgentIs(state, _name(words[0].text))


def _of_quota(words: list[_Word]) -> Part | None:
    place = next((place for place, word in enumerate(words[:2]) if _is(word, "quota")), None)
    if place is None or len(words) == 1 or _is(words[-1], *STATES):
        return None
    said = "".join(word.text for word in words[place + 1 :])
    found = _QUOTA.fullmatch(said)
    if not found:
        raise ValueError(f"{said!r} is no share of a quota; possible: quota >= 20%, from 1 to 100")
    return QuotaLeft(int(found[1]), _name(words[0].text) if place else "")


def _of_time(words: list[_Word]) -> Part | None:
    rest = " ".join(word.text for word in words[1:])
    if _is(words[0], "in") and rest:
        return Elapsed(_seconds(rest))
    return _moment(rest) if _is(words[0], "after") and rest else None


def _of_work(words: list[_Word]) -> Part | None:
    match [word.text for word in words]:
        case ["entry", entry, "done"]:
            return EntryDone(entry)
        case ["landed"]:
            return Landed()
        case ["landed", what] | [what, "landed"]:
            return Landed(what)
        case ["gate", gate, "green"]:
            return GateGreen(gate)
        case ["gate", gate, "green", "of", name]:
            return GateGreen(gate, _name(name))
        case ["ci" | "CI", "green", *_]:
            raise ValueError("no CI is read here, so this would never come true; possible: gate GATE green")
    return None


def _name(name: str) -> str:
    if why := why_not_name(name):
        raise ValueError(why)
    return name


def _seconds(text: str) -> float:
    match = _LENGTH.fullmatch(text.replace(" ", ""))
    if not match or not any(match.groups()):
        raise ValueError(f"{text!r} is no length of time; possible: in 20m, in 1h30m, in 90s, in 2d")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = 86400 * days + 3600 * hours + 60 * minutes + seconds
    if not 0 < length <= FARTHEST_S:
        raise ValueError(f"{text!r} is no time to wait: from 1s to 366d")
    return float(length)


def _moment(text: str) -> Part:
    if match := _OF_DAY.fullmatch(text):
        return AfterClock(int(match[1]), int(match[2]))
    at = _timestamp(text) if _DATED.fullmatch(text) else None
    if at is None:
        raise ValueError(
            f"{text!r} is no time; possible: after 22:30, after 2026-11-05T22:30, after 2026-11-05T22:30+01:00"
        )
    return After(at)


def _timestamp(text: str) -> float | None:
    """Seconds since the epoch; a time without a zone is the machine's own."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _unknown(said: str) -> NoReturn:
    words = said.split()
    known = (
        *STATES,
        "all",
        "quota",
        "entry",
        "landed",
        "gate",
        "green",
        "done",
        "file",
        "after",
        "in",
        *CLAIMS,
    )
    for place, word in enumerate(words):
        near = None if word in known else nearest(word, known)
        if near and (place == len(words) - 1 or place == 0):
            better = " ".join((*words[:place], near, *words[place + 1 :]))
            try:
                parse(better)
            except ValueError:
                continue
            raise ValueError(clean_line(f"{said!r} is no condition: did you mean {better!r}?", 300))
    raise ValueError(clean_line(f"{said!r} is no condition; possible: {FORMS}", 500))

"""How a choice of a dialog is taken: where its bar stands, and which keys bring it elsewhere. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from fleetui.agents.profile import Profile
from fleetui.agents.screen.regions import Regions
from fleetui.model.screen import Frame, Line, StyledRun
from fleetui.model.status import Question, Reading

_BOXES = ("[ ]", "[x]", "[X]", "[✔]", "[✓]", "☐", "☒", "☑")
"""A dialog in which several can be ticked is not answered by taking one."""
_BRACKETED = re.compile(r"^\(([A-Za-z])\)")


def why_not(profile: Profile, question: Question) -> str:
    """Why a dialog's choice cannot be taken for the operator; empty when it can."""
    if profile.answer is None:
        return f"its profile {profile.name} does not say how a choice is taken: answer it with i"
    if not question.choices:
        return "no choices were read in its dialog: answer it with i"
    if any(choice.startswith(_BOXES) for choice in question.choices):
        return "several of its choices can be ticked: answer it with i"
    if profile.answer.how == "digit" and len(question.choices) > 9:
        return "it has more choices than digits: answer it with i"
    if profile.answer.how == "letter" and not all(map(_letter, question.choices)):
        return "not every choice has a letter: answer it with i"
    return ""


def why_not_now(profile: Profile, reading: Reading, frame: Frame) -> str:
    """Why the keys may not be pressed on this frame; empty when they may."""
    if profile.answer is None or profile.answer.free is None:
        return ""
    typed = not profile.answer.free.search(_region(profile, reading, frame))
    return "somebody's answer stands there already" if typed else ""


def keys_at_once(profile: Profile, choices: Sequence[str], choice: int) -> tuple[str, ...]:
    """Keys that take a choice without a bar; none where a bar is to be moved."""
    how = profile.answer.how if profile.answer else ""
    if how == "digit":
        return (str(choice + 1),)
    return (_letter(choices[choice]), "Enter") if how == "letter" else ()


def _letter(choice: str) -> str:
    match = _BRACKETED.search(choice)
    return match[1].lower() if match else ""


def bar(profile: Profile, reading: Reading, frame: Frame) -> int | None:
    """The place of the choice, from 0, on which the dialog's bar stands; ``None`` where it is not seen."""
    if profile.answer is None:
        return None
    if profile.answer.marked:
        return _marked(frame, reading.question.choices if reading.question else ())
    if profile.answer.chosen is None:
        return None
    found = list(profile.answer.chosen.finditer(_region(profile, reading, frame)))
    return (
        _place(found[-1].groupdict(), reading.question.choices if reading.question else ()) if found else None
    )


def _place(found: Mapping[str, str | None], choices: Sequence[str]) -> int | None:
    """By its number, or where it has none by its text, if one choice alone is that, or begins so."""
    number, text = found.get("number") or "", (found.get("text") or "").strip()
    if number:
        return int(number) - 1 if number.isdigit() else None
    same = [place for place, choice in enumerate(choices) if text and choice == text]
    places = same or [place for place, choice in enumerate(choices) if text and choice.startswith(text)]
    return places[0] if len(places) == 1 else None


def _region(profile: Profile, reading: Reading, frame: Frame) -> str:
    """Where the rule that read the dialog looked."""
    rule = next((rule for rule in profile.rules if rule.name == reading.rule), None)
    return (Regions(frame, profile.composer).region(rule.where, rule.rows) or "") if rule else ""


def _marked(frame: Frame, choices: Sequence[str]) -> int | None:
    """The only choice with another background than most of the row it stands in."""
    found = [_run_of(frame, choice) for choice in choices]
    other = [
        place for place, (line, run) in enumerate(found) if line and run and run.style.bg != _ground(line)
    ]
    return other[0] if len(other) == 1 else None


def _run_of(frame: Frame, choice: str) -> tuple[Line | None, StyledRun | None]:
    """The lowest row that shows a choice in one style, and that part of it."""
    for line in reversed(frame.lines):
        for run in line.runs:
            if run.text.strip() == choice:
                return line, run
    return None, None


def _ground(line: Line) -> object:
    shares = Counter[object]()
    for run in line.runs:
        shares[run.style.bg] += len(run.text)
    return shares.most_common(1)[0][0]


def moves(now: int, to: int, *, sideways: bool = False) -> tuple[str, ...]:
    """Keys that bring the bar from one choice to another."""
    back, forth = ("Left", "Right") if sideways else ("Up", "Down")
    return (forth if to > now else back,) * abs(to - now)


def is_row(frame: Frame, choices: Sequence[str]) -> bool:
    """True when the choices stand beside each other."""
    rows = [line for line, _ in (_run_of(frame, choice) for choice in choices)]
    return len(rows) > 1 and rows[0] is not None and all(row is rows[0] for row in rows)

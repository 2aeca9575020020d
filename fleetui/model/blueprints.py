"""Blueprints: named lists of entries with fields, filled in before anything is queued."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, fields, replace
from typing import Any

from fleetui.model.conditions import parse
from fleetui.model.expansion import CHANGED_FILES, mistyped
from fleetui.model.names import nearest
from fleetui.model.steps import (
    CANDIDATE,
    PATCH,
    WORKTREE,
    CheckStep,
    ClearStep,
    CompactStep,
    GateStep,
    NextTaskStep,
    NoteStep,
    Planned,
    RestartStep,
    ReviewStep,
    Step,
    StepError,
    WaitStep,
    checked,
)
from fleetui.model.value import value

MOST = 50
"""Entries of one blueprint."""
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_STEPS = (
    "wait",
    "gate",
    "check",
    "review",
    "restart",
    "restart_below",
    "compact",
    "clear",
    "next_task",
    "note",
    "stop",
)


class BlueprintError(ValueError):
    """Something is no blueprint, or is not filled in; the text says what, in one line."""


@value
class Blueprint:
    """A named list of entries. A word in braces, such as ``{issue}``, is a field."""

    name: str
    entries: tuple[Planned, ...]
    about: str = ""
    usual: Mapping[str, str] = field(default_factory=dict)
    """What a field is where nothing is said."""
    source: str = ""
    """The file it stands in; empty for one that comes with fleetui."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Its fields in the order in which they are first used."""
        words = (found for entry in self.entries for text in _texts(entry) for found in _FIELD.findall(text))
        return tuple(dict.fromkeys(word for word in words if word != CHANGED_FILES))

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that have to be said."""
        return tuple(one for one in self.fields if one not in self.usual)


def blueprint(name: str, table: Mapping[str, Any], source: str = "") -> Blueprint:
    """A blueprint from its table, each entry with its keys alone. Raises ``BlueprintError``."""
    entries = table.get("entries", ())
    if not 1 <= len(entries) <= MOST:
        raise BlueprintError(f"a blueprint has 1 to {MOST} entries")
    made = Blueprint(
        name,
        tuple(_entry(number, entry) for number, entry in enumerate(entries, 1)),
        table.get("about", ""),
        dict(table.get("fields", {})),
        source,
    )
    if unknown := [one for one in made.usual if one not in made.fields]:
        raise BlueprintError(f"no entry uses the field {{{unknown[0]}}}")
    return made


def _entry(number: int, table: Mapping[str, Any]) -> Planned:
    told = [key for key in ("text", *_STEPS) if key in table]
    if len(told) != 1:
        what = f"says {' and '.join(told)}" if told else "says nothing"
        raise BlueprintError(f"entry {number} {what}: one of text, {', '.join(_STEPS)}")
    if told != ["gate"] and (over := [key for key in ("rounds", "on") if key in table]):
        raise BlueprintError(f"entry {number}: {over[0]} says how a gate runs")
    try:
        return _planned(told[0], table)
    except (StepError, ValueError) as error:
        raise BlueprintError(f"entry {number}: {error}") from error


def _planned(key: str, table: Mapping[str, Any]) -> Planned:
    said = table[key]
    if key == "text":
        if not said.strip():
            raise StepError("a follow-up is empty")
        if why := mistyped(said):
            raise StepError(why)
        return str(said).strip("\n")
    if key in ("restart", "compact", "clear") and said is not True:
        raise StepError(f"{key} is true, or is left out")
    made: dict[str, Step] = {
        "wait": WaitStep(str(said)),
        "gate": GateStep(
            "" if said == "all" else str(said), table.get("on", WORKTREE), table.get("rounds", 1)
        ),
        "check": CheckStep(str(said)),
        "review": ReviewStep("" if said == PATCH else str(said)),
        "restart": RestartStep(),
        "restart_below": RestartStep(said if isinstance(said, int) else 0),
        "compact": CompactStep(),
        "clear": ClearStep(),
        "next_task": NextTaskStep(str(said)),
        "note": NoteStep(str(said)),
        "stop": NoteStep(str(said), stop=True),
    }
    step = checked(made[key])
    if isinstance(step, WaitStep) and not _FIELD.search(step.until):
        parse(step.until)
    return step


def filled(one: Blueprint, said: Mapping[str, str]) -> tuple[Planned, ...]:
    """Its entries with every field filled in. Raises ``BlueprintError`` for a field that is missing or not its own."""
    for word in said:
        if word not in one.fields:
            near = nearest(word, one.fields)
            known = f"did you mean {near}?" if near else f"its fields: {', '.join(one.fields) or 'none'}"
            raise BlueprintError(f"{one.name} has no field {word!r}: {known}")
    values = {**one.usual, **{word: text for word, text in said.items() if text.strip()}}
    missing = [word for word in one.fields if word not in values]
    if missing:
        raise BlueprintError(f"{one.name} needs {', '.join(f'{word}=…' for word in missing)}")
    return tuple(_with(entry, values) for entry in one.entries)


def _with(entry: Planned, values: Mapping[str, str]) -> Planned:
    if isinstance(entry, str):
        return _put(entry, values)
    texts = {name: _put(text, values) for name, text in _named_texts(entry)}
    if isinstance(entry, GateStep) and texts.get("gate") == "all":
        texts["gate"] = ""
    try:
        return checked(replace(entry, **texts)) if texts else entry
    except StepError as error:
        raise BlueprintError(str(error)) from error


def _put(text: str, values: Mapping[str, str]) -> str:
    """Each field once: a value is never looked through for fields."""
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)


def _texts(entry: Planned) -> Sequence[str]:
    return [entry] if isinstance(entry, str) else [text for _, text in _named_texts(entry)]


def _named_texts(step: Step) -> list[tuple[str, str]]:
    named = ((one.name, getattr(step, one.name)) for one in fields(step))
    return [
        (name, text) for name, text in named if isinstance(text, str) and text not in (WORKTREE, CANDIDATE)
    ]

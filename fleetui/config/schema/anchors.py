"""What is done with claims, and probes that they may ask."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveFloat

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import Argv, TextLine, runs_something

Rule = Literal["hold", "warn", "off"]


def _rule(what: str) -> Rule:
    field: Rule = Field("hold", description=what)
    return field


class AnchorsTable(Table):
    """What is done with a follow-up whose claim is wrong when it is sent: held, sent with a mark, or not looked at."""

    path: Rule = _rule("A file or folder is there.")
    line: Rule = _rule("Lines of a file are what they were.")
    quote: Rule = _rule("A snippet stands in a file.")
    symbol: Rule = _rule("A name of the code stands in a file.")
    url: Rule = _rule("An address stands in a file.")
    same: Rule = _rule("Two files hold the same.")
    count: Rule = _rule("So many files are under a folder.")
    field: Rule = _rule("A file gives a key a value.")
    commit: Rule = _rule("A commit is there.")
    branch: Rule = _rule("A branch is there, at its commit.")
    tag: Rule = _rule("A tag is there.")
    contains: Rule = _rule("Explicit: a file contains a text.")
    absent: Rule = _rule("Explicit: a file does not.")
    exists: Rule = _rule("Explicit: a file is there.")
    ancestor: Rule = _rule("Explicit: a commit comes from another.")
    probe: Rule = _rule("Explicit: a probe of yours passes.")


def _in_no_repository(value: list[str]) -> list[str]:
    program = runs_something(value)[0]
    if "/" in program and not program.startswith("/"):
        raise ValueError(
            f"{program} would be looked for in a repository: write its absolute path, or its name alone"
        )
    return value


class ProbeTable(Table):
    """What the claim `probe NAME` asks of the running thing: a command of yours, run in an empty folder."""

    run: Annotated[Argv, AfterValidator(_in_no_repository)] = Field(
        description="Argument list, or one line split into words; no shell."
    )
    timeout_s: Annotated[PositiveFloat, Field(le=120, allow_inf_nan=False)] = Field(
        10.0, description="Seconds after which it counts as not checked."
    )
    exit: int = Field(0, ge=0, le=255, description="The exit code that passes.")
    says: TextLine = Field("", description="What its output has to hold as well.")

"""Blueprints: those that come with fleetui, the operator's folder beside ``fleet.toml``, and ``fleet.toml`` itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fleetui.config.lines import line_of
from fleetui.config.paths import Paths
from fleetui.config.problems import Problem, key_text, printable
from fleetui.config.read import read_file
from fleetui.config.schema.blueprints import BlueprintTable
from fleetui.config.schema.file import FleetFile
from fleetui.model.blueprints import Blueprint, BlueprintError, blueprint
from fleetui.model.names import why_not_name

BUILT_IN = Path(__file__).with_name("blueprints")
FOLDER = "blueprints"
"""The operator's folder, beside his ``fleet.toml``: one file a blueprint, called as it is."""


def folder(paths: Paths) -> Path:
    """The operator's folder."""
    return paths.config.with_name(FOLDER)


def known_blueprints(paths: Paths) -> tuple[dict[str, Blueprint], tuple[Problem, ...]]:
    """Every blueprint by name, and what is wrong with the others. The operator's own stand before those of one name
    that come with fleetui, and ``fleet.toml`` before his folder."""
    found: dict[str, Blueprint] = {}
    problems: list[Problem] = []
    for place in (BUILT_IN, folder(paths)):
        for file in sorted(place.glob("*.toml")):
            made = _of_file(file, built_in=place is BUILT_IN)
            if isinstance(made, Blueprint):
                found[made.name] = made
            else:
                problems += made
    own = read_file(paths.config, FleetFile)
    for name, table in own.table.blueprints.items() if own.table else ():
        declared = made_of(name, table, own.path, own.text, ("blueprints", name))
        if isinstance(declared, Blueprint):
            found[name] = declared
        else:
            problems.append(declared)
    return found, tuple(problems)


def _of_file(file: Path, *, built_in: bool) -> Blueprint | list[Problem]:
    if why := why_not_name(file.stem):
        return [Problem(str(file), printable(why))]
    read = read_file(file, BlueprintTable)
    if read.table is None:
        return list(read.problems)
    made = made_of(file.stem, read.table, "" if built_in else read.path, read.text, ())
    return made if isinstance(made, Blueprint) else [made]


def made_of(
    name: str, table: BlueprintTable, source: str, text: str, key: tuple[str, ...]
) -> Blueprint | Problem:
    """A blueprint from its table, or what is wrong with it."""
    try:
        return blueprint(name, plain(table), source)
    except BlueprintError as error:
        return Problem(source, printable(str(error), 400), key_text(key), line_of(text, key) if key else None)


def problems_of(tables: Mapping[str, BlueprintTable], source: str, text: str) -> Iterator[Problem]:
    """What is wrong with the blueprints of one file."""
    for name, table in tables.items():
        made = made_of(name, table, source, text, ("blueprints", name))
        if isinstance(made, Problem):
            yield made


def plain(table: BlueprintTable) -> dict[str, Any]:
    """The table with the keys that were said alone."""
    said = table.model_dump(exclude_none=True)
    return {**said, "entries": [entry.model_dump(exclude_none=True) for entry in table.entries]}

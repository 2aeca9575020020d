"""Reading one TOML file against its shape: every mistake with its place, and never anything else."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from fleetui.config.lines import line_of
from fleetui.config.problems import KeyPath, Problem, key_text, printable
from fleetui.config.regular_file import open_regular
from fleetui.config.schema.keys import known_keys
from fleetui.config.schema.table import Table
from fleetui.model.names import nearest
from fleetui.model.value import value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 1_000_000

T = TypeVar("T", bound=Table)


@value
class ReadFile(Generic[T]):
    """One file as far as it could be read."""

    path: str
    table: T | None
    """``None`` when there are problems."""
    problems: tuple[Problem, ...] = ()
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    """What stands in it, checked or not."""
    found: bool = True


def read_file(path: Path, shape: type[T], *, needed: bool = False) -> ReadFile[T]:
    """A file and what is wrong with it. One that is not there is empty, or a problem when it is ``needed``."""
    try:
        data = _bytes_of(path)
    except FileNotFoundError:
        if needed:
            return _broken(path, "does not exist")
        return ReadFile(str(path), shape(), found=False)
    except OSError as error:
        return _broken(path, f"cannot be read: {error.strerror or error}")
    try:
        return read_text(data.decode("utf-8-sig"), shape, str(path))
    except UnicodeDecodeError as error:
        return _broken(path, "is not UTF-8 text", data[: error.start].count(b"\n") + 1)


def read_text(text: str, shape: type[T], path: str) -> ReadFile[T]:
    """The same for text that stands in no file yet; ``path`` is for the error texts."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        return _broken(path, "is nested too deeply")
    except ValueError as error:  # also a number of more digits than Python reads
        return ReadFile(path, None, (_syntax(path, str(error), text),), text)
    try:
        return ReadFile(path, shape.model_validate(data), (), text, data)
    except ValidationError as error:
        problems = tuple(_problem(path, text, detail) for detail in error.errors(include_url=False))
        return ReadFile(path, None, problems, text, data)


def _broken(path: Path | str, text: str, line: int | None = None) -> ReadFile[T]:
    return ReadFile(str(path), None, (Problem(str(path), text, line=line),))


def _bytes_of(path: Path) -> bytes:
    """A regular file's bytes; a pipe or device never makes this wait."""
    with open_regular(path, follow=True) as file:
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            raise OSError(0, "is larger than 1 MB")
        return file.read(MAX_BYTES)


def _syntax(file: str, message: str, text: str) -> Problem:
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    said = message[: place.start()] if place else message.removesuffix(" (at end of document)")
    line = int(place[1]) if place else text.count("\n") + 1 if "end of document" in message else None
    column = f" (column {place[2]})" if place else ""
    return Problem(file, f"is not TOML: {printable(said[:1].lower() + said[1:])}{column}", line=line)


def _problem(file: str, text: str, detail: ErrorDetails) -> Problem:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    return Problem(file, _said(path, detail), key_text(path), line_of(text, path))


def _said(path: KeyPath, detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        known = known_keys(path[:-1])
        near = nearest(str(path[-1]), known)
        listed = f"; known: {', '.join(known)}" if known else ""
        return "unknown key" + (f": did you mean {near!r}?" if near else listed)
    if detail["type"] == "missing":
        return "is missing"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if detail["type"] == "value_error" or isinstance(detail["input"], dict | list):
        return printable(message)
    return printable(f"{message}, not {_shown(detail['input'])}")


def _shown(value: object) -> str:
    """A wrong value, short; a number of thousands of digits cannot even be written."""
    try:
        return printable(repr(value), 60)
    except ValueError:
        return "that"

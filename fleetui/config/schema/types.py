"""What a value may be, and why it may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat

from fleetui.config.argv import as_argv
from fleetui.model.commit_words import why_not_author
from fleetui.model.names import why_not_branch, why_not_name
from fleetui.model.trailers import why_not_trailer


def refused_by(why_not: Callable[[str], str | None]) -> Callable[[str], str]:
    """A validator that takes what ``why_not`` says nothing of, and refuses the rest in its words."""

    def check(value: str) -> str:
        if why := why_not(value):
            raise ValueError(why)
        return value

    return check


def _why_not_folder(value: str) -> str | None:
    if "\0" in value:
        return "holds a NUL character"
    fine = value == "~" or value.startswith(("/", "~/"))
    return None if fine else "must be an absolute path, or begin with ~/"


def _why_not_inside(value: str) -> str | None:
    path = PurePosixPath(value)
    wrong = not value or "\0" in value or path.is_absolute() or ".." in path.parts
    return "must be a path inside the checkout" if wrong else None


def why_not_line(value: str) -> str | None:
    """Why this is not one line of text; ``None`` when it is."""
    fine = value.isprintable() and len(value) <= 200
    return None if fine else "must be one short line of printable text"


def _why_not_pattern(value: str) -> str | None:
    if not value.strip("/. "):
        return "protects nothing: name a path, or ** for everything"
    return "a pattern cannot take back what another protects: leave out the !" if value[0] == "!" else None


def why_not_empty_or(why_not: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """The same, with nothing to say of an empty text."""
    return lambda value: why_not(value) if value else None


def _argv(value: object) -> list[str]:
    return list(as_argv(value))


def _is_range(value: list[int]) -> list[int]:
    if value and (len(value) != 2 or value[0] > value[1]):
        raise ValueError("must be two numbers, first and last, such as [4100, 4199]")
    return value


def runs_something(value: list[str]) -> list[str]:
    """Refuse an empty argument list."""
    if not value:
        raise ValueError("is empty: a gate that runs nothing proves nothing")
    return value


Seconds = Annotated[PositiveFloat, Field(le=86400 * 7, allow_inf_nan=False)]
Minutes = Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False)]
Name = Annotated[str, AfterValidator(refused_by(why_not_name))]
Branch = Annotated[str, AfterValidator(refused_by(why_not_branch))]
Folder = Annotated[str, AfterValidator(refused_by(_why_not_folder))]
Inside = Annotated[str, AfterValidator(refused_by(_why_not_inside))]
Pattern = Annotated[str, AfterValidator(refused_by(_why_not_pattern))]
TextLine = Annotated[str, AfterValidator(refused_by(why_not_line))]
BranchOrNone = Annotated[str, AfterValidator(refused_by(why_not_empty_or(why_not_branch)))]
FolderOrNone = Annotated[str, AfterValidator(refused_by(why_not_empty_or(_why_not_folder)))]
InsideOrNone = Annotated[str, AfterValidator(refused_by(why_not_empty_or(_why_not_inside)))]
AuthorOrNone = Annotated[str, AfterValidator(refused_by(why_not_empty_or(why_not_author)))]
Trailer = Annotated[str, AfterValidator(refused_by(why_not_trailer))]
Argv = Annotated[list[str], BeforeValidator(_argv, json_schema_input_type=list[str] | str)]
Port = Annotated[int, Field(ge=1024, le=65535)]
Ports = Annotated[list[Port], AfterValidator(_is_range)]
Side = Annotated[int, Field(ge=20, le=1000)]

"""The review of a project."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import Argv, Seconds, TextLine


def _are_unlike(value: list[str]) -> list[str]:
    if twice := [lens for number, lens in enumerate(value) if lens in value[:number]]:
        raise ValueError(f"{twice[0]!r} stands there twice")
    return value


class ReviewTable(Table):
    """Who refutes a patch before it lands, and what an accepted one may still have. Without it there is no review."""

    profile: TextLine = Field(
        "", description="The reviewer's profile; empty: another than the author's where the fleet has one."
    )
    command: Argv = Field([], description="Instead of that profile's start command.")
    unattended: bool = Field(
        default=False,
        description="Whether a reviewer is told to ask nobody before it acts: it must write one file.",
    )
    required: bool = Field(default=False, description="Whether nothing lands that was not accepted.")
    lenses: Annotated[list[TextLine], Field(min_length=1, max_length=8), AfterValidator(_are_unlike)] = Field(
        ["correctness"],
        description="What is looked for, such as security: each by a reviewer of its own, all of the same subject.",
    )
    at_once: int = Field(
        2, ge=1, le=8, description="How many reviewers of a round may work beside each other."
    )
    blockers: int = Field(0, ge=0, le=100, description="Open blockers that an accepted patch may have.")
    majors: int = Field(0, ge=0, le=100, description="Open majors that an accepted patch may have.")
    timeout_s: Seconds = Field(3600.0, description="Seconds after which a reviewer has come to no verdict.")

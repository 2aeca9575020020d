"""Blueprints: follow-ups and steps that are queued as one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import TextLine


class BlueprintEntryTable(Table):
    """One entry: a follow-up or one step. Words in braces, such as {issue}, are fields."""

    text: str | None = Field(None, description="A follow-up.")
    wait: str | None = Field(None, description="Wait for a condition.")
    gate: str | None = Field(None, description="Run a gate; all runs every one in order.")
    rounds: int | None = Field(
        None, ge=0, le=20, description="How often red goes back to the agent; 1 if left out."
    )
    on: Literal["worktree", "candidate"] | None = Field(
        None, description="What the gate runs on; the worktree if left out."
    )
    check: str | None = Field(None, description="Hold unless these claims on files are true.")
    review: str | None = Field(
        None, description="Have a file reviewed, . for the branch's patch; go on once it is accepted."
    )
    restart: bool | None = Field(None, description="A fresh run with a handoff.")
    restart_below: int | None = Field(
        None, ge=1, le=100, description="The same, if less than this percent of its context is left."
    )
    compact: bool | None = Field(None, description="Have the agent sum its conversation up.")
    clear: bool | None = Field(None, description="Have the agent forget its conversation.")
    next_task: str | None = Field(
        None, description="A fresh branch from the base: a task, or the branch's name."
    )
    note: str | None = Field(None, description="Tell the operator.")
    stop: str | None = Field(None, description="Stop there until the operator lets it go on.")


class BlueprintTable(Table):
    """A named list of follow-ups and steps, queued as one."""

    about: TextLine = Field("", description="What it is for, in one line.")
    fields: dict[TextLine, str] = Field({}, description="What fields are where nothing is said.")
    entries: list[BlueprintEntryTable] = Field([], description="Follow-ups and steps in order.")

"""Agents, their roles, and where their profiles and servers are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import (
    Argv,
    AuthorOrNone,
    BranchOrNone,
    Folder,
    FolderOrNone,
    Minutes,
    TextLine,
)


class AgentTable(Table):
    """One seat."""

    profile: TextLine = Field("claude", description="How to start and read it: a profile's name.")
    project: str = Field("", description="One of [projects].")
    branch: BranchOrNone = Field("", description="Empty: agent/NAME.")
    worktree: FolderOrNone = Field("", description="An existing worktree; empty: fleetui makes one.")
    task: TextLine = Field("", description="What it works on: a task's id.")
    role: TextLine = Field("", description="What it is for, such as reviewer; free text.")
    command: Argv = Field([], description="Instead of the profile's start command.")
    unattended: bool = Field(
        default=False,
        description="Whether its runs are told to ask nobody before they act; for the next start.",
    )
    waits_for: Literal["nothing", "agents", "all"] = Field(
        "agents",
        description="What its queue waits for of that which it leaves running: its own agents, shells too, or nothing.",
    )
    relay: bool = Field(
        default=False,
        description="Whether a relay listens to what its program says of itself (OSC 7501); for the next start.",
    )
    stuck_minutes: Minutes | None = Field(
        None,
        description="Minutes without any progress after which it is stuck; 0 is never, its profile's if left out.",
    )
    author: AuthorOrNone = Field(
        "",
        description="Author of merges and squashes of its work, such as `Ada <ada@example.org>`; empty: fleetui for "
        "a merge, the branch's own for a squash.",
    )


class RoleTable(Table):
    """What every agent of one role is told."""

    rules: list[str] = Field([], description="Standing rules of the role, said after those of the project.")


class ProfilesTable(Table):
    """Where the operator's own profiles are."""

    folders: list[Folder] = Field(
        [],
        description="Folders with profile files, *.toml; the folder profiles beside this file is always one.",
    )


class TmuxTable(Table):
    """Servers that are not in tmux's own folder."""

    sockets: list[Folder] = Field(
        [], description="Sockets of further tmux servers to look for agents in, as tmux -S names them."
    )

"""Projects: where they are, what is made in their worktrees, how their branches land."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from fleetui.config.schema.anchors import AnchorsTable, ProbeTable
from fleetui.config.schema.gates import Gates
from fleetui.config.schema.github import GithubTable
from fleetui.config.schema.review import ReviewTable
from fleetui.config.schema.table import Table
from fleetui.config.schema.types import (
    Argv,
    Branch,
    Folder,
    Inside,
    InsideOrNone,
    Name,
    Pattern,
    Ports,
    Seconds,
    Trailer,
    refused_by,
    why_not_empty_or,
    why_not_line,
)
from fleetui.model.redact import redact

_ADDRESS = re.compile(
    r"~?/.*|file:///.*|(?:ssh|https)://[^-/][^/]*/[^-].*|(?:[^-/:@][^/:@]*@)?[^-/:@][^/:@]*:(?![-:]|//).+"
)
"""A folder, a place of ssh or https, and ``user@host:path``; nothing in which a word could be an option, and no other
way on which git would run a program."""


def _why_not_address(value: str) -> str | None:
    if why := why_not_line(value):
        return why
    if not value.startswith("-") and "/" not in value and ":" not in value:
        return "is a remote's name, whose address agents can change: give the address itself"
    if redact(value)[1]:
        return (
            "holds a password or a token, which everybody on this machine would see among the arguments of git: "
            "leave it out, and let a credential helper log in"
        )
    if _ADDRESS.fullmatch(value):
        return None
    return "is no address that is pushed to: an absolute folder (or ~/...), ssh or https"


def _apart(value: list[str]) -> list[str]:
    paths = [PurePosixPath(one) for one in value]
    for path in paths:
        if not path.parts or path.parts[0].lower() == ".git":
            raise ValueError(f"{path} is the checkout itself, not what a set-up step makes in it")
        if sum(path == other or path in other.parents for other in paths) > 1:
            raise ValueError(f"{path} holds another of them, or stands there twice")
    return value


LOCK_FILES = (
    *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml"),
    *("bun.lock", "bun.lockb", "package.json", ".npmrc", ".yarnrc*", ".nvmrc", ".node-version", "deno.lock"),
    *("requirements*.txt", "constraints*.txt", "pyproject.toml", "setup.py", "setup.cfg", "poetry.lock"),
    *("pdm.lock", "uv.lock", "Pipfile", "Pipfile.lock", ".python-version", "environment*.yml", "tox.ini"),
    *("Gemfile", "Gemfile.lock", "*.gemspec", ".ruby-version", "composer.json", "composer.lock"),
    *("Cargo.toml", "Cargo.lock", "rust-toolchain*", "go.mod", "go.sum", "mix.exs", "mix.lock"),
    *("pubspec.yaml", "pubspec.lock", "Package.resolved", ".tool-versions", "flake.nix", "flake.lock"),
)
"""What decides what usual set-up steps install."""


class LocalProjectTable(Table):
    """A project as fleetui adds one: where it is, and nothing that runs."""

    path: Folder = Field(description="The operator's checkout, absolute or with ~/.")
    base: Branch = Field("main", description="The branch that work lands on.")


class ProjectTable(LocalProjectTable):
    """One git repository."""

    setup: Argv = Field([], description="Run once in every new worktree and gate checkout.")
    setup_timeout_s: Seconds = Field(600.0, description="Seconds the set-up step may take.")
    setup_keeps: Annotated[list[Inside], AfterValidator(_apart)] = Field(
        [],
        description="What the set-up step makes and git ignores, such as .venv or node_modules: kept for gate "
        "checkouts with the same lock files as the base, so that it is not made anew in each.",
    )
    setup_from: Annotated[list[Pattern], Field(min_length=1)] = Field(
        list(LOCK_FILES),
        description="Patterns of the files that decide what it makes: where one differs from the base, nothing kept is "
        "used. Those left out are the usual lock files and manifests.",
    )
    setup_warm: Argv = Field(
        [],
        description="Run in place of the set-up step where what it keeps is there already, such as a check; empty: the "
        "set-up step itself.",
    )
    copied: list[Inside] = Field(
        [], alias="copy", description="Files copied from the checkout into new worktrees, such as .env."
    )
    ports: Ports = Field([], description="First and last port handed out to agents.")
    rules: list[str] = Field(
        [],
        description="Standing rules: said with the first prompt of a run, in every handoff, and again now and then.",
    )
    rules_every: int = Field(
        10,
        ge=0,
        le=50,
        description="They are said again with every such follow-up; 0 says them only at first.",
    )
    tasks: InsideOrNone = Field(
        "",
        description="Folder of the task files inside the checkout, such as docs/tasks; empty: in fleetui's own folder.",
    )
    gates: Gates = Field([], description="Checks on the commit that would land; the first is the build.")
    gate_when: Literal["idle", "asked"] = Field(
        "idle", description="Whether gates run by themselves once an agent rests, or only on request."
    )
    on_red: Literal["ask", "tell"] = Field(
        "ask",
        description="Whether the end of a red gate's log goes to the agent only when you send it, or by itself.",
    )
    lead_told: bool = Field(
        default=False,
        description="Whether the project's lead, an agent with the role lead, is told once for each head what the "
        "gates of its stage say of a branch.",
    )
    on_red_times: int = Field(
        2,
        ge=1,
        le=20,
        description="How often that happens by itself for one task, or one branch without a task.",
    )
    hooks: Argv = Field(
        [],
        description="What the commit hooks check, such as pre-commit run --all-files: run on the base "
        "branch once a hook refused an agent three times, to say whether it fails there too.",
    )
    anchors: AnchorsTable = AnchorsTable()
    probes: dict[Name, ProbeTable] = Field(
        {}, description="What claims may ask of the running thing, by name."
    )
    review: ReviewTable | None = None
    github: GithubTable | None = None
    protected: list[Pattern] = Field(
        [],
        description="Path patterns, as in a .gitignore, whose change asks for a typed word before landing.",
    )
    landing: Literal["merge", "squash", "rebase"] = Field(
        "merge",
        description="How a branch comes onto the base: as a merge, as one commit, or each of its commits on the base.",
    )
    trailers: list[Trailer] = Field(
        [],
        description="Lines at the end of the message of a commit that lands, such as `Agent: {agent}`; also {branch}, "
        "{project}, {role}, {task}, {title}. One without a value is left out.",
    )
    push: Annotated[str, AfterValidator(refused_by(why_not_empty_or(_why_not_address)))] = Field(
        "",
        description="Absolute folder, ssh or https address that the base branch is pushed to after a landing, never "
        "by force; empty: it is not pushed.",
    )
    notes: bool = Field(
        default=False,
        description="Whether the prompts behind a landed commit are kept in this repository, too, as git notes "
        "(git log --notes=fleetui); they always are in fleetui's own.",
    )

    @model_validator(mode="after")
    def _keeps_what_is_made(self) -> ProjectTable:
        if self.setup_keeps and not self.setup:
            raise ValueError("setup_keeps keeps what setup makes: it needs one")
        if self.setup_warm and not self.setup_keeps:
            raise ValueError("setup_warm runs where something is kept: it needs setup_keeps")
        return self

    @model_validator(mode="after")
    def _asks_known_probes(self) -> ProjectTable:
        unknown = next((gate for gate in self.gates if gate.probe and gate.probe not in self.probes), None)
        if unknown is not None:
            raise ValueError(f"the gate {unknown.name} asks a probe {unknown.probe!r} that is not there")
        return self

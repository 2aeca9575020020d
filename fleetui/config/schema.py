"""The shape of ``fleet.toml``: every table, its limits, and what each key means."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveFloat,
    model_validator,
)

from fleetui.config.argv import as_argv
from fleetui.model.commit_words import why_not_author
from fleetui.model.memory import reserve_of
from fleetui.model.names import why_not_branch, why_not_name
from fleetui.model.trailers import why_not_trailer

_ADDRESS = re.compile(
    r"~?/.*|file:///.*|(?:ssh|https)://[^-/][^/]*/[^-].*|(?:[^-/:@][^/:@]*@)?[^-/:@][^/:@]*:(?![-:]|//).+"
)
"""A folder, a place of ssh or https, and ``user@host:path``; nothing in which a word could be an option, and no other
way on which git would run a program."""


def _why_not_repository(value: str) -> str | None:
    from fleetui.model.forge.repository import as_written  # most commands ask no forge

    known = not value or as_written(value)
    return None if known else "is no repository: write owner/name, or host/owner/name"


def _why_not_dispatch(value: str) -> str | None:
    return None if not value or "{text}" in value else "must hold {text}, where the follow-up stands"


def _refused_by(why_not: Callable[[str], str | None]) -> Callable[[str], str]:
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


def _why_not_line(value: str) -> str | None:
    fine = value.isprintable() and len(value) <= 200
    return None if fine else "must be one short line of printable text"


def _why_not_address(value: str) -> str | None:
    if why := _why_not_line(value):
        return why
    if not value.startswith("-") and "/" not in value and ":" not in value:
        return "is a remote's name, whose address agents can change: give the address itself"
    if _ADDRESS.fullmatch(value):
        return None
    return "is no address that is pushed to: an absolute folder (or ~/...), ssh or https"


def _why_not_pattern(value: str) -> str | None:
    if not value.strip("/. "):
        return "protects nothing: name a path, or ** for everything"
    return "a pattern cannot take back what another protects: leave out the !" if value[0] == "!" else None


def _why_not_reserve(value: str) -> str | None:
    return None if reserve_of(value) else 'must be a share or an amount, such as "10%", "512 MB" or "2 GB"'


def _why_not_empty_or(why_not: Callable[[str], str | None]) -> Callable[[str], str | None]:
    return lambda value: why_not(value) if value else None


def _argv(value: object) -> list[str]:
    return list(as_argv(value))


def _is_range(value: list[int]) -> list[int]:
    if value and (len(value) != 2 or value[0] > value[1]):
        raise ValueError("must be two numbers, first and last, such as [4100, 4199]")
    return value


Seconds = Annotated[PositiveFloat, Field(le=86400 * 7, allow_inf_nan=False)]
Minutes = Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False)]
Name = Annotated[str, AfterValidator(_refused_by(why_not_name))]
Branch = Annotated[str, AfterValidator(_refused_by(why_not_branch))]
Folder = Annotated[str, AfterValidator(_refused_by(_why_not_folder))]
Inside = Annotated[str, AfterValidator(_refused_by(_why_not_inside))]
Pattern = Annotated[str, AfterValidator(_refused_by(_why_not_pattern))]
TextLine = Annotated[str, AfterValidator(_refused_by(_why_not_line))]
BranchOrNone = Annotated[str, AfterValidator(_refused_by(_why_not_empty_or(why_not_branch)))]
FolderOrNone = Annotated[str, AfterValidator(_refused_by(_why_not_empty_or(_why_not_folder)))]
InsideOrNone = Annotated[str, AfterValidator(_refused_by(_why_not_empty_or(_why_not_inside)))]
AuthorOrNone = Annotated[str, AfterValidator(_refused_by(_why_not_empty_or(why_not_author)))]
Trailer = Annotated[str, AfterValidator(_refused_by(why_not_trailer))]
Argv = Annotated[list[str], BeforeValidator(_argv, json_schema_input_type=list[str] | str)]
Port = Annotated[int, Field(ge=1024, le=65535)]
Ports = Annotated[list[Port], AfterValidator(_is_range)]
Side = Annotated[int, Field(ge=20, le=1000)]


class Table(BaseModel):
    """A table of the file: unknown keys are mistakes, and nothing is converted silently.

    Its schema is built when it is first read by; what stands below it is part of that, and never built alone. So an
    empty table is the default of one that is left out, and not a model made in advance.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def _runs_something(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("is empty: a gate that runs nothing proves nothing")
    return value


def _rules_something(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("is empty: a gate without a rule proves nothing")
    return value


DiffRule = Literal["protected", "not-to-touch", "deleted-tests", "skipped-tests", "secrets"]


class GateTable(Table):
    """One deterministic check of a project. The first one is the build.

    What a kind needs: `run` for command, tests and scan, `rules` for diff, `probe` for probe, nothing for claims.
    """

    name: Name = Field(description="Short name, unique within the project.")
    kind: Literal["command", "tests", "diff", "claims", "probe", "scan"] = Field(
        "command",
        description="A command that ends with 0; one whose tests are counted; rules on what the branch changes; what "
        "the task's done-when claims, on its files; a probe; a tool of yours that ends with 0 where it finds nothing.",
    )
    run: Annotated[Argv, AfterValidator(_runs_something)] = Field(
        [], description="Argument list, or one line split into words; no shell."
    )
    timeout_s: Seconds = Field(900.0, description="Seconds after which it counts as an error.")
    required: bool = Field(default=True, description="Whether nothing lands without it.")
    min_tests: int = Field(0, ge=0, le=10**9, description="A pass must report at least this many tests.")
    junit: InsideOrNone = Field(
        "",
        description="JUnit reports it writes, such as build/**/TEST-*.xml: no pass with a failure in them.",
    )
    proves: Literal["tree", "commit"] = Field(
        "tree",
        description="What its word is about: every commit with the same files, or that one commit, for a check "
        "that reads history or messages.",
    )
    stages: list[Literal["author", "lead", "candidate"]] = Field(
        ["candidate"],
        description="Where it runs: on what would land, as evidence; as advice of an agent that rests, with author on "
        "its uncommitted files, with lead on its branch as committed.",
    )
    weight: int = Field(
        1,
        ge=1,
        le=1000,
        description="How much of gate_budget it takes while it runs: a heavy one runs alone.",
    )
    retries: int = Field(
        0, ge=0, le=1, description="How often a run that failed is tried again, in the same checkout."
    )
    flaky: Literal["ok", "fail"] = Field(
        "fail", description="What a pass on a second try is. Either way it is shown as one."
    )
    rules: Annotated[list[DiffRule], AfterValidator(_rules_something)] = Field(
        [],
        description="What a branch may not do: change protected paths or those its task says not to touch, take tests "
        "away, leave tests out, add what looks like a secret.",
    )
    max_files: int = Field(
        0, ge=0, le=10**6, description="The most files that it may change; 0 for no limit."
    )
    max_lines: int = Field(0, ge=0, le=10**8, description="The most lines added and deleted; 0 for no limit.")
    probe: str = Field("", description="Name of the probe in [projects.NAME.probes] that is asked.")

    @model_validator(mode="after")
    def _fits(self) -> GateTable:
        from fleetui.model.gates.kinds import why_not_keys  # most commands read no gate

        if why := why_not_keys(self.kind, self.model_fields_set):
            raise ValueError(why)
        if "candidate" not in self.stages:
            raise ValueError('stages has to hold "candidate": only there it is evidence')
        early = next((stage for stage in self.stages if stage != "candidate"), "")
        if early and self.kind in ("diff", "probe"):
            raise ValueError(f"a gate of kind {self.kind} is about what would land: it has no stage {early}")
        return self


def _differ(value: list[GateTable]) -> list[GateTable]:
    names = [gate.name for gate in value]
    if twice := [name for number, name in enumerate(names) if name in names[:number]]:
        raise ValueError(f"two gates are called {twice[0]!r}")
    return value


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
    program = _runs_something(value)[0]
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


class GithubTable(Table):
    """Pull requests on GitHub, through gh and its login. Without it nothing is asked there."""

    repository: Annotated[str, AfterValidator(_refused_by(_why_not_repository))] = Field(
        "",
        description="owner/name, or host/owner/name elsewhere; empty: where the checkout's remote origin leads.",
    )
    merges: bool = Field(
        default=False,
        description="Whether approving a branch merges exactly its pull request there, as landing says, instead of "
        "landing it here; what it was merged as is then brought here. Needs repository.",
    )
    required: list[TextLine] = Field(
        [], description="Checks without which nothing is merged, beside those that GitHub itself requires."
    )
    no_checks: bool = Field(
        default=False,
        description="Whether a pull request on which no check reports may be merged all the same.",
    )
    remarks: Literal["ask", "tell"] = Field(
        "ask",
        description="Whether what others say in a pull request goes to its author only when you send it, "
        "or by itself.",
    )
    remarks_times: int = Field(
        2, ge=1, le=20, description="How often that happens by itself for one pull request."
    )
    issues: Annotated[TextLine, Field(max_length=200)] = Field(
        "", description="A search of GitHub, such as is:open label:agent: the issues it finds are tasks."
    )
    assign: Annotated[TextLine, Field(max_length=80)] = Field(
        "", description="Whom a key on the ledger assigns an issue to: a login, or @me."
    )
    label: Annotated[TextLine, Field(max_length=80)] = Field(
        "", description="The label that the same key adds, such as in progress."
    )
    dispatch: Annotated[str, Field(max_length=2000), AfterValidator(_refused_by(_why_not_dispatch))] = Field(
        "",
        description="What a follow-up is as a comment of the issue its agent works on, such as For the agent: {text}; "
        "empty: none is posted.",
    )
    issue_authors: list[TextLine] = Field(
        [],
        description="Logins whose issues may say when a task is done and what it must not touch, beside owners, "
        "members and collaborators.",
    )

    @model_validator(mode="after")
    def _names_where_it_merges(self) -> GithubTable:
        if self.merges and not self.repository:
            raise ValueError('merges needs repository = "owner/name": agents can change where a remote leads')
        return self


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
    gates: Annotated[list[GateTable], AfterValidator(_differ)] = Field(
        [], description="Checks on the commit that would land; the first is the build."
    )
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
    push: Annotated[str, AfterValidator(_refused_by(_why_not_empty_or(_why_not_address)))] = Field(
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


class AlertsTable(Table):
    """How you are called when an agent begins to need you while you look elsewhere."""

    bell: bool = Field(default=False, description="Whether the bell rings.")
    title: bool = Field(default=True, description="Whether the window's title counts who needs you.")
    terminal: Literal["off", "auto", "osc9", "osc777", "osc99"] = Field(
        "off", description="Notification by the terminal; auto picks what yours is known to take."
    )
    command: Argv = Field(
        [], description="Your own command, run without a shell; the text is its last argument."
    )
    gather_s: float = Field(
        10.0, ge=0, le=600, allow_inf_nan=False, description="Seconds in which several become one alert."
    )


class ViewTable(Table):
    """One way to look at the fleet."""

    filter: TextLine = Field("", description="As it is written after / in the dashboard.")
    sort: Literal["", "slot", "attention", "age", "name", "context", "project", "role"] = Field(
        "", description="The order; empty: the usual one."
    )
    density: Literal["", "compact", "normal", "wide", "wall"] = Field(
        "", description="How much of each agent is shown; empty: as it is."
    )


def _is_view_name(name: str) -> str:
    if not name.strip() or len(name) > 24:
        raise ValueError("must have 1 to 24 characters")
    return name


ViewName = Annotated[TextLine, AfterValidator(_is_view_name)]


class ScreenTable(Table):
    """How the dashboard looks and listens."""

    theme: TextLine = Field("fleet-dark", min_length=1, description="Name of a theme.")
    glyphs: Literal["auto", "unicode", "ascii"] = Field(
        "auto", description="Signs for states; auto is ASCII where the locale is not UTF-8."
    )
    mouse: bool = Field(
        default=True,
        description="Whether the dashboard takes the mouse; without it the terminal selects text.",
    )
    keys: dict[TextLine, TextLine] = Field(
        {}, description="Action id to key, over the defaults; see fleetui keys."
    )
    alerts: AlertsTable = Field({}, validate_default=True)
    digest_after_s: float = Field(
        300.0, ge=0, le=86400 * 7, allow_inf_nan=False,
        description="Seconds without a key after which a digest is offered on return; 0 offers none.",
    )  # fmt: skip
    views: dict[ViewName, ViewTable] = Field({}, description="Views by name; see v in the dashboard.")


class ThresholdsTable(Table):
    """When things count."""

    low_context_percent: int = Field(20, ge=0, le=100, description="Percent left below which context is low.")
    stale_s: Seconds = Field(15.0, description="Age after which an observation is stale.")
    accept_s: Seconds = Field(20.0, description="How long a follow-up may take to show that it was taken.")
    restarts: int = Field(3, ge=1, le=100, description="Starts within the window that halt a seat.")
    restart_window_s: Seconds = Field(600.0, description="Length of that window in seconds.")
    stuck_minutes: Minutes | None = Field(
        None,
        description="Minutes without any progress after which an agent is stuck, instead of its profile's; 0 is never.",
    )
    burning_percent: int = Field(
        20,
        ge=0,
        le=100,
        description="Context spent without a changed file from which it is said; 0 is never.",
    )


class AfterErrorTable(Table):
    """Minutes after which what waits goes on by itself once an error stopped an agent; 0 leaves it to p."""

    limited: Minutes = Field(
        15.0, description="A spent allowance: a minute after it begins anew, or so long if that is not said."
    )
    overloaded: Minutes = Field(5.0, description="The provider has too much to do.")
    connection: Minutes = Field(2.0, description="Nothing answers, or it broke off.")
    server: Minutes = Field(5.0, description="The provider failed at it.")
    auth: Minutes = Field(0.0, description="It is not let in: a key, a login, a bill.")
    other: Minutes = Field(0.0, description="Anything else, such as a conversation that is too long.")
    tries: int = Field(
        3, ge=1, le=20, description="How many go without one that is answered; each waits twice as long."
    )


class ReleaseTable(Table):
    """What a landing asks of you, beside the two keys."""

    word: Literal["protected", "always"] = Field(
        "protected",
        description="When a word shown by chance has to be typed: for protected paths alone, or always.",
    )


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


class FleetFile(Table):
    """The whole of ``fleet.toml``."""

    projects: dict[Name, ProjectTable] = Field({}, description="Repositories by name.")
    agents: dict[Name, AgentTable] = Field({}, description="Seats by name.")
    roles: dict[TextLine, RoleTable] = Field(
        {}, description="Roles, by the name that agents have them under."
    )
    profiles: ProfilesTable = Field({}, validate_default=True)
    screen: ScreenTable = Field({}, validate_default=True)
    thresholds: ThresholdsTable = Field({}, validate_default=True)
    after_error: AfterErrorTable = Field({}, validate_default=True)
    tmux: TmuxTable = Field({}, validate_default=True)
    release: ReleaseTable = Field({}, validate_default=True)
    blueprints: dict[Name, BlueprintTable] = Field({}, description="Blueprints by name.")
    window: list[Side] = Field(
        [120, 40], min_length=2, max_length=2, description="Columns and rows of new agent windows."
    )
    gate_budget: int = Field(
        0,
        ge=0,
        le=1000,
        description="Sum of the weights of gates that run at once, over all projects; 0: the machine's cores.",
    )
    warm_mb: int = Field(
        4096,
        ge=0,
        le=10**7,
        description="Megabytes that what set-up steps made may take while it is kept (setup_keeps), over all projects; "
        "what was not used for the longest time goes first; 0 keeps nothing.",
    )
    memory_reserve: Annotated[str, AfterValidator(_refused_by(_why_not_reserve))] = Field(
        "5%",
        description="Memory that stays free: while less is available, a gate starts only where none runs. A share or "
        'an amount, such as "2 GB"; empty: memory has no say.',
    )
    rate_hz: float = Field(4.0, ge=0.2, le=20, allow_inf_nan=False, description="Observations per second.")


class LocalFile(Table):
    """The whole of ``fleet.local.toml``: seats and places. It cannot hold rules, gates or set-up steps."""

    projects: dict[Name, LocalProjectTable] = {}
    agents: dict[Name, AgentTable] = {}


_TABLES: dict[tuple[str, ...], type[Table]] = {
    (): FleetFile,
    ("projects", "*"): ProjectTable,
    ("projects", "*", "gates", "*"): GateTable,
    ("projects", "*", "anchors"): AnchorsTable,
    ("projects", "*", "probes", "*"): ProbeTable,
    ("projects", "*", "review"): ReviewTable,
    ("projects", "*", "github"): GithubTable,
    ("agents", "*"): AgentTable,
    ("roles", "*"): RoleTable,
    ("profiles",): ProfilesTable,
    ("screen",): ScreenTable,
    ("screen", "*"): AlertsTable,
    ("screen", "views", "*"): ViewTable,
    ("thresholds",): ThresholdsTable,
    ("after_error",): AfterErrorTable,
    ("tmux",): TmuxTable,
    ("release",): ReleaseTable,
    ("blueprints", "*"): BlueprintTable,
    ("blueprints", "*", "entries", "*"): BlueprintEntryTable,
}


def known_keys(table: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys a table of ``fleet.toml`` may have, by its key path; empty when anything may stand there."""
    named = {2} if table[:2] == ("screen", "views") else {1, 3} if table[2:3] == ("probes",) else {1}
    shape = tuple(
        "*" if isinstance(part, int) or place in named else part for place, part in enumerate(table)
    )
    model = _TABLES.get(shape)
    return tuple(field.alias or name for name, field in model.model_fields.items()) if model else ()

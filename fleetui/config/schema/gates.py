"""The gates of a project."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import Argv, InsideOrNone, Name, Seconds, runs_something


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
    run: Annotated[Argv, AfterValidator(runs_something)] = Field(
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


Gates = Annotated[list[GateTable], AfterValidator(_differ)]
"""In the order in which they run."""

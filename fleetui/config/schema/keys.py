"""The keys that a table may have, for whoever wrote another."""

from __future__ import annotations

from fleetui.config.schema.agents import AgentTable, ProfilesTable, RoleTable, TmuxTable
from fleetui.config.schema.anchors import AnchorsTable, ProbeTable
from fleetui.config.schema.blueprints import BlueprintEntryTable, BlueprintTable
from fleetui.config.schema.file import FleetFile
from fleetui.config.schema.gates import GateTable
from fleetui.config.schema.github import GithubTable
from fleetui.config.schema.projects import ProjectTable
from fleetui.config.schema.review import ReviewTable
from fleetui.config.schema.screen import AlertsTable, ScreenTable, ViewTable
from fleetui.config.schema.table import Table
from fleetui.config.schema.thresholds import AfterErrorTable, ReleaseTable, ThresholdsTable

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

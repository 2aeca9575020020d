"""The two files as a whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from fleetui.config.schema.agents import AgentTable, ProfilesTable, RoleTable, TmuxTable
from fleetui.config.schema.blueprints import BlueprintTable
from fleetui.config.schema.projects import LocalProjectTable, ProjectTable
from fleetui.config.schema.screen import ScreenTable
from fleetui.config.schema.table import Table
from fleetui.config.schema.thresholds import AfterErrorTable, ReleaseTable, ThresholdsTable
from fleetui.config.schema.types import Name, Side, TextLine, refused_by
from fleetui.model.memory import reserve_of


def _why_not_reserve(value: str) -> str | None:
    return None if reserve_of(value) else 'must be a share or an amount, such as "10%", "512 MB" or "2 GB"'


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
    memory_reserve: Annotated[str, AfterValidator(refused_by(_why_not_reserve))] = Field(
        "5%",
        description="Memory that stays free: while less is available, a gate starts only where none runs. A share or "
        'an amount, such as "2 GB"; empty: memory has no say.',
    )
    rate_hz: float = Field(4.0, ge=0.2, le=20, allow_inf_nan=False, description="Observations per second.")


class LocalFile(Table):
    """The whole of ``fleet.local.toml``: seats and places. It cannot hold rules, gates or set-up steps."""

    projects: dict[Name, LocalProjectTable] = Field({})
    agents: dict[Name, AgentTable] = Field({})

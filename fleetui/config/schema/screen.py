"""The dashboard: how it looks, listens, and calls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import Argv, TextLine


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

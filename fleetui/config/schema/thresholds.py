"""When things count, and what they ask for then."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fleetui.config.schema.table import Table
from fleetui.config.schema.types import Minutes, Seconds


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

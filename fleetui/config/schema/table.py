"""What every table is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of the file: unknown keys are mistakes, and nothing is converted silently.

    Its schema is built when it is first read by; what stands below it is part of that, and never built alone. So an
    empty table is the default of one that is left out, and not a model made in advance.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

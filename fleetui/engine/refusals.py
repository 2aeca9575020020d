"""Refusals, and errors of what is outside, as the outcome that the operator reads."""

from __future__ import annotations

from collections.abc import Awaitable

from fleetui.engine.core import Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome


async def outcome_of(doing: Awaitable[Outcome]) -> Outcome:
    """How it ended; not ok with one clean line where it was refused, or something outside failed."""
    try:
        return await doing
    except Refused as refused:
        return Outcome(ok=False, text=clean_line(str(refused), 400))
    except PortError as error:
        return failed(error)


def failed(error: PortError) -> Outcome:
    """What failed outside, in one clean line."""
    return Outcome(ok=False, text=clean_line(f"{error.doing}: {error.detail}", 400))

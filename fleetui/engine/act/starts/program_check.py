"""Whether the program of a run is there, and where it is not, what the operator can type instead."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import replace

from fleetui.engine.core import Core, Refused
from fleetui.model import events as e
from fleetui.model.fleet import Seat


async def why_no_program(core: Core, profile: str, command: tuple[str, ...] = ()) -> str:
    """Why a run of this profile could not start: its program is not there. Empty when it is."""
    known = core.world.profiles.get(profile)
    argv = command or (known.start if known else ())
    if not argv or ("/" in argv[0] and not argv[0].startswith("/")):
        return ""  # a path inside the worktree: looked up there, by the launcher
    path = (known.environment.get("PATH") if known else None) or os.environ.get("PATH", os.defpath)
    if await asyncio.to_thread(shutil.which, argv[0], path=path):
        return ""
    where = "there is no such program" if "/" in argv[0] else "not found in PATH"
    return f"{argv[0]}: {where}: install it"


async def profiles_here(core: Core) -> tuple[str, ...]:
    """Names of the profiles whose program is there; ``claude`` first, a shell last."""
    there = [name for name in sorted(core.world.profiles) if not await why_no_program(core, name)]
    return tuple(sorted(there, key=lambda name: (name != "claude", name == "shell")))


async def why_not_chosen(core: Core, profile: str) -> str:
    """Why this profile cannot be chosen for a new agent, with those that can. Empty when it can."""
    why = await why_no_program(core, profile)
    return why and f"{why}, or choose a profile whose program is here: {', '.join(await profiles_here(core))}"


async def check_for_new(core: Core, profile: str, command: tuple[str, ...]) -> None:
    """Refuse an agent that could not start before anything is made for it."""
    if why := await why_no_program(core, profile, command):
        here = await profiles_here(core)
        other = f"--profile {here[0]} ({_here(here)}) or " if here and not command else ""
        raise Refused(f"{why}, or say the same with {other}--command 'PROGRAM ARGUMENTS'")


async def check_for_seat(core: Core, seat: Seat) -> None:
    """Refuse a run that could not start before anything is stopped for it."""
    if why := await why_no_program(core, seat.profile, seat.command):
        here = await profiles_here(core)
        other = f'profile = "{here[0]}" ({_here(here)}) or ' if here and not seat.command else ""
        raise Refused(
            f'{why}, or write under [agents.{seat.name}] in fleet.toml project = "{seat.project}" '
            f'and {other}command = ["PROGRAM", "ARGUMENT"]'
        )


async def as_configured(core: Core, seat: Seat) -> Seat:
    """A seat in which nothing runs, with the profile and the command that the configuration names now."""
    spec = core.settings.seat(seat.name)
    if spec is None or (spec.profile, spec.command) == (seat.profile, seat.command):
        return seat
    await core.ledger.append(e.SeatChanged(seat.name, profile=spec.profile, command=spec.command))
    return replace(seat, profile=spec.profile, command=spec.command)


def _here(profiles: tuple[str, ...]) -> str:
    return f"the program is here of {', '.join(profiles)}"

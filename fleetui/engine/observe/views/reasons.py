"""Why a branch is not released now, and why its release asks for a word."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.fleet import Project, Seat
from fleetui.model.forge.overriding import Overridden, override_words
from fleetui.model.touched import Touched


def why_not_now(core: Core, project: Project, seat: Seat, ahead: int, gates_say: str) -> str:
    """What keeps it out besides its gates; else what those say. Empty where nothing does."""
    if core.doing.get(seat.name, "").startswith("land"):
        return "landing now"
    unread = core.health.get(f"git {seat.name}")
    if unread:
        return f"what it has now is not known: {unread.text}"
    return gates_say if ahead else f"no commit on top of {project.base}"


def word_for(
    core: Core, protected: tuple[str, ...], touched: tuple[Touched, ...], over: tuple[Overridden, ...] = ()
) -> str:
    """Why; empty where a plain approval is enough."""
    always = core.settings.release_word == "always"
    reasons = (
        override_words(over),
        "it changes protected paths" if protected else "",
        "it changes what its task says not to touch" if touched else "",
    )
    return "; ".join(filter(None, reasons)) or ("release.word is always" if always else "")

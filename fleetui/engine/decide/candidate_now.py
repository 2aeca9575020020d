"""The candidate of an agent's branch, as long as it is of the head, base and branch that are known now."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Seat


def candidate_now(core: Core, seat: Seat) -> Candidate | None:
    """The candidate; ``None`` while none was built of what is there now: an older one proves nothing."""
    git, made = core.sight(seat.name).git, core.candidates.get(seat.name)
    if git is None or made is None:
        return None
    if (made.head, made.base, made.branch) != (git.head, git.base, git.branch):
        return None
    return made if core.bases.get(core.project(seat).name, made.base) == made.base else None

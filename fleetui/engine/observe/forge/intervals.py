"""How often a forge is asked for its lists: as its project says, and less often while it fails."""

from __future__ import annotations

from fleetui.model.fleet import Project
from fleetui.model.forge.rules import ForgeRules

LONGEST_S = 900.0
"""How seldom a forge is asked that keeps failing, where its project does not want it to be asked more seldom anyway."""


def every_s(project: Project) -> float:
    """The seconds between two lists of a project whose forge answers."""
    return (project.forge or ForgeRules()).every_s


def after_failures(project: Project, times: int) -> float:
    """The seconds until it is asked again that failed so often in a row."""
    every = every_s(project)
    return max(every, min(every * 2.0 ** min(times, 8), LONGEST_S))

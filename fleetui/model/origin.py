"""Where a commit or a line came from."""

from __future__ import annotations

from fleetui.model.landing_story import LandingStory
from fleetui.model.value import value


@value
class Origin:
    """Where a commit or a line came from."""

    commit: str
    subject: str = ""
    author: str = ""
    at: float = 0.0
    """When it was committed, as it says itself."""
    merge: str = ""
    """The commit of the target's own line that brought it there; empty where the target does not hold it."""
    merge_subject: str = ""
    path: str = ""
    """Of a line: the file it stood in when it was made."""
    line: int = 0
    text: str = ""
    note: str = ""
    """What fleetui kept with ``merge`` in the vault; empty where that did not land through it."""


@value
class Why:
    """From a commit or a line to the landing that brought it, and to what that was asked for with."""

    project: str
    target: str
    origin: Origin
    story: LandingStory | None = None
    """As the journal tells it; ``None`` where what brought it did not land through fleetui, or is not told there."""
    taken_back: str = ""
    """The commit that took it back since; empty while it stands."""

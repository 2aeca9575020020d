"""Scenes of Claude Code after an error: stopped while it tries again, once an earlier turn had failed."""

from __future__ import annotations

from tests.live.scene import Scene, Take, ready, settled
from tests.live.scenes_work import few_tries


def _after_esc(status: int, shows: str, phase: str) -> Scene:
    """A turn failed, the next one is tried again and stopped: its prompt stands in the composer again.

    Cell by cell that is the screen of a turn that failed and somebody who types after it, so the screen alone says that
    the error is the last word. The session file tells the two apart.
    """

    def play(take: Take) -> None:
        ready(take, "claude")
        take.say(f"error:{status} say:never said")
        take.stage.until_shows(shows, without="etrying in", timeout=60)
        again = f"error:{status} say:never said again"
        take.say(again)
        take.stage.until_shows("etrying in")
        take.stage.press("Escape")
        take.stage.until_shows(again, without="etrying in")
        take.keep(f"after-esc-{status}", {"phase": phase, "draft": again}, settled(take))

    return Scene("claude", f"after-esc-{status}", play, few_tries)


AFTER = (_after_esc(500, "API Error: 500", "failed"), _after_esc(529, "API Error", "limited"))

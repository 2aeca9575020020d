"""Coming back: notices that somebody is here after a while, and marks as seen what he looks at."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.link import AskNews, Link
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.away.presence import Presence
from fleetui.ui.shell.read_marks import ReadMarks, ScreenDigest

AT_IT_S = 60.0
"""How long after a key what happens to the selected agent counts as seen."""
KEEP_EVERY_S = 60.0
"""How often it is written down that somebody is here."""


class ReturnWatch:
    """``selected`` is whom the operator sees whole, ``ask`` asks for a digest, ``changed`` hears of new marks."""

    def __init__(
        self,
        read_marks: ReadMarks,
        presence: Presence,
        after_s: float,
        *,
        selected: Callable[[], AgentView | None],
        ask: Callable[[float], None],
        changed: Callable[[], None],
    ) -> None:
        self._read_marks = read_marks
        self._presence = presence
        self._after_s = after_s
        self._selected = selected
        self._ask = ask
        self._changed = changed
        self._begun = False

    def see(self, view: FleetView, now: float) -> None:
        """A new view. With the first one it is known whether anything happened since the last dashboard."""
        if not view.ready:
            return
        if not self._begun:
            self._begun = True
            self._read_marks.begin(view, now)
            self._came_back(float(self._read_marks.seen_at), now)
            self._read_marks.here(now)
        if now - self._presence.last < AT_IT_S:
            self._look()

    def here(self, now: float) -> None:
        """Somebody pressed a key, clicked, or the terminal got the focus."""
        away_since = self._presence.acted(now)
        if not self._begun:
            return
        self._came_back(away_since, now)
        self._look()
        if now - self._read_marks.seen_at >= KEEP_EVERY_S:
            self._read_marks.here(now)

    def leave(self, now: float) -> None:
        """The dashboard closes: the next one asks what happened since somebody was here."""
        if self._begun:
            self._read_marks.here(min(now, self._presence.last))

    def _came_back(self, since: float, now: float) -> None:
        if self._after_s and since and now - since >= self._after_s:
            known = self._read_marks.digest
            self._ask(min(since, known.since) if known else since)

    def _look(self) -> None:
        selected = self._selected()
        if selected is not None and self._read_marks.look(selected):
            self._changed()


async def ask_digest(link: Link, since: float) -> ScreenDigest:
    """What happened since a time; raises ``AskError``."""
    return ScreenDigest(since, await link.ask(AskNews(since)))

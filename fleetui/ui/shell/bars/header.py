"""The first row: how many agents are in which state, loud ones as blocks."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.approval import Tier
from fleetui.model.paneless import asking_paneless, paneless_words
from fleetui.model.snapshot.fleet import quieted
from fleetui.ui.draw.clickable import ONLY, Clickable
from fleetui.ui.draw.labels.ages import clock
from fleetui.ui.draw.labels.counts import (
    IN_QUEUE,
    Count,
    counts,
    queued,
    quiet_words,
    title_words,
    with_nothing_queued,
)
from fleetui.ui.draw.strips import Span, row, width_of
from fleetui.ui.shell.bars.large_header import large_height, large_rows
from fleetui.ui.shell.bars.quota import quota_span
from fleetui.ui.shell.shared_state import SharedState

_LINE_BELOW = 40
_IN_FILTER = {"red": "gate-red", "unconfirmed": "not-confirmed"}
"""FixedRows of the filter, where they are not the key of the state."""
_WIDE_FROM = 100
"""Columns from which it says how the dashboard stands."""
_SPENDERS_FROM = 170
"""Columns from which it names who spends the quota."""
_GAP = 2
"""Least blanks before what stands at the right; the words there are no part of the counts."""


class Header(Clickable):
    """Counts, queue and clock."""

    shared: SharedState

    large = False
    """In letters for three metres, above the wall."""

    def show(self, *, large: bool) -> None:
        """Keep up with the fleet, in small or large letters."""
        if large is not self.large:
            self.large = large
            self.styles.height = large_height(self.shared) if large else 1
        self.keep_up(large)

    def paint(self, width: int, height: int) -> list[Strip]:
        """One row; in a tiny terminal the loud counts alone."""
        shared = self.shared
        self.spans = ()
        if self.large:
            return large_rows(shared, width)
        if width < _LINE_BELOW:
            return [
                row(shared.ink, width, [Span(title_words(shared.view, shared.glyphs), "bright bold")], pad=0)
            ]
        right = self._right(width)
        self.spans = left = self._fitting(width - width_of(right) - 2 - _GAP)
        return [row(shared.ink, width, left, right)]

    def _fitting(self, room: int) -> list[Span]:
        """The counts with as many words as there is room for: the loud ones keep theirs longest, the first of all.

        The plain counts go last: who is quiet, and what stands at the right, never costs them while words are left.
        """
        loud = sum(count.loud for count in counts(self.shared.view))
        levels = [
            *((words, loud) for words in range(4, -1, -1)),
            *((0, few) for few in range(loud - 1, -1, -1)),
        ]
        lines = (self._left(words, loud_words) for words, loud_words in [*levels, (-1, 0)])
        return next((line for line in lines if width_of(line) <= room), self._left(-1, 0))

    def _left(self, words: int, loud_words: int) -> list[Span]:
        """``words`` are, from 4 down: the fleet's size, plain counts, who is quiet, the queue, signs alone, none."""
        view = self.shared.view
        spans = [Span("fleetui", "bright bold")]
        if words > 3:
            projects = len({agent.seat.project for agent in view.agents} - {""} | set(view.projects))
            of = [_many(projects, "project")] if projects else []
            of += [_many(len(view.agents), "agent")]
            spans.append(Span(f"   {'  '.join(of)}   ", "dim"))
        else:
            spans.append(Span("  "))
        found = counts(view)
        for place, count in enumerate(count for count in found if count.loud):
            spans += self._block(count, place < loud_words)
        spans.append(Span("  "))
        for count in found if words >= 0 else ():  # what waits for the operator comes before who works
            if not count.loud and count.key not in IN_QUEUE:
                spans += self._plain(count, words > 2)
        return [*spans, *self._paneless(words > 1), *self._queue(words > 0), *self._quiet(words > 1)]

    def _paneless(self, words: bool) -> list[Span]:
        """Agents without a pane; where there is little room only if one asks."""
        said, asks = paneless_words(self.shared.view.paneless), asking_paneless(self.shared.view.paneless)
        return [Span(f"{said}   ", "asking" if asks else "dim")] if said and (words or asks) else []

    def _block(self, count: Count, words: bool) -> list[Span]:
        sign = self.shared.sign(count.key)
        text = f" {sign} {count.number} {count.word} " if words else f" {sign}{count.number} "
        return [Span(text, "on_block bold", f"{count.key}_block", _only(count)), Span(" ")]

    def _plain(self, count: Count, words: bool) -> list[Span]:
        sign = self.shared.sign(count.key)
        ink = "dim" if count.ink == "ok" else count.ink
        if not words:
            return [Span(f"{sign}{count.number} ", ink, act=_only(count))]
        return [Span(f"{sign} {count.number} {count.word}{self._unfed(count)}   ", ink, act=_only(count))]

    def _unfed(self, count: Count) -> str:
        unfed = with_nothing_queued(self.shared.view) if count.key == "idle" else 0
        if not unfed:
            return ""
        return ", nothing queued" if unfed == count.number else f", {unfed} with nothing queued"

    def _queue(self, words: bool) -> list[Span]:
        waiting, held, doubtful = queued(self.shared.view)
        if not waiting:
            return []
        parts = [
            f"{self.shared.sign('queue')} {waiting} queued"
            if words
            else f"{self.shared.sign('queue')}{waiting}"
        ]
        parts += [f"{held} held"] if held else []
        parts += [f"{doubtful} not confirmed"] if doubtful else []
        return [Span("  " if words else " "), Span(", ".join(parts), "queue")]

    def _quiet(self, words: bool) -> list[Span]:
        if words:
            parts = quiet_words(self.shared.view)
        else:
            signs = {"acknowledged": "known"}
            parts = [
                f"{self.shared.sign(signs.get(word, word))}{number}"
                for word, number in quieted(self.shared.view).items()
                if number
            ]
        return [Span("   " if words else "  "), Span(", ".join(parts), "dim")] if parts else []

    def _tier(self, wide: bool) -> list[Span]:
        tier = self.shared.view.tier
        if tier is None or self.shared.limits.in_browser:
            return []
        word, ink = _TIERS[tier]
        return [Span(f"{word}  ", ink)] if wide or ink == "low" else []

    def _servers(self, wide: bool) -> list[Span]:
        """What is shown may be old, and nothing is delivered, while a server is silent."""
        servers = self.shared.view.servers()
        if not servers:
            return []
        died = any(one.severe for one in servers)
        word = "tmux died" if died else "tmux does not answer" if wide else "tmux silent"
        return [Span(f"{word}  ", "low bold")]

    def _right(self, width: int) -> list[Span]:
        wide = width >= _WIDE_FROM
        now = Span(clock(self.shared.now()), "dim")
        return [*self._servers(wide), *self._quota(width), *self._standing(wide), now]

    def _quota(self, width: int) -> list[Span]:
        """What an account may still spend: where it is little, also in a narrow window."""
        shared, wide = self.shared, width >= _WIDE_FROM
        spenders = width >= _SPENDERS_FROM
        span = quota_span(shared.view, shared.now(), shared.low, wide=wide, spenders=spenders)
        return [span] if span and (wide or span.ink == "low") else []

    def _standing(self, wide: bool) -> list[Span]:
        """Whether it acts, and who can press its keys."""
        view = self.shared.view
        if not view.ready:
            word, ink = "looking", "low"
        elif self.shared.limits.only_shows:
            word, ink = "read-only", "low"
        elif view.owner == "other":
            word, ink = "watching", "low"
        else:
            return [*self._tier(wide), *([Span("live  ", "dim")] if wide else [])]
        return [Span(f"{word}  ", ink)] if wide or ink == "low" else []


_TIERS = {
    Tier.PLAIN: ("terminal", "dim"),
    Tier.TMUX: ("tmux, typed keys", "dim"),
    Tier.SHARED: ("keys not checked", "low"),
    Tier.AGENTS: ("no approvals here", "low"),
    Tier.UNKNOWN: ("no approvals here", "low"),
}
"""Where this dashboard stands, by who can press its keys."""


def _only(count: Count) -> str:
    return f"{ONLY} {_IN_FILTER.get(count.key, count.key)}"


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"

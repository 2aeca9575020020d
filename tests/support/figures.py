"""Figures of a week of an invented fleet: what the screen of figures shows in tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random

from fleetui.model import events as e
from fleetui.model.figures.samples import Samples

DAY = 86400.0
AGENTS = (
    ("billing", "clawdemy"), ("auth", "clawdemy"), ("search", "clawdemy"), ("docs-gen", "clawdemy"),
    ("cache", "clawdemy"), ("grid", "whisprdesk"), ("editor", "whisprdesk"), ("sync", "whisprdesk"),
    ("importer", "whisprdesk"), ("release-notes", "whisprdesk"),
)  # fmt: skip
"""The last of them never landed anything."""


@lru_cache(maxsize=2)
def week(now: float) -> Samples:
    """Seven days up to a time, the fourth of them free; the same each time."""
    found = Samples()
    for seq, (at, event) in enumerate(sorted(_told(now, Random(7)), key=lambda one: one[0]), 1):
        found.take(seq, at, event)
    return found


def history(now: float, chance: Random) -> Iterator[tuple[float, e.Event]]:
    """The same without an end: week after week of it, each week's records in the order of their times."""
    week = 0
    while True:
        yield from sorted(_told(now + week * 7 * DAY, chance), key=lambda one: one[0])
        week += 1


def _told(now: float, chance: Random) -> Iterator[tuple[float, e.Event]]:
    for slot, (agent, project) in enumerate(AGENTS):
        yield now - 7 * DAY, e.SeatAdded(agent, "claude", project, "/w", slot)
        for day in range(7):
            if day != 3:
                for piece in range(chance.randrange(1, 4)):
                    begin = now - (6 - day) * DAY - 8000 - piece * 4200 - chance.randrange(900)
                    yield from _change(agent, project, f"{slot}-{day}-{piece}", begin, chance)


def _change(
    agent: str, project: str, mark: str, at: float, chance: Random
) -> Iterator[tuple[float, e.Event]]:
    took = chance.choice((600, 1100, 1900, 2600, 3300))
    tokens = tuple(chance.randrange(most) for most in (90_000, 300_000, 4_000_000, 60_000))
    yield at, e.TurnBegan(agent, mark, "r", at)
    if chance.random() < 0.6:
        yield at + 30, e.StatusChanged(agent, "asking", at, "screen", "r", question=mark)
        yield at + 30 + chance.choice((8, 25, 70, 200)), e.QuestionAnswered(agent, mark, "1")
    yield at + 300, e.TurnJudged(agent, mark, "r", tokens=tokens)
    yield at + 310, e.StatusChanged(agent, "idle", at, "screen", "r")
    verdict = "pass" if chance.random() < 0.8 else "fail"
    yield at + 400, e.GateFinished(agent, project, "build", "c", "d", verdict)
    if agent == AGENTS[-1][0]:
        return
    yield at + took, e.LandingIntended(agent, mark, project, "b", "main", "o", "h", "c", "t")
    yield at + took, e.LandingEnded(agent, mark, "landed" if verdict == "pass" else "refused")
    yield at + took + 1, e.StatusChanged(agent, "working", at, "screen", "r")
